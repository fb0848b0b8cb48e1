"""Stamps: visible lines that say when a story was published or changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cleaner.metadata.calendar import ZONES, fold_name, months, weekdays
from cleaner.metadata.days import find_day, find_days, fold_digits, writes_dense_day
from cleaner.metadata.moments import has_time, read_moment, without_days, without_times
from cleaner.metadata.one_of import one_of
from cleaner.phrasebook import has_digit, phrasebook

Label = Literal["published", "modified"]

# A stamp with labels, weekday, two zones and two dates has about this many words.
STAMP_WORDS = 24
STAMP_CHARS = 160
# "Last updated on": a label alone on its line is no longer.
LABEL_WORDS = 3

_RELATIVE = re.compile(
    r"\d+\s?(?:h|hrs?|hours?|min|mins|minutes?|days?|d|weeks?|w|seconds?|months?|years?)\s?(?:ago)?$"
    r"|\bago\b|^vor \d+|^hace \d+|^il y a \d+|\d+ .{2,10} назад$|^منذ "
    r"|小时前|分钟前|天前|時間前|分前|日前|前$",
    re.I,
)
# Letters with the marks that Thai and Indian scripts write above and below them.
_LETTERS = re.compile(r"[^\W\d_][^\s\d.,:;/|()\[\]–—+·•：，、（）-]*(?:\.[^\W\d_]+)*")
_CJK_FILLER = re.compile(r"[年月日時时分秒点點曜年월일시분（）()火水木金土週周星期一二三四五六]+")
# The T of "2026-05-03T09:45Z", and the names of zones beside a time, known or not.
_BESIDE_TIME = re.compile(
    r"(?<=\d)T(?=\d)|(?<=\d)Z(?!\w)|(?<!\w)[A-Z]{2,5}(?=\s\d{1,2}[:.]\d\d)|(?<=\d\d\s)[A-Z]{2,5}(?!\w)"
)
_CONNECTORS = frozenset(
    {
        "at", "on", "of", "the", "um", "uhr", "à", "a", "las", "los", "de", "del", "da", "do",
        "das", "dos", "le", "il", "la", "el", "alle", "ore", "h", "om", "kl", "klo", "o", "dne",
        "og", "и", "в", "г", "года", "год", "в.", "о", "em", "às", "den", "i", "am", "pm", "est",
        "edt", "et", "pt", "bst", "time", "local", "ago", "hours", "hour", "minutes", "minute",
        "min", "mins", "days", "day", "p.m", "a.m", "p", "m", "st", "nd", "rd", "th", "er", "hrs",
        "hs", "horas", "heures", "uur", "saat", "godz", "ч", "мин", "is", "as", "since", "في",
        "الساعة", "م", "ص", "هـ", "hora", "ist", "gmt", "utc",
        "vor", "stunde", "stunden", "minuten", "tag", "tagen", "hace", "minutos", "días", "y",
        "heure", "jour", "jours", "час", "часа", "часов", "минут", "минуты", "дня", "дней", "назад",
        "منذ", "ساعة", "ساعات", "دقيقة", "دقائق",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """One moment that a line names, in ISO 8601; its label, if any; the text it was read from."""

    when: str
    label: Label | None
    raw: str


def looks_like_stamp(text: str, words: tuple[str, ...]) -> bool:
    """Whether the line says nothing but when: a date or time with its labels and zone."""
    if len(text) > STAMP_CHARS or not has_digit(text):
        return False
    text = fold_digits(text)
    if len(words) > STAMP_WORDS and not writes_dense_day(text):
        return False
    if not _only_known(text):
        return False
    if _RELATIVE.search(text) or find_day(text, None) is not None:
        return True
    return has_time(text) and len(words) <= 6  # a bare time, with its zone


def _only_known(text: str) -> bool:
    rest = _CJK_FILLER.sub(" ", _BESIDE_TIME.sub(" ", _RELATIVE.sub(" ", text)))
    return all(
        fold_name(word) in _vocabulary() or word.upper() in ZONES for word in _LETTERS.findall(rest)
    )


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    book = phrasebook()
    labels = {
        word
        for openings in book.openings.values()
        for words, kind, _ in openings
        if kind in ("published", "modified")
        for word in words
    }
    names = {part for name in (*months(), *weekdays()) for part in name.split()}
    joined = set(_labels())  # scripts without spaces write a label as one word
    return frozenset(fold_name(word) for word in names | labels | joined | _CONNECTORS)


def read_stamps(text: str, language: str | None = None) -> list[Stamp]:
    """The moments that a stamp line names, in its order. `language` decides on 03/04/2026."""
    text = fold_digits(text)
    stamps = []
    for label, part in _labelled_parts(text):
        when = read_moment(part, language)
        if when:
            stamps.append(Stamp(when=when, label=label, raw=part.strip(" \t-–—|·•,;:")))
    return stamps


def without_stamps(text: str) -> str:
    """The text without the days, times, weekdays and labels that it names."""
    folded = fold_digits(text)
    days = find_days(folded, None)
    if not days and not has_time(folded):
        return text
    rest = _label_pattern().sub(" | ", without_times(without_days(folded, days)))
    return " ".join(word for word in rest.split() if not _is_time_word(word))


def _is_time_word(word: str) -> bool:
    bare = fold_name(word.strip(",;()"))
    return (len(bare) > 3 and bare in weekdays()) or word in (
        "Uhr",
        "pm",
        "am",
        "PM",
        "AM",
        "h",
        "GMT",
    )


def label_alone(words: Sequence[str]) -> Label | None:
    """The label of a line that says only "Published" or "Last updated:"."""
    return _lone_labels().get(tuple(words)) if len(words) <= LABEL_WORDS else None


@lru_cache(maxsize=1)
def _lone_labels() -> dict[tuple[str, ...], Label]:
    labels: dict[tuple[str, ...], Label] = {}
    for openings in phrasebook().openings.values():
        for words, kind, _ in openings:
            if kind in ("published", "modified"):
                labels.setdefault(words, "published" if kind == "published" else "modified")
    return labels


def _labelled_parts(text: str) -> list[tuple[Label | None, str]]:
    """The text cut before each label: [(None, "Friday ..."), ("modified", "Updated ...")]."""
    cuts: list[tuple[int, Label | None]] = []
    for match in _label_pattern().finditer(text):
        folded = match.group().casefold()
        cuts.append((match.start(), _labels()[" ".join(folded.split())]))
    parts: list[tuple[Label | None, str]] = []
    start, label = 0, None
    for at, next_label in cuts:
        parts.append((label, text[start:at]))
        start, label = at, next_label
    parts.append((label, text[start:]))
    return [(label, part) for label, part in parts if part.strip()]


@lru_cache(maxsize=1)
def _labels() -> dict[str, Label | None]:
    """Labels of all languages. A word that stands for both, as German "Stand", says neither."""
    labels: dict[str, Label | None] = {}
    for openings in phrasebook().openings.values():
        for words, kind, language in openings:
            if kind in ("published", "modified"):
                joined = ("" if language in ("ja", "zh") else " ").join(words)
                label: Label = "published" if kind == "published" else "modified"
                labels[joined] = label if labels.get(joined, label) == label else None
    return labels


@lru_cache(maxsize=1)
def _label_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){one_of(_labels())}", re.I)
