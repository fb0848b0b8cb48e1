"""Moments: dates and clock times in the words and zones of many languages, as ISO 8601."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

from cleaner.metadata.calendar import day_comes_first, months, zone_offset

# No page on the web shows a story from outside these years; arithmetic on year 1 or 9999 fails.
EARLIEST, LATEST = 1700, 2200

# Years of two digits: news on the web begins in the nineties.
PIVOT = 70

_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3])(?:[:.h時时](?P<minute>[0-5]\d)分?(?::(?P<second>[0-5]\d))?|(?=\s?[ap]\.?m))"
    r"(?:\s?(?P<half>[ap])\.?m\.?(?!\w))?",
    re.I,
)
_OFFSET = re.compile(
    r"\s?(?:\(?(?:UTC|GMT)\s?)?(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?"
)
_ZONE_AFTER = re.compile(r"\s?(?:Uhr\s)?\(?(?P<zone>[A-ZА-Я]{1,5})(?![\w])")
_ZONE_BEFORE = re.compile(r"(?<!\w)(?P<zone>[A-ZА-Я]{2,5})\s?$")
_ISO = re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ](?=\d))?(?!\d)")
_YMD = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})[./](?P<m>\d{1,2})[./](?P<d>\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})\s?[./-]\s?(?P<b>\d{1,2})\s?[./-]\s?(?P<y>(?:19|20)?\d{2})(?!\d)"
)
_CJK = re.compile(r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]?")
_DAY_WORD = re.compile(r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+(?:[.'’][^\W\d_]+)*")


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


def has_time(text: str) -> bool:
    """Whether the text names a time of the clock."""
    return _TIME.search(text) is not None


def writes_dense_day(text: str) -> bool:
    """Whether the text names a day as East Asia writes it, where each letter counts as a word."""
    return _CJK.search(text) is not None


def read_moment(text: str, language: str | None = None) -> str | None:
    """The moment that the text names, as ISO 8601, or None.

    A bare day where the time or its zone is not said. Two times in two zones ("KSA 09:45 - GMT
    06:45") are one instant: the day belongs to the first, their difference is its offset.
    """
    text = fold_digits(text)
    day = find_day(text, language)
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
    """A moment with its zone as ISO 8601 in whole seconds, "Z" for UTC.

    An offset with seconds, which ISO 8601 does not know, is turned into UTC.
    """
    if (moment.utcoffset() or timedelta()) % timedelta(minutes=1):
        moment = moment.astimezone(UTC)
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


def find_day(text: str, language: str | None) -> date | None:
    """The first day that the text names; `language` decides on 03/04/2026."""
    for pattern in (_ISO, _YMD, _CJK):
        match = pattern.search(text)
        if match:
            return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    return _named_day(text) or _numeric_day(text, language)


def _numeric_day(text: str, language: str | None) -> date | None:
    match = _NUMERIC.search(text)
    if not match:
        return None
    year = int(match["y"])
    if year < 100:
        year += 2000 if year < PIVOT else 1900
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
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
