"""Drift: whether a site's newest pages come out otherwise than its earlier ones did.

    newsmill:quality:<site>   list of the site's newest KEEP pages that were cleaned and judged, the
                              newest first: "outcome words removed fields at". 30 days

Watched are, of articles, each field's fill rate, the median length of the body and the median share
removed, and of all judged pages the share of each outcome that is no article. The rule is in
shifts.py. Outcomes that say nothing of cleaning (unchanged, http-error) are not kept.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from cleaner.outcome import Outcome
from workers.watching.shifts import (
    MIN_PAST,
    NEWEST,
    NEWEST_LISTINGS,
    length_moved,
    rate_fell,
    rate_rose,
    removed_moved,
    turn_of,
)

if TYPE_CHECKING:
    from redis import Redis

    from cleaner.article import Article
    from workers.steps import Command

PREFIX = "newsmill:quality:"
KEEP = 300  # pages: weeks of a small site, a day of a large one; some 9 KB
KEEP_SECONDS = 30 * 86_400  # as a site's memory: what is older is of another season
SLIGHT = 0.1  # half of the least that any rule tells: spares most rows the rest
_AT_ONCE = 50  # sites a round trip: half a megabyte of answer

FIELDS = (
    "headline", "authors", "datePublished", "dateModified", "description", "section", "image",
    "language",
)  # fmt: skip
JUDGED = frozenset(
    {
        Outcome.ARTICLE,
        Outcome.LIVE_BLOG,
        Outcome.PAYWALLED,
        Outcome.LISTING,
        Outcome.CONSENT_WALL,
        Outcome.BOT_WALL,
        Outcome.SOFT_404,
        Outcome.EMPTY,
        Outcome.POISON,
    }
)
"""The outcomes that the cleaning of a page decides."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """How a page came out. Of an article: words of its body, the share of characters that were
    removed, and which of FIELDS it has, as bits. `at` is when, in unix seconds.
    """

    outcome: str
    words: int = 0
    removed: float = 0.0
    fields: int = 0
    at: float

    @classmethod
    def of(cls, article: Article, at: float | None = None) -> Self:
        """The sample of an article; `at` None means now."""
        gone = sum(len(one.text) for one in article.metadata.removed)
        filled = (
            article.headline, article.authors, article.date_published, article.date_modified,
            article.description, article.article_section, article.main_image, article.in_language,
        )  # fmt: skip
        return cls(
            outcome=article.metadata.outcome,
            words=article.word_count,
            removed=gone / max(1, gone + len(article.article_body)),
            fields=sum(1 << place for place, value in enumerate(filled) if value),
            at=time.time() if at is None else at,
        )

    @classmethod
    def rejected(cls, outcome: str, at: float | None = None) -> Self:
        """The sample of a page that is no article; `at` None means now."""
        return cls(outcome=outcome, at=time.time() if at is None else at)

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """The sample that `commands` wrote."""
        outcome, words, removed, fields, at = raw.decode().split(" ")
        return cls(
            outcome=outcome,
            words=int(words),
            removed=int(removed) / 1000,
            fields=int(fields),
            at=float(at),
        )

    def __str__(self) -> str:
        """As it is stored."""
        removed = round(1000 * self.removed)
        return f"{self.outcome} {self.words} {removed} {self.fields} {self.at:.0f}"


class Shift(NamedTuple):
    """What drifted, such as "authors filled", from which value to which, and since when."""

    what: str
    before: str
    now: str
    since: float

    def __str__(self) -> str:
        """In words."""
        return f"{self.what} {self.before} -> {self.now}"


class Drift(NamedTuple):
    """A site whose newest pages come out otherwise, since about `since` (unix seconds)."""

    site: str
    since: float
    shifts: tuple[Shift, ...]


def commands(site: str, sample: Sample) -> list[Command]:
    """What keeps a sample; nothing for outcomes that say nothing of cleaning."""
    if sample.outcome not in JUDGED:
        return []
    key = PREFIX + site
    return [
        ["LPUSH", key, str(sample)],
        ["LTRIM", key, "0", str(KEEP - 1)],
        ["EXPIRE", key, str(KEEP_SECONDS)],
    ]


def drifts(connection: Redis, sites: Sequence[str], seconds: float = math.inf) -> list[Drift]:
    """The sites among `sites` that drift; what is not looked at within `seconds` is left out.

    Raises redis.RedisError.
    """
    ends, found = time.monotonic() + seconds, []
    for start in range(0, len(sites), _AT_ONCE):
        part = sites[start : start + _AT_ONCE]
        with connection.pipeline(transaction=False) as look:
            for site in part:
                look.lrange(PREFIX + site, 0, -1)
            kept: list[Any] = look.execute()
        for site, raw in zip(part, kept, strict=True):
            if len(raw) >= MIN_PAST + NEWEST and (drift := judge(site, [*map(Sample.read, raw)])):
                found.append(drift)
        if time.monotonic() > ends:
            break
    return found


def judge(site: str, samples: Sequence[Sample]) -> Drift | None:
    """Whether the newest of `samples`, given the newest first, differ from those before."""
    articles = [one for one in samples if Outcome(one.outcome).delivered]
    shifts: list[Shift | None] = []
    if len(articles) >= MIN_PAST + NEWEST:
        for place, name in enumerate(FIELDS):
            filled = [float(one.fields >> place & 1) for one in articles]
            shifts.append(_shift(f"{name} filled", articles, filled, rate_fell, _percent))
        words = [math.log(max(1, one.words)) for one in articles]
        shifts.append(_shift("body", articles, words, length_moved, _in_words))
        removed = [one.removed for one in articles]
        shifts.append(_shift("removed", articles, removed, removed_moved, _median_percent))
    for outcome in sorted({one.outcome for one in samples[:NEWEST]}):
        if not Outcome(outcome).delivered:
            such = [float(one.outcome == outcome) for one in samples]
            least = NEWEST_LISTINGS if outcome == Outcome.LISTING else NEWEST
            shifts.append(_shift(f"{outcome} pages", samples, such, rate_rose, _percent, least))
    found = tuple(shift for shift in shifts if shift)
    return Drift(site, min(shift.since for shift in found), found) if found else None


_Moved = Callable[[Sequence[float], Sequence[float]], bool]


def _shift(  # noqa: PLR0913, PLR0917
    what: str,
    samples: Sequence[Sample],
    values: Sequence[float],
    moved: _Moved,
    shown: Callable[[Sequence[float]], str],
    least: int = NEWEST,
) -> Shift | None:
    """What `moved` finds at the turn of these values, one a sample, `least` or more pages back."""
    if abs(fmean(values[:NEWEST]) - fmean(values[-MIN_PAST:])) < SLIGHT:
        return None
    turn = turn_of(values)
    newest, past = values[:turn], values[turn:]
    if len(newest) < least or len(past) < MIN_PAST or not moved(newest, past):
        return None
    return Shift(what, shown(past), shown(newest), samples[turn - 1].at)


def _percent(values: Iterable[float]) -> str:
    return f"{100 * fmean(values):.0f}\u00a0%"


def _median_percent(values: Iterable[float]) -> str:
    return f"{100 * median(values):.0f}\u00a0%"


def _in_words(values: Iterable[float]) -> str:
    return f"{math.exp(median(values)):.0f}\u00a0words"
