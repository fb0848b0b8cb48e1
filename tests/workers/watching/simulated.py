"""Simulated news sites: pages as they come out of one, in runs, as real ones do.

A site has its own rates of filled fields and lengths. Its pages come in runs: of its own reports,
of short agency copy without authors, of section pages in a quiet night. So they are not
independent, and a rule that takes them for it cries.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from random import Random

from workers.watching.drift import FIELDS, Sample

RUN = 6  # pages of a kind in a row, on average


@dataclass(frozen=True)
class Site:
    """Chances of each field, by kind of page; the middle and spread of the logarithm of words."""

    fields: dict[str, tuple[float, ...]]
    words: float
    spread: float
    removed: float
    agency: float
    quiet: float
    walls: float


def site(chance: Random) -> Site:
    """Any site."""
    own = tuple(_rate(chance) for _ in FIELDS)
    authors = FIELDS.index("authors")
    agency = tuple(
        rate * (chance.choice((0.0, 0.3, 1.0)) if place == authors else chance.uniform(0.8, 1.0))
        for place, rate in enumerate(own)
    )
    return Site(
        fields={"own": own, "agency": agency},
        words=math.log(chance.uniform(200, 900)),
        spread=chance.uniform(0.3, 0.9),
        removed=chance.uniform(0.05, 0.5),
        agency=chance.uniform(0.0, 0.5),
        quiet=chance.uniform(0.0, 0.4),
        walls=chance.choice((0.0, 0.01, 0.05)),
    )


def pages(chance: Random, of: Site, count: int) -> list[Sample]:
    """So many pages, the oldest first, a minute apart."""
    made: list[Sample] = []
    kind = "own"
    while len(made) < count:
        if chance.random() < 1 / RUN:
            roll = chance.random()
            kind = (
                "quiet" if roll < of.quiet else "own" if chance.random() > of.agency else "agency"
            )
        made.append(_page(chance, of, kind, at=60.0 * len(made)))
    return made


def redesigned(chance: Random, before: Sample) -> Sample:
    """What a page becomes when the site's new layout is not understood: half of them nothing."""
    if before.outcome != "article":
        return before
    if chance.random() < 0.5:
        return Sample.rejected("empty", before.at)
    return replace(
        before, words=before.words // 2, fields=before.fields & ~(1 << FIELDS.index("authors"))
    )


def _page(chance: Random, of: Site, kind: str, at: float) -> Sample:
    if kind == "quiet" and chance.random() < 0.8:
        return Sample.rejected("listing", at)
    if chance.random() < of.walls:
        return Sample.rejected(chance.choice(("paywalled", "empty", "soft-404")), at)
    rates = of.fields["own" if kind == "quiet" else kind]
    shorter = math.log(1.6) if kind == "agency" else 0.0
    return Sample(
        outcome="article",
        words=max(40, round(math.exp(chance.gauss(of.words - shorter, of.spread)))),
        removed=min(0.95, max(0.0, chance.gauss(of.removed, 0.1))),
        fields=sum(1 << place for place, rate in enumerate(rates) if chance.random() < rate),
        at=at,
    )


def _rate(chance: Random) -> float:
    always, never, often, at_times = 1.0, 0.0, chance.uniform(0.85, 1.0), chance.uniform(0.2, 0.85)
    return chance.choice((always, always, often, often, at_times, never))
