"""Run it: exit code 0 if every promise was kept."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

import redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry

from crawler.outlets import Item, RedisOutlet
from tests.chaos.check import faults, summary
from tests.chaos.pages import pages
from tests.chaos.server import Server
from tests.chaos.troubles import Service, Troubles
from workers import queue
from workers.outbox import ARTICLES
from workers.page import Page
from workers.rescue import unfinished
from workers.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 180.0  # seconds for what is left after the last trouble
QUEUED = 60  # jobs that wait at most: troubles are to meet pages on every part of their way


def run(count: int, kills: int, seed: int, folder: Path) -> int:
    """Send so many pages on their way with at least so many kills; how many faults there were."""
    chance = random.Random(seed)
    server = Server(folder)
    server.start()
    sent = list(pages(count, seed))
    begun = time.monotonic()
    work = Service(server, folder / "work.log", "work", "--workers", "2")
    out = folder / "consumed.jsonl"
    consume = Service(
        server, folder / "consume.log", "consume", "--group", "chaos", "--follow", out=out
    )
    connection = redis.Redis.from_url(
        server.url, socket_timeout=10, retry=Retry(ExponentialWithJitterBackoff(1.0, 0.1), 20)
    )
    feeder = threading.Thread(target=_feed, args=(connection, sent), daemon=True)
    feeder.start()
    try:
        tally = _trouble(Troubles(server, work, consume, chance), kills, feeder, (work, consume))
        _say(f"no more trouble; {unfinished(connection)} jobs left")
        _finish(connection, feeder, (work, consume))
        wrong = faults(connection, sent, out)
        _say(f"{count} pages in {time.monotonic() - begun:.0f} s: {summary(connection)}")
        _say(", ".join(f"{number} x {word}" for word, number in tally.most_common()))
    finally:
        work.end()
        consume.end()
        server.end()
    for line in wrong:
        print(line)
    return len(wrong)


def _feed(connection: redis.Redis, sent: list[Page]) -> None:
    """Hand the pages over as a crawl does: in batches, again when it is not sure of one."""
    outlet = RedisOutlet(connection, load({}))
    items: deque[Item] = deque(sent)
    while items:
        try:
            if outlet.backlog() < QUEUED:
                batch = deque(items.popleft() for _ in range(min(10, len(items))))
                items.extendleft(reversed(batch))
                outlet.deliver(batch)
                for _ in range(min(10, len(items))):
                    items.popleft()
            else:
                time.sleep(0.05)
        except redis.RedisError:
            time.sleep(0.2)


def _trouble(
    troubles: Troubles, kills: int, feeder: threading.Thread, services: tuple[Service, ...]
) -> Counter[str]:
    """Make trouble until all pages are handed over and so many were killed."""
    chance = random.Random(len(troubles.kills()))
    kinds = _shuffled(troubles, chance)
    tally: Counter[str] = Counter()
    killed = 0
    while feeder.is_alive() or killed < kills:
        time.sleep(chance.uniform(1.0, 4.0))  # to start workers anew takes two
        for service in services:
            service.keep()
        is_kill, trouble = next(kinds)
        try:
            word = trouble()
        except redis.RedisError:
            continue  # the server is not there to be troubled
        if word:
            tally[word] += 1
            killed += is_kill
            _say(word)
    return tally


def _shuffled(
    troubles: Troubles, chance: random.Random
) -> Iterator[tuple[bool, Callable[[], str]]]:
    """Every kind in turn, in an order that changes."""
    kinds = [(True, each) for each in troubles.kills()]
    kinds += [(False, each) for each in troubles.others()]
    while True:
        chance.shuffle(kinds)
        yield from kinds


def _finish(
    connection: redis.Redis, feeder: threading.Thread, services: tuple[Service, ...]
) -> None:
    """Return when all is done and read, or when patience is at its end."""
    feeder.join(PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for service in services:
            service.keep()
        failed = queue.open_queue(connection, queue.CLEAN).failed_job_registry.count
        if not unfinished(connection) and not failed and not _lag(connection):
            return
        time.sleep(0.5)
    _say("not everything was done in time")


def _lag(connection: redis.Redis) -> int:
    groups: Any = connection.xinfo_groups(ARTICLES) if connection.exists(ARTICLES) else []
    return sum(group["pending"] + (group["lag"] or 0) for group in groups)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Read the command line, run, and exit with 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=20, help="at least so many processes")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000))
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    given = parser.parse_args()
    _say(f"seed {given.seed}")
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        sys.exit(bool(run(given.pages, given.kills, given.seed, given.keep)))
    with tempfile.TemporaryDirectory(prefix="newsmill-") as folder:
        sys.exit(bool(run(given.pages, given.kills, given.seed, Path(folder))))


if __name__ == "__main__":
    main()
