import itertools
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Callback, Queue, Retry, get_current_job
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from cleaner.article import Article
from cleaner.memory import SiteMemory
from cleaner.outcome import NotAnArticle, Outcome
from tests.workers.sample import SITE, article, page, wait_for
from workers import caps, jobs, outbox, pool, queue, replies, rescue, server
from workers.settings import Settings
from workers.watching.status import Status, outcomes, snapshot
from workers.worker import MillWorker

fork = multiprocessing.get_context("fork")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A stand-in for the cleaner, inherited by the forked workers."""
    monkeypatch.setattr(jobs, "clean_and_learn", clean_and_learn)
    root = logging.getLogger()
    handlers = root.handlers[:]
    yield
    root.handlers[:] = handlers


def clean_and_learn(html: str, url: str, *, memory: SiteMemory) -> tuple[Article, SiteMemory]:
    """A page's text says what becomes of it and of its worker."""
    if "listing" in html:
        raise NotAnArticle(Outcome.LISTING, "31 teasers")
    if "fault" in html:
        raise ValueError("no good")
    if "death" in html:
        os.kill(os.getpid(), signal.SIGKILL)
    if "hang" in html:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])  # as code that no alarm reaches
        time.sleep(600)
    if "hunger" in html:
        list(itertools.accumulate(itertools.repeat("hunger")))
    if "slow" in html:
        time.sleep(0.4)
    if "loss" in html:
        lose_what_was_written(html.split()[1])
    return article(url, body=f"{html} {url}"), memory


def lose_what_was_written(token: str) -> None:
    """As a server that comes back without its last second, once."""
    job = get_current_job()
    assert job
    if job.connection.delete(outbox.token_key(token)):
        job.connection.delete(outbox.REJECTED)


def fetch(connection: Redis, job_id: str) -> Job:
    return Job.fetch(job_id, connection=connection, serializer=JSONSerializer)


def drain(connection: Redis, settings: Settings, workers: int = 2) -> Status:
    pool.work(connection, settings, workers=workers, burst=True)
    return snapshot(connection)


def test_a_burst_cleans_all_that_is_queued_and_ends(connection: Redis, settings: Settings) -> None:
    for number in range(6):
        queue.enqueue(connection, [page(f"{SITE}{number}"), page(SITE, b"listing")])
    status = drain(connection, settings)
    assert status.outcomes == {"heron.example": {"article": 6, "listing": 6}}
    assert rescue.unfinished(connection) == 0
    assert status.workers == ()


def test_a_job_that_is_done_keeps_its_counts_and_not_its_pages(
    connection: Redis, settings: Settings
) -> None:
    job_id = queue.enqueue(connection, [page(SITE, b"listing" + os.urandom(9_000).hex().encode())])
    drain(connection, settings, workers=1)
    done = fetch(connection, job_id)
    assert done.return_value() == {"listing": 1}
    assert list(done.args) == [[]]
    assert len(connection.hget(done.key, "data") or b"") < 100


def test_what_a_server_forgot_that_came_back_is_done_again(
    connection: Redis, settings: Settings
) -> None:
    lost = page(SITE, b"listing")
    queue.enqueue(connection, [lost, page(SITE + "b", f"loss {lost.token} slow".encode())])
    drain(connection, settings, workers=1)
    found: Any = connection.xrange(outbox.REJECTED)
    assert [entry[b"token"].decode() for _, entry in found] == [lost.token]
    assert connection.xlen(outbox.ARTICLES) == 1
    assert connection.zcard(queue.PENDING) == 0


def test_a_request_whose_fetch_ends_its_process_each_time_is_answered(
    connection: Redis, settings: Settings
) -> None:
    asked = {"url": SITE, "request": "a-1"}
    crawls = queue.open_queue(connection, queue.CRAWL)
    job = crawls.enqueue_call(queue.SUBMIT_JOB, args=(asked,), retry=Retry(max=1))
    worker_ = MillWorker([crawls], connection=connection)
    job = fetch(connection, job.id)
    worker_.handle_work_horse_killed(job, 1, signal.SIGKILL, None)
    assert replies.reply_to(connection, "a-1") is None, "it is tried again"
    job.retries_left = 0
    worker_.handle_work_horse_killed(job, 1, signal.SIGKILL, None)
    answer = replies.reply_to(connection, "a-1")
    assert answer
    assert (answer.outcome, answer.url) == ("failed", SITE)
    assert "SIGKILL" in answer.detail


def test_the_counts_of_a_job_are_its_result(connection: Redis, settings: Settings) -> None:
    job_id = queue.enqueue(connection, [page(), page(SITE + "x", b"listing")])
    drain(connection, settings)
    assert fetch(connection, job_id).return_value() == {"article": 1, "listing": 1}


def test_a_faulty_page_is_tried_again_and_ends_as_poison_within_the_burst(
    connection: Redis, settings: Settings
) -> None:
    queue.enqueue(connection, [page(SITE + "1", b"fault"), page(SITE + "2")])
    status = drain(connection, settings)
    assert status.outcomes == {"heron.example": {"article": 1, "poison": 1}}
    assert not connection.exists(queue.PENDING)
    assert status.queues[0].failed == 0


def test_a_page_that_kills_its_worker_costs_only_itself(
    connection: Redis, settings: Settings
) -> None:
    queue.enqueue(connection, [page(SITE + "1", b"death"), page(SITE + "2"), page(SITE + "3")])
    status = drain(connection, settings, workers=1)
    assert status.outcomes == {"heron.example": {"article": 2, "poison": 1}}
    assert rescue.unfinished(connection) == 0


def test_a_page_that_hangs_beyond_any_alarm_costs_only_itself(
    connection: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "GRACE_SECONDS", 1)
    monkeypatch.setenv("NEWSMILL_PAGE_TIMEOUT", "1")
    queue.enqueue(connection, [page(SITE + "1", b"hang"), page(SITE + "2")])
    status = drain(connection, settings, workers=1)
    assert status.outcomes == {"heron.example": {"article": 1, "poison": 1}}
    assert "not done in time; tried 3 times" in rejection(connection)


def test_a_page_that_eats_memory_costs_only_itself(
    connection: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSMILL_PAGE_MEMORY_MB", "100")
    queue.enqueue(connection, [page(SITE + "1", b"hunger"), page(SITE + "2")])
    status = drain(connection, settings, workers=1)
    assert status.outcomes == {"heron.example": {"article": 1, "poison": 1}}
    assert "MemoryError; tried 3 times" in rejection(connection)


def rejection(connection: Redis) -> str:
    found: Any = connection.xrange(outbox.REJECTED)
    return str(found[-1][1][b"detail"].decode())


def start(settings: Settings) -> Any:
    def run() -> None:
        os.setpgrp()
        with server.open_server(settings) as connection:
            pool.work(connection, settings, workers=1, burst=False)

    process = fork.Process(target=run)
    process.start()
    return process


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_the_batch_in_hand_finish(
    connection: Redis, settings: Settings, sign: signal.Signals
) -> None:
    first = queue.enqueue(connection, [page(f"{SITE}{n}", f"slow {n}".encode()) for n in range(4)])
    second = queue.enqueue(connection, [page(SITE + "later")])
    process = start(settings)
    try:
        wait_for("the first page", lambda: bool(connection.exists(outbox.ARTICLES)))
        os.kill(process.pid, sign)
        process.join(20)
        assert process.exitcode == 0
    finally:
        process.kill()
    assert fetch(connection, first).is_finished
    assert outcomes(connection) == {"heron.example": {"article": 4}}
    assert fetch(connection, second).is_queued
    assert queue.backlog(connection) == 1


def test_ctrl_c_reaches_the_whole_group_and_still_lets_the_batch_finish(
    connection: Redis, settings: Settings
) -> None:
    first = queue.enqueue(connection, [page(f"{SITE}{n}", f"slow {n}".encode()) for n in range(4)])
    process = start(settings)
    try:
        wait_for("the first page", lambda: bool(connection.exists(outbox.ARTICLES)))
        os.killpg(process.pid, signal.SIGINT)
        process.join(20)
        assert process.exitcode == 0
    finally:
        process.kill()
    assert fetch(connection, first).is_finished


def test_a_killed_worker_s_batch_is_seen_as_started_and_tried_again(
    connection: Redis, settings: Settings
) -> None:
    job_id = queue.enqueue(connection, [page(f"{SITE}{n}", f"slow {n}".encode()) for n in range(3)])
    process = start(settings)
    wait_for("the first page", lambda: bool(connection.exists(outbox.ARTICLES)))
    (busy,) = snapshot(connection).workers
    assert (busy.state, busy.jobs) == ("busy", (job_id,))
    horse = children(int(busy.pid or 0))
    for pid in (process.pid, busy.pid, *horse):
        os.kill(int(pid or 0), signal.SIGKILL)
    process.join(20)
    assert snapshot(connection).queues[0].started == 1
    # A job is given up 20 s after its worker's last sign of life: let that time have passed.
    registry = queue.open_queue(connection, queue.CLEAN).started_job_registry
    members: Any = connection.zrange(registry.key, 0, -1)
    connection.zadd(registry.key, dict.fromkeys(members, 1))
    rescue.rescue(connection)
    assert snapshot(connection).queues[0].waiting == 1
    assert drain(connection, settings).outcomes == {"heron.example": {"article": 3}}


def children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listed.stdout.split()]


def test_a_foreign_job_is_never_executed(
    connection: Redis, settings: Settings, tmp_path: Path
) -> None:
    proof = tmp_path / "proof"
    foreign = Queue(queue.CLEAN, connection=connection, serializer=JSONSerializer)
    job = foreign.enqueue("os.system", f"touch {proof}")
    status = drain(connection, settings)
    assert not proof.exists()
    assert fetch(connection, job.id).is_failed
    (failure,) = status.failures
    assert "asks for 'os.system'; this worker runs workers.jobs.clean_batch" in failure.fault


def test_a_job_cannot_bring_callbacks(
    connection: Redis, settings: Settings, tmp_path: Path
) -> None:
    proof = tmp_path / "proof"
    (tmp_path / "planted.py").write_text(f"open({str(proof)!r}, 'w')\ndef f(*a): ...\n")
    queue.open_queue(connection, queue.CLEAN).enqueue_call(
        queue.CLEAN_JOB,
        args=([page().model_dump(mode="json")],),
        on_success=Callback("planted.f"),
        on_failure=Callback("planted.f"),
    )
    sys.path.insert(0, str(tmp_path))
    try:
        status = drain(connection, settings)
    finally:
        sys.path.remove(str(tmp_path))
    assert status.outcomes == {"heron.example": {"article": 1}}
    assert not proof.exists()


def test_a_pickled_job_is_failed_and_never_unpickled(
    connection: Redis, settings: Settings, tmp_path: Path
) -> None:
    proof = tmp_path / "proof"

    class Bomb:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return os.system, (f"touch {proof}",)

    job = Queue(queue.CLEAN, connection=connection).enqueue("workers.jobs.clean_batch", Bomb())
    connection.hset(job.key, "meta", b"cos\nsystem\n(S'touch " + bytes(proof) + b"'\ntR.")
    status = drain(connection, settings)
    assert status.queues[0].failed == 1
    assert not proof.exists()


def test_the_log_has_one_line_a_page_and_none_of_rq_s(
    connection: Redis, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    queue.enqueue(connection, [page(), page(SITE + "x", b"listing")])
    logging.getLogger().handlers.clear()
    drain(connection, settings)
    out, err = capfd.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == 2, lines
    assert "page outcome=article url=https://heron.example/bridge" in lines[0]
    assert "page outcome=listing" in lines[1]


def test_a_quiet_worker_logs_only_what_went_wrong(
    connection: Redis, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    queue.enqueue(connection, [page(), page(SITE + "x", b"fault")])
    logging.getLogger().handlers.clear()
    pool.work(connection, settings, workers=1, burst=True, quiet=True)
    lines = capfd.readouterr().err.splitlines()
    assert {line.split()[2] for line in lines} == {"page-fault", "job-failed"}, lines


def test_rq_s_own_worker_command_works_too(connection: Redis, settings: Settings) -> None:
    queue.enqueue(connection, [page(body=b"")])
    command = [str(Path(sys.executable).with_name("rq")), "worker", queue.CLEAN, "--burst"]
    command += ["--url", server.client_url(settings), "--serializer", "json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert outcomes(connection) == {"heron.example": {"empty": 1}}, ran.stdout + ran.stderr


def test_rq_s_command_runs_our_worker_class(
    connection: Redis, settings: Settings, tmp_path: Path
) -> None:
    foreign = Queue(queue.CLEAN, connection=connection, serializer=JSONSerializer)
    job = foreign.enqueue("os.system", f"touch {tmp_path / 'proof'}")
    command = [str(Path(sys.executable).with_name("rq")), "worker", queue.CLEAN, "--burst"]
    command += ["--url", server.client_url(settings), "--serializer", "json"]
    command += ["--worker-class", "workers.worker.MillWorker"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert fetch(connection, job.id).is_failed
    assert not (tmp_path / "proof").exists()


def test_who_asked_for_a_url_is_answered_though_the_whole_worker_is_gone(
    connection: Redis,
) -> None:
    crawls = queue.open_queue(connection, queue.CRAWL)
    asked = {"url": SITE, "request": "r-1"}
    job = crawls.enqueue_call(queue.SUBMIT_JOB, args=(asked,))
    connection.lpop(crawls.key)
    job.set_status(JobStatus.STARTED)
    connection.zadd(crawls.started_job_registry.key, {f"{job.id}:gone": 1})
    MillWorker([queue.CRAWL], connection=connection).clean_registries()
    answer = replies.reply_to(connection, "r-1")
    assert answer and (answer.outcome, answer.detail) == ("failed", "its worker vanished")
