"""A crawl as a job: unique by source, and gone on with after its worker's end."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.utils import import_attribute

from crawler import jobs
from crawler.lock import LEASE_SECONDS, holder_of
from crawler.sources import Source
from tests.command import alive, descendants, ended, running, wait_for
from tests.crawler.test_hand_over import many, queued
from workers import queue
from workers.settings import SettingsError

if TYPE_CHECKING:
    from redis import Redis

    from tests.crawler.conftest import Site


def courier(site: Site) -> Source:
    return Source(name="courier", url=site.at("/"), delay=0)


def fetch(connection: Redis, job_id: str) -> Job:
    return Job.fetch(job_id, connection=connection, serializer=JSONSerializer)


def test_the_names_of_jobs_point_at_functions() -> None:
    for names in queue.JOBS.values():
        for name in names:
            assert callable(import_attribute(name)), name


def test_the_queues_of_a_command_line_are_named_in_words() -> None:
    assert queue.named("clean") == (queue.CLEAN,)
    assert queue.named("crawl, clean,crawl") == (queue.CRAWL, queue.CLEAN)
    with pytest.raises(SettingsError, match="'crwal' is no queue; give clean, crawl or"):
        queue.named("crwal")


def test_a_source_has_one_job_until_it_ends(connection: Redis, site: Site) -> None:
    source = courier(site)
    job_id = jobs.enqueue(connection, source)
    assert job_id == jobs.job_id(source)
    assert jobs.enqueue(connection, source) is None
    other = Source(name="courier", url="https://elsewhere.example/")
    assert jobs.enqueue(connection, other) not in (None, job_id)
    for status in (JobStatus.FINISHED, JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED):
        fetch(connection, job_id).set_status(status)
        assert jobs.enqueue(connection, source) == job_id, status
    for status in (JobStatus.STARTED, JobStatus.SCHEDULED):
        fetch(connection, job_id).set_status(status)
        assert jobs.enqueue(connection, source) is None, status


def test_a_job_says_what_it_is_and_lasts(connection: Redis, site: Site) -> None:
    job = fetch(connection, str(jobs.enqueue(connection, courier(site))))
    assert (job.func_name, job.description) == (queue.CRAWL_JOB, "crawl of courier")
    assert Source.model_validate(job.args[0]) == courier(site)
    assert job.timeout is not None and job.timeout > jobs.PASS_SECONDS
    assert job.retry_intervals is not None
    assert min(job.retry_intervals) > LEASE_SECONDS, "else its own lock would stop it"


def test_a_crawl_whose_worker_ends_is_queued_again_and_one_killed_is_not_left_running(
    connection: Redis, site: Site
) -> None:
    many(site, 200, pause=0.3)
    job_id = str(jobs.enqueue(connection, courier(site)))
    with running("work", "--queues", "crawl", "--workers", "1") as process:
        wait_for("the crawl", lambda: site.asked["/page/0"])
        process.terminate()
        assert ended(process).code == 0
    assert fetch(connection, job_id).is_queued, "for the next worker"
    assert site.at("/page/0") in queued(connection), "what it had is handed over"

    with running("work", "--queues", "crawl", "--workers", "1") as process:
        wait_for("the crawl again", lambda: holder_of(connection, "courier"))
        holder = holder_of(connection, "courier")
        assert holder
        workers = descendants(process.pid) - {holder.pid}
        for pid in (process.pid, *workers):
            os.kill(pid, signal.SIGKILL)
        wait_for("the end of the crawl", lambda: not alive(holder.pid), 12)
    assert not holder_of(connection, "courier")
    assert fetch(connection, job_id).is_queued, "for who takes it up"
