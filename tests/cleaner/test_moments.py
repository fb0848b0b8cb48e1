"""Dates and times in words, as ISO 8601."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from cleaner.metadata.days import fold_digits
from cleaner.metadata.moments import iso, read_moment

MOMENTS = {
    "16 October 2015": "2015-10-16",
    "October 16, 2015": "2015-10-16",
    "May 3rd, 2026 at 9:45 p.m. EDT": "2026-05-03T21:45:00-04:00",
    "12:05 a.m. GMT, 3 May 2026": "2026-05-03T00:05:00Z",
    "2026-05-03 09:45": "2026-05-03",
    "2026/5/3 09:45 UTC": "2026-05-03T09:45:00Z",
    "03.05.2026 09.45 Uhr MESZ": "2026-05-03T09:45:00+02:00",
    "3 mai 2026 à 09h45 CEST": "2026-05-03T09:45:00+02:00",
    "20 мая 2026, 12:30 МСК": "2026-05-20T12:30:00+03:00",
    "2026年5月20日 09:45 JST": "2026-05-20T09:45:00+09:00",
    "3 May 2026 09:45 GMT+5:30": "2026-05-03T09:45:00+05:30",
    "3 May 2026 09:45 -03:00": "2026-05-03T09:45:00-03:00",
    "3 أيار 2026": "2026-05-03",
    "20 May 2020 KSA 09:45 - GMT 06:45": "2020-05-20T06:45:00Z",
    "20 May 2020 KSA 01:15 - GMT 22:15": "2020-05-19T22:15:00Z",
    "20 May 2020 GST 02:30 - GMT 22:30": "2020-05-19T22:30:00Z",
    "31 December 2026 EST 20:00 - GMT 01:00": "2027-01-01T01:00:00Z",
}


@pytest.mark.parametrize("text", MOMENTS)
def test_a_moment_is_read_with_its_zone_or_as_a_bare_day(text: str) -> None:
    assert read_moment(text) == MOMENTS[text]


@pytest.mark.parametrize(
    "text", ["", "May 2026", "31 February 2026", "9999-12-31 23:00 UTC-12", "soon", "12:30", "1/2"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_moment(text) is None


def test_the_language_decides_on_days_in_figures() -> None:
    assert read_moment("03/05/2026", "en") == "2026-03-05"
    assert read_moment("03/05/2026", "en-GB") == "2026-05-03"
    assert read_moment("03/05/2026", "fr") == "2026-05-03"
    assert read_moment("25/05/2026", "en") == "2026-05-25"
    assert read_moment("03.05.2026", "en") == "2026-05-03"


def test_digits_of_every_script_are_digits() -> None:
    assert fold_digits("٧٩٦٠ १२ ７") == "7960 12 7"


def test_an_offset_with_seconds_becomes_utc() -> None:
    odd = timezone(timedelta(hours=5, minutes=30, seconds=15))
    assert iso(datetime(2026, 5, 3, 9, 45, tzinfo=odd)) == "2026-05-03T04:14:45Z"
