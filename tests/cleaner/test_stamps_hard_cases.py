"""Stamps: lines that say nothing but when."""

from __future__ import annotations

import pytest

from cleaner.metadata.stamps import label_alone, looks_like_stamp, read_stamps
from cleaner.words import words_of


@pytest.mark.parametrize(
    "line",
    [
        "3 May 2026", "Published: 3 May 2026, 09:45 GMT", "Updated 2 hours ago", "09:45 CET",
        "Sunday 3 May 2026 Last Update KSA 09:45 - GMT 06:45", "2026-05-03T09:45Z",
        "Veröffentlicht am 3. Mai 2026 um 9.45 Uhr", "Publié le 3 mai 2026 à 09h45",
        "20 мая 2026 г., 12:30", "2026年5月3日 9時45分", "٣ مايو ٢٠٢٦", "vor 3 Stunden",
        "hace 3 horas", "3 часа назад", "منذ 3 ساعات",
    ],
)  # fmt: skip
def test_dates_and_times_with_labels_and_zones_are_stamps(line: str) -> None:
    assert looks_like_stamp(line, tuple(words_of(line)))


@pytest.mark.parametrize(
    "line",
    [
        "3小时前",
        "3時間前",
        "5分钟前",
        "3天前",
    ],
)
def test_times_ago_are_stamps_in_scripts_without_spaces_too(line: str) -> None:
    assert looks_like_stamp(line, tuple(words_of(line)))


@pytest.mark.parametrize(
    "line",
    [
        "On 3 May 2026 the ferry sailed again.",
        "The ferry leaves at 09:45",
        "Election 2026",
        "Published by the council",
        "May the best boat win",
        "12,345",
        "Score 3-2",
        "",
    ],
)
def test_lines_that_say_more_are_no_stamps(line: str) -> None:
    assert not looks_like_stamp(line, tuple(words_of(line)))


def test_each_label_takes_the_date_behind_it() -> None:
    found = read_stamps("Friday 1 May 2026 | Updated 2 May 2026 | Published 30 April 2026")
    assert [(stamp.label, stamp.when) for stamp in found] == [
        (None, "2026-05-01"),
        ("modified", "2026-05-02"),
        ("published", "2026-04-30"),
    ]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Erschienen 3.5.2026", "published"),
        ("Zuletzt aktualisiert: 3.5.2026", "modified"),
        ("Mis à jour le 3 mai 2026", "modified"),
        ("Обновлено 3 мая 2026", "modified"),
        ("更新 2026年5月3日", "modified"),
    ],
)
def test_labels_are_known_in_several_languages(line: str, label: str) -> None:
    assert [(s.label, s.when) for s in read_stamps(line)] == [(label, "2026-05-03")]


def test_the_raw_text_is_the_pages_own() -> None:
    (stamp,) = read_stamps(" Published: Sunday, 3 May 2026 | ")
    assert stamp.raw == "Published: Sunday, 3 May 2026"


def test_the_language_decides_which_number_is_the_day() -> None:
    assert [s.when for s in read_stamps("03/04/2026", "en-US")] == ["2026-03-04"]
    assert [s.when for s in read_stamps("03/04/2026", "fr")] == ["2026-04-03"]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Published", "published"),
        ("Last updated:", "modified"),
        ("Aktualisiert", "modified"),
        ("Published by", None),
        ("Ferry", None),
        ("", None),
    ],
)
def test_a_label_may_stand_alone(line: str, label: str | None) -> None:
    assert label_alone(words_of(line)) == label
