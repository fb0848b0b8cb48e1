"""Sitemaps of every kind give their pages; broken and hostile ones do no harm."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crawler.discovery.sitemaps import MAX_BYTES, MAX_ENTRIES, SitemapEntry, iter_sitemap
from tests.crawler.discovery.hostile import TITLE, doctype, with_growth
from tests.crawler.discovery.silence import Silence

BASE = "https://example.org/sitemap.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><image:image><image:loc>https://example.org/i.jpg</image:loc>
      <image:title>A picture</image:title></image:image>
    <loc>https://example.org/a?utm_source=map</loc><lastmod>2026-03-02T08:00:00Z</lastmod>
    <news:news><news:publication><news:name>Post</news:name><news:language>en</news:language>
      </news:publication><news:publication_date>2026-03-02</news:publication_date>
      <news:title>Bridge opens</news:title></news:news></url>
  <url><loc>/b</loc><lastmod>never</lastmod></url>
</urlset>"""


PAGE = "<url><loc>https://example.org/{}</loc><lastmod>2026-03-02T08:00:00Z</lastmod></url>"


def pages(body: bytes | str, since: datetime | None = None) -> list[SitemapEntry]:
    return [entry for kind, entry in read(body, since) if kind == "page"]


def read(body: bytes | str, since: datetime | None = None) -> Iterator[tuple[str, SitemapEntry]]:
    return iter_sitemap(body.encode() if isinstance(body, str) else body, BASE, since=since)


def urls(body: bytes | str, since: datetime | None = None) -> list[str]:
    return [entry.url.removeprefix("https://example.org") for _, entry in read(body, since)]


def test_a_news_sitemap_gives_dates_title_and_language() -> None:
    first, second = pages(NEWS)
    assert first.url == "https://example.org/a"
    assert first.lastmod == first.changed == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert first.published == datetime(2026, 3, 2, tzinfo=UTC)
    assert (first.title, first.language) == ("Bridge opens", "en")
    assert (second.url, second.changed, second.title) == ("https://example.org/b", None, None)


def test_gzip_is_unpacked_and_an_index_gives_sitemaps() -> None:
    index = "<sitemapindex><sitemap><loc>/one.xml</loc><lastmod>2026-03-02</lastmod></sitemap>"
    ((kind, entry),) = read(gzip.compress(f"{index}</sitemapindex>".encode()))
    assert (kind, entry.url) == ("sitemap", "https://example.org/one.xml")
    assert entry.lastmod == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_text_of_addresses_is_a_sitemap_whatever_its_line_ends() -> None:
    text = (
        "\ufeffhttps://example.org/a\r\nhttps://example.org/b\n\nno address\nhttps://example.org/c"
    )
    assert urls(text) == ["/a", "/b", "/c"]
    assert urls("https://example.org/a" + "x" * 1_000_000) == []


def test_a_feed_served_as_sitemap_gives_its_entries() -> None:
    rss = """<?xml version="1.0"?><!-- made by hand --><rss version="2.0"><channel>
        <language>fo</language><item><title>Bridge opens</title><link>/a</link>
        <pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
    ((kind, entry),) = read(rss)
    assert (kind, entry.url, entry.language) == ("page", "https://example.org/a", "fo")
    assert entry.published == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert urls('{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/j"}]}') == [
        "/j"
    ]


def test_since_leaves_out_old_pages_and_sitemaps_that_can_hold_only_such() -> None:
    since = datetime(2026, 3, 1, 12, tzinfo=UTC)
    entry = "<{0}><loc>{1}</loc><lastmod>{2}</lastmod></{0}>"
    dated = [("/old", "2026-02-28"), ("/today", "2026-03-01"), ("/new", "2026-03-01T13:00Z")]
    listed = "".join(entry.format("url", *each) for each in dated)
    assert urls(f"<urlset>{listed}<url><loc>/no-date</loc></url></urlset>", since) == [
        *("/today", "/new", "/no-date"),
    ]
    children = [
        *(("/old.xml", "2026-02-01"), ("/new.xml", "2026-03-02"), ("/map-2019-03.xml", "")),
        *(("/map-2019-04.xml", "2026-03-02"), ("/map-2026-03.xml", ""), ("/map-7.xml", "")),
    ]
    index = "".join(entry.format("sitemap", *each) for each in children)
    assert urls(f"<sitemapindex>{index}</sitemapindex>", since) == [
        *("/new.xml", "/map-2019-04.xml", "/map-2026-03.xml", "/map-7.xml"),
    ]


def test_a_broken_sitemap_gives_what_came_before() -> None:
    assert len(pages(NEWS.partition("</url>")[0] + "</url><url")) == 1
    packed = gzip.compress("".join(["<urlset>", *map(PAGE.format, range(2000))]).encode())
    assert 500 < len(pages(packed[: len(packed) // 2])) < 2000


def test_what_is_often_broken_is_mended() -> None:
    assert urls("<urlset><url><loc>/a?x=1&y=2</loc></url></urlset>") == ["/a?x=1&y=2"]
    assert urls("<urlset><url><loc><![CDATA[/a?x=1&y=2]]></loc></url></urlset>") == ["/a?x=1&y=2"]
    assert urls("\n <b>Warning</b>: <br />\n<?xml version='1.0'?>" + NEWS[38:]) == ["/a", "/b"]
    assert urls(NEWS.replace("UTF-8", "utf-16").encode("utf-16")) == ["/a", "/b"]


@pytest.mark.parametrize("body", [b"", b"\0", b"\x1f\x8b", b"<html><p>404</p></html>", b"{}"])
def test_what_is_no_sitemap_gives_nothing(body: bytes) -> None:
    assert urls(body) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_neither_unfolded_nor_fetched(encoding: str) -> None:
    with Silence() as listener:
        body = (
            f"{doctype('urlset', listener.url)}<urlset><url a='&a9;'><loc>/a</loc>"
            f"<title>{TITLE}</title></url><url><loc>/b</loc></url></urlset>"
        ).encode(encoding)
        started = time.monotonic()
        found, grown = with_growth(lambda: pages(body))
        assert time.monotonic() - started < 2
        assert grown < 50_000
        assert [entry.url for entry in found] == ["https://example.org/a", "https://example.org/b"]
        assert not any(word in (found[0].title or "") for word in ("lol", "xxx", "import"))
    assert listener.asked == []


def test_a_gzip_bomb_ends_at_the_limit_and_is_never_whole_in_memory() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * (2 * MAX_BYTES), 1)
    tracemalloc.start()
    try:
        assert pages(bomb) == []
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("piece", [b"<a>", b"<urlset><url>", b"<url x='", b"&", b"<![CDATA[", b"<"])
def test_endless_nesting_and_open_ends_take_no_time(piece: bytes) -> None:
    started = time.monotonic()
    urls(b"<urlset>" + piece * (1_000_000 // len(piece)))
    assert time.monotonic() - started < 5


def test_entries_stream_in_flat_memory() -> None:
    body = "".join(["<urlset>", *map(PAGE.format, range(4_000))]).encode()
    tracemalloc.start()  # five times slower
    try:
        assert sum(1 for _ in read(body)) == 4_000
        assert tracemalloc.get_traced_memory()[1] < 1_200_000  # in a list they have 2 MB
    finally:
        tracemalloc.stop()


def test_no_more_than_fifty_thousand_entries_are_taken() -> None:
    text = "\n".join(f"https://example.org/{number}" for number in range(MAX_ENTRIES + 10))
    assert sum(1 for _ in read(text)) == MAX_ENTRIES
