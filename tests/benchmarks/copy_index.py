"""What the index of near-copies costs as it fills and beyond, and what its look-up misses."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Sequence
from random import Random
from statistics import mean, median, quantiles
from typing import TYPE_CHECKING

from rich.table import Table

from tests.benchmarks.copy_pairs import Pair
from workers import near, server
from workers.settings import load

if TYPE_CHECKING:
    from redis import Redis

    from workers.steps import Command

FULL = 50_000
STOPS = (1_000, 5_000, 20_000, FULL, 2 * FULL)
LOOKS = 300
SITE = "somewhere.example"


def random_sketch(rng: Random) -> near.Sketch:
    """The sketch of a story of some 500 words that has nothing in common with any other."""
    numbers = sorted(rng.sample(range(1 << 22), near.sketches.SIZE))
    anchors = tuple(rng.getrandbits(40) for _ in range(near.sketches.ANCHORS))
    facts = tuple(sorted(rng.sample(range(1 << 24), near.sketches.FACTS)))
    return near.Sketch(words=500, shingles=tuple(numbers), facts=facts, anchors=anchors)


def run(client: Redis, commands: Iterable[Command]) -> None:
    """Run the commands, as a step does; on a pipeline once that is executed."""
    for command in commands:
        client.execute_command(*command)  # type: ignore[no-untyped-call]


def fill(connection: Redis, count: int, start: int, rng: Random, max_entries: int = FULL) -> None:
    """Index so many stories that nobody copied, with addresses as long as they usually are."""
    with connection.pipeline(transaction=False) as pipeline:
        for at in range(start, start + count):
            path = f"region/2026/05/12/a-story-of-{at:09}-that-is-told"
            url = f"https://www.news-{at % 500}.example/{path}"
            story = near.commands(
                random_sketch(rng), article_id=f"{at:032x}", url=url,
                site=f"news-{at % 500}.example", at=1.0, max_entries=max_entries,
            )  # fmt: skip
            run(pipeline, story)
            if at % 500 == 499:
                pipeline.execute()
        pipeline.execute()


def index_tables(copies: Sequence[Pair]) -> list[Table]:
    """Bytes and times of the index, and which of the copies it misses, on a server of its own.

    `copies` are told as such beside each other; of each original the first is used.
    """
    once = list({pair.one: pair for pair in copies}.values())
    with tempfile.TemporaryDirectory() as folder:
        settings = load({"NEWSMILL_STATE_DIR": folder})
        with server.open_server(settings) as connection:
            rng = Random(5)
            return [_costs(connection, rng), _misses(connection, once, rng)]


def _costs(connection: Redis, rng: Random) -> Table:
    table = Table(title=f"The index, which holds {FULL:,} stories", box=None, title_justify="left")
    for name in ("indexed", "keys", "MB", "bytes a story held", "look p50 ms", "p95 ms"):
        table.add_column(name, justify="right")
    done, empty = 0, _memory(connection)
    for stop in STOPS:
        fill(connection, stop - done, done, rng)
        done = stop
        used = _memory(connection) - empty
        times = [_timed(connection, random_sketch(rng))[1] for _ in range(LOOKS)]
        table.add_row(
            f"{stop:,}", f"{connection.dbsize():,}", f"{used / 1e6:.1f}",
            f"{used / _held(connection):,.0f}", *_spread(times),
        )  # fmt: skip
    return table


def _misses(connection: Redis, copies: Sequence[Pair], rng: Random) -> Table:
    """Copies that are looked for in a full index, so many other stories after their originals."""
    title = f"{len(copies)} copies of originals that were indexed so many stories ago"
    table = Table(title=title, box=None, title_justify="left")
    for name in ("stories ago", "found", "look p50 ms", "p95 ms"):
        table.add_column(name, justify="right")
    for at, pair in enumerate(copies):
        first = near.sketch(pair.one, pair.language)
        url = f"https://{SITE}/{at}"
        run(
            connection,
            near.commands(first, article_id=f"original-{at}", url=url, site=SITE, at=1.0),
        )
    start = STOPS[-1]
    for share in (0, 0.25, 0.25, 0.25, 0.15, 0.1):
        fill(connection, int(share * FULL), start, rng)
        start += int(share * FULL)
        found, times = [], []
        for at, pair in enumerate(copies):
            match, spent = _timed(connection, near.sketch(pair.other, pair.language))
            found.append(match is not None and match.url == f"https://{SITE}/{at}")
            times.append(spent)
        table.add_row(f"{start - STOPS[-1]:,}", f"{mean(found):.3f}", *_spread(times))
    return table


def _timed(connection: Redis, sketch: near.Sketch) -> tuple[near.Match | None, float]:
    started = time.perf_counter()
    match = near.look(connection, sketch, site="elsewhere.example", at=2.0)
    return match, time.perf_counter() - started


def _spread(times: Sequence[float]) -> tuple[str, str]:
    return f"{1000 * median(times):.2f}", f"{1000 * quantiles(times, n=20)[-1]:.2f}"


def _memory(connection: Redis) -> int:
    return int(connection.info("memory")["used_memory"])


def _held(connection: Redis) -> int:
    """How many originals the index holds."""
    with connection.pipeline(transaction=False) as pipeline:
        for key in connection.scan_iter("newsmill:near:originals:*", count=1000):
            pipeline.llen(key)
        return sum(pipeline.execute())
