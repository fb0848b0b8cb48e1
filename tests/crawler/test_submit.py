"""Another service asks for a URL: fetched once, by all the rules of a crawl, and answered."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest
from rq.job import Job
from rq.serializers import JSONSerializer

from crawler import submit
from crawler.addresses import BadAddress
from tests.command import Done, alive, descendants, ended, newsmill, running, wait_for
from workers import failed_jobs, outbox, queue, replies
from workers.replies import Reply
from workers.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

    from tests.crawler.conftest import Site

SENTENCES = (
    "The bridge over the river Heron is open again since this morning.",
    "Engineers had closed it in March, when a routine inspection found cracks in two pillars.",
    "The repairs took four months and cost the city more than three million euros.",
    "Mayor Ida Brandt cut the ribbon and was the first to walk across.",
    "Shopkeepers on the far bank said that they had lost a third of their customers.",
    "Buses take their old route again from Monday, the transport office announced.",
    "A second inspection is planned for the autumn, before the first frost.",
)
TEXT = "<article><h1>Bridge opens</h1>" + "".join(f"<p>{one}</p>" for one in SENTENCES)
WORK = ("work", "--queues", "crawl,clean", "--workers", "1")


def work() -> Done:
    done = newsmill(*WORK, "--burst")
    assert done.code == 0, done.lines
    return done


def ask(connection: Redis, url: str, request: str) -> None:
    assert submit.enqueue(connection, url, request)


def by_redis_alone(connection: Redis, request: str, asked: Any, *, times: int = 1) -> None:
    """The job as docs/submitting.md tells others to write it."""
    told: list[Any] = [queue.SUBMIT_JOB, None, [asked], {}]
    fields = {"data": json.dumps(told), "origin": queue.CRAWL, "status": "queued", "timeout": 900}
    connection.hset(f"rq:job:submit-{request}", mapping=fields)  # type: ignore[arg-type]
    for _ in range(times):
        connection.rpush(f"rq:queue:{queue.CRAWL}", f"submit-{request}")


def answer(connection: Redis, request: str) -> Reply:
    found = replies.reply_to(connection, request)
    assert found, f"no answer to {request}"
    return found


def streamed(connection: Redis) -> list[str]:
    raw: Any = connection.xrange(replies.STREAM)
    return [entry[b"request"].decode() for _, entry in raw]


def test_every_request_is_answered_with_what_became_of_it(connection: Redis, site: Site) -> None:
    site.add("/robots.txt", 200, b"User-agent: *\nDisallow: /secret\n", Content_Type="text/plain")
    site.page("/story", TEXT, title="Bridge opens")
    site.page("/empty")
    ask(connection, site.at("/story"), "story")
    ask(connection, site.at("/gone"), "gone")
    ask(connection, site.at("/secret"), "secret")
    ask(connection, site.at("/empty"), "empty")
    ask(connection, "http://10.0.0.1/story", "private")
    by_redis_alone(connection, "typo", {"url": "heron.example/story", "request": "typo"})
    work()

    story = answer(connection, "story")
    found: Any = connection.xrange(outbox.ARTICLES)
    (entry,) = found
    assert (story.outcome, story.event, story.revision) == ("article", "new", "1")
    assert (story.id, story.entry) == (entry[1][b"id"].decode(), entry[0].decode())
    outcomes = {name: answer(connection, name) for name in ("gone", "secret", "empty", "private")}
    assert {name: reply.outcome for name, reply in outcomes.items()} == {
        "gone": "http-error",
        "secret": "robots-denied",
        "empty": "empty",
        "private": "network-error",
    }
    assert outcomes["gone"].detail == "404 Not Found"
    assert not site.asked["/secret"]
    typo = answer(connection, "typo")
    assert (typo.outcome, "did you mean https://" in typo.detail) == ("refused", True)
    assert sorted(streamed(connection)) == [*sorted([*outcomes, "story"]), "typo"]


def test_by_redis_alone_and_twice_it_is_fetched_and_answered_once(
    connection: Redis, site: Site
) -> None:
    site.page("/story", TEXT)
    by_redis_alone(connection, "r-1", {"url": site.at("/story"), "request": "r-1"}, times=3)
    work()
    assert answer(connection, "r-1").outcome == "article"
    assert not submit.enqueue(connection, site.at("/story"), "r-1"), "the job is known"
    assert streamed(connection) == ["r-1"]
    assert connection.xlen(outbox.ARTICLES) == 1
    assert connection.xlen(outbox.REJECTED) == 0


def test_a_job_for_another_function_is_refused_as_before(connection: Redis) -> None:
    for number, function in enumerate(("os.getcwd", queue.CLEAN_JOB, "crawler.submit.new_request")):
        fields = {
            "data": json.dumps([function, None, [], {}]),
            "origin": queue.CRAWL,
            "status": "queued",
            "timeout": 60,
        }
        connection.hset(f"rq:job:j{number}", mapping=fields)  # type: ignore[arg-type]
        connection.rpush(f"rq:queue:{queue.CRAWL}", f"j{number}")
    done = newsmill("work", "--queues", "crawl", "--workers", "1", "--burst")
    said = [line for line in done.lines if "job-failed" in line]
    assert len(said) == 3
    assert all("ForeignJobError" in line for line in said)


def test_the_verb_waits_for_the_answer(connection: Redis, site: Site) -> None:
    site.page("/story", TEXT)
    site.redirect("/short", "/story")
    site.add("/gone", 410)
    with running(*WORK) as worker:
        done = newsmill("submit", site.at("/story"), "--wait", "60")
        (name,) = streamed(connection)
        known = answer(connection, name).id
        assert (done.code, done.out) == (0, f"article\t{known}\t{site.at('/story')}\n")
        done = newsmill("submit", site.at("/short"), site.at("/gone"), "--wait", "60", "--json")
        worker.terminate()
        assert ended(worker).code == 0
    assert done.code == 1, "one of them is no article"
    told = {line["requested"]: line for line in done.jsonl()}
    gone, again = told[site.at("/gone")], told[site.at("/short")]
    assert (gone["outcome"], gone["id"]) == ("http-error", "")
    assert (again["outcome"], again["id"], again["revision"]) == ("unchanged", known, "1")
    assert again["url"] == site.at("/story")


def test_the_verb_says_that_nobody_answers(connection: Redis, site: Site) -> None:
    done = newsmill("submit", site.at("/story"), "--request", "r1")
    assert (done.code, done.out) == (0, f"r1\t{site.at('/story')}\n")
    done = newsmill("submit", site.at("/story"), "--request", "r1", "--wait", "0.2")
    assert (done.code, done.out) == (3, "")
    assert done.lines[0] == "request r1 was made before: it is not fetched again"
    assert "newsmill work --queues crawl,clean" in done.lines[2]
    assert queue.open_queue(connection, queue.CRAWL).count == 1
    for wrong in (["heron.example"], ["https://a.example", "https://b.example", "--request", "r2"]):
        assert newsmill("submit", *wrong).code == 2
    assert queue.open_queue(connection, queue.CRAWL).count == 1, "nothing wrong was queued"


def test_a_request_outlives_the_worker_that_fetched_it(connection: Redis, site: Site) -> None:
    site.page("/story", TEXT)
    site.slow("/story", 1.0)
    ask(connection, site.at("/story"), "r1")
    with running("work", "--queues", "crawl", "--workers", "1") as process:
        wait_for("the fetch", lambda: site.asked["/story"])
        started = descendants(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        wait_for("the end of all its processes", lambda: not any(map(alive, started)), 30)
    work()
    wait_for("the answer", lambda: replies.reply_to(connection, "r1"), 5)
    assert answer(connection, "r1").outcome == "article"
    assert streamed(connection) == ["r1"]


def test_a_fault_is_answered_with_the_last_try_and_replay_brings_the_page(
    connection: Redis, site: Site
) -> None:
    site.page("/story", TEXT)
    ask(connection, site.at("/story"), "r1")
    job = Job.fetch("submit-r1", connection=connection, serializer=JSONSerializer)
    connection.hset(job.key, mapping={"retries_left": 1, "retry_intervals": "[0]"})
    connection.set(f"rq:queue:{queue.CLEAN}", "no list: nothing can be queued")
    crawls = ("work", "--queues", "crawl", "--workers", "1", "--burst")
    newsmill(*crawls, HAND_OVER_PATIENCE="0.2")
    assert site.asked["/story"] == 2
    assert streamed(connection) == ["r1"], "only the last try says that it is over"
    assert answer(connection, "r1").outcome == replies.FAILED
    assert "nothing was handed over" in answer(connection, "r1").detail

    connection.delete(f"rq:queue:{queue.CLEAN}")
    assert failed_jobs.replay_failed(connection) == {queue.CRAWL: 1}
    work()
    assert answer(connection, "r1").outcome == "article"


def test_a_job_says_what_it_is_and_lasts(connection: Redis) -> None:
    ask(connection, "https://heron.example/a", "r1")
    job = Job.fetch("submit-r1", connection=connection, serializer=JSONSerializer)
    assert (job.func_name, job.origin) == (queue.SUBMIT_JOB, queue.CRAWL)
    assert job.args == [{"url": "https://heron.example/a", "request": "r1"}]
    assert job.description == "submitted https://heron.example/a"
    assert (job.timeout, job.retries_left, job.ttl) == (submit.FETCH_SECONDS, 2, None)


@pytest.mark.parametrize("request_", ["", "a b", "a_2", "x" * 65, None, 7])
def test_what_cannot_be_a_request_s_id_is_refused(request_: object) -> None:
    with pytest.raises(BadAddress, match="no request id"):
        submit.checked_request(request_)


def test_requests_for_one_host_keep_a_crawl_s_distance(
    connection: Redis, settings: Settings
) -> None:
    began = time.monotonic()
    submit._wait_turn(connection, "https://heron.example/a", settings)
    submit._wait_turn(connection, "https://lark.example/a", settings)
    assert time.monotonic() - began < 0.5
    submit._wait_turn(connection, "https://heron.example/b", settings)
    assert time.monotonic() - began >= 0.9
    assert connection.ttl("newsmill:turn:heron.example") <= 1
