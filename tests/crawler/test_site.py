"""Spider `site`: every page of a site is found, and ends as exactly one item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.crawler.running import run

if TYPE_CHECKING:
    from tests.crawler.conftest import Site

RSS = """<rss version="2.0"><channel>{}</channel></rss>"""
ITEM = "<item><link>{}</link><pubDate>{}</pubDate></item>"
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
URL = "<url><loc>{}</loc><lastmod>{}</lastmod></url>"


def test_pages_are_found_by_feed_sitemap_and_link_and_each_says_how(site: Site) -> None:
    site.add("/robots.txt", 200, f"Sitemap: {site.at('/map.xml')}".encode())
    site.front("/linked", head='<link rel="alternate" type="application/rss+xml" href="/rss">')
    site.page("/linked", '<a href="/deeper">further</a>')
    for path in ("/deeper", "/in-feed", "/in-sitemap"):
        site.page(path)
    site.xml("/rss", RSS.format(ITEM.format(site.at("/in-feed"), "")))
    site.xml("/map.xml", SITEMAP.format(URL.format(site.at("/in-sitemap"), "")))
    ran = run(site.at("/"))
    via = {url.removeprefix(site.url): page.discovered_via for url, page in ran.pages.items()}
    assert via == {
        "/": "front page",
        "/linked": "link on front page",
        "/deeper": f"link on {site.at('/linked')}",
        "/in-feed": f"feed {site.at('/rss')}",
        "/in-sitemap": f"sitemap {site.at('/map.xml')}",
    }
    assert ran.exit_code == 0
    assert ran.report["handed_over"] == 5
    assert ran.report["found"] == 5
    assert ran.stderr == ""
    assert all(count == 1 for count in site.asked.values()), site.asked


def test_a_dry_run_names_the_candidates_and_fetches_none(site: Site) -> None:
    site.front("/one", "/two", head='<link rel="alternate" type="application/rss+xml" href="/rss">')
    site.xml("/rss", RSS.format(ITEM.format(site.at("/three"), "")))
    ran = run(site.at("/"), dry_run=True)
    assert {url.removeprefix(site.url): via for url, via in ran.candidates.items()} == {
        "/one": "link on front page",
        "/two": "link on front page",
        "/three": f"feed {site.at('/rss')}",
    }
    assert set(site.asked) == {"/robots.txt", "/", "/rss", "/sitemap.xml"}
    assert ran.items == []
    assert ran.exit_code == 0


def test_what_robots_txt_forbids_is_not_asked_for_but_counted(site: Site) -> None:
    site.add("/robots.txt", 200, b"User-agent: *\nDisallow: /secret/\n")
    site.front("/open", "/secret/page")
    site.page("/open")
    ran = run(site.at("/"))
    assert ran.dropped[site.at("/secret/page")].outcome == "robots-denied"
    assert "/secret/page" not in site.asked
    assert ran.exit_code == 0


def test_a_robots_txt_in_trouble_forbids_everything(site: Site) -> None:
    site.add("/robots.txt", 503)
    site.front()
    ran = run(site.at("/"))
    assert ran.dropped[site.at("/")].outcome == "robots-denied"
    assert site.asked["/"] == 0
    assert ran.exit_code == 3


def test_pages_of_other_sites_are_left_alone(site: Site) -> None:
    site.front("/ours", "http://127.0.0.2/theirs", "http://127.0.0.1:1/other-port")
    site.page("/ours")
    ran = run(site.at("/"))
    assert ran.paths() == {"/", "/ours"}
    assert ran.dropped == {}


def test_one_article_under_many_addresses_is_fetched_once(site: Site) -> None:
    site.front("/a?id=1&utm_source=x", "/a?id=1#part", "/a?fbclid=9&id=1", "/a?id=1")
    site.page("/a?id=1")
    ran = run(site.at("/"))
    assert ran.paths() == {"/", "/a?id=1"}
    assert site.asked["/a?id=1"] == 1


def test_a_redirect_and_a_meta_refresh_count_their_target_once(site: Site) -> None:
    site.front("/moved", "/refreshed", "/target")
    site.redirect("/moved", "/target", 301)
    site.page("/refreshed", head='<meta http-equiv="refresh" content="0; url=/target">')
    site.page("/target")
    ran = run(site.at("/"))
    assert ran.paths() == {"/", "/target"}
    assert ran.dropped == {}
    assert len(ran.items) == 2


def test_a_redirected_page_keeps_the_address_that_was_asked_for(site: Site) -> None:
    site.front("/moved")
    site.redirect("/moved", "/target")
    site.page("/target")
    ran = run(site.at("/"))
    assert ran.pages[site.at("/target")].requested_url == site.at("/moved")


def test_redirects_that_lead_nowhere_end_as_http_errors(site: Site) -> None:
    site.front("/loop", "/away", "/self?utm_id=1")
    site.redirect("/loop", "/pool")
    site.redirect("/pool", "/loop")
    site.redirect("/away", "http://127.0.0.2/elsewhere")
    site.redirect("/self", "/self?utm_id=1")
    site.page("/self?utm_id=1")
    ran = run(site.at("/"))
    assert {(d.outcome, d.detail.split(",")[0].split(":")[0]) for d in ran.dropped.values()} == {
        ("http-error", "redirect loop"),
        ("http-error", "302 leads off the site"),
    }
    assert "/self?utm_id=1" in ran.paths(), "a server that insists on its parameter is followed"


def test_the_front_page_may_move_to_another_host(site: Site) -> None:
    site.redirect("/", site.url.replace("127.0.0.1", "localhost") + "/home")
    site.page("/home", '<a href="/story">story</a>')
    site.page("/story")
    ran = run(site.at("/"))
    assert ran.paths() == {"/home", "/story"}
    assert "has moved" in ran.stderr


def test_max_pages_takes_likely_articles_first(site: Site) -> None:
    articles = [f"/2026/03/long-slug-of-story-{n}" for n in range(4)]
    site.front("/about", "/sport", *articles, "/contact")
    for path in articles:
        site.page(path)
    ran = run({"url": site.at("/"), "max_pages": 5, "concurrency": 1})
    assert ran.paths() == {"/", *articles}
    assert ran.dropped == {}
    assert ran.report["found"] == 8


def test_include_exclude_and_since_choose_pages(site: Site) -> None:
    site.front("/news/a", "/news/b", "/sport/c")
    site.page("/news/a")
    site.page("/news/new")
    days = [("/news/old", "Mon, 01 Jan 2024 10:00:00 GMT"), ("/news/new", "")]
    site.xml("/rss", RSS.format("".join(ITEM.format(site.at(p), d) for p, d in days)))
    ran = run(
        {
            "url": site.at("/"),
            "feeds": [site.at("/rss")],
            "include": ["/news/"],
            "exclude": ["b$"],
            "since": "2025-01-01",
        }
    )
    assert ran.paths() == {"/", "/news/a", "/news/new"}


def test_depth_ends_the_following_of_links(site: Site) -> None:
    site.front("/1")
    for n in range(1, 5):
        site.page(f"/{n}", f'<a href="/{n + 1}">next</a>')
    assert run({"url": site.at("/"), "depth": 2}).paths() == {"/", "/1", "/2"}


def test_a_named_feed_that_gives_nothing_is_worth_a_warning(site: Site) -> None:
    site.front()
    ran = run({"url": site.at("/"), "feeds": [site.at("/gone")]})
    assert ran.stderr == f"warning: {site.at('/gone')} gives no pages: " + (
        "it answers 404 without entries\n"
    )
    assert ran.exit_code == 0


def test_sitemap_indexes_are_followed_newest_first_and_old_ones_are_not(site: Site) -> None:
    site.front()
    entry = "<sitemap><loc>{}</loc><lastmod>{}</lastmod></sitemap>"
    old, new = (entry.format(site.at(f"/{y}.xml.gz"), f"{y}-01-02") for y in (2020, 2026))
    site.xml("/sitemap.xml", f"<sitemapindex>{old}{new}</sitemapindex>")
    site.gzipped("/2026.xml.gz", SITEMAP.format(URL.format(site.at("/x"), "2026-01-02")).encode())
    site.page("/x")
    ran = run({"url": site.at("/"), "since": "2025-06-01"})
    assert ran.paths() == {"/", "/x"}
    assert "/2020.xml.gz" not in site.asked
