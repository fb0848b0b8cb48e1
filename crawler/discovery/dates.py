"""Dates: as feeds and sitemaps write them, and as addresses name them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100  # the web's first; 1970 and 0001 mean that nobody knows

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>0?[1-9]|1[0-2]|{'|'.join(_MONTHS)})"
_DAYS = r"(?P<day>0[1-9]|[12]\d|3[01]|[1-9])"
# /2026/03/02/, /2026/mar/2/, /2026-03-02-bridge, /2026/03/bridge
_SPACED = re.compile(
    rf"(?<![\dA-Za-z])(?P<year>(?:19|20)\d\d)[/_.-]{_MONTH}(?:[/_.-]{_DAYS})?(?![\dA-Za-z])",
    re.IGNORECASE,
)
# /20260302/ and bridge-opens-20260302; four digits more or less are an article's number
_PACKED = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)")
# sitemap-2019-03.xml, sitemap-201903.xml, ?yyyy=2019&mm=03&dd=02. A month has two digits: in
# sitemap-2019-3.xml the 3 is more often the third part of a year.
_PERIOD = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[/_.-]|&mm=)?(?P<month>0[1-9]|1[0-2])"
    r"(?:(?:[/_.-]|&dd=)?(?P<day>0[1-9]|[12]\d|3[01]))?(?!\d|[/_.-]\d)"
)


def parse_moment(text: str | None) -> datetime | None:
    """Return the moment that `text` writes, with its offset (UTC if it names none).

    Takes ISO 8601 and the dates of mail (RFC 822). A bare day is its midnight. None for what is
    neither, and for a year that no web page can be of.
    """
    text = (text or "").strip()[:64]  # longer than any date with its zone in words
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
    return plausible(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def plausible(moment: datetime) -> datetime | None:
    """Return `moment`, or None if its year cannot be that of a web page."""
    return moment if _FIRST_YEAR <= moment.year < _LAST_YEAR else None


def latest(*moments: datetime | None) -> datetime | None:
    """Return the latest of those that are known."""
    return max((moment for moment in moments if moment), default=None)


def is_before(moment: datetime | None, since: datetime | None) -> bool:
    """Whether what is dated `moment` is surely from before `since`; None is not known, so not.

    Midnight stands for the whole day, as most that write it know no more than the day.
    """
    if moment is None or since is None:
        return False
    bare_day = not (moment.hour or moment.minute or moment.second)
    return (moment + _DAY if bare_day else moment) < since


def day_in_address(url: str, today: date | None = None) -> date | None:
    """Return the day that the path of `url` names, or the first of the month if it names no day.

    None for a day that is yet to come, by `today`: that is a calendar's page, not an article.
    """
    path = urlsplit(url).path
    latest = (today or datetime.now(UTC).date()) + _DAY  # it is tomorrow elsewhere
    for found in (*_SPACED.finditer(path), *_PACKED.finditer(path)):
        month = found["month"].lower()
        number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
        try:
            day = date(int(found["year"]), number, int(found["day"] or 1))
        except ValueError:
            continue
        if day.year >= _FIRST_YEAR and day <= latest:
            return day
    return None


def period_end(url: str) -> datetime | None:
    """Return when the month or day ended, everywhere on earth, that a sitemap's address names.

    None if it names none, or several.
    """
    parts = urlsplit(url)
    found = list(_PERIOD.finditer(f"{parts.path}?{parts.query}"))
    if len(found) != 1:
        return None
    year, month = int(found[0]["year"]), int(found[0]["month"])
    try:
        if found[0]["day"]:
            end = datetime(year, month, int(found[0]["day"]), tzinfo=UTC) + _DAY
        else:
            end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    except ValueError:
        return None
    return end + timedelta(hours=12)  # the last place where that day ends
