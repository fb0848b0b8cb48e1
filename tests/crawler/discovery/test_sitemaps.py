"""Sitemaps of every kind give their pages; broken and hostile ones do no harm."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from datetime import UTC, datetime

import pytest

from crawler.discovery.sitemaps import MAX_BYTES, read_sitemap

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


def test_a_news_sitemap_gives_dates_title_and_language() -> None:
    first, second = read_sitemap(NEWS.encode(), BASE).pages
    assert first.url == "https://example.org/a"
    assert first.lastmod == first.changed == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert first.published == datetime(2026, 3, 2, tzinfo=UTC)
    assert (first.title, first.language) == ("Bridge opens", "en")
    assert (second.url, second.changed, second.title) == ("https://example.org/b", None, None)


def test_gzip_is_unpacked_and_an_index_gives_sitemaps() -> None:
    index = "<sitemapindex><sitemap><loc>/one.xml</loc><lastmod>2026-03-02</lastmod></sitemap>"
    found = read_sitemap(gzip.compress(f"{index}</sitemapindex>".encode()), BASE)
    assert [entry.url for entry in found.sitemaps] == ["https://example.org/one.xml"]
    assert found.pages == []


def test_a_broken_sitemap_gives_what_came_before() -> None:
    assert len(read_sitemap(NEWS.partition("</url>")[0].encode() + b"</url><url", BASE).pages) == 1
    packed = gzip.compress((NEWS * 50).encode())
    assert read_sitemap(packed[: len(packed) // 2], BASE).pages


@pytest.mark.parametrize("body", [b"", b"\0", b"\x1f\x8b", b"<html><p>404</p></html>", b"{}"])
def test_what_is_no_sitemap_gives_nothing(body: bytes) -> None:
    found = read_sitemap(body, BASE)
    assert found.pages == found.sitemaps == []


def test_entities_do_not_unfold() -> None:
    entities = '<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    body = f"<!DOCTYPE urlset [{entities}]><urlset><url><loc>/a</loc><title>&a9;</title></url>"
    started = time.monotonic()
    found = read_sitemap(f"{body}</urlset>".encode(), BASE)
    assert time.monotonic() - started < 2
    assert all("lol" not in (entry.title or "") for entry in found.pages)


def test_a_gzip_bomb_ends_at_the_limit_and_is_never_whole_in_memory() -> None:
    bomb = gzip.compress(b"<urlset>" + b"<x></x>" * (MAX_BYTES // 5))
    tracemalloc.start()
    try:
        assert read_sitemap(bomb, BASE).pages == []
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
