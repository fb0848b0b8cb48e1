"""What a crawl logs of a page, and that the workers' lines and the entry can be found by it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.command import newsmill
from workers.outbox import ARTICLES, REJECTED

if TYPE_CHECKING:
    from redis import Redis

    from tests.crawler.conftest import Site

STORY = (
    "<h1>The bridge is open</h1>" + "<p>The old bridge over the river opened again today.</p>" * 9
)


def logged(lines: list[str], event: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in lines if line.startswith("{")]
    return [one for one in found if one.get("event") == event]


def test_a_page_has_one_id_from_the_fetch_to_its_entry(connection: Redis, site: Site) -> None:
    story = "/2026/05/01/the-old-bridge-is-open-again"
    site.front(story, "/2026/05/01/gone-with-the-flood")
    site.page(story, STORY)
    crawled = newsmill("crawl", site.url, "--delay", "0", "-v", LOG_FORMAT="json")
    assert crawled.code == 0, crawled.lines
    fetched = {one["url"]: one for one in logged(crawled.lines, "fetched")}
    assert fetched[site.at(story)]["status"] == 200
    assert fetched[site.at(story)]["ms"] >= 0
    token = fetched[site.at(story)]["page"]

    dropped = {one["page"]: one["outcome"] for one in logged(crawled.lines, "page")}
    worked = newsmill("work", "--burst", LOG_FORMAT="json")
    outcomes = {one["page"]: one["outcome"] for one in logged(worked.lines, "page")}
    assert token in outcomes
    published: Any = connection.xrange(ARTICLES)
    rejected: Any = connection.xrange(REJECTED)
    by_page = {
        (fields.get(b"page") or fields[b"token"]).decode(): fields[b"outcome"].decode()
        for _, fields in [*published, *rejected]
    }
    assert by_page == {**dropped, **outcomes}, "one outcome line a page, in the crawl or a worker"


def test_a_crawl_says_nothing_of_its_pages_unless_it_is_asked_to(
    connection: Redis, site: Site
) -> None:
    site.front("/2026/05/01/the-old-bridge-is-open-again")
    site.page("/2026/05/01/the-old-bridge-is-open-again", STORY)
    done = newsmill("crawl", site.url, "--delay", "0")
    assert (done.code, done.out, done.lines) == (0, "", [])
