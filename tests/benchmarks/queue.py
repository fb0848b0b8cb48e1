"""From the queue to the stream: pages a second, seconds for a page when idle, bytes an article.

    python -m tests.benchmarks.queue --pages 1000 --workers 2

Real workers on a server of their own. The pages are those of the corpus, as many times as asked
for; without it those of the sample site. When idle, one page at a time is handed over.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import deque
from contextlib import contextmanager
from datetime import datetime
from itertools import cycle, islice
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from crawler.outlets import RedisOutlet
from tests.benchmarks.corpus import CORPUS, read_corpus
from tests.command import ROOT, environment, wait_for
from workers.outbox import ARTICLES, REJECTED
from workers.page import Page
from workers.rescue import unfinished
from workers.server import open_server
from workers.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import redis

    from workers.settings import Settings

_IDLE = 60  # single pages


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.queue")
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsmill-") as folder:
        settings = load({"NEWSMILL_STATE_DIR": folder, "NEWSMILL_ALLOW_PRIVATE": "127.0.0.0/8"})
        with open_server(settings) as connection, _workers(folder, given.workers):
            pages = _pages(given.pages + 20)
            _send(connection, settings, pages[:20])  # workers load what they need with their first
            seconds = _send(connection, settings, pages[20:])
            size = sum(len(page.body) for page in pages) // len(pages) // 1000
            rate = f"{given.pages / seconds:.1f} pages/s, {given.workers} workers, {size} KB a page"
            print(f"queue to stream: {rate}")
            waits = list(_idle(connection, settings))
            cuts = quantiles(waits, n=20)
            print(f"fetch to stream, idle: p50 {cuts[9]:.3f} s, p95 {cuts[18]:.3f} s")
            print(_costs(connection))


@contextmanager
def _workers(folder: str, count: int) -> Iterator[None]:
    command = [sys.executable, "-P", "-m", "newsmill", "work", "--quiet", "--workers", str(count)]
    env = environment(STATE_DIR=folder)
    with subprocess.Popen(command, cwd=ROOT, env=env) as process:
        try:
            yield
        finally:
            process.terminate()


def _pages(count: int) -> list[Page]:
    """Pages, each a fetch and an address of its own."""
    if CORPUS.exists():
        found = [(page.url, page.html()) for page in read_corpus()]
    else:
        files = sorted((ROOT / "crawler" / "sample" / "pages").glob("*/page.html"))
        found = [(f"https://sample.example/{f.parent.name}", f.read_bytes()) for f in files]
    return [
        Page(url=f"{url}?{n}", requested_url=url, status=200, body=body, fetched_at=_now())
        for n, (url, body) in enumerate(islice(cycle(found), count))
    ]


def _send(connection: redis.Redis, settings: Settings, pages: Sequence[Page]) -> float:
    """Queue pages; the seconds until each has its outcome."""
    begun = time.perf_counter()
    RedisOutlet(connection, settings).deliver(deque(pages))
    wait_for("all outcomes", lambda: not unfinished(connection), seconds=3_600)
    return time.perf_counter() - begun


def _idle(connection: redis.Redis, settings: Settings) -> Iterator[float]:
    """For single pages the seconds from fetch to stream."""
    page = _pages(1)[0]
    for number in range(_IDLE):
        one = page.model_copy(update={"token": f"idle-{number}", "fetched_at": _now()})
        begun = datetime.fromisoformat(one.fetched_at).timestamp()
        before = _last(connection)
        RedisOutlet(connection, settings).deliver(deque([one]))
        wait_for("its outcome", lambda before=before: _last(connection) != before)  # type: ignore[misc]
        yield int(_last(connection).partition("-")[0]) / 1000 - begun


def _last(connection: redis.Redis) -> str:
    """The id of the newest entry of both streams."""
    ids = ["0-0"]
    for stream in (ARTICLES, REJECTED):
        found: Any = connection.xrevrange(stream, count=1)
        ids += [entry_id.decode() for entry_id, _ in found]
    return max(ids, key=lambda each: tuple(int(part) for part in each.split("-")))


def _costs(connection: redis.Redis) -> str:
    entries = int(connection.xlen(ARTICLES))
    stream = int(connection.memory_usage(ARTICLES, samples=0) or 0)
    ledger = sum(
        int(connection.memory_usage(key, samples=0) or 0)
        for key in connection.scan_iter("newsmill:ledger:*", count=1_000)
    )
    per_article = (stream // entries, ledger // entries)
    return "an article: {:,} bytes on the stream, {:,} in the ledger".format(*per_article)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


if __name__ == "__main__":
    main()
