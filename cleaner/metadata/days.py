"""Days as readers write them, in the names, digits and calendars of many languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from cleaner.metadata.calendar import day_comes_first, month_number, persian_month

# No page on the web shows a story from outside these years; arithmetic on year 1 or 9999 fails.
EARLIEST, LATEST = 1700, 2200
# Years of two digits: news on the web begins in the nineties.
PIVOT = 70
# Between a year and its month and day: "Tuesday, the 3rd of May in the year 2026".
BEFORE_YEAR, AFTER_YEAR = 36, 24
# Years ahead of ours: Thailand counts from the Buddha. Persian years are 621 behind.
BUDDHIST = 543
# First years of the eras that Japan and Taiwan count from, less one.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}

_ISO = re.compile(r"(?<!\d)(?P<y>(?:1[3-9]|2[0-5])\d{2})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)")
_YMD = re.compile(
    r"(?<!\d)(?P<y>(?:1[349]|20|25)\d{2})(?P<s>[./])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})(?![\d/])"
)
_CJK = re.compile(
    r"(?P<era>令和|平成|昭和|民國|民国)?(?P<y>(?<!\d)(?:\d{4}|\d{1,3}|元))\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]"
    r"\s?(?P<d>\d{1,2})\s?[日일]?"
)
_VIETNAMESE = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})(?:,|\s+năm)?\s+(?P<y>\d{4})(?!\d)", re.I
)
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})\s?(?P<s>[./-])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>(?:19|20|25|1[34])?\d{2})"
    r"(?![\d/-])"
)
_YEAR = re.compile(r"(?<!\d)(?P<y>1[34]\d{2}|19\d{2}|20\d{2}|2[45]\d{2})(?!\d)")
# What every day has: a year of two digits or more, or the word for one behind it.
_MAY_BE_DAY = re.compile(r"\d\d|[年년]")
_DAY = re.compile(r"(?<![\d:.,])(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª|η|ος|-го|-е|日)?(?![\d:%])")
_WORD = re.compile(r"[^\s\d.,:;/|()\[\]–—-]+(?:\.[^\s\d.,:;/|()\[\]–—-]+)*")
_SHORT_YEAR = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})[ -](?P<w>[^\W\d_]{3,9})\.?[ -]'?(?P<y>\d{2})(?![\d:.])"
)


@dataclass(frozen=True)
class Day:
    """A day that a text names, and where: from `start` to before `end`."""

    day: date
    start: int
    end: int


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


def find_day(text: str, language: str | None) -> date | None:
    """The first day that the text names; `language` decides on 03/04/2026."""
    found = next(iter(find_days(text, language)), None)
    return found.day if found else None


@lru_cache(maxsize=1024)  # several readers ask for the days of the lines around a story
def find_days(text: str, language: str | None) -> tuple[Day, ...]:
    """The days that the text names, in its order. Digits must be folded."""
    if not _MAY_BE_DAY.search(text):
        return ()
    found = sorted(_all_days(text, language), key=lambda day: day.start)
    apart: list[Day] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return tuple(apart)


def writes_dense_day(text: str) -> bool:
    """Whether the text names a day as East Asia writes it, where each letter counts as a word."""
    return _CJK.search(text) is not None


def _all_days(text: str, language: str | None) -> Iterator[Day]:
    for pattern in (_ISO, _YMD, _CJK, _VIETNAMESE):
        for match in pattern.finditer(text):
            first = 1 if match["y"] == "元" else int(match["y"])
            era = match["era"] if pattern is _CJK else None
            if pattern is _CJK and era is None and len(match["y"]) < 4:
                continue
            year = first + _ERAS[era] if era else first
            yield from _placed(_day(year, int(match["m"]), int(match["d"])), match)
    for match in _NUMERIC.finditer(text):
        yield from _placed(_numeric_day(match, language), match)
    yield from _named_days(text, language)


def _placed(day: date | None, match: re.Match[str]) -> Iterator[Day]:
    if day is not None:
        yield Day(day, match.start(), match.end())


def _numeric_day(match: re.Match[str], language: str | None) -> date | None:
    year = _full_year(int(match["y"]))
    one, two = int(match["a"]), int(match["b"])
    # A dot parts day and month in that order wherever it is used.
    day_first = match["s"] == "." or day_comes_first(language)
    if one > 12 or (two <= 12 and day_first):
        return _day(year, two, one)
    return _day(year, one, two)


def _full_year(year: int) -> int:
    """The year that two digits stand for; a longer one is itself."""
    if year >= 100:
        return year
    return year + (2000 if year < PIVOT else 1900)


def _named_days(text: str, language: str | None) -> Iterator[Day]:
    """Days with their month's name: "20 May 2026", "May 20, 2026", "20 мая 2026 г."."""
    for year in _YEAR.finditer(text):
        start = max(0, year.start() - BEFORE_YEAR)
        window = text[start : year.end() + AFTER_YEAR]
        named = _near_month(window, year.start() - start, int(year["y"]), language)
        if named is not None:
            yield Day(named.day, start + named.start, start + named.end)
    for match in _SHORT_YEAR.finditer(text):
        month = month_number(match["w"], language)
        if month:
            full = _full_year(int(match["y"]))
            yield from _placed(_day(full, month, int(match["d"])), match)


def _near_month(window: str, at: int, year: int, language: str | None) -> Day | None:
    words = list(_WORD.finditer(window))
    near = sorted(range(len(words)), key=lambda i: abs(words[i].start() - at))
    for i in near:
        for last in (i + 1, i):
            if last >= len(words):
                continue
            name = window[words[i].start() : words[last].end()]
            month = persian_month(name) if year < EARLIEST else month_number(name, language)
            number = _day_beside(window, words[i].start(), words[last].end()) if month else None
            if month and number is not None:
                day = _day(year, month, int(number["d"]))
                if day is not None:
                    spans = (words[i].start(), number.start(), at)
                    ends = (words[last].end(), number.end(), at + 4)
                    return Day(day, min(spans), max(ends))
    return None


def _day_beside(window: str, start: int, end: int) -> re.Match[str] | None:
    """The number before the month's name, or else behind it."""
    before = list(_DAY.finditer(window, max(0, start - 9), start))
    if before and not _WORD_BETWEEN.search(window[before[-1].end() : start]):
        return before[-1]
    after = _DAY.search(window, end, end + 8)
    return after if after and not _WORD_BETWEEN.search(window[end : after.start()]) else None


# What parts a number from the month: a clock's colon, a word longer than "de" and "of".
_WORD_BETWEEN = re.compile(r"[:|]|[^\W\d_]{4,}")


def _day(year: int, month: int, day: int) -> date | None:
    if 1300 <= year < 1500:
        return _from_persian(year, month, day)
    if 2440 <= year <= 2600:
        year -= BUDDHIST
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _from_persian(year: int, month: int, day: int) -> date | None:
    """The day of the Persian solar calendar: six months of 31 days, then months of 30."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    # Noruz of year 1400 was 21 March 2021; a cycle of 33 years holds 8 leap years.
    leaps = sum(_is_persian_leap(y) for y in range(min(year, 1400), max(year, 1400)))
    days = (year - 1400) * 365 + (leaps if year >= 1400 else -leaps)
    into = (month - 1) * 31 - max(0, month - 7) + day - 1
    return date(2021, 3, 21) + timedelta(days=days + into)


def _is_persian_leap(year: int) -> bool:
    return year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)
