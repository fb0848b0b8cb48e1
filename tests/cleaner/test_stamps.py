"""Lines that say when."""

from __future__ import annotations

import pytest

from cleaner.metadata.stamps import label_alone, looks_like_stamp, read_stamps
from cleaner.words import words_of


def is_stamp(text: str) -> bool:
    return looks_like_stamp(text, tuple(words_of(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Friday 16 October 2015", "4 May 2026", "Published 3 May 2026, 09:45 GMT", "09:45 GMT",
        "3 hours ago", "vor 3 Stunden", "2026-05-03T09:45Z", "20.05.2026, 14:30 Uhr",
        "2026年5月20日(水) 9時45分", "٢٠ مايو ٢٠٢٦", "20 мая 2026 г., 12:30",
        "Last Update: Wednesday, 20 May 2020 KSA 09:45 - GMT 06:45", "20 May 2026 GST 02:30",
    ],
)  # fmt: skip
def test_a_line_that_only_says_when_is_a_stamp(text: str) -> None:
    assert is_stamp(text)


@pytest.mark.parametrize(
    "text",
    [
        "On 4 May 2026 the boats left at dawn.", "Boat 16", "May 2026", "7 boats lost in 2019",
        "12 May Street, Lunden", "The 9:45 ferry", "Chapter 3", "40 years of fish soup",
    ],
)  # fmt: skip
def test_a_line_that_says_more_is_not(text: str) -> None:
    assert not is_stamp(text)


def test_two_labelled_moments_on_a_line_are_parted() -> None:
    stamps = read_stamps("Published 3 May 2026, 09:45 GMT | Updated 4 May 2026, 10:00 GMT")
    assert [(s.label, s.when) for s in stamps] == [
        ("published", "2026-05-03T09:45:00Z"), ("modified", "2026-05-04T10:00:00Z"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Опубликовано: 4 мая 2026", "published"), ("Обновлено: 4 мая 2026", "modified"),
        ("更新：2026年5月4日", "modified"), ("发布时间：2026-05-04", "published"),
        ("Mis à jour le 4 mai 2026", "modified"), ("آخر تحديث: 4 مايو 2026", "modified"),
        ("4 May 2026", None),
    ],
)  # fmt: skip
def test_labels_are_known_in_many_languages(text: str, label: str | None) -> None:
    assert [(s.label, s.when) for s in read_stamps(text)] == [(label, "2026-05-04")]


def test_a_label_may_stand_alone() -> None:
    assert label_alone(("published",)) == "published"
    assert label_alone(("last", "updated")) == "modified"
    assert label_alone(("published", "poets")) is None
    assert label_alone(()) is None
