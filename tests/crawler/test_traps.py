"""What has no end is left out, and no article with it."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.traps import Traps

TODAY = date(2026, 3, 2)

ARTICLES = [
    "/2026/03/02/harbour-fees-rise",
    "/2026/03/02/harbour-fees-rise/",
    "/news/2026/mar/02/harbour-fees-rise-again-and-again-and-again",
    "/01/01/01/new-year-in-skelde",  # day 1 of 2001
    "/news/local/news/local-council-meets",
    "/sport/football/sport-of-the-day/football-1-1-1.html",
    "/new-york-new-york-new-york",
    "/a/8f3ac02b91d04e7fa1b2c3d4e5f60718",
    "/a/8f3ac02b91d04e7fa1b2c3d4e5f60718/harbour-fees-rise",
    "/region/article123456789.ece",
    "/story.php?id=123456",
    "/?p=123",
    "/index.php?option=com_content&view=article&id=12&catid=3&Itemid=40&lang=en",
    "/modules.php?name=News&file=article&sid=123",
    "/news?date=2026-03-01&newsid=77",
    "/nyheter/a/VRk93j/havn?lang=no",
    "/n/2031-vision-for-the-harbour",
    "/agenda/2030",
    "/harbour-fees-rise/page/2",
    "/harbour-fees-rise?page=2",
    "/2026/03/02",
    "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/2026/03/02/%D0%BF%D0%BE%D1%80%D1%82",
    "/s/harbour",
    "/safety/211322",
    "/story/20310512",
    "/article/2031/5",
]


@pytest.mark.parametrize("path", ARTICLES)
def test_addresses_of_articles_pass(path: str) -> None:
    assert Traps(TODAY).reason("https://skelde.example" + path) is None


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/a/b/a/b/a/b", "repeats"),
        ("/news/news/news/harbour", "repeats"),
        ("/news/x/news/y/news/z/news/w", "repeats"),
        ("/" + "/".join(f"s{n}" for n in range(21)), "parts in its path"),
        ("/list?" + "&".join(f"f{n}=1" for n in range(11)), "parameters"),
        ("/list?tag[]=a&tag[]=b&tag[]=c&tag[]=d", "same parameter"),
        ("/login?to=https%253A%252F%252Fskelde.example%252F%2525", "inside addresses"),
        ("/events/2031/05", "days to come"),
        ("/events/2031-05-12/", "days to come"),
        ("/events?year=2031&month=5", "days to come"),
        ("/calendar?date=2027-05-12", "days to come"),
        ("/sid=8f3ac02b91d04e7fa1b2c3d4/news", "session id"),
        ("/session-8f3ac02b91d04e7fa1b2c3d4/news", "session id"),
    ],
)
def test_what_a_site_makes_up_does_not(path: str, why: str) -> None:
    assert why in (Traps(TODAY).reason("https://skelde.example" + path) or "")


ENDLESS = {
    "pages of one list": "/news?page={}",
    "pages of one list in the path": "/tag/harbour/page/{}",
    "pages by where they start": "/list?start={}0",
    "views of one article": "/story?id=1&font={}",
    "filters": "/shop?size={}&colour=red",
}


@pytest.mark.parametrize("form", ENDLESS.values(), ids=ENDLESS.keys())
def test_one_thing_without_end_is_left_after_a_while(form: str) -> None:
    traps = Traps(TODAY)
    urls = [f"https://skelde.example{form.format(n)}" for n in range(1, 201)]
    told = [traps.reason(url) for url in urls]
    assert not any(told[:50])
    assert told[-1]
    assert [traps.reason(url) for url in urls] == told, "asking again changes nothing"
    assert traps.reason("https://skelde.example/harbour-fees-rise") is None
    assert traps.reason("https://other.example/news?page=1") is None, "each host has its own count"


def test_a_calendar_of_the_past_ends_too() -> None:
    traps = Traps(TODAY)
    days = [
        f"/events/{y}/{m:02}/{d:02}" for y in (2024, 2025) for m in range(1, 13) for d in (1, 9)
    ]
    months = [f"/calendar?month={m}&year={y}" for y in range(2000, 2026) for m in range(1, 13)]
    assert not any(traps.reason("https://skelde.example" + day) for day in days)
    told = [traps.reason("https://skelde.example" + month) for month in months]
    assert not told[99]
    assert "calendar" in (told[100] or "")


def test_one_story_under_ever_new_tokens_is_left() -> None:
    traps = Traps(TODAY)
    told = [
        traps.reason(f"https://skelde.example/{n:016x}a0{n:04}/region/harbour-fees-rise")
        for n in range(10)
    ]
    assert not any(told[:5])
    assert told[9] == "a session id in its path"


def test_fifty_thousand_articles_told_apart_by_a_number_alone_pass() -> None:
    traps = Traps(TODAY)
    forms = ("/story.php?id={}", "/news.php?newsid={}", "/article/{}", "/{}/harbour-news")
    for n in range(12_500):
        for form in forms:
            assert traps.reason("https://skelde.example" + form.format(n)) is None


def test_what_is_remembered_is_bounded() -> None:
    traps = Traps(TODAY)
    for n in range(30_000):
        traps.reason(f"https://skelde.example/s{n}?sort=up")
    assert len(traps._seen) <= 10_000
