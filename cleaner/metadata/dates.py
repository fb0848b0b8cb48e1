"""When it was published and changed, where sources write it differently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone

from cleaner.addresses import parts_of
from cleaner.metadata.calendar import month_number
from cleaner.metadata.claims import Claims
from cleaner.metadata.days import find_days, fold_digits
from cleaner.metadata.moments import iso, read_local, read_moment

# Sources in the order of trust.
_SOURCES = ("json-ld", "meta", "microdata", "visible")
# Dates with weekday, two zones and a label are shorter.
DATE_CHARS = 200
DAY_CHARS = len("2026-05-03")
# An epoch's zero and placeholders lie outside; the web's first news is of 1990.
FIRST_YEAR, LAST_YEAR = 1990, 2100
# Offsets are whole hours but for these minutes, and at most 14 hours.
_ODD_MINUTES = (30, 45)
MAX_OFFSET = timedelta(hours=14)

# Such a day is read in one way, whatever the language.
_ISO_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d")
_URL_DAYS = (
    re.compile(r"/(?P<y>(?:19|20)\d{2})[/-](?P<m>[01]?\d)[/-](?P<d>[0-3]?\d)(?=[/_-]|$)"),
    re.compile(r"/(?P<y>20\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=/)"),
    re.compile(r"/(?P<y>20\d{2})/(?P<w>[a-z]{3,9})/(?P<d>[0-3]?\d)(?=/|$)", re.I),
    re.compile(r"[/-](?P<d>[0-3]\d)-(?P<m>[01]\d)-(?P<y>20\d{2})(?=[/.]|$)"),
)
# English dates with the month in the middle are America's and the Philippines'; elsewhere the day
# comes first. The page's declared region or the site's country says where it is.
_DAY_FIRST_COUNTRIES = frozenset(
    [
        "uk",
        "gb",
        "ie",
        "au",
        "nz",
        "in",
        "pk",
        "bd",
        "lk",
        "za",
        "ng",
        "ke",
        "gh",
        "ug",
        "tz",
        "zw",
        "zm",
        "na",
        "bw",
        "mt",
        "sg",
        "my",
        "hk",
        "jm",
        "tt",
        "eu",
    ]
)


def choose_dates(
    claims: Mapping[str, Claims], url: str | None, language: str | None
) -> dict[str, tuple[str, str, str]]:
    """The dates by field: (ISO 8601, as the page writes it, the source)."""
    region = _with_region(language, claims, url)
    known = _plain_days(claims, url)
    found: dict[str, tuple[str, str, str]] = {}
    for name in ("date_published", "date_modified"):
        for source in _SOURCES:
            raw = getattr(claims[source], name) if source in claims else None
            when = normal_date(raw, region, known) if raw else None
            if raw and when:
                seen = getattr(claims["visible"], name) if "visible" in claims else None
                shown = normal_date(seen, region, known) if seen else None
                if (
                    source == "meta"
                    and name == "date_published"
                    and shown
                    and _earlier(shown, when)
                ):
                    found[name] = (shown, seen or "", "visible")
                else:
                    local = seen if source != "visible" else None
                    found[name] = (_localized(when, local, region), raw, source)
                break
    day = url_day(url)
    if "date_published" not in found and day is not None:
        found["date_published"] = (day.isoformat(), day.isoformat(), "url")
    find_loose = claims["visible"].date_loose if "visible" in claims else None
    loose = find_loose() if find_loose and not found else None
    if loose:
        found["date_published"] = (loose, loose, "page")
    return found


def _earlier(shown: str, claimed: str) -> bool:
    """Whether readers are shown an earlier day: many a meta tag named "date" is of the last change.

    One day may be the time zone's.
    """
    days = date.fromisoformat(claimed[:10]) - date.fromisoformat(shown[:10])
    return days > timedelta(days=1) or (days == timedelta(days=1) and len(claimed) == DAY_CHARS)


def normal_date(raw: str, language: str | None, known: Iterable[date] = ()) -> str | None:
    """A date as ISO 8601: a moment only where its offset is said, else a bare day.

    None where it cannot be read. `known` are days that the page names elsewhere: they decide
    where the numbers may be read both ways and the language's way is none of them.
    """
    text = raw.strip()
    if len(text) > DATE_CHARS:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _settled(text, read_moment(text, language), set(known))
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return iso(moment) if moment.tzinfo else moment.date().isoformat()


def _settled(text: str, when: str | None, known: set[date]) -> str | None:
    """The date, or its other reading where another date of the page says so."""
    if when is None or not known:
        return when
    other = read_moment(text, "en-US"), read_moment(text, "en-GB")
    for reading in other:
        if reading and date.fromisoformat(reading[:10]) in known:
            return reading
    return when


def url_day(url: str | None) -> date | None:
    """The day that the address names, as many news sites' do."""
    path = parts_of(url).path if url else ""
    for pattern in _URL_DAYS:
        match = pattern.search(path)
        if match:
            groups = match.groupdict()
            month = int(groups["m"]) if "m" in groups else month_number(groups["w"], "en")
            try:
                return date(int(groups["y"]), month or 0, int(groups["d"]))
            except ValueError:
                continue
    return None


def _with_region(language: str | None, claims: Mapping[str, Claims], url: str | None) -> str | None:
    """The language with the region that decides on 03/04/2026: "en-GB", or "en" alone."""
    if language not in (None, "en"):
        return language
    declared = next((c.in_language for c in claims.values() if c.in_language), None) or ""
    region = re.split(r"[-_]", declared)[-1].casefold() if re.search(r"[-_]", declared) else ""
    country = (parts_of(url).hostname or "").rpartition(".")[2]
    return "en-GB" if {region, country} & _DAY_FIRST_COUNTRIES else language


def _plain_days(claims: Mapping[str, Claims], url: str | None) -> set[date]:
    """Days of the page that can be read in one way only."""
    days = {day for day in [url_day(url)] if day}
    for claim in claims.values():
        for raw in filter(None, (claim.date_published, claim.date_modified)):
            text = fold_digits(raw[:DATE_CHARS])
            if _ISO_DAY.fullmatch(text, 0, DAY_CHARS):
                days.update(day.day for day in find_days(text, None)[:1])
                continue
            ways = [[d.day for d in find_days(text, way)] for way in ("en-US", "en-GB")]
            if ways[0] == ways[1]:
                days.update(ways[0][:1])
    return days


def _localized(when: str, seen: str | None, language: str | None) -> str:
    """A moment in UTC as the same instant on the clock that readers see beside the story."""
    local = read_local(seen, language) if seen and when.endswith("Z") else None
    if local is None:
        return when
    moment = datetime.fromisoformat(when)
    offset = local - moment.replace(tzinfo=None, second=0)
    minutes = abs(offset) % timedelta(hours=1)
    whole = not minutes or any(minutes == timedelta(minutes=odd) for odd in _ODD_MINUTES)
    if not offset or not whole or abs(offset) > MAX_OFFSET:
        return when
    return iso(moment.astimezone(timezone(offset)))
