"""Crawls after the first: what is asked for again, and what a killed crawl leaves behind."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.middlewares.conditional import is_due_whole
from tests.crawler.test_hand_over import crawling, many, queued, scrapy, until
from workers import visits
from workers.forgetting import forget_page
from workers.queue import CLEAN, open_queue
from workers.visits import DAY, Visit, Visits

if TYPE_CHECKING:
    import redis

    from tests.crawler.conftest import Handler, Site

RSS = '<rss version="2.0"><channel>{}</channel></rss>'
ITEM = "<item><link>{}</link></item>"
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
URL = "<url><loc>{}</loc></url>"
INDEX = "<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>"
ALWAYS = {"/robots.txt", "/", "/rss", "/index.xml", "/map.xml"}


def crawl(site: Site, *options: str, code: int = 0) -> Counter[str]:
    """Crawl the site and return what was asked for, each path as often."""
    site.asked.clear()
    arguments = [part for option in options for part in ("-a", option)]
    ended, stderr = scrapy("site", "-a", f"url={site.url}/", *arguments)
    assert (ended, stderr) == (code, "")
    return Counter(site.asked)


def drop(connection: redis.Redis, pattern: str) -> None:
    for key in connection.scan_iter(pattern):
        connection.delete(key)


def site_of(site: Site) -> str:
    return urlsplit(site.url).netloc


def tagged(site: Site, path: str, body: bytes, tag: str, kind: str = "text/html") -> list[str]:
    """Serve `body` with an ETag, and 304 to who has it; returns the conditions as they come."""
    conditions: list[str] = []

    def answer(handler: Handler) -> None:
        condition = handler.headers.get("If-None-Match", "")
        conditions.append(condition)
        if condition == tag:
            handler.reply(304, b"", ETag=tag, Content_Length="", Content_Type="")
        else:
            handler.reply(200, body, ETag=tag, Content_Type=kind)

    site.script[path] = answer
    return conditions


def sure_to_ask_with_conditions(connection: redis.Redis) -> None:
    """Take the lot out of what is known: one visit of eight would be whole."""

    def settled(raw: bytes) -> str:
        values = json.loads(raw)
        while is_due_whole(Visit(**{k: v for k, v in values.items() if k != "site"}), time.time()):
            values["at"] += 1
        return json.dumps(values)

    for key in connection.scan_iter(f"{visits.PREFIX}*"):
        found: Any = connection.get(key)
        connection.set(key, settled(found))
    for key in connection.scan_iter("newsmill:read:*"):
        fields: Any = connection.hgetall(key)
        for name, raw in fields.items():
            connection.hset(key, name, settled(raw))


def test_a_second_crawl_asks_for_feeds_and_sitemaps_alone_until_it_is_told_otherwise(
    site: Site, connection: redis.Redis
) -> None:
    site.add("/robots.txt", 200, f"Sitemap: {site.at('/index.xml')}".encode())
    feed = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    site.front("/section", "/moved", "/moved-too", "/gone", "/paper.pdf", head=feed)
    site.page("/section", '<a href="/story.amp">story</a><a href="/busy">further</a>')
    site.failing_first("/busy", 9)
    site.page("/story.amp", title="Story", head='<link rel="canonical" href="/story">')
    site.page("/story", title="Story")
    site.redirect("/moved", "/target")
    site.redirect("/moved-too", "/target")
    site.page("/target")
    site.add("/paper.pdf", 200, b"%PDF-1.4", Content_Type="application/pdf")
    site.xml("/rss", RSS.format(ITEM.format(site.at("/in-feed?utm_source=rss"))))
    site.page("/in-feed")
    site.xml("/index.xml", INDEX.format(site.at("/map.xml")))
    site.xml("/map.xml", MAP.format(URL.format(site.at("/in-map"))))
    site.page("/in-map")
    first = crawl(site, code=1)
    assert {
        "/section",
        "/story.amp",
        "/gone",
        "/paper.pdf",
        "/story",
        "/target",
        "/in-feed",
        "/in-map",
    } <= set(first)
    assert all(count == 1 for path, count in first.items() if path not in ("/busy", "/target"))

    site.page("/busy")
    drop(connection, "newsmill:host:*")  # a host in trouble would be left alone for a while
    again = crawl(site)
    assert again == Counter(ALWAYS | {"/busy"}), "although the section that names it is known"

    site.front("/section", "/new", head=feed)
    site.page("/new", '<a href="/story">known</a>')
    assert crawl(site) == Counter(ALWAYS | {"/new"})

    assert forget_page(connection, site.at("/story"))
    assert crawl(site) == Counter(ALWAYS | {"/story"})

    again = crawl(site, "force=1")
    assert {"/section", "/story", "/in-feed", "/in-map", "/new"} <= set(again)


def test_due_pages_are_asked_for_with_conditions_and_liars_are_found_out(
    site: Site, connection: redis.Redis
) -> None:
    pages = ["/same", "/changed", "/liar"]
    site.front(*pages)
    conditions = {path: tagged(site, path, b"<p>One</p>", f'"{path}"') for path in pages}
    crawl(site)
    connection.delete(open_queue(connection, CLEAN).key)
    site.front()  # the due ones are known by themselves, not by a link

    known = Visits(connection, site_of(site))
    connection.zadd(visits.due_key(known.site), {site.at("/same"): 1, site.at("/changed"): 2})
    connection.zadd(visits.due_key(known.site), {site.at("/liar"): time.time() + DAY})
    sure_to_ask_with_conditions(connection)
    changed = tagged(site, "/changed", b"<p>Two</p>", '"new"')
    assert set(crawl(site)) == {"/robots.txt", "/", "/sitemap.xml", "/same", "/changed"}
    assert (conditions["/same"][1:], changed) == (['"/same"'], ['"/changed"'])
    assert queued(connection) == [site.at("/"), site.at("/changed")]
    newest: Any = connection.xrevrange("newsmill:rejected", count=1)
    assert newest[0][1][b"outcome"] == b"unchanged"
    # The worker would have set the next ones; without it a section's rhythm is kept.
    assert known.due(time.time(), 9) == []
    (visit,) = known.known([site.at("/same")]).values()
    assert visit.etag == '"/same"'
    assert visit.at > visit.checked

    # A day later the page is asked for whole, and has another body under its old tag.
    lying = known.known([site.at("/liar")])[site.at("/liar")]
    raw = json.dumps({**vars(lying), "checked": lying.checked - DAY, "site": known.site})
    connection.set(visits.visit_key(lying.url), raw)
    connection.zadd(visits.due_key(known.site), {site.at("/liar"): 1})
    conditions["/liar"] = tagged(site, "/liar", b"<p>Another</p>", '"/liar"')
    crawl(site)
    assert conditions["/liar"] == [""]
    assert site.at("/liar") in queued(connection)
    assert known.distrusted(time.time()) == {known.site}


def test_a_killed_crawl_loses_nothing_and_fetches_only_what_was_in_flight_twice(
    site: Site, connection: redis.Redis
) -> None:
    sections = [f"/section/{n}" for n in range(4)]
    pages = [f"/page/{n}" for n in range(60)]
    many(site, 60, pause=0.05)
    for number, path in enumerate(sections):
        links = "".join(f'<a href="{page}"></a>' for page in pages[number:40:4])
        site.page(path, links)
    site.front(*sections, head='<link rel="alternate" type="application/rss+xml" href="/rss">')
    feed = RSS.format("".join(ITEM.format(site.at(page)) for page in pages[40:])).encode()
    conditions = tagged(site, "/rss", feed, '"feed"', "application/rss+xml")
    options = ("site", "-a", f"url={site.url}/", "-a", "concurrency=4")
    with crawling(*options, BATCH_PAGES="5") as process:
        until(lambda: len(queued(connection)) >= 25, "some pages are queued")
        process.kill()
        process.wait()
    first, safe = Counter(site.asked), set(queued(connection))
    drop(connection, "newsmill:crawl:*")  # its lock expires by itself, in a minute
    # What the front page named is not forgotten when it names something else.
    site.front(head='<link rel="alternate" type="application/rss+xml" href="/rss">')
    second = crawl(site, "concurrency=4")
    found = Counter(queued(connection))
    assert set(found) == {site.at(path) for path in ["/", *sections, *pages]}
    assert all(count == 1 for url, count in found.items() if url != site.at("/"))
    twice = {path for path in [*sections, *pages] if first[path] and second[path]}
    assert not {site.at(path) for path in twice} & safe, "what was queued is known"
    assert len(twice) <= 4 + 2 * 5, "those in flight, and those of two batches on their way"
    assert conditions == ["", ""], "a feed of which not all was fetched is read again"

    sure_to_ask_with_conditions(connection)
    assert set(crawl(site)) == {"/robots.txt", "/", "/rss", "/sitemap.xml"}
    assert conditions[-1] == '"feed"'


def test_the_feeds_of_section_pages_are_found_and_asked_again_by_the_next_crawl(
    site: Site, connection: redis.Redis
) -> None:
    feed = '<link rel="alternate" type="application/rss+xml" href="/harbour/rss">'
    menu = '<nav><a href="/harbour/">Harbour</a></nav>'
    site.page("/", menu)
    site.page("/harbour/", "Nothing but a feed", head=feed)
    site.xml("/harbour/rss", RSS.format(ITEM.format(site.at("/one"))))
    site.page("/one")
    assert crawl(site)["/one"] == 1
    site.xml("/harbour/rss", RSS.format(ITEM.format(site.at("/two"))))
    site.page("/two")
    second = crawl(site)
    assert (second["/harbour/"], second["/harbour/rss"], second["/two"]) == (0, 1, 1)
