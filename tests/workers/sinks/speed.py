"""How many articles a second each hand-off takes, on the sample site's articles under other ids.

python -m tests.workers.sinks.speed [ARTICLES]
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.sample import SampleSite
from tests.command import newsmill
from tests.workers.sinks.conftest import Cluster, programs
from tests.workers.sinks.receiver import Receiver
from workers import server
from workers.outbox import ARTICLES
from workers.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

DEFAULT = 5_000
PACKED = 500  # XADDs sent at a time


def main(count: int) -> None:
    """Measure each, and print a line for it."""
    folder = Path(tempfile.mkdtemp(prefix="newsmill-speed-"))
    settings = Settings.model_validate({"state_dir": folder})
    server.start(settings)
    try:
        with server.open_server(settings) as connection:
            fill(connection, articles(folder), count)
        start = measured(folder, 0, "settings")
        for name, arguments in hand_offs(folder):
            seconds = measured(folder, count, *arguments)
            print(f"{name:28} {count / seconds:7.0f} articles/s   ({seconds:.1f} s)")
        print(f"each with the start of its process: {start:.1f} s for one that does nothing")
    finally:
        server.stop(settings)
        shutil.rmtree(folder)


def articles(folder: Path) -> list[dict[str, Any]]:
    """The sample site's."""
    with SampleSite() as site:
        path = folder / "articles.jsonl"
        done = newsmill("run", site.url, "-o", str(path), STATE_DIR=str(folder))
        assert done.code in (0, 1), done.lines
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def fill(connection: Redis, samples: list[dict[str, Any]], count: int) -> None:
    """Put so many on the empty stream."""
    connection.delete(ARTICLES)
    pipeline = connection.pipeline(transaction=False)
    size = 0
    for number, article in enumerate(islice(cycle(samples), count)):
        text = json.dumps(article | {"id": f"{number:032x}"}, ensure_ascii=False)
        size += len(text.encode())
        entry: dict[Any, Any] = {
            "id": f"{number:032x}",
            "event": "new",
            "revision": "1",
            "url": article["url"],
            "domain": "sample.example",
            "language": article["inLanguage"] or "",
            "published": article["datePublished"] or "",
            "outcome": article["metadata"]["outcome"],
            "article": text,
        }
        pipeline.xadd(ARTICLES, entry)
        if number % PACKED == PACKED - 1:
            pipeline.execute()
    pipeline.execute()
    print(f"{count} articles of {size / count / 1000:.1f} KB")


def hand_offs(folder: Path) -> Any:
    """The name and the arguments of each."""
    yield "export jsonl", ("export", str(folder / "jsonl"), "--group", "jsonl")
    parquet = ("export", str(folder / "parquet"), "--group", "parquet", "--format", "parquet")
    yield "export parquet", parquet
    with Receiver() as receiver:
        yield "forward webhook", ("forward", receiver.url, "--once", "--group", "hook")
    with Receiver() as receiver:
        batch = ("--batch", "100")
        yield "forward webhook --batch 100", ("forward", receiver.url, "--once", *batch)
    found = programs()
    if found is None:
        print("PostgreSQL's server binaries are not installed: apt install postgresql")
        return
    cluster = Cluster(found)
    try:
        yield "forward postgres", ("forward", cluster.url("public"), "--once")
        again = ("forward", cluster.url("public"), "--once", "--from-start")
        yield "forward postgres, again", again
    finally:
        cluster.remove()


def measured(folder: Path, count: int, *arguments: str) -> float:
    """Seconds that the command takes, signed where it signs."""
    begun = time.perf_counter()
    done = newsmill(*arguments, STATE_DIR=str(folder), WEBHOOK_SECRET="a long random text")
    seconds = time.perf_counter() - begun
    assert done.code == 0, (count, done.lines)
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
