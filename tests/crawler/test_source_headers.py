"""A source's headers go to its own site, whatever that redirects to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tests.crawler.conftest import served
from tests.crawler.running import run

if TYPE_CHECKING:
    from tests.crawler.conftest import Handler, Site

TOKEN = "subscriber-42"


class Doorman:
    """Notes the token of each request, and answers with a page or a redirect."""

    def __init__(self) -> None:
        self.tokens: defaultdict[str, list[str | None]] = defaultdict(list)

    def page(self, handler: Handler) -> None:
        self.tokens[handler.path].append(handler.headers.get("X-Token"))
        links = b'<a href="/moved">A story that has moved elsewhere by now</a>'
        handler.reply(200, b"<html><body>" + links + b"</body></html>")

    def elsewhere(self, url: str) -> None:
        self.url = url

    def moved(self, handler: Handler) -> None:
        self.tokens[handler.path].append(handler.headers.get("X-Token"))
        handler.reply(302, b"", Location=self.url)


def test_the_site_s_own_hosts_get_the_headers_and_a_redirect_takes_them_nowhere(
    site: Site,
) -> None:
    with served("127.0.0.2") as other:
        doorman = Doorman()
        doorman.elsewhere(other.at("/front"))
        site.script |= {"/": doorman.moved, "/robots.txt": doorman.page}
        other.script["/front"] = doorman.page
        run({"url": site.at("/"), "headers": {"X-Token": TOKEN}, "max_pages": 1})
    assert doorman.tokens["/"] == [TOKEN]
    assert doorman.tokens["/front"] == [None]
