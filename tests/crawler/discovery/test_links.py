"""What a page says of other pages, whatever state its HTML is in."""

from __future__ import annotations

import time
from datetime import date

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


def test_feeds_are_found_by_every_type_and_by_links_that_say_so() -> None:
    found = read_links(
        b"""<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
        <link rel="alternate" type="application/atom+xml; charset=utf-8" href="/atom.xml">
        <link rel="alternate" type="application/feed+json" href="/feed.json">
        <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/7">
        <link rel="alternate" type="application/json" href="/feeds/world.json">
        <link rel="alternate" type="text/xml" href="/rss/world"><link rel="feed" href="/all">
        <a href="/rss">RSS</a><a href="/x/feed/" title="RSS feed"><img src="i.png"></a>
        <a href="/sport.rss">Sport</a><a href="https://example.net/rss">RSS</a>
        <a href="/feed-the-birds">Feed</a><a href="/rss-explained">What is an RSS feed?</a>""",
        BASE,
    )
    assert [url.removeprefix("https://example.org") for url in found.feeds] == [
        *("/atom.xml", "/feed.json", "/feeds/world.json", "/rss/world", "/all"),
        *("/rss", "/x/feed/", "/sport.rss", "/comments/feed/"),
    ]
    assert [link.url for link in found.links if "rss" in link.url and "org" in link.url] == [
        "https://example.org/rss-explained"
    ]


def test_likely_articles_of_the_newest_day_come_first_and_lists_last() -> None:
    paths = [
        *("/tag/bridge-and-ferry-news", "/sport", "/2026/02/27/an-older-story-of-it"),
        *("/2024/01/02/a-very-old-story", "/story-without-day-120934", "/page/2"),
        *("/2026/03/02/bridge-opens-again-now", "/2026/03/02/ferry"),
    ]
    page = "".join(f'<a href="{path}">x</a>' for path in paths)
    links = read_links(page.encode(), "https://example.org/").links
    assert [(link.url.removeprefix("https://example.org"), link.rank) for link in links] == [
        ("/2026/03/02/bridge-opens-again-now", 2),
        ("/2026/03/02/ferry", 1),
        ("/story-without-day-120934", 2),
        ("/2026/02/27/an-older-story-of-it", 1),
        ("/sport", 0),
        ("/2024/01/02/a-very-old-story", 0),
        ("/tag/bridge-and-ferry-news", -1),
        ("/page/2", -1),
    ]
    assert links[0].dated == date(2026, 3, 2)
    assert links[2].dated is None


@pytest.mark.parametrize(
    "path",
    [
        *("/tag/ferry", "/author/runa-vik", "/autor/runa-vik", "/search?q=x", "/?s=ferry"),
        *("/login", "/sport/page/3", "/sport?page=3", "/calendar/2026/03/02/", "/wp-login.php"),
    ],
)
def test_lists_searches_logins_and_calendars_rank_lowest(path: str) -> None:
    assert rank(f"https://example.org{path}", "A text as long as a headline is") == -1


@pytest.mark.parametrize("path", ["/story?id=7", "/search-for-a-lost-ferry-ends", "/tagged-seals"])
def test_what_only_sounds_like_a_list_does_not(path: str) -> None:
    assert rank(f"https://example.org{path}", "") >= 0


def test_sections_are_the_short_links_of_the_menu() -> None:
    found = read_links(
        b"""<nav><a href="/">Home</a><a href="/world/">World</a><a href="/world/north">North</a>
        <a href="/a/b/c">Deep</a><a href="/login">Log in</a></nav>
        <div class="main-menu"><a href="/sport">Sport</a></div>
        <main><a href="/world/">World</a><a href="/about">About</a></main>""",
        BASE,
    )
    sections = [
        link.url.removeprefix("https://example.org") for link in found.links if link.section
    ]
    assert sections == ["/world/", "/world/north", "/sport"]


def test_rank_counts_what_speaks_for_an_article() -> None:
    article = rank("https://example.org/2026/03/bridge-opens-again-120934", "A long headline of it")
    assert article > rank("https://example.org/sport", "Sport") == 0
