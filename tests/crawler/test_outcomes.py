"""Whatever a server does, each address ends as one Page or one Dropped, and the crawl ends."""

from __future__ import annotations

import gzip
import socket
import time
from typing import TYPE_CHECKING

import pytest

from tests.crawler.running import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.conftest import Site

FAST = {"download_timeout": 2.0, "response_max_bytes": 200_000}


def outcome(site: Site, path: str) -> tuple[str, str]:
    """Fetch one address and return its outcome and detail."""
    ran = run(urls=[site.at(path)], settings=FAST, fetch=True)
    assert len(ran.items) == 1
    assert "Traceback" not in ran.stderr
    (dropped,) = ran.dropped.values()
    assert ran.exit_code == 3
    assert dropped.discovered_via == "given"
    return dropped.outcome, dropped.detail


def test_a_page_carries_what_the_server_said_of_it(site: Site) -> None:
    headers = {"Content_Type": "text/html; charset=windows-1251", "ETag": '"v1"'}
    headers["Last_Modified"] = "Mon, 02 Mar 2026 10:00:00 GMT"
    site.add("/a", 200, "<p>Привет</p>".encode("cp1251"), **headers)
    ran = run(urls=[site.at("/a#part")], fetch=True)
    page = ran.pages[site.at("/a")]
    assert page.body == "<p>Привет</p>".encode("cp1251")
    assert page.charset in ("windows-1251", "cp1251")
    assert page.etag == '"v1"'
    assert page.last_modified == "Mon, 02 Mar 2026 10:00:00 GMT"
    assert page.status == 200
    assert page.requested_url == site.at("/a")
    assert ran.exit_code == 0
    assert ran.stderr == ""


def test_compressed_pages_arrive_unpacked(site: Site) -> None:
    import brotli

    body = b"<html><body>" + b"word " * 500 + b"</body></html>"
    site.gzipped("/gzip", body)
    site.add("/br", 200, brotli.compress(body), Content_Encoding="br")
    ran = run(urls=[site.at("/gzip"), site.at("/br")], fetch=True)
    assert {page.body for page in ran.pages.values()} == {body}
    assert len(ran.pages) == 2


def test_errors_of_the_server_say_their_status(site: Site) -> None:
    site.add("/gone", 410, b"gone")
    assert outcome(site, "/missing") == ("http-error", "404 Not Found")
    assert outcome(site, "/gone") == ("http-error", "410 Gone")


def test_a_server_in_trouble_is_asked_three_times(site: Site) -> None:
    site.add("/500", 500, b"<p>Trouble</p>")
    assert outcome(site, "/500") == ("http-error", "500 Internal Server Error")
    assert site.asked["/500"] == 3


def test_trouble_that_heals_costs_nothing(site: Site) -> None:
    site.failing_first("/heals", 1)
    ran = run(urls=[site.at("/heals")], fetch=True)
    assert ran.paths() == {"/heals"}
    assert ran.exit_code == 0


def test_given_pages_of_which_some_fail_give_exit_code_one(site: Site) -> None:
    site.page("/good")
    ran = run(urls=[site.at("/good"), site.at("/missing")], fetch=True)
    assert ran.exit_code == 1


def test_a_site_with_dead_links_is_well_but_one_with_server_errors_is_not(site: Site) -> None:
    site.front("/missing")
    assert run(site.at("/")).exit_code == 0
    site.front("/missing", "/500")
    site.add("/500", 500)
    assert run(site.at("/")).exit_code == 1


def test_a_document_is_known_by_its_type_and_not_downloaded(site: Site) -> None:
    site.add("/paper.pdf", 200, b"%PDF-1.7", Content_Type="application/pdf", Content_Length="999")
    started = time.monotonic()
    assert outcome(site, "/paper.pdf") == ("not-html", "application/pdf")
    assert time.monotonic() - started < 10, "the body that never comes was waited for"


def test_packed_data_is_not_html_either(site: Site) -> None:
    site.gzipped("/data", b'{"a": 1}', content_type="application/json")
    assert outcome(site, "/data") == ("not-html", "application/json")
    assert site.asked["/data"] == 1


def test_files_that_are_sent_as_html_or_text_are_not_html(site: Site) -> None:
    site.add("/lie", 200, b"%PDF-1.4 ...")
    site.add("/text", 200, b"only words", Content_Type="text/plain")
    assert outcome(site, "/lie")[0] == "not-html"
    assert outcome(site, "/text")[0] == "not-html"


def test_html_without_a_content_type_is_html(site: Site) -> None:
    site.add("/untyped", 200, b"<!DOCTYPE html><p>Story</p>", Content_Type="")
    assert run(urls=[site.at("/untyped")], fetch=True).paths() == {"/untyped"}


def test_a_body_that_is_too_large_is_not_kept(site: Site) -> None:
    site.add("/large", 200, b"<div>" * 100_000)
    assert outcome(site, "/large")[0] == "too-large"


def test_an_endless_body_is_too_large(site: Site) -> None:
    site.endless("/endless", b"<p>more</p>" * 1000)
    assert outcome(site, "/endless")[0] == "too-large"


def test_a_gzip_bomb_is_too_large(site: Site) -> None:
    packed = gzip.compress(b"<div>" * 2_000_000)
    assert len(packed) < 200_000
    site.add("/bomb", 200, packed, Content_Encoding="gzip")
    assert outcome(site, "/bomb")[0] == "too-large"


def test_a_body_that_trickles_for_ever_ends_in_time(site: Site) -> None:
    site.endless("/trickle", b"<p>.</p>", pause=0.3)
    assert outcome(site, "/trickle") == ("network-error", "timeout: no whole answer in 2 s")


def test_a_redirect_loop_is_an_http_error(site: Site) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    assert outcome(site, "/a")[0] == "http-error"


def test_an_endless_chain_of_redirects_is_an_http_error(site: Site) -> None:
    for n in range(30):
        site.redirect(f"/{n}", f"/{n + 1}")
    assert outcome(site, "/0") == ("http-error", "too many redirects")


def test_half_a_page_is_a_network_error(site: Site) -> None:
    site.add("/half", 200, b"<p>half", Content_Length="1000", Connection="close")
    kind, detail = outcome(site, "/half")
    assert kind == "network-error"
    assert detail.startswith(("broken", "timeout"))


def test_a_refused_connection_and_an_unknown_host_say_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    refused = run(urls=[f"http://127.0.0.1:{port}/"], fetch=True)
    unknown = run(urls=["http://newsmill-test.invalid/"], fetch=True)
    details = [next(iter(ran.dropped.values())).detail for ran in (refused, unknown)]
    assert details == ["refused: nothing listens there", "dns: the host is unknown"]
    assert refused.stderr == unknown.stderr == ""
    assert refused.exit_code == unknown.exit_code == 3


@pytest.mark.parametrize("host", ["newsmill-test.invalid", "127.0.0.1:9"])
def test_a_site_that_is_not_there_gives_one_line_and_exit_code_three(host: str) -> None:
    ran = run(f"http://{host}/")
    assert ran.exit_code == 3
    assert ran.stderr.count("\n") == 1
    assert f"http://{host}/ cannot be crawled: " in ran.stderr


def test_addresses_from_a_file_are_fetched_once_each(site: Site, tmp_path: Path) -> None:
    from crawler.spiders.urls import UrlsSpider

    file = tmp_path / "list.txt"
    file.write_text(f"# mine\n{site.at('/a')}  # the first\n\n{site.at('/b')}\n")
    assert UrlsSpider(file=str(file)).urls == [site.at("/a"), site.at("/b")]
    site.page("/a")
    ran = run(urls=[site.at("/a"), site.at("/a?utm_source=x"), site.at("/a#top")], fetch=True)
    assert len(ran.items) == 1
