"""Latencies: how long the stages of a page's way took.

    newsmill:latency:<stage>          hash: bucket -> pages, and "microseconds" in all
    newsmill:latency:<stage>:<slot>   hash: bucket -> pages in those five minutes; 70 minutes

A stage is one of STAGES; a bucket's name is the most seconds that a page in it took, or "+Inf". So
there are at most 17 fields a hash and 13 hashes a stage. `fetch` is the time that the site took to
answer, where the crawler said so; `queue` the time from the fetch until a
worker takes the page in hand, retries included; `clean` the worker's own; `total` from the fetch
until the page's entry is on its stream.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from workers.watching.tally import KEEP_MINUTES, SLOT_SECONDS, slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from redis import Redis

    from workers.steps import Command

STAGES = ("fetch", "queue", "clean", "total")
# Seconds. A page is cleaned in 5 ms to 30 s, the most it may take; it waits for milliseconds when
# workers are idle, and for hours behind a crawl of an archive.
BOUNDS = (
    *(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
    *(60.0, 300.0, 1_800.0, 7_200.0),
)
BUCKETS = (*(f"{bound:g}" for bound in BOUNDS), "+Inf")
LONGEST = 7 * 86_400  # seconds: a page of a web archive was fetched years ago, which tells nothing
SUM = "microseconds"  # whole ones: sums of fractions would drift


class Histogram(NamedTuple):
    """How many pages fell into each of BUCKETS, and how many seconds they took in all."""

    counts: tuple[int, ...]
    seconds: float

    @property
    def pages(self) -> int:
        """How many pages were measured."""
        return sum(self.counts)

    def quantile(self, share: float) -> float | None:
        """The seconds within which `share` (0 to 1) of the pages were done; None without pages.

        Spread evenly within a bucket; of what is beyond the last bound, that bound.
        """
        wanted, below = share * self.pages, 0
        for count, low, high in zip(self.counts, (0.0, *BOUNDS), BOUNDS, strict=False):
            if count and below + count >= wanted:
                return low + (high - low) * (wanted - below) / count
            below += count
        return BOUNDS[-1] if self.pages else None


def commands(stage_seconds: Mapping[str, float], at: float | None = None) -> list[Command]:
    """What counts a page whose stages took so many seconds. Below 0 (clocks differ) counts as 0,
    and more than LONGEST is left out.

    `at` is when that is, in unix seconds; None means now.
    """
    now = time.time() if at is None else at
    (slot, *_), done = slots(now), []
    ends = str(int(now) // SLOT_SECONDS * SLOT_SECONDS + KEEP_MINUTES)
    for stage, took in stage_seconds.items():
        if took > LONGEST:
            continue
        seconds = max(0.0, took)
        bucket = BUCKETS[bisect_left(BOUNDS, seconds)]
        done += [
            ["HINCRBY", key(stage), bucket, "1"],
            ["HINCRBY", key(stage), SUM, str(round(seconds * 1e6))],
            ["HINCRBY", f"{key(stage)}:{slot}", bucket, "1"],
            ["EXPIREAT", f"{key(stage)}:{slot}", ends],
        ]
    return done


def key(stage: str) -> str:
    """The Redis key of a stage's histogram."""
    return f"newsmill:latency:{stage}"


def ever(connection: Redis) -> dict[str, Histogram]:
    """By stage, what was measured in all. Raises redis.RedisError."""
    return _read(connection, {stage: [key(stage)] for stage in STAGES})


def last_hour(connection: Redis, now: float) -> dict[str, Histogram]:
    """By stage, what was measured in the 55 to 60 minutes before `now`, without `seconds`.

    Raises redis.RedisError.
    """
    names = slots(now)
    return _read(
        connection, {stage: [f"{key(stage)}:{slot}" for slot in names] for stage in STAGES}
    )


def _read(connection: Redis, keys: Mapping[str, Iterable[str]]) -> dict[str, Histogram]:
    """One round trip for all."""
    with connection.pipeline(transaction=False) as look:
        for names in keys.values():
            for name in names:
                look.hgetall(name)
        found = iter(look.execute())
    histograms = {}
    for stage, names in keys.items():
        counts: Counter[str] = Counter()
        for _ in names:
            counts.update({name.decode(): int(count) for name, count in next(found).items()})
        per_bucket = tuple(counts[bucket] for bucket in BUCKETS)
        histograms[stage] = Histogram(per_bucket, counts[SUM] / 1e6)
    return histograms
