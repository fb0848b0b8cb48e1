"""What waits to be fetched, in which order, and how much of it."""

from __future__ import annotations

import random
import tracemalloc

from crawler.frontier import (
    CHILD_SITEMAP,
    IN_FEED,
    IN_NEWS_SITEMAP,
    IN_SITEMAP,
    LINKED,
    NAMED_SITEMAP,
    SITEMAP_AGAIN,
    Candidate,
    Frontier,
    Newest,
)
from crawler.recall import place, way
from crawler.seen import Seen

SITE = "https://skelde.example/"


def page(name: str, priority: int = LINKED, hops: int = 1) -> Candidate:
    return Candidate(SITE + name, "link", hops, priority)


def sitemap(name: str, priority: int = CHILD_SITEMAP) -> Candidate:
    return Candidate(SITE + name, "index", priority=priority, is_sitemap=True)


def names(frontier: Frontier) -> list[str]:
    """Take everything out; a sitemap is read as soon as it is taken."""
    found = []
    while each := frontier.pop():
        frontier.is_reading = False
        found.append(each.url.removeprefix(SITE))
    return found


def test_the_likeliest_pages_come_first_and_of_those_the_first_found() -> None:
    frontier = Frontier()
    for each in (page("a", 60), page("b", 90), page("c", 60), page("d", IN_FEED)):
        assert frontier.add(each)
    assert names(frontier) == ["d", "b", "a", "c"]


def test_no_address_is_taken_twice() -> None:
    frontier = Frontier()
    assert frontier.add(page("a"))
    assert frontier.pop() is not None
    assert not frontier.add(page("a"))
    assert frontier.add_sitemap(sitemap("a.xml"))
    assert not frontier.add_sitemap(sitemap("a.xml"))


def test_a_shorter_way_found_while_a_page_waits_counts() -> None:
    frontier = Frontier()
    frontier.add(page("a", hops=3))
    frontier.shorten(SITE + "a", 1)
    frontier.shorten(SITE + "never-seen", 1)
    found = frontier.pop()
    assert found is not None
    assert found.hops == 1
    assert frontier.hops(SITE + "a") == 1, "it is being fetched"
    frontier.done(SITE + "a")
    assert frontier.hops(SITE + "a") is None


def test_links_beyond_its_room_are_left_and_feeds_always_find_room() -> None:
    frontier = Frontier(room=2)
    assert [frontier.add(page(name)) for name in "abc"] == [True, True, False]
    assert frontier.spilled
    assert frontier.add(page("in-feed", IN_FEED))
    assert frontier.pop()
    assert frontier.pop()
    assert frontier.add(page("c")), "what was left is taken another time"


def test_one_sitemap_is_read_at_a_time_and_only_while_few_pages_wait() -> None:
    frontier = Frontier(low=2)
    for name in ("1.xml", "2.xml"):
        frontier.add_sitemap(sitemap(name))
    assert frontier.pop() == sitemap("1.xml")
    assert frontier.pop() is None, "the first is not read yet"
    for name in "abc":
        frontier.add(page(name, IN_SITEMAP))
    frontier.is_reading = False
    assert names(frontier) == ["a", "b", "2.xml", "c"]


def test_what_robots_txt_names_is_read_however_much_waits_and_before_links() -> None:
    frontier = Frontier(low=1)
    for name in "ab":
        frontier.add(page(name))
    frontier.add(page("in-feed", IN_FEED))
    frontier.add_sitemap(sitemap("news.xml", NAMED_SITEMAP))
    assert names(frontier) == ["in-feed", "news.xml", "a", "b"]


def test_the_sitemap_that_changed_last_is_read_first_and_one_with_a_rest_at_the_end() -> None:
    frontier = Frontier()
    frontier.read_again(sitemap("big.xml"))
    frontier.add_sitemap(sitemap("2019.xml"), changed=1.0)
    frontier.add_sitemap(sitemap("2026.xml"), changed=2.0)
    frontier.add_sitemap(sitemap("undated.xml"))
    assert names(frontier) == ["2026.xml", "2019.xml", "undated.xml", "big.xml"]
    assert SITEMAP_AGAIN < IN_SITEMAP, "its first pages are fetched before it is read again"


def test_of_a_large_sitemap_the_newest_are_kept_and_it_is_known_that_there_are_more() -> None:
    newest = Newest(room=3)
    days = list(range(10_000))
    random.Random(5).shuffle(days)
    for day in days:
        newest.add(page(str(day), IN_SITEMAP), float(day))
    assert [each.url for each in newest.chosen()] == [SITE + n for n in ("9999", "9998", "9997")]
    assert newest.left


def test_undated_pages_keep_their_order_and_a_news_sitemap_has_room_for_all() -> None:
    newest = Newest(room=1)
    for name in "abc":
        newest.add(page(name, IN_NEWS_SITEMAP), 0.0)
    assert [each.url for each in newest.chosen()] == [SITE + name for name in "abc"]
    assert not newest.left
    newest.add(page("archive", IN_SITEMAP), 5.0)
    assert len(newest.chosen()) == 3
    assert newest.left


def test_the_place_of_what_is_left_tells_hops_and_priority() -> None:
    for hops in range(5):
        for priority in (IN_FEED, IN_NEWS_SITEMAP, 90, 0, -110):
            assert way(place(hops, priority)) == (hops, priority)
    assert place(1, IN_FEED) < place(1, 90) < place(1, 50) < place(2, 90)


def test_what_was_seen_is_told_from_what_was_not_in_little_memory() -> None:
    seen = Seen()
    tracemalloc.start()
    assert all(seen.add(f"{SITE}{n}") for n in range(50_000))
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 50_000 * 32
    assert len(seen) == 50_000
    assert not seen.add(f"{SITE}123")
    assert f"{SITE}49999" in seen
    assert f"{SITE}50000" not in seen
