"""Moments: dates and times of many languages as ISO 8601."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from cleaner.metadata.days import find_day, fold_digits
from cleaner.metadata.moments import iso, read_moment


@pytest.mark.parametrize(
    "text",
    [
        "3 May 2026", "May 3, 2026", "3rd of May 2026", "3. Mai 2026", "3 mai 2026",
        "3 de mayo de 2026", "3 мая 2026 г.", "2026年5月3日", "2026년 5월 3일", "٣ مايو ٢٠٢٦",
        "3 أيار 2026", "2026-05-03", "2026/5/3", "3.5.2026", "3.5.26", "Sun, 03-05-2026",
        "3 मई 2026", "3 maja 2026", "3 Mayıs 2026", "３ May ２０２６",
    ],
)  # fmt: skip
def test_one_day_in_many_forms(text: str) -> None:
    assert read_moment(text, "en-GB") == "2026-05-03"


@pytest.mark.parametrize(
    "text", ["31 February 2026", "2026-13-01", "0000-00-00", "May 2026", "3 May", "soon", "", "12"]
)
def test_what_names_no_day_is_no_moment(text: str) -> None:
    assert read_moment(text, "en") is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3 May 2026 09:45", "2026-05-03"),
        ("3 May 2026 09:45 IST", "2026-05-03"),
        ("3 May 2026 09:45 GMT", "2026-05-03T09:45:00Z"),
        ("3 May 2026 9:45 p.m. EDT", "2026-05-03T21:45:00-04:00"),
        ("3 May 2026 12:05 am EST", "2026-05-03T00:05:00-05:00"),
        ("3. Mai 2026, 9.45 Uhr MESZ", "2026-05-03T09:45:00+02:00"),
        ("2026-05-03T09:45:30+05:30", "2026-05-03T09:45:30+05:30"),
        ("3 May 2026 09:45 (UTC+3)", "2026-05-03T09:45:00+03:00"),
        ("3 мая 2026, 09:45 МСК", "2026-05-03T09:45:00+03:00"),
    ],
)
def test_a_time_counts_only_with_its_zone(text: str, moment: str) -> None:
    assert read_moment(text, "en") == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sunday 3 May 2026 KSA 09:45 - GMT 06:45", "2026-05-03T06:45:00Z"),
        ("Sunday 3 May 2026 KSA 01:30 - GMT 22:30", "2026-05-02T22:30:00Z"),
        ("3 May 2026 09:45 IST / 04:15 GMT", "2026-05-03T04:15:00Z"),
        ("3 May 2026 01:00 IST / 19:30 GMT", "2026-05-02T19:30:00Z"),
        ("3 May 2026 22:00 EST | 03:00 GMT", "2026-05-04T03:00:00Z"),
    ],
)
def test_two_zones_name_one_instant_and_the_day_is_the_firsts(text: str, moment: str) -> None:
    assert read_moment(text) == moment


def test_a_year_of_two_digits_lies_in_the_past() -> None:
    assert read_moment("31.12.99", "de") == "1999-12-31"


def test_digits_of_every_script_are_digits_and_other_signs_stay() -> None:
    assert fold_digits("٢٠٢٦ ۲۰۲۶ २०२६ ２０２６ ² ½ 二") == "2026 2026 2026 2026 ² ½ 二"


@pytest.mark.parametrize(("language", "month"), [("en", 3), ("en-US", 3), ("en-GB", 4), ("es", 4)])
def test_an_ambiguous_day_follows_the_language(language: str, month: int) -> None:
    day = find_day("03/04/2026", language)
    assert day is not None
    assert day.month == month


def test_an_offset_with_seconds_is_written_in_utc() -> None:
    odd = timezone(timedelta(hours=5, minutes=30, seconds=15))
    assert iso(datetime(2026, 5, 3, 9, 45, 15, tzinfo=odd)) == "2026-05-03T04:15:00Z"
