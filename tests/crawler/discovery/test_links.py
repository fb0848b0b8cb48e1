"""What a page says of other pages, whatever state its HTML is in."""

from __future__ import annotations

import time

import pytest

from crawler.discovery.links import is_page, rank, read_links

BASE = "https://example.org/news/"


def test_links_feeds_and_other_addresses_are_read() -> None:
    found = read_links(
        b"""<head><title>Bridge  opens</title><meta property="og:title" content="BRIDGE OPENS">
        <link rel="alternate" type="application/rss+xml" href="/rss">
        <link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="/s.css">
        <link rel="canonical" href="/a?utm_source=x#top"><link rel="amphtml" href="/a.amp"></head>
        <a href="one">One</a><a href="#top">Top</a><a href="mailto:a@b.example">Mail</a><a>none</a>
        <a href="/pic.JPG">Picture</a><a href="/paper.pdf">Paper</a><a href="http://[bad">Bad</a>""",
        BASE,
    )
    assert {link.url for link in found.links} == {
        "https://example.org/news/one",
        "https://example.org/paper.pdf",
    }
    assert found.feeds == ("https://example.org/rss",)
    assert found.canonical == "https://example.org/a"
    assert found.amphtml == "https://example.org/a.amp"
    assert found.titles == {"bridge opens"}


def test_articles_come_before_sections_and_the_base_element_counts() -> None:
    found = read_links(
        b"""<base href="https://example.org/x/"><a href="sport">Sport</a>
        <a href="2026/03/02/bridge-opens-after-two-years">Bridge opens after two years of work</a>
        <a href="story-120934">Story</a>""",
        BASE,
    )
    assert [link.url.removeprefix("https://example.org/x/") for link in found.links] == [
        "2026/03/02/bridge-opens-after-two-years",
        "story-120934",
        "sport",
    ]


@pytest.mark.parametrize(
    "body", [b"", b"\0\0", b"%PDF-1.4", b"<a href=", b"<!-- only a comment -->", b"\xff\xfe<"]
)
def test_what_is_not_html_gives_nothing(body: bytes) -> None:
    assert read_links(body, BASE).links == ()
    assert read_links(body, BASE, "no-such-encoding").canonical is None


def test_a_nul_inside_hides_no_link() -> None:
    assert len(read_links(b"<p>a\0b</p><a href='/one'>One</a>", BASE).links) == 1


def test_a_mountain_of_elements_takes_no_hour() -> None:
    started = time.monotonic()
    read_links(b"<div>" * 500_000, BASE)
    assert time.monotonic() - started < 10


def test_endings_tell_files_from_pages() -> None:
    pages = ["/a", "/a.html", "/a.php", "/report.pdf", "/v1.2/story", "/a.jpg/story"]
    assert all(is_page(f"https://example.org{path}") for path in pages)
    files = ["/a.jpg", "/a.mp4", "/style.css", "/feed.xml", "/x.zip"]
    assert not any(is_page(f"https://example.org{path}?v=1") for path in files)


def test_rank_counts_what_speaks_for_an_article() -> None:
    article = rank("https://example.org/2026/03/bridge-opens-again-120934", "A long headline of it")
    assert article > rank("https://example.org/sport", "Sport") == 0
