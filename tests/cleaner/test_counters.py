"""Counts beside their units, in the digits and number words of many languages."""

from __future__ import annotations

import pytest

from cleaner.counters import Units, fold
from cleaner.phrasebook import phrasebook


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("7,960 views", ""),
        ("٧٩٦٠ مشاهدة", ""),
        ("۷٬۹۶۰ بازدید", ""),
        ("७,९६० व्यूज", ""),
        ("１２３４ views", ""),
        ("1,2 тыс. просмотров", ""),
        ("3.4万阅读", ""),
        ("5.6만 조회", ""),
        ("12 mil visualizações", ""),
        ("1,2 milhões de visualizações", ""),
        ("1.2 lakh views", ""),
        ("1,23,456 views", ""),
        ("1,2 Mio. Aufrufe", ""),
        ("12K+ views", ""),
        ("Leído 1.234 veces", ""),
        ("조회수 5.6만회", ""),
        ("Ferry is late | 1,204 views", "Ferry is late"),
        ("Views: 97 – Ferry is late", "Ferry is late"),
        ("In 2026 the ferry is late 7 960 views", "In 2026 the ferry is late"),
    ],
)
def test_a_count_is_read_whatever_its_digits_and_scale(text: str, rest: str) -> None:
    found = phrasebook().counter(text)
    assert found is not None
    assert (found.kind, found.rest) == ("view-counter", rest)


@pytest.mark.parametrize(
    "text",
    [
        "1,2 thousand",
        "12 viewers",
        "7,960 views.",
        "the views of 12",
        "3 views-per-minute",
        "views",
    ],
)
def test_a_number_beside_something_else_is_none(text: str) -> None:
    assert phrasebook().counter(text) is None


def test_a_unit_of_several_kinds_counts_for_the_first() -> None:
    units = Units()
    units.add("view-counter", "xx", ["gulls"])
    units.add("comments", "xx", ["gulls"])
    found = units.find("12 gulls")
    assert found is not None
    assert found.rule == "view-counter:xx"


def test_a_line_of_nothing_but_numbers_ends() -> None:
    assert phrasebook().counter("1.1." * 200 + " views") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LES PLUS LUS À PARIS", "les plus lus a paris"),
        ("ΔΗΜΟΦΙΛΗ", "δημοφιλή"),
        ("İLGİLİ", "ilgili"),
        ("كتابة", "کتابه"),
        ("ｖｉｅｗｓ", "VIEWS"),
    ],
)
def test_folding_leaves_out_what_writers_leave_out(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["ガギグ", "관련 기사", "पढ़ें"])
def test_marks_that_make_another_letter_stay(text: str) -> None:
    assert len(fold(text)) >= len(text)
