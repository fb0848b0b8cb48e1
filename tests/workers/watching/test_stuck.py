"""What is stuck, each kind on a real server; and that nothing is where all is well."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from rq.suspension import suspend

from tests.workers.sample import SITE, article, page
from workers import outbox, queue
from workers.reading.dead_letters import dead_key
from workers.settings import Settings
from workers.watching.drift import Drift, Shift
from workers.watching.facts import Trouble
from workers.watching.status import snapshot
from workers.watching.stuck import stuck as rules
from workers.watching.stuck import warnings

if TYPE_CHECKING:
    from redis import Redis

HOURS_AGO = f"{int((time.time() - 3 * 3_600) * 1000)}-0"


def stuck(connection: Redis, settings: Settings) -> dict[str, Trouble]:
    return {trouble.kind: trouble for trouble in snapshot(connection, settings).stuck}


def worker(connection: Redis, queues: str = queue.CLEAN) -> None:
    """A worker that lives, as RQ registers it."""
    name = "rq:worker:one"
    connection.sadd("rq:workers", name)
    connection.hset(
        name, mapping={"state": "idle", "pid": "7", "hostname": "mill", "queues": queues}
    )


def entry(connection: Redis, entry_id: str = "*") -> None:
    connection.xadd(outbox.ARTICLES, {"id": "x"}, id=entry_id)


def test_nothing_is_stuck_on_an_empty_server_or_when_all_is_done(
    connection: Redis, settings: Settings
) -> None:
    assert stuck(connection, settings) == {}
    outbox.publish(connection, article(), page())
    connection.xgroup_create(outbox.ARTICLES, "search", id="$")
    worker(connection)
    assert stuck(connection, settings) == {}


def test_jobs_that_no_living_worker_serves_are_stuck(connection: Redis, settings: Settings) -> None:
    queue.enqueue(connection, [page()])
    worker(connection, queues=queue.CRAWL)
    (found,) = stuck(connection, settings).values()
    assert found.kind == "no-worker"
    assert found.what == "1 job waits in newsmill-clean and no worker serves it"
    assert found.do == "run newsmill work"
    worker(connection, queues=f"{queue.CRAWL},{queue.CLEAN}")
    assert stuck(connection, settings) == {}


def test_jobs_that_wait_long_while_nothing_is_done_are_stuck(
    connection: Redis, settings: Settings
) -> None:
    job_id = queue.enqueue(connection, [page()])
    worker(connection)
    connection.hset(f"rq:job:{job_id}", "enqueued_at", "2026-05-01T08:00:00.000000Z")
    assert set(stuck(connection, settings)) == {"stalled"}
    finished = queue.open_queue(connection, queue.CLEAN).finished_job_registry
    connection.zadd(finished.key, {"another": time.time() - 60 + queue.CLEANED_SECONDS})
    assert stuck(connection, settings) == {}, "one was done a minute ago"


def test_suspended_workers_are_stuck_while_jobs_wait(connection: Redis, settings: Settings) -> None:
    worker(connection)
    suspend(connection)
    assert stuck(connection, settings) == {}
    queue.enqueue(connection, [page()])
    assert stuck(connection, settings)["suspended"].do == "rq resume"


def test_jobs_to_be_tried_again_that_nobody_moves_are_stuck(
    connection: Redis, settings: Settings
) -> None:
    worker(connection, queues=queue.CRAWL)
    scheduled = queue.open_queue(connection, queue.CRAWL).scheduled_job_registry
    connection.zadd(scheduled.key, {"late": time.time() - 300})
    assert stuck(connection, settings)["overdue"].do == "start newsmill work --queues crawl anew"


def test_failed_jobs_are_stuck_and_replay_is_named(connection: Redis, settings: Settings) -> None:
    failed = queue.open_queue(connection, queue.CLEAN).failed_job_registry
    connection.zadd(failed.key, {"one": time.time() + 900, "two": time.time() + 900})
    found = stuck(connection, settings)["failed"]
    assert found.what == "2 jobs have failed in newsmill-clean"
    assert "newsmill replay --failed" in found.do


def test_pages_that_failed_for_good_are_stuck_however_rq_notes_that(
    connection: Redis, settings: Settings
) -> None:
    queue.enqueue(connection, [page()])
    pages = queue.open_queue(connection, queue.CLEAN)
    (job,) = pages.get_jobs()
    pages.remove(job)
    assert job.failure_ttl == queue.FOR_EVER
    pages.failed_job_registry.add(job, ttl=job.failure_ttl, exc_string="ValueError: no good")
    assert stuck(connection, settings)["failed"].what == "1 job has failed in newsmill-clean"


def test_a_group_that_lags_is_stuck_if_nobody_was_seen_of_it_for_long(
    connection: Redis, settings: Settings
) -> None:
    entry(connection, HOURS_AGO)
    connection.xgroup_create(outbox.ARTICLES, "search", id="0")
    found = stuck(connection, settings)["reader-gone"]
    assert found.what == "group search lags 1 entry behind, and was last seen never"
    assert found.do == "start its reader, or newsmill forget --group search"
    connection.xgroup_createconsumer(outbox.ARTICLES, "search", "one")
    assert stuck(connection, settings) == {}, "it was seen just now"


def test_what_a_group_gave_up_is_stuck(connection: Redis, settings: Settings) -> None:
    connection.xgroup_create(outbox.ARTICLES, "search", id="0", mkstream=True)
    connection.xadd(dead_key("search"), {"fault": "x"})
    assert stuck(connection, settings)["dead-letters"].what == "group search gave up 1 entry"


def test_a_stream_at_its_cap_is_stuck_and_names_the_slowest_group(
    connection: Redis, settings: Settings
) -> None:
    for _ in range(300):
        entry(connection)
    connection.xgroup_create(outbox.ARTICLES, "search", id="0")
    small = settings.model_copy(update={"articles_max_entries": 10})
    found = stuck(connection, small)["stream-full"]
    assert found.what.startswith("crawls pause: newsmill:articles holds 300 entries")
    assert "newsmill forget --group search" in found.do


def test_a_server_short_of_memory_is_stuck(connection: Redis, settings: Settings) -> None:
    used: Any = connection.info("memory")["used_memory"]
    try:
        connection.config_set("maxmemory", int(used * 1.05))
        found = stuck(connection, settings)["memory"]
        connection.config_set("maxmemory-policy", "allkeys-lru")
        (warned,) = snapshot(connection, settings).warnings
    finally:
        connection.config_set("maxmemory", 0)
        connection.config_set("maxmemory-policy", "noeviction")
    assert "nearly full" in found.what
    assert warned.kind == "eviction"


def test_a_server_that_refuses_to_write_is_looked_at_all_the_same(
    connection: Redis, settings: Settings
) -> None:
    outbox.publish(connection, article(), page())
    try:
        connection.config_set("min-replicas-to-write", 1)
        status = snapshot(connection, settings)
    finally:
        connection.config_set("min-replicas-to-write", 0)
    assert [trouble.kind for trouble in status.stuck] == ["refused"]
    assert "NOREPLICAS" in status.stuck[0].what
    assert status.streams[0].length == 1


def test_a_full_disk_is_stuck_and_comes_first(connection: Redis, settings: Settings) -> None:
    queue.enqueue(connection, [page()])
    status = snapshot(connection, settings)
    full = status.server.model_copy(update={"write_error": "the append-only file …"})
    told = rules(status.model_copy(update={"server": full}), settings, None, "MISCONF Errors …")
    assert [trouble.kind for trouble in told] == ["disk", "no-worker"]


def test_drift_is_a_warning_that_says_what_since_when_and_what_to_do(
    connection: Redis, settings: Settings
) -> None:
    shifts = (
        Shift("authors filled", "96 %", "3 %", 5.0),
        Shift("body", "480 words", "95 words", 5.0),
    )
    drifted = Drift("a.example", 5.0, shifts)
    (found,) = warnings(snapshot(connection, settings), [drifted], lambda at: f"moment {at}")
    assert found.what == (
        "a.example since about moment 5.0: authors filled 96 % -> 3 %, body 480 words -> 95 words"
    )
    assert "newsmill forget --memory a.example" in found.do


def test_the_page_of_stuck_kinds_is_never_empty_handed(
    connection: Redis, settings: Settings
) -> None:
    queue.enqueue(connection, [page(SITE)])
    entry(connection, HOURS_AGO)
    connection.xgroup_create(outbox.ARTICLES, "search", id="0")
    assert all(each.what and each.do for each in snapshot(connection, settings).stuck)
