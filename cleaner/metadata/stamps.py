"""Stamps: visible lines that say when a story was published or changed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal

from cleaner.metadata.calendar import ZONES, day_comes_first, months, weekdays, zone_offset
from cleaner.phrasebook import phrasebook

Label = Literal["published", "modified"]

# A stamp with labels, weekday, two zones and two dates has about this many words.
STAMP_WORDS = 24

_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3])(?:[:.h時时](?P<minute>[0-5]\d)分?(?::(?P<second>[0-5]\d))?|(?=\s?[ap]\.?m))"
    r"(?:\s?(?P<half>[ap])\.?m\.?(?!\w))?",
    re.I,
)
_OFFSET = re.compile(
    r"\s?(?:\(?(?:UTC|GMT)\s?)?(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?"
)
_ZONE_AFTER = re.compile(r"\s?\(?(?P<zone>[A-ZА-Я]{1,5})(?![\w])")
_ZONE_BEFORE = re.compile(r"(?<!\w)(?P<zone>[A-ZА-Я]{2,5})\s?$")
_ISO = re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ](?=\d))?(?!\d)")
_YMD = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})[./](?P<m>\d{1,2})[./](?P<d>\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})\s?[./-]\s?(?P<b>\d{1,2})\s?[./-]\s?(?P<y>(?:19|20)?\d{2})(?!\d)"
)
_CJK = re.compile(r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]?")
_RELATIVE = re.compile(
    r"\d+\s?(?:h|hrs?|hours?|min|mins|minutes?|days?|d|weeks?|w|seconds?|months?|years?)\s?(?:ago)?$"
    r"|\bago\b|^vor \d+|^hace \d+|^il y a \d+|\d+ .{2,10} назад$|^منذ |小时前|分钟前|時間前|分前|前$",
    re.I,
)
_DAY_WORD = re.compile(r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+(?:[.'’][^\W\d_]+)*")
_CJK_FILLER = re.compile(r"[年月日時时分秒点點曜年월일시분（）()火水木金土週周星期一二三四五六]+")
_CONNECTORS = frozenset(
    [
        "at",
        "on",
        "of",
        "the",
        "um",
        "uhr",
        "à",
        "a",
        "las",
        "los",
        "de",
        "del",
        "da",
        "do",
        "das",
        "dos",
        "le",
        "il",
        "la",
        "el",
        "alle",
        "ore",
        "h",
        "om",
        "kl",
        "klo",
        "o",
        "om",
        "dne",
        "og",
        "и",
        "в",
        "г",
        "года",
        "год",
        "в.",
        "о",
        "um",
        "em",
        "às",
        "den",
        "i",
        "am",
        "pm",
        "est",
        "edt",
        "et",
        "pt",
        "bst",
        "time",
        "local",
        "ago",
        "hours",
        "hour",
        "minutes",
        "minute",
        "min",
        "mins",
        "days",
        "day",
        "p.m",
        "a.m",
        "p",
        "m",
        "st",
        "nd",
        "rd",
        "th",
        "er",
        "hrs",
        "hs",
        "horas",
        "heures",
        "uur",
        "saat",
        "godz",
        "ч",
        "мин",
        "is",
        "am",
        "as",
        "since",
        "في",
        "الساعة",
        "م",
        "ص",
        "هـ",
        "hora",
        "ist",
        "gmt",
        "utc",
    ]
)


@dataclass(frozen=True)
class Stamp:
    """One moment that a line names: ISO 8601, its label where it has one, and the text it was read from."""

    when: str
    label: Label | None
    raw: str


def fold_digits(text: str) -> str:
    """The text with digits of every script as 0-9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(c))
        if c.isdigit() and not c.isascii() and unicodedata.category(c) == "Nd"
        else c
        for c in text
    )


def looks_like_stamp(text: str, words: tuple[str, ...]) -> bool:
    """Whether the line says nothing but when: a date or time with its labels and zone."""
    if not any(letter.isdigit() for letter in text) or len(text) > 160:
        return False
    text = fold_digits(text)
    if len(words) > STAMP_WORDS and not _CJK.search(text):
        return False
    dated = _find_day(text, None) is not None
    if not (dated or _TIME.search(text) or _RELATIVE.search(text)):
        return False
    if not dated and not _RELATIVE.search(text):
        return _only_known(text) and len(words) <= 6  # a bare time, with its zone
    return _only_known(text)


def _only_known(text: str) -> bool:
    rest = _CJK_FILLER.sub(" ", text)
    return all(
        word in _vocabulary() or word.upper() in ZONES
        for word in (found.casefold().rstrip(".") for found in _LETTERS.findall(rest))
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
    return frozenset(names | labels | joined | _CONNECTORS)


def read_stamps(text: str, language: str | None = None) -> list[Stamp]:
    """The moments that a stamp line names, in its order. `language` decides on 03/04/2026."""
    text = fold_digits(text)
    stamps = []
    for label, part in _labelled_parts(text):
        when = read_moment(part, language)
        if when:
            stamps.append(Stamp(when=when, label=label, raw=part.strip(" \t-–—|·•,;:")))
    return stamps


def _labelled_parts(text: str) -> list[tuple[Label | None, str]]:
    """The text cut before each label: [(None, "Friday ..."), ("modified", "Updated ...")]."""
    cuts: list[tuple[int, Label]] = []
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
def _labels() -> dict[str, Label]:
    labels: dict[str, Label] = {}
    for openings in phrasebook().openings.values():
        for words, kind, language in openings:
            if kind in ("published", "modified"):
                joined = ("" if language in ("ja", "zh") else " ").join(words)
                labels[joined] = "published" if kind == "published" else "modified"
    return labels


@lru_cache(maxsize=1)
def _label_pattern() -> re.Pattern[str]:
    names = sorted(_labels(), key=len, reverse=True)
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names) + ")",
        re.I,
    )


def read_moment(text: str, language: str | None = None) -> str | None:
    """The moment that the text names, as ISO 8601, or None.

    A bare day where the time or its zone is not said. Two times in two zones ("KSA 09:45 - GMT
    06:45") are one instant: the day belongs to the first, their difference is its offset.
    """
    text = fold_digits(text)
    day = _find_day(text, language)
    if day is None:
        return None
    times = _times(_without_dates(text))
    known = [(clock, offset) for clock, offset in times if offset is not None]
    if not known:
        return day.isoformat()
    first, first_offset = times[0]
    clock, offset = known[0]
    if first_offset is None:
        # The day is the first zone's; the known zone's clock tells how far apart they are.
        ahead = (first - clock + timedelta(hours=12)) % timedelta(days=1) - timedelta(hours=12)
        first_offset = ahead + offset
    moment = datetime.combine(day, datetime.min.time()) + first - first_offset
    shown = next((o for _, o in known if not o), first_offset)
    return iso(moment.replace(tzinfo=UTC).astimezone(timezone(shown)))


def iso(moment: datetime) -> str:
    """A moment with its zone as ISO 8601 in whole seconds, "Z" for UTC."""
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _times(text: str) -> list[tuple[timedelta, timedelta | None]]:
    """Clock times of the text, each with its offset where a zone stands beside it."""
    found = []
    for match in _TIME.finditer(text):
        hour = int(match["hour"])
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
        clock = timedelta(
            hours=hour, minutes=int(match["minute"] or 0), seconds=int(match["second"] or 0)
        )
        found.append((clock, _offset_beside(text, match.start(), match.end())))
    return found


def _offset_beside(text: str, start: int, end: int) -> timedelta | None:
    signed = _OFFSET.match(text, end)
    if signed and int(signed["hours"]) <= 14:
        size = timedelta(hours=int(signed["hours"]), minutes=int(signed["minutes"] or 0))
        return size if signed["sign"] == "+" else -size
    before = _ZONE_BEFORE.search(text[:start])
    if before and zone_offset(before["zone"]) is not None:
        return zone_offset(before["zone"])
    after = _ZONE_AFTER.match(text, end)
    return zone_offset(after["zone"]) if after and not before else None


def _without_dates(text: str) -> str:
    for pattern in (_ISO, _YMD, _CJK, _NUMERIC):
        text = pattern.sub(" ", text)
    return text


def _find_day(text: str, language: str | None) -> date | None:
    for pattern in (_ISO, _YMD, _CJK):
        match = pattern.search(text)
        if match:
            return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    return _named_day(text) or _numeric_day(text, language)


def _numeric_day(text: str, language: str | None) -> date | None:
    match = _NUMERIC.search(text)
    if not match:
        return None
    year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
    one, two = int(match["a"]), int(match["b"])
    # A dot parts day and month in that order wherever it is used.
    day_first = "." in match.group() or day_comes_first(language)
    if one > 12 or (two <= 12 and day_first):
        return _day(year, two, one)
    return _day(year, one, two)


def _named_day(text: str) -> date | None:
    """A day with its month's name: "20 May 2026", "May 20, 2026", "20 мая 2026 г."."""
    year = _YEAR.search(text)
    if not year:
        return None
    for word in _LETTERS.finditer(text):
        month = months().get(word.group().casefold().rstrip("."))
        if month is None:
            continue
        before = list(_DAY_WORD.finditer(text[max(0, word.start() - 8) : word.start()]))
        after = _DAY_WORD.match(text[word.end() :].lstrip(" .,/"))
        number = before[-1]["d"] if before else after["d"] if after else None
        found = _day(int(year["y"]), month, int(number)) if number else None
        if found:
            return found
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
