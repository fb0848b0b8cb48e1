"""Rhythms: how often a source is crawled, as a cron string or a span such as 15m."""

from __future__ import annotations

import re
from datetime import datetime

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPAN = re.compile(r"(\d{1,6})\s*([smhd])")
_LONGEST = 366 * _UNITS["d"]  # a longer one is a slip of the finger
_FIELDS = 5  # minute, hour, day of the month, month, day of the week


def checked_rhythm(every: str) -> str:
    """Return `every`, with single blanks. Raises ValueError, which says what it may be.

    Cron strings are tried with croniter, which RQ's scheduler reads them with.
    """
    every = " ".join(every.split())
    if _SPAN.fullmatch(every):
        if not 0 < (seconds_of(every) or 0) <= _LONGEST:
            raise ValueError(f"{every!r} must be between 1s and 366d")
        return every
    if len(every.split()) != _FIELDS:
        raise ValueError(
            f"{every!r} is neither a span such as 90s, 15m, 6h or 1d nor a cron string, which has "
            'five fields: "*/15 6-22 * * *" is every quarter of an hour from 6 to 22'
        )
    from croniter import croniter  # 0.1 s to import: only who schedules pays for it

    try:
        croniter(every, datetime.now()).get_next(datetime)  # as RQ asks: in local time
    except ValueError as error:
        raise ValueError(f"{every!r} is no cron string that comes round: {error}") from None
    return every


def seconds_of(every: str) -> int | None:
    """Return the seconds that a span such as "15m" is; None for a cron string."""
    span = _SPAN.fullmatch(every)
    return int(span[1]) * _UNITS[span[2]] if span else None
