"""Traps: addresses that a site makes up without end, known by their shape.

    traps = Traps()                     # one a crawl
    why = traps.reason(url)             # None: fetch it; a text: leave it, and log why

`reason` takes a canonical address and is asked of every address that a crawl finds, also in feeds
and sitemaps; not of the front page and what a person named. Asking twice about one address gives
the same answer and counts once. What it remembers is bounded: megabytes for a site of any size.

Addresses of articles pass whatever they look like: dates, numbers, repeated words, article numbers
in the query. What is left out is what has no end: paths that repeat, calendars, parameters in all
their combinations, page 3,000 of a list, one story under ever new session ids.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

_SEGMENTS = 20  # the deepest addresses of news sites have ten
_PARAMETERS = 10  # content systems of the 2000s need six; forms and filters send more
_SAME_PARAMETER = 4  # ?tag=a&tag=b&tag=c is a filter
_SAME_SEGMENT = 4  # /news/a/news/b/news/c/news: a relative link on a page that answers to anything
_LIST_PAGES = 100  # of one list a crawl: two thousand teasers; what is older is in sitemaps
_CALENDAR_PAGES = 100  # of one calendar a crawl: three months of days
_VARIANTS = 50  # of one path and article by other parameters: sorting, filters, print, size
_UNNAMED = 1_000  # values of a single parameter that may or may not name an article
_SESSIONS = 5  # addresses of one story that differ in one token alone
_REMEMBERED = 10_000  # things counted at once; what was not seen for longest is forgotten
_FUTURE = timedelta(days=45)  # events are announced ahead; clocks are wrong by less

_NUMBER = re.compile(r"\d+")
# Parameters that name what is shown. Their values make another page, never another view of one.
_NAMES_PAGE = re.compile(
    r"(?:\w*[_-])?(?:\w*id|p|a|n|s?no|num(?:mer|ber)?|article\w*|artikel\w*|story|news\w*|item|post|"
    r"doc\w*|noticia|nota|key|code|slug|title|name|url|path|q?uuid|guid|h|r|t|tid|sp|option|view|"
    r"module|mod|action|cmd|func?|do|task|file|load|go|lang\w*|hl|cat\w*|section|rubri\w*)",
    re.IGNORECASE,
)
_PAGE_PARAMETER = re.compile(
    r"(?:\w*[_-])?(?:page|paged|pg|pagina|seite|start|limitstart|offset|skip|from|first|begin)(?:no|num|nr)?",
    re.IGNORECASE,
)
_DATE_PARAMETER = re.compile(
    r"(?:\w*[_-])?(?:date|day|month|year|week|dag|tag|monat|jahr|mois|jour|annee|mes|ano|dia|"
    r"yyyy|mm|dd|ym|ymd)",
    re.IGNORECASE,
)
_PAGE_SEGMENT = re.compile(r"(?:page|seite|pagina|p|pg|strana|side|sivu)[-_]?(\d+)", re.IGNORECASE)
_PAGE_WORD = re.compile(r"page|seite|pagina|pg|strana|side|sivu", re.IGNORECASE)
_YEAR, _TWO = re.compile(r"(?:19|20|21)\d\d"), re.compile(r"\d{1,2}")
# With something in between: bare digits are articles' numbers more often than days.
_DAY = re.compile(r"((?:19|20|21)\d\d)[-_.](0?[1-9]|1[0-2])(?:[-_.](0?[1-9]|[12]\d|3[01]))?")
_INDEX = re.compile(r"(?:index|default|month|day|week|list|today)(?:\.\w+)?", re.IGNORECASE)
_SESSION = re.compile(
    r"(?:[a-z]*sess(?:ion)?(?:[-_]?id)?|sid|s)[=:][\w.-]{8,}|phpsessid\W.*|"
    r"(?:session|sessionid|sid)[-_][0-9a-f]{16,}",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?=\D*\d)(?=[^a-z]*[a-z])[0-9a-z]{16,}", re.IGNORECASE)
_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}", re.IGNORECASE)  # three words: a story's own name


class Traps:
    """What one crawl has seen, and what it need not see more of. `today` is for tests."""

    def __init__(self, today: date | None = None) -> None:
        self._today = today or date.today()
        self._seen: OrderedDict[Hashable, set[int]] = OrderedDict()

    def reason(self, url: str) -> str | None:
        """Return why the canonical `url` is a trap; None if it is to be fetched."""
        parts = urlsplit(url)
        segments = [segment for segment in parts.path.split("/") if segment]
        pairs = _pairs(parts.query)
        host = parts.netloc
        return (
            repeating(segments)
            or overloaded(pairs)
            or session(segments)
            or self._pagination(host, segments, pairs)
            or self._calendar(host, segments, pairs)
            or self._variants(host, segments, pairs)
            or self._sessions(host, segments)
        )

    def _pagination(
        self, host: str, segments: list[str], pairs: list[tuple[str, str]]
    ) -> str | None:
        found = page_of(segments, pairs)
        if found and self._beyond((host, "list", found[0]), found[1], _LIST_PAGES):
            return f"more than {_LIST_PAGES} pages of one list"
        return None

    def _calendar(self, host: str, segments: list[str], pairs: list[tuple[str, str]]) -> str | None:
        dated = calendar_of(segments, pairs)
        if dated is None:
            return None
        place, year, month = dated
        if date(year, month, 1) > self._today + _FUTURE:
            return "a calendar of days to come"
        if self._beyond((host, "calendar", place), f"{segments}{pairs}", _CALENDAR_PAGES):
            return f"more than {_CALENDAR_PAGES} pages of one calendar"
        return None

    def _variants(self, host: str, segments: list[str], pairs: list[tuple[str, str]]) -> str | None:
        """Count the views of one page: the same path and article, other parameters differing."""
        named = tuple(pair for pair in pairs if _NAMES_PAGE.fullmatch(pair[0]))
        dated = calendar_of(segments, pairs) is not None
        other = [
            (name, value)
            for name, value in pairs
            if not _NAMES_PAGE.fullmatch(name)
            and not (_PAGE_PARAMETER.fullmatch(name) and _NUMBER.fullmatch(value))  # counted above,
            and not (dated and _DATE_PARAMETER.fullmatch(name))  # as these are
        ]
        if not other:
            return None
        limit = _UNNAMED if len(pairs) == 1 else _VARIANTS
        if self._beyond((host, tuple(segments), named), str(other), limit):
            return f"more than {limit} addresses that differ in their query alone"
        return None

    def _sessions(self, host: str, segments: list[str]) -> str | None:
        """One story's name below ever new tokens: the token says who reads, not what."""
        if len(segments) < 2 or not _SLUG.fullmatch(unquote(segments[-1])):
            return None
        tokens = [segment for segment in segments[:-1] if _TOKEN.fullmatch(segment)]
        if len(tokens) != 1:
            return None
        place = tuple("*" if segment == tokens[0] else segment for segment in segments)
        if self._beyond((host, "session", place), tokens[0], _SESSIONS):
            return "a session id in its path"
        return None

    def _beyond(self, key: Hashable, value: str, limit: int) -> bool:
        """Remember `value` under `key`; True if there were `limit` others before it."""
        values = self._seen.setdefault(key, set())
        self._seen.move_to_end(key)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        if len(values) < limit:
            values.add(hash(value))
        return hash(value) not in values


def repeating(segments: list[str]) -> str | None:
    """Return why a path repeats: /a/b/a/b/a/b, or one name again and again."""
    if len(segments) > _SEGMENTS:
        return f"more than {_SEGMENTS} parts in its path"
    words = [segment for segment in segments if not _NUMBER.fullmatch(segment)]
    if any(words.count(word) >= _SAME_SEGMENT for word in words):
        return "a path that repeats"
    for size in range(1, len(segments) // 3 + 1):
        for start in range(len(segments) - 3 * size + 1):
            block = segments[start : start + size]
            # /01/01/01/ is a day of 2001.
            dated = all(_NUMBER.fullmatch(segment) for segment in block)
            if not dated and segments[start : start + 3 * size] == block * 3:
                return "a path that repeats"
    return None


def overloaded(pairs: list[tuple[str, str]]) -> str | None:
    """Return why a query has too much in it: many parameters, one many times, nested addresses."""
    names = [name for name, _ in pairs]
    if len(names) > _PARAMETERS:
        return f"more than {_PARAMETERS} parameters"
    if any(names.count(name) >= _SAME_PARAMETER for name in names):
        return f"the same parameter {_SAME_PARAMETER} times"
    if any("%2525" in value or value.lower().count("http%3a") > 1 for _, value in pairs):
        return "addresses inside addresses"
    return None


def session(segments: list[str]) -> str | None:
    """Return why a path holds a session id by its name: /sid=8f3a0c…/news."""
    if any(_SESSION.fullmatch(unquote(segment)) for segment in segments):
        return "a session id in its path"
    return None


def page_of(segments: list[str], pairs: list[tuple[str, str]]) -> tuple[Hashable, str] | None:
    """Return the list that an address is a page of, and which page; None if it is none."""
    for name, value in pairs:
        if _PAGE_PARAMETER.fullmatch(name) and _NUMBER.fullmatch(value):
            rest = tuple(pair for pair in pairs if pair[0] != name)
            return (tuple(segments), rest), value
    if not segments:
        return None
    if joined := _PAGE_SEGMENT.fullmatch(segments[-1]):
        return (tuple(segments[:-1]), tuple(pairs)), joined[1]
    if len(segments) > 1 and _NUMBER.fullmatch(segments[-1]) and _PAGE_WORD.fullmatch(segments[-2]):
        return (tuple(segments[:-2]), tuple(pairs)), segments[-1]
    return None


def calendar_of(
    segments: list[str], pairs: list[tuple[str, str]]
) -> tuple[Hashable, int, int] | None:
    """Return the calendar that an address is a leaf of, with year and month; None if it is none.

    A path that ends in a date is a day's or month's list; an article has its name after the date.
    A query with an article's number beside the date is an article, too.
    """
    if pairs:
        if any(_NAMES_PAGE.fullmatch(name) for name, _ in pairs):
            return None
        dated = [value for name, value in pairs if _DATE_PARAMETER.fullmatch(name)]
        found = _date_in(dated) if dated else None
        return (tuple(segments), *found) if found else None
    while segments and _INDEX.fullmatch(segments[-1]):
        segments = segments[:-1]
    for length in (3, 2, 1):
        head, tail = segments[:-length], segments[-length:]
        if length == 2 and len(tail[-1]) != 2:  # /article/2031/5 is page 5 of an article
            continue
        if len(tail) == length and (found := _date_in(tail)):
            return (tuple(head), *found)
    return None


def _date_in(values: list[str]) -> tuple[int, int] | None:
    """Year and month of ["2026", "03", "01"], ["2026", "3"] or ["2026-03-01"], in any order."""
    for value in values:
        if whole := _DAY.fullmatch(unquote(value)):
            return (int(whole[1]), int(whole[2])) if len(values) == 1 else None
    years = [value for value in values if _YEAR.fullmatch(value)]
    others = [value for value in values if _TWO.fullmatch(value)]
    if len(years) != 1 or not others or len(years) + len(others) != len(values):
        return None
    month = next((int(value) for value in others if 1 <= int(value) <= 12), None)
    return (int(years[0]), month) if month else None


def _pairs(query: str) -> list[tuple[str, str]]:
    pairs = [part.partition("=") for part in query.split("&") if part]
    return [(unquote(name), value) for name, _, value in pairs]
