"""Where sources differ on a date, the page's other dates, its language and its address decide."""

from __future__ import annotations

from datetime import date

import pytest

from cleaner.metadata.claims import Claims
from cleaner.metadata.dates import choose_dates, url_day

URL = "https://skelde-post.example/ferry"


def published(url: str = URL, language: str = "en", **claims: Claims) -> tuple[str, str] | None:
    named = {name.replace("_", "-"): claim for name, claim in claims.items()}
    found = choose_dates(named, url, language).get("date_published")
    return (found[0], found[2]) if found else None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/05/03/ferry", (2026, 5, 3)), ("/2026-5-3/ferry", (2026, 5, 3)),
        ("/20260503/ferry", (2026, 5, 3)), ("/2026/may/03/ferry", (2026, 5, 3)),
        ("/news/03-05-2026", (2026, 5, 3)), ("/2026/ferry", None), ("/20261345/ferry", None),
        ("/2026/02/31/ferry", None),
    ],
)  # fmt: skip
def test_an_address_may_name_its_day(path: str, day: tuple[int, int, int] | None) -> None:
    assert url_day(f"https://news.example{path}") == (date(*day) if day else None)


def test_the_day_of_the_address_decides_on_numbers_that_read_both_ways() -> None:
    seen = Claims(date_published="03/04/2026")
    assert published(visible=seen) == ("2026-03-04", "visible")
    own = "https://skelde-post.example/2026/04/03/ferry"
    assert published(own, visible=seen) == ("2026-04-03", "visible")


def test_another_date_of_the_page_decides_too() -> None:
    seen = Claims(date_published="03/04/2026", date_modified="2026-04-03T10:00:00Z")
    assert published(visible=seen) == ("2026-04-03", "visible")


@pytest.mark.parametrize(
    ("url", "region", "day"),
    [
        (URL, "en-GB", "2026-04-03"), (URL, "en-US", "2026-03-04"), (URL, None, "2026-03-04"),
        ("https://skelde-post.co.uk/ferry", None, "2026-04-03"),
    ],
)  # fmt: skip
def test_the_region_decides_on_english_numbers(url: str, region: str | None, day: str) -> None:
    seen = Claims(date_published="03/04/2026")
    assert published(url, visible=seen, meta=Claims(in_language=region)) == (day, "visible")


def test_a_moment_in_utc_is_told_by_the_clock_that_readers_see() -> None:
    linked = Claims(date_published="2026-05-04T00:44:52Z")
    seen = Claims(date_published="03/05/2026 21:44")
    assert published(json_ld=linked, visible=seen, language="pt") == (
        "2026-05-03T21:44:52-03:00", "json-ld",
    )  # fmt: skip


def test_another_clock_is_another_moment() -> None:
    linked = Claims(date_published="2026-05-04T00:44:52Z")
    seen = Claims(date_published="03/05/2026 21:51")
    assert published(json_ld=linked, visible=seen, language="pt") == (
        "2026-05-04T00:44:52Z", "json-ld",
    )  # fmt: skip


def test_a_day_found_somewhere_is_the_last_resort() -> None:
    loose = Claims(date_loose=lambda: "2026-05-01")
    assert published(visible=loose) == ("2026-05-01", "page")
    assert published("https://a.example/2026/05/03/x", visible=loose) == ("2026-05-03", "url")
    changed = Claims(date_loose=lambda: "2026-05-01", date_modified="2 May 2026")
    assert published(visible=changed) is None


def test_a_meta_tag_of_a_later_day_is_the_change() -> None:
    tag, seen = Claims(date_published="2026-05-12"), Claims(date_published="3 May 2026")
    assert published(meta=tag, visible=seen) == ("2026-05-03", "visible")
    assert published(json_ld=tag, visible=seen) == ("2026-05-12", "json-ld")
