"""Moments: dates and clock times in the words and zones of many languages, as ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

from cleaner.metadata.calendar import zone_offset
from cleaner.metadata.days import Day, find_days, fold_digits

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


def has_time(text: str) -> bool:
    """Whether the text names a time of the clock."""
    return _TIME.search(text) is not None


def read_moment(text: str, language: str | None = None) -> str | None:
    """The moment that the text names, as ISO 8601, or None.

    A bare day where the time or its zone is not said. Two times in two zones ("KSA 09:45 - GMT
    06:45") are one instant: the day belongs to the first, their difference is its offset.
    """
    text = fold_digits(text)
    days = find_days(text, language)
    if not days:
        return None
    day = days[0].day
    times = _times(without_days(text, days))
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


def read_local(text: str, language: str | None = None) -> datetime | None:
    """The first day and clock time that the text names without a zone."""
    text = fold_digits(text)
    days = find_days(text, language)
    times = _times(without_days(text, days)) if days else []
    if not times or times[0][1] is not None:
        return None
    return datetime.combine(days[0].day, datetime.min.time()) + times[0][0]


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


def without_days(text: str, days: Sequence[Day]) -> str:
    """The text with a space in the place of its days."""
    for day in reversed(days):
        text = f"{text[: day.start]} {text[day.end :]}"
    return text


def without_times(text: str) -> str:
    """The text without its clock times."""
    return _TIME.sub(" ", text)
