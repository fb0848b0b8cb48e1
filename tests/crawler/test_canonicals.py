"""rel=canonical is followed within the site, and a canonical link that lies loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.crawler.running import Ran, run

if TYPE_CHECKING:
    from tests.crawler.conftest import Site


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


def check_once_each(ran: Ran) -> None:
    urls = [item.url for item in ran.items]
    assert len(urls) == len(set(urls))


def test_an_amp_twin_makes_room_for_the_article_that_no_link_names(site: Site) -> None:
    site.front("/story.amp", "/story.print")
    for twin in ("/story.amp", "/story.print"):
        site.page(twin, title="Bridge opens", head=canonical("/story"))
    site.page("/story", title="Bridge opens", head=canonical("/story"))
    ran = run(site.at("/"))
    assert ran.paths() == {"/", "/story"}
    assert ran.paths(of="dropped") == {"/story.amp", "/story.print"}
    amp = ran.dropped[site.at("/story.amp")]
    assert (amp.outcome, amp.detail) == ("duplicate", f"canonical is {site.at('/story')}")
    assert ran.pages[site.at("/story")].discovered_via.startswith("canonical of ")  # type: ignore[union-attr]
    check_once_each(ran)


def test_the_article_may_come_before_its_twin(site: Site) -> None:
    site.front("/story", "/story.amp")
    site.page("/story", title="Bridge opens")
    site.page("/story.amp", title="Bridge opens", head=canonical("/story"))
    ran = run({"url": site.at("/"), "concurrency": 1})
    assert ran.paths() == {"/", "/story"}
    assert ran.paths(of="dropped") == {"/story.amp"}


def test_a_canonical_page_that_cannot_be_had_loses_nothing(site: Site) -> None:
    site.front("/a", "/b", "/c", "/d")
    site.page("/a", head=canonical("/missing"))
    site.page("/b", head=canonical("/"))
    site.page("/c", head=canonical("http://127.0.0.2/elsewhere"))
    site.page("/d", head=canonical("/file"))
    site.add("/file", 200, b"%PDF", Content_Type="application/pdf")
    ran = run(site.at("/"))
    assert ran.paths() == {"/", "/a", "/b", "/c", "/d"}
    check_once_each(ran)


def test_a_section_page_named_as_canonical_by_all_its_articles_loses_none(site: Site) -> None:
    site.front("/1", "/2", "/3")
    for n in "123":
        site.page(f"/{n}", title=f"Story {n}", head=canonical("/news"))
    site.page("/news", title="All news")
    ran = run(site.at("/"))
    assert ran.paths() == {"/", "/1", "/2", "/3", "/news"}
    assert ran.dropped == {}


def test_pages_that_name_each_other_are_both_kept(site: Site) -> None:
    site.front("/a", "/b")
    site.page("/a", title="Same", head=canonical("/b"))
    site.page("/b", title="Same", head=canonical("/a"))
    ran = run(site.at("/"))
    assert ran.paths() == {"/", "/a", "/b"}
    check_once_each(ran)


def test_a_canonical_that_redirects_back_loses_nothing(site: Site) -> None:
    site.front("/a")
    site.page("/a", title="Same", head=canonical("/b"))
    site.redirect("/b", "/a")
    ran = run(site.at("/"))
    assert ran.paths() == {"/", "/a"}
    assert ran.dropped == {}


def test_given_addresses_are_taken_as_they_are(site: Site) -> None:
    site.page("/a.amp", head=canonical("/a"))
    assert run(urls=[site.at("/a.amp")], fetch=True).paths() == {"/a.amp"}


def test_over_max_pages_the_twin_itself_is_kept(site: Site) -> None:
    site.front("/a.amp")
    site.page("/a.amp", title="Same", head=canonical("/a"))
    site.page("/a", title="Same")
    ran = run({"url": site.at("/"), "max_pages": 2})
    assert ran.paths() == {"/", "/a.amp"}
