"""A crawl as a process: one a source, ended in ten seconds whatever hangs, and what it reports."""

from __future__ import annotations

import io
import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from cleaner.outcome import Outcome
from crawler.lock import lock_key
from crawler.progress import view
from crawler.published import Published
from crawler.report import CrawlReport, SourceReport
from crawler.standing import Standing
from tests.command import ended, environment, newsmill, running, wait_for
from tests.crawler.running import ROOT
from tests.crawler.test_hand_over import Valkey, queued, valkey
from workers.queue import backlog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis import Redis

    from tests.crawler.conftest import Handler, Site

__all__ = ["valkey"]  # a fixture

# A crawl in which a fifth of a second counts as one, so that its end can be waited for.
HURRIED = """
import sys
from crawler import ending
for name in ("CUT_AFTER", "LEAVE_AFTER", "EXIT_AFTER"):
    setattr(ending, name, getattr(ending, name) / 5)
import newsmill
sys.argv[0] = "newsmill"
newsmill.main()
"""


@contextmanager
def hurried(*arguments: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HURRIED, *arguments],
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def hanging(site: Site) -> str:
    """A site with a page that comes, one that drips and one that never answers; its address."""
    site.front("/story-that-comes", "/story-that-drips", "/story-that-hangs")
    site.page("/story-that-comes", "It came.")
    site.endless("/story-that-drips", b"drip ", pause=0.1)

    def hang(_: Handler) -> None:
        site.ended.wait(60)

    site.script["/story-that-hangs"] = hang
    return site.at("/")


def asked_for_all(site: Site) -> bool:
    return all(site.asked[f"/story-that-{does}"] for does in ("comes", "drips", "hangs"))


def source(text: str) -> dict[str, Any]:
    (found,) = json.loads(text.splitlines()[-1])["sources"]
    return dict(found)


def test_a_source_is_crawled_once_at_a_time_and_a_killed_crawl_frees_it(
    site: Site, connection: Redis
) -> None:
    url = hanging(site)
    with running("crawl", url, BATCH_PAGES="1") as first:
        wait_for("the first crawl at work", lambda: asked_for_all(site))
        second = newsmill("crawl", url, "--json")
        assert second.code == 0
        holder = f"by process {first.pid} on {socket.gethostname()} since "
        assert [line.startswith(f"warning: {url}: skipped, ") for line in second.lines] == [True]
        assert holder in second.lines[0]
        report = source(second.out)
        assert (report["skipped"], report["found"]) == (True, 0)
        first.kill()
        first.wait()
    assert 0 < connection.pttl(lock_key(url)) <= 60_000
    connection.pexpire(lock_key(url), 1)  # a minute passes
    site.page("/story-that-hangs")
    site.page("/story-that-drips")
    third = newsmill("crawl", url, "--json")
    assert (third.code, third.lines) == (0, [])
    assert source(third.out)["ended"] == "finished"
    paths = ("/story-that-comes", "/story-that-drips", "/story-that-hangs")
    assert {site.at(path) for path in paths} <= set(queued(connection)), "none is lost"


def test_a_crawl_told_to_end_hands_over_what_came_and_leaves_what_hangs(
    site: Site, connection: Redis
) -> None:
    url = hanging(site)
    with running("crawl", url, "--json", "--concurrency", "4", BATCH_PAGES="50") as process:
        wait_for("all asked for", lambda: asked_for_all(site))
        begun = time.monotonic()
        process.terminate()
        done = ended(process)
    assert time.monotonic() - begun < 10
    assert (done.code, done.lines) == (1, [])
    report = source(done.out)
    assert report["ended"] == "shutdown"
    assert report["failed"] == report["lost"] == 0
    assert set(queued(connection)) == {url, site.at("/story-that-comes")}
    known = [key.decode() for key in connection.scan_iter("newsmill:visit:*")]
    assert not any("drips" in key or "hangs" in key for key in known), "nothing recorded of them"
    assert not connection.exists(lock_key(url))


def test_a_crawl_ends_in_time_though_redis_does_not_answer(site: Site, valkey: Valkey) -> None:
    url = hanging(site)
    with hurried("crawl", url, "--json", REDIS_URL=valkey.url, BATCH_PAGES="1") as process:
        wait_for("a page on the queue", lambda: backlog(valkey.client))
        assert valkey.process is not None
        valkey.process.send_signal(signal.SIGSTOP)
        try:
            begun = time.monotonic()
            process.terminate()
            done = ended(process)
        finally:
            valkey.process.send_signal(signal.SIGCONT)
    assert time.monotonic() - begun < 10 / 5 + 1, "two seconds, and one for a busy machine"
    assert done.code == 1
    assert source(done.out)["ended"] == "shutdown"


@pytest.mark.usefixtures("connection")
def test_a_second_signal_ends_a_crawl_at_once(site: Site) -> None:
    with running("crawl", hanging(site)) as process:
        wait_for("all asked for", lambda: asked_for_all(site))
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
    assert time.monotonic() - begun < 2, "nothing was waited for"


def test_a_report_says_in_numbers_what_became_of_each_address() -> None:
    report = SourceReport(
        name="courier",
        url="https://courier.example/",
        found=9,
        fetched=8,
        handed_over=4,
        dropped={Outcome.UNCHANGED: 2, Outcome.NETWORK_ERROR: 1, Outcome.HTTP_ERROR: 2},
        server_errors=1,
        answered=7,
        new=3,
        received=12_345,
        seconds=1.23456,
        finish_reason="finished",
    )
    assert report.as_dict() == {
        "name": "courier",
        "url": "https://courier.example/",
        "exit_code": 1,
        "skipped": False,
        "ended": "finished",
        "found": 9,
        "fetched": 8,
        "handed_over": 4,
        "new": 3,
        "updated": None,
        "unchanged": 2,
        "rejected": {"network-error": 1, "http-error": 2},
        "failed": 2,
        "lost": 0,
        "bytes": 12_345,
        "seconds": 1.235,
    }


def test_a_site_with_nothing_new_is_well_and_one_left_to_another_crawl_too() -> None:
    quiet = SourceReport(name="a", url="https://a.example/", answered=3, finish_reason="finished")
    left = SourceReport(name="b", url="https://b.example/", finish_reason="skipped")
    down = SourceReport(name="c", url="https://c.example/", finish_reason="finished")
    assert CrawlReport(sources=(quiet,)).exit_code == 0
    assert CrawlReport(sources=(quiet, left)).exit_code == 0
    assert CrawlReport(sources=(left,)).exit_code == 0
    assert CrawlReport(sources=(down, left)).exit_code == 3
    assert CrawlReport(sources=(down, left, quiet)).exit_code == 1


def test_what_was_fetched_and_could_not_be_handed_over_is_lost() -> None:
    cut = SourceReport(
        name="a",
        url="https://a.example/",
        fetched=9,
        handed_over=4,
        dropped={Outcome.NOT_HTML: 1, Outcome.NETWORK_ERROR: 3},
    ).ended("shutdown")
    assert (cut.lost, cut.stopped, cut.exit_code) == (4, True, 1)


def test_what_the_workers_published_meanwhile_is_counted_where_it_is_known(
    connection: Redis,
) -> None:
    urls = ["https://courier.example/", "https://herald.example/"]
    counts = "newsmill:events:courier.example"
    connection.hset(counts, mapping={"new": 10, "update": 3})
    published = Published(connection, urls)
    connection.hset(counts, mapping={"new": 12, "update": 3})
    ended = [SourceReport(name="", url=url, finish_reason="finished") for url in urls]
    courier, herald = published.added(ended)
    assert (courier.new, courier.updated) == (2, 0)
    assert (herald.new, herald.updated) == (None, None), "unknown is no 0"


def test_the_live_view_has_a_line_a_source_and_fits_the_terminal() -> None:
    at_work = Standing("courier", 12, 10, 88, "paused: the queue is full", True)
    waits = [Standing(f"herald-{n}", 0, 0, 0, "waiting for its turn", False) for n in range(9)]

    def lines(*standings: Standing, height: int) -> list[str]:
        console = Console(width=100, record=True, file=io.StringIO())
        console.print(view(standings, height))
        return [line.rstrip() for line in console.export_text().splitlines()]

    head, courier = lines(at_work, height=20)
    assert head.split() == ["source", "fetched", "handed", "over", "waiting", "state"]
    assert courier.split(maxsplit=4) == ["courier", "12", "10", "88", "paused: the queue is full"]
    few = lines(*waits, at_work, height=5)
    assert len(few) == 5
    assert few[1].startswith("courier"), "who is at work comes first"
    assert few[-1] == "and 7 more"
