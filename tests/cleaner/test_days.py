"""Days in the words, digits and calendars of many languages."""

from __future__ import annotations

from datetime import date

import pytest

from cleaner.metadata.days import find_day, find_days, fold_digits

THIRD_OF_MAY = {
    "3 May 2026": "en", "May 3rd, 2026": "en", "Tuesday, the 3rd of May in 2026": "en",
    "3 de mayo de 2026": "es", "3 de maio de 2026": "pt", "3 mai 2026": "fr", "3. Mai 2026": "de",
    "3 maggio 2026": "it", "3 mei 2026": "nl", "3 maja 2026 r.": "pl", "3 мая 2026 г.": "ru",
    "3 травня 2026": "uk", "3 Mayıs 2026": "tr", "٣ مايو ٢٠٢٦": "ar", "3 أيار 2026": "ar",
    "۱۳ اردیبهشت ۱۴۰۵": "fa", "۱۴۰۵/۰۲/۱۳": "fa", "3 במאי 2026": "he", "3 मई 2026": "hi",
    "2026年5月3日": "zh", "令和8年5月3日": "ja", "民國115年5月3日": "zh", "2026년 5월 3일": "ko",
    "2026. 5. 3.": "ko", "3 Mei 2026": "id", "3 tháng 5, 2026": "vi", "3 maj 2026": "sv",
    "3 Μαΐου 2026": "el", "3 ΜΑΪΟΥ 2026": "el", "3 พฤษภาคม 2569": "th", "3 พ.ค. 2569": "th",
    "2026. május 3.": "hu", "3. května 2026": "cs", "3-May-26": "en", "03.05.26": "de",
}  # fmt: skip


@pytest.mark.parametrize("text", THIRD_OF_MAY)
def test_a_day_is_read_in_its_language(text: str) -> None:
    assert find_day(fold_digits(text), THIRD_OF_MAY[text]) == date(2026, 5, 3)


def test_a_month_is_the_one_that_its_language_calls_so() -> None:
    assert find_day("3. listopada 2025", "hr") == date(2025, 10, 3)
    assert find_day("3 listopada 2025", "pl") == date(2025, 11, 3)


@pytest.mark.parametrize(
    ("year", "day"),
    [(1403, date(2024, 3, 20)), (1404, date(2025, 3, 21)), (1399, date(2020, 3, 20))],
)
def test_the_persian_year_begins_in_spring(year: int, day: date) -> None:
    assert find_day(f"{year}/01/01", "fa") == day


@pytest.mark.parametrize(
    "text", ["Election 2026", "May 2026", "Score 3-2", "31 February 2026", "tel. 030/12/34", ""]
)
def test_other_lines_name_no_day(text: str) -> None:
    assert find_day(text, "en") is None


def test_several_days_come_in_their_order_with_their_places() -> None:
    text = "Published 8 May 2026 | Updated May 10, 2026"
    assert [(d.day.day, text[d.start : d.end]) for d in find_days(text, "en")] == [
        (8, "8 May 2026"), (10, "May 10, 2026"),
    ]  # fmt: skip
