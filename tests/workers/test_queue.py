import subprocess
import sys

from redis import Redis
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import import_attribute

from tests.workers.sample import page
from workers import queue, rescue
from workers.page import Page
from workers.settings import Settings


def test_pages_are_queued_as_one_json_job(connection: Redis) -> None:
    pages = [page(), page("https://heron.example/harbour")]
    job_id = queue.enqueue(connection, pages)
    job = Job.fetch(job_id, connection=connection, serializer=JSONSerializer)
    assert job.func_name == queue.CLEAN_JOB
    assert [Page.model_validate(sent) for sent in job.args[0]] == pages
    assert job.origin == queue.CLEAN


def test_every_lifetime_of_a_job_is_spelled_out(connection: Redis) -> None:
    job_id = queue.enqueue(connection, [page()] * 4, page_timeout=10)
    job = Job.fetch(job_id, connection=connection, serializer=JSONSerializer)
    assert job.timeout == 4 * 10 + queue.MARGIN_SECONDS
    assert job.result_ttl == queue.CLEANED_SECONDS
    assert job.failure_ttl == queue.FOR_EVER
    assert job.ttl is None
    assert job.retries_left == 4 + queue.TRIES_MORE
    assert job.retry_intervals == [0]


def test_a_page_has_one_job_of_its_own_however_often_it_is_set_aside(connection: Redis) -> None:
    fetched = page()
    for _ in range(2):
        queue.enqueue_alone(connection, fetched)
    (job,) = queue.open_queue(connection, queue.CLEAN).get_jobs()
    assert [Page.model_validate(sent) for sent in job.args[0]] == [fetched]


def test_a_job_is_described_in_a_line_without_its_pages(connection: Redis) -> None:
    def description(*urls: str) -> str | None:
        job_id = queue.enqueue(connection, [page(url) for url in urls])
        job = Job.fetch(job_id, connection=connection, serializer=JSONSerializer)
        return job.description

    assert description("https://heron.example/a") == "1 page of heron.example"
    assert description("https://heron.example/a", "https://heron.example/b") == (
        "2 pages of heron.example"
    )
    assert description(*(f"https://{host}.example/" for host in "abcde")) == (
        "5 pages of a.example, b.example, c.example and 2 more"
    )


def test_the_backlog_counts_waiting_jobs(connection: Redis) -> None:
    assert queue.backlog(connection) == 0
    queue.enqueue(connection, [page()] * 3)
    queue.enqueue(connection, [page()])
    assert queue.backlog(connection) == 2
    assert rescue.unfinished(connection) == 2


def test_the_default_time_a_page_gets_is_the_setting() -> None:
    assert Settings.model_fields["page_timeout"].default == queue.PAGE_SECONDS


def test_the_job_s_name_still_points_at_the_function() -> None:
    from workers import jobs

    assert import_attribute(queue.CLEAN_JOB) is jobs.clean_batch


def test_the_spider_s_side_loads_no_extractor() -> None:
    code = (
        "import sys, workers.queue, workers.outbox, workers.server, workers.page\n"
        "sys.exit(bool({'trafilatura', 'readability', 'lxml'} & set(sys.modules)))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_address_that_is_none_holds_no_other_page_up(connection: Redis) -> None:
    pages = [page("http://[heron"), page("https://heron.example/harbour")]
    job = queue.open_queue(connection, queue.CLEAN).fetch_job(queue.enqueue(connection, pages))
    assert job
    assert [Page.model_validate(sent) for sent in job.args[0]] == pages
