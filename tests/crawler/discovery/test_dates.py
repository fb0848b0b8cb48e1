"""Dates are read as the wild writes them, and compared so that nothing new is cut."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crawler.discovery.dates import day_in_address, is_before, parse_moment, period_end

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02T08:00Z", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        ("2026-03-02 08:00:00", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        (
            "Mon, 02 Mar 2026 10:00:00 +0200",
            datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=2))),
        ),
        *((text, None) for text in (None, "", "never", "1970-01-01", "0001-01-01", "9" * 99)),
    ],
)
def test_dates_of_feeds_and_sitemaps_are_read(text: str | None, moment: datetime | None) -> None:
    assert parse_moment(text) == moment


def test_a_bare_day_counts_to_its_end_and_an_unknown_date_is_never_before() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert not is_before(datetime(2026, 3, 2, tzinfo=UTC), noon)
    assert is_before(datetime(2026, 3, 1, tzinfo=UTC), noon)
    assert is_before(noon - timedelta(minutes=1), noon)
    assert not is_before(None, noon)
    assert not is_before(noon, None)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/03/02/bridge", date(2026, 3, 2)),
        ("/2026/mar/2/bridge", date(2026, 3, 2)),
        ("/news/2026-03-02-bridge", date(2026, 3, 2)),
        ("/bridge-20260302", date(2026, 3, 2)),
        ("/2026/02/bridge", date(2026, 2, 1)),
        ("/2026/03/09/ferry-timetable", None),  # next week: a calendar
        ("/2026/02/31/bridge", None),
        ("/bridge-120934", None),
        ("/what-2026-brings", None),
        ("/20260302123/bridge", None),
    ],
)
def test_an_address_names_a_day_or_not(path: str, day: date | None) -> None:
    assert day_in_address(f"https://example.org{path}", TODAY) == day


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ("/sitemap-2019-03.xml", "2019-04-01"),
        ("/sitemap-201912.xml.gz", "2020-01-01"),
        ("/2019/03/02.xml", "2019-03-03"),
        ("/sitemap.xml?yyyy=2019&mm=03&dd=02", "2019-03-03"),
        ("/sitemap-2019-3.xml", None),  # the third part of 2019, as likely as not
        ("/sitemap-2019.xml", None),
        ("/sitemap-12.xml", None),
        ("/sitemap-2019-01-2019-03.xml", "2019-04-01"),
        ("/sitemap-201901-201903.xml", "2019-04-01"),
    ],
)
def test_a_sitemap_address_names_when_its_time_ended_only_if_that_is_sure(
    path: str, end: str | None
) -> None:
    found = period_end(f"https://example.org{path}")
    assert (found.strftime("%Y-%m-%d") if found else None) == end
