"""`newsmill discover`: what a site names is found, told, and fit to be pasted."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.addresses import BadAddress
from crawler.discover import advice, as_dict, as_text, discover, entry, exit_code
from crawler.findings import Findings, Listing
from crawler.sample import SampleSite
from crawler.sources import load_sources
from tests.command import newsmill
from workers.settings import load

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawler.conftest import Site

RSS = '<rss version="2.0"><channel><language>fo</language>{}</channel></rss>'
ITEM = "<item><link>{}</link><pubDate>{}</pubDate></item>"
INDEX = "<sitemapindex>{}</sitemapindex>"
CHILD = "<sitemap><loc>{}</loc><lastmod>{}</lastmod></sitemap>"
NEWEST = datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_the_sample_site_is_told_as_an_entry_that_can_be_pasted(tmp_path: Path) -> None:
    with SampleSite() as site:
        done = newsmill("discover", site.url)
        fetched = {path for path, _ in site.requests}
    assert done.code == 0, done.lines
    (tmp_path / "sources.toml").write_text(done.out)
    (source,) = load_sources(tmp_path / "sources.toml")
    assert source.url == site.url
    assert {url.removeprefix(site.url) for url in source.feeds} == {"rss.xml", "atom.xml"}
    assert {url.removeprefix(site.url) for url in source.sitemaps} == {
        *("sitemap-index.xml", "news-sitemap.xml"),
    }
    assert source.every
    assert "# robots.txt: lets newsmill in, names 2 sitemaps" in done.out
    assert f"# sitemap {site.url}sitemap-index.xml: index of 2 sitemaps" in done.out
    assert ", en" in done.out
    assert fetched == {
        *("/robots.txt", "/", "/region/", "/economy/", "/rss.xml", "/atom.xml"),
        *("/sitemap-index.xml", "/news-sitemap.xml"),
        *("/sitemap-region.xml", "/sitemap-economy.xml"),
    }, "no article"


def test_feeds_of_sections_and_visible_ones_are_found_and_failures_are_told(site: Site) -> None:
    moments = [f"Mon, 02 Mar 2026 {hour:02}:00:00 GMT" for hour in (8, 9, 10)]
    feed = RSS.format("".join(ITEM.format(f"/{at[-12:-10]}", at) for at in moments))
    robots = f"User-agent: newsmill\nCrawl-delay: 0.2\n\nSitemap: {site.at('/map.xml')}\n"
    site.add("/robots.txt", 200, robots.encode())
    head = '<link rel="alternate" type="application/rss+xml" href="/gone.xml">'
    site.page("/", '<nav><a href="/north/">North</a></nav><a href="/rss">RSS</a>', head=head)
    site.page("/north/", head=head.replace("gone", "north"))
    site.page("/rss", '<a href="/all.rss">All of it</a>')
    for path in ("/north.xml", "/all.rss"):
        site.xml(path, feed)
    children = "".join(CHILD.format(f"/map-{n}.xml", f"2026-03-0{n}") for n in range(1, 6))
    site.xml("/map.xml", INDEX.format(children))
    done = newsmill("discover", site.at("/"), "--json")
    found = json.loads(done.out)
    assert {each["url"].removeprefix(site.url): each["entries"] for each in found["feeds"]} == {
        **{"/gone.xml": 0, "/north.xml": 3, "/all.rss": 3},
    }
    north = next(each for each in found["feeds"] if "north" in each["url"])
    assert north["newest"] == NEWEST.isoformat()
    assert north["languages"] == ["fo"]
    assert north["found"] == f"section {site.at('/north/')}"
    assert found["robots"] == {"status": 200, "allowed": True, "crawl_delay": 0.2}
    assert found["sitemaps"][0]["sitemaps"] == 5
    asked = {path for path in site.asked if path.startswith("/map-")}
    assert asked == {"/map-3.xml", "/map-4.xml", "/map-5.xml"}, "the newest, and not all"
    assert "delay = 0.2" in found["entry"]
    assert 'every = "1h"' in found["entry"]
    assert 'since = "30d"' in found["entry"]
    assert done.code == 1, "a feed that the site names is gone"


def test_a_site_that_names_nothing_is_searched_in_the_usual_places(site: Site) -> None:
    site.page("/", "<p>Nothing</p>")
    site.xml("/feed.xml", RSS.format(ITEM.format("/a", "")))
    done = newsmill("discover", site.at("/"))
    assert done.code == 0
    assert f'feeds = ["{site.at("/feed.xml")}"]' in done.out
    assert "(found by a usual place)" in done.out
    assert "gone" not in done.out
    assert done.lines[-1].endswith(site.at("/")), "a guess that fails is nobody's fault"


def test_a_site_that_cannot_be_had_ends_with_3() -> None:
    done = newsmill("discover", "http://127.0.0.1:9/")
    assert done.code == 3
    assert "cannot be read: refused" in done.lines[-1]


def test_a_mistyped_address_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(BadAddress, match=r"did you mean https://example\.org\?"):
        discover("example.org", load({}))


def listing(path: str, *, entries: int = 3, **about: object) -> Listing:
    facts: dict[str, object] = {"kind": "feed", "found": "robots.txt", "newest": NEWEST, **about}
    url = f"https://post.example/{path}"
    return Listing(url=url, entries=entries, **facts)  # type: ignore[arg-type]


def findings(*listings: Listing, **about: object) -> Findings:
    facts: dict[str, object] = {"url": "https://www.post.example/", "robots": 200, **about}
    return Findings(listings=list(listings), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "said", "code"),
    [
        (findings(), "render = true", 3),
        (findings(articles=7), "no feed and no sitemap found", 0),
        (findings(allowed=False, front_problem="robots.txt forbids it"), "the site's owner", 3),
        (findings(front_problem="dns: the host is unknown"), "check the address", 3),
        (findings(listing("rss")), "", 0),
        (findings(listing("rss"), listing("x", entries=0, problem="it answers 404")), "", 1),
    ],
)
def test_the_advice_says_what_to_do(found: Findings, said: str, code: int) -> None:
    assert said in advice(found)
    assert bool(advice(found)) == bool(said)
    assert exit_code(found) == code


@pytest.mark.parametrize(
    ("minutes", "every"), [(10, "15m"), (120, "1h"), (1_000, "6h"), (10_000, "1d")]
)
def test_every_follows_the_fastest_feed(minutes: int, every: str) -> None:
    moments = [NEWEST - timedelta(minutes=minutes) * place for place in range(4)]
    slow = [NEWEST - timedelta(days=90) * place for place in range(3)]
    found = findings(listing("rss", moments=moments), listing("rare", moments=slow))
    assert f'every = "{every}"' in entry(found)
    assert "every" not in entry(findings(listing("rss")))


def test_whatever_a_site_names_the_entry_is_toml(tmp_path: Path) -> None:
    odd = 'a?q="x"\\\x7f\nrender = true\n\x1b[31m'
    found = findings(
        listing(odd),
        listing("map", kind="sitemap", entries=9_000),
        listing("old", kind="sitemap", newest=None, languages=["en", "fo"]),
        crawl_delay=10.0,
        newest_article=date(2026, 3, 2),
    )
    (tmp_path / "sources.toml").write_text(as_text(found))
    (source,) = load_sources(tmp_path / "sources.toml")
    assert source.name == "post.example"
    assert source.delay == 10
    assert not source.render
    assert len(source.sitemaps) == 2
    assert source.since is not None
    assert json.loads(json.dumps(as_dict(found)))["sitemaps"][1]["languages"] == ["en", "fo"]
