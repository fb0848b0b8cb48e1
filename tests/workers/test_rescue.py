"""Jobs that fell between RQ's lists. Each test makes what a process leaves that is killed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rq.job import JobStatus

from tests.workers.sample import page
from workers import queue
from workers.rescue import rescue, unfinished

if TYPE_CHECKING:
    from redis import Redis

    from workers.queue import JsonQueue


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.rescue.GRACE_SECONDS", 0)


def opened(connection: Redis) -> JsonQueue:
    return queue.open_queue(connection, queue.CLEAN)


def test_a_job_that_no_list_holds_is_queued_again(connection: Redis) -> None:
    job_id = queue.enqueue(connection, [page()])
    connection.delete(opened(connection).key)
    assert rescue(connection) == 1
    assert opened(connection).get_job_ids() == [job_id]
    assert rescue(connection) == 0
    assert opened(connection).get_job_ids() == [job_id]


def test_a_job_killed_between_its_new_status_and_its_new_place_is_queued_again(
    connection: Redis,
) -> None:
    job_id = queue.enqueue(connection, [page()])
    # As RQ's retry after a worker's death: the status is written first, the rest never.
    connection.lpop(opened(connection).key)
    started = opened(connection).started_job_registry
    connection.zadd(started.key, {f"{job_id}:execution": 1})
    job = opened(connection).fetch_job(job_id)
    assert job
    job.set_status(JobStatus.SCHEDULED)
    assert unfinished(connection) == 1
    assert opened(connection).get_job_ids() == [job_id]


def test_a_job_whose_worker_died_while_it_took_it_is_queued_again(
    connection: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = queue.enqueue(connection, [page()])
    each = opened(connection)
    connection.lmove(each.key, each.intermediate_queue_key)
    rescue(connection)
    assert each.get_job_ids() == []  # its worker may be about to start it
    monkeypatch.setattr(queue, "STUCK_SECONDS", 0)
    rescue(connection)
    assert each.get_job_ids() == [job_id]
    assert not connection.exists(each.intermediate_queue_key)


@pytest.mark.parametrize("place", ["queued", "between", "started", "failed"])
def test_a_job_that_some_list_holds_is_left_alone(connection: Redis, place: str) -> None:
    job_id = queue.enqueue(connection, [page()])
    each = opened(connection)
    if place != "queued":
        connection.lpop(each.key)
    if place == "between":
        connection.lpush(each.intermediate_queue_key, job_id)
    if place == "started":
        connection.zadd(each.started_job_registry.key, {f"{job_id}:execution": 4e9})
    if place == "failed":
        connection.zadd(each.failed_job_registry.key, {job_id: 4e9})
    assert rescue(connection) == 0
    assert each.get_job_ids() == ([job_id] if place == "queued" else [])


def test_a_job_that_somebody_deleted_is_forgotten(connection: Redis) -> None:
    queue.enqueue(connection, [page()])
    opened(connection).empty()  # type: ignore[no-untyped-call]  # RQ is typed in parts
    assert rescue(connection) == 0
    assert not connection.exists(queue.PENDING)
