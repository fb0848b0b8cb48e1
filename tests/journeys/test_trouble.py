"""Parts that die in the middle: a worker, the queue's workers as a whole, the server."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
from rq.scheduler import RQScheduler

from crawler.sample import expected
from tests.command import alive, descendants, ended, newsmill, running, wait_for
from tests.journeys.conftest import counted, entries
from workers import queue, rescue, server
from workers.watching.status import snapshot

if TYPE_CHECKING:
    from redis import Redis

    from crawler.sample import SampleSite
    from workers.settings import Settings

pytestmark = pytest.mark.journey


def let_time_pass(connection: Redis) -> None:
    """RQ gives a job up 90 s after its worker's last sign of life, and a lock after 60 s."""
    registry = queue.open_queue(connection, queue.CLEAN).started_job_registry
    members: Any = connection.zrange(registry.key, 0, -1)
    if members:
        connection.zadd(registry.key, dict.fromkeys(members, 1))
    connection.delete(RQScheduler.get_locking_key(queue.CLEAN))


def busy(connection: Redis) -> list[int]:
    return [worker.pid or 0 for worker in snapshot(connection).workers if worker.jobs]


def test_a_worker_killed_in_the_middle_costs_no_page_its_one_outcome(
    connection: Redis, site: SampleSite
) -> None:
    assert newsmill("crawl", site.url).code == 0
    with running("work", "--workers", "1", "--quiet") as process:
        before = counted(connection).total()
        wait_for("pages on their way", lambda: counted(connection).total() > before + 2)
        wait_for("a worker with a job", lambda: busy(connection))
        (worker,) = busy(connection)
        for pid in (*descendants(worker), worker):
            os.kill(pid, signal.SIGKILL)
        let_time_pass(connection)
        wait_for("an empty queue", lambda: not rescue.unfinished(connection), 60)
        process.terminate()
        done = ended(process)
    assert done.code == 0
    assert not any("Traceback" in line for line in done.lines), done.lines
    urls = sorted(entry.url for entry in entries(connection))
    assert urls == sorted(expected(site.url)), "each page once"
    assert counted(connection).total() == len(urls)
    assert counted(connection)["poison"] == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_their_command_however_it_ends(
    connection: Redis, sign: signal.Signals
) -> None:
    with running("work", "--workers", "2") as process:
        wait_for("workers", lambda: len(snapshot(connection).workers) == 2)
        children = descendants(process.pid)
        os.kill(process.pid, sign)
        done = ended(process) if sign != signal.SIGKILL else None
        wait_for("the end of all", lambda: not any(map(alive, children)), 20)
    assert done is None or (done.code, done.out, done.lines) == (0, "", [])


def test_a_crawl_that_is_told_to_end_hands_over_what_it_has(
    connection: Redis, site: SampleSite
) -> None:
    with running("crawl", site.url, "--delay", "0.2", BATCH_PAGES="1") as process:
        wait_for("a first page", lambda: queue.backlog(connection))
        os.kill(process.pid, signal.SIGINT)
        done = ended(process)
    assert done.code == 1
    assert done.lines[-1].startswith("stopped; what was handed over stays queued"), done.lines
    assert not any("Traceback" in line for line in done.lines)
    asked = [path for path, status in site.requests if status == 200]
    assert 0 < queue.backlog(connection) <= len(asked)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_consumer_that_follows_ends_quietly(connection: Redis, sign: signal.Signals) -> None:
    with running("consume", "--follow") as process:
        wait_for("a member", lambda: snapshot(connection).streams[0].groups)
        os.kill(process.pid, sign)
        done = ended(process)
    assert (done.code, done.out, done.lines) == (0, "", [])


def test_a_server_killed_while_crawling_and_started_again_loses_nothing(
    connection: Redis, settings: Settings, site: SampleSite
) -> None:
    pid = server.state(settings).pid
    assert pid
    with running("crawl", site.url, "--delay", "0.05", "-v", BATCH_PAGES="1") as process:
        wait_for("pages on the queue", lambda: queue.backlog(connection) >= 3)
        os.kill(pid, signal.SIGKILL)
        wait_for("its end", lambda: not alive(pid))
        server.start(settings)
        done = ended(process)
    assert done.code == 0, done.lines
    assert "LOST" not in done.lines[-1]
    assert newsmill("work", "--burst").code == 0
    assert sorted(e.url for e in entries(connection)) == sorted(expected(site.url))


def test_a_run_starts_newsmill_s_own_server_again_when_that_dies(
    connection: Redis, settings: Settings, site: SampleSite, tmp_path: Any
) -> None:
    pid = server.state(settings).pid
    assert pid
    out = tmp_path / "out.jsonl"
    with running("run", site.url, "-o", str(out), "--delay", "0.05") as process:
        wait_for("a first article", lambda: out.exists() and out.stat().st_size)
        os.kill(pid, signal.SIGKILL)
        done = ended(process)
    assert done.code == 0, done.lines
    assert not any("Traceback" in line for line in done.lines), done.lines
    delivered = [url for url, page in expected(site.url).items() if page.outcome.delivered]
    assert len(out.read_text().splitlines()) == len(delivered)
