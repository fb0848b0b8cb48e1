"""What a crawl could not fetch stays to be fetched, whatever stood in the way."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.crawler.test_hand_over import scrapy
from tests.crawler.test_incremental import crawl, site_of
from workers.visits import DAY, Visits, due_key, left_key, visit_key

if TYPE_CHECKING:
    import redis

    from tests.crawler.conftest import Site


def test_a_robots_txt_in_trouble_forgets_nothing_that_waits(
    site: Site, connection: redis.Redis
) -> None:
    visits = Visits(connection, site_of(site))
    connection.zadd(left_key(visits.site), {site.at("/left"): 9_900})
    connection.zadd(due_key(visits.site), {site.at("/due"): 1})
    site.front()
    site.page("/left")
    site.page("/due")
    well = site.script["/robots.txt"]
    site.add("/robots.txt", 503, b"busy")
    code, stderr = scrapy("site", "-a", f"url={site.url}/")
    assert code == 3
    assert "robots.txt answers with a server's error" in stderr
    assert list(visits.left(9)) == [site.at("/left")]
    assert visits.due(time.time(), 9) == [site.at("/due")]
    site.script["/robots.txt"] = well
    for key in connection.scan_iter("newsmill:host:*"):
        connection.delete(key)
    asked = crawl(site)
    assert (asked["/left"], asked["/due"]) == (1, 1)


def test_a_story_that_leads_elsewhere_for_now_is_asked_for_again_a_day_later(
    site: Site, connection: redis.Redis
) -> None:
    site.front("/away", "/moved")
    site.redirect("/away", "/closed-today")
    site.redirect("/moved", "/new-place", status=301)
    site.page("/closed-today")
    site.page("/new-place")
    crawl(site)
    kept: dict[str, Any] = {
        path: connection.ttl(visit_key(site.at(path))) for path in ("/away", "/moved")
    }
    assert kept["/away"] <= DAY < kept["/moved"]


def test_addresses_that_are_not_wanted_now_stand_in_nobody_s_way(
    site: Site, connection: redis.Redis
) -> None:
    key = left_key(site_of(site))
    connection.zadd(key, {site.at(f"/tag/{n}"): n for n in range(10_000)})
    connection.zadd(key, {site.at("/wanted"): 20_000})
    site.front()
    site.page("/wanted")
    assert crawl(site, "exclude=/tag/")["/wanted"] == 1
