"""The schedule: each source at its own rhythm, once for all schedulers, as the file has it now."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from crawler import jobs
from crawler.schedule import TURNS, Schedule, Turns
from crawler.sources import Source, SourcesError
from tests.command import ROOT, ended, newsmill, running, wait_for
from workers import queue

if TYPE_CHECKING:
    from pathlib import Path

    from redis import Redis

    from tests.crawler.conftest import Site

NOW = datetime.now(UTC)


def turns(every: str, last: datetime | None = None) -> Turns:
    return Turns(Source(name="a", url="https://a.example/", every=every), last)


def entry(name: str, every: str | None = None, url: str = "") -> str:
    rhythm = f'every = "{every}"\n' if every else ""
    return f'[[source]]\nname = "{name}"\nurl = "{url or f"https://{name}.example/"}"\n{rhythm}'


def write(file: Path, *entries: str) -> None:
    """Write it, each time with a later date: tests are quicker than some file systems' clocks."""
    before = file.stat().st_mtime if file.exists() else 0.0
    file.write_text("\n".join(entries))
    if before:
        os.utime(file, (before + 1, before + 1))


def queued(connection: Redis) -> list[str]:
    return sorted(str(job.description) for job in queue.open_queue(connection, queue.CRAWL).jobs)


def end_all(connection: Redis) -> None:
    """As if workers had crawled what is queued."""
    crawls = queue.open_queue(connection, queue.CRAWL)
    for job_id in crawls.job_ids:
        job = Job.fetch(job_id, connection=connection, serializer=JSONSerializer)
        job.set_status(JobStatus.FINISHED)
        connection.lrem(crawls.key, 0, job_id)


@pytest.mark.parametrize(
    ("every", "ago", "due"),
    [
        ("15m", None, True),
        ("15m", timedelta(minutes=16), True),
        ("15m", timedelta(minutes=14), False),
        ("0 0 1 1 *", None, True),
        ("* * * * *", timedelta(minutes=2), True),
        ("0 0 1 1 *", timedelta(), False),
        ("15m", -timedelta(days=1), True),  # by a clock that was wrong
        ("15m", -timedelta(seconds=5), False),  # by a machine whose clock is ahead
    ],
)
def test_a_source_is_due_if_it_never_was_crawled_or_its_turn_has_passed(
    every: str, ago: timedelta | None, due: bool
) -> None:
    last = None if ago is None else datetime.now(UTC) - ago  # collecting takes its time
    assert turns(every, last).should_run() is due


def test_a_span_counts_from_the_last_turn_and_a_cron_string_by_the_clock() -> None:
    assert turns("15m", NOW).next == NOW + timedelta(minutes=15)
    assert turns("*/10 * * * *", NOW).next.minute % 10 == 0


def test_each_source_is_queued_once_for_all_schedulers_and_those_without_rhythm_are_named(
    connection: Redis, tmp_path: Path
) -> None:
    file = tmp_path / "sources.toml"
    write(file, entry("courier", "1h"), entry("herald", "30 4 * * *"), entry("archive"))
    said: list[str] = []
    one, other = (Schedule(connection, file, said.append) for _ in range(2))
    assert said[0] == "courier: every 1h, next now"
    assert said[2] == "archive: has no `every`, and is not crawled"
    assert len(one.enqueue_jobs()) == 2
    assert queued(connection) == ["crawl of courier", "crawl of herald"]
    assert other.enqueue_jobs() == []
    end_all(connection)
    assert other.enqueue_jobs() == one.enqueue_jobs() == []
    assert connection.ttl(TURNS) > 0


def test_a_turn_whose_crawl_still_runs_queues_no_second_one(
    connection: Redis, tmp_path: Path
) -> None:
    file = tmp_path / "sources.toml"
    write(file, entry("courier", "1h"))
    schedule = Schedule(connection, file, lambda _: None)
    schedule.enqueue_jobs()
    connection.delete(TURNS)
    write(file, entry("courier", "2h"))
    assert len(schedule.enqueue_jobs()) == 1, "its turn is taken"
    assert queued(connection) == ["crawl of courier"]


def test_changes_of_the_file_are_picked_up_and_a_broken_one_changes_nothing(
    connection: Redis, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "sources.toml"
    write(file, entry("courier", "1h"))
    said: list[str] = []
    schedule = Schedule(connection, file, said.append)
    schedule.enqueue_jobs()
    write(file, entry("courier", "1h"), entry("herald", "1d"))
    schedule.enqueue_jobs()
    assert queued(connection) == ["crawl of courier", "crawl of herald"]
    assert said[1] == "herald: every 1d, next now"
    write(file, "[[source]\n")
    schedule.enqueue_jobs()
    schedule.enqueue_jobs()
    assert len(schedule.get_jobs()) == 2
    (line,) = caplog.messages
    assert line.startswith(str(file)) and line.endswith("the schedule stays as it was")


def test_a_file_without_any_rhythm_is_an_error_that_says_what_to_write(
    connection: Redis, tmp_path: Path
) -> None:
    file = tmp_path / "sources.toml"
    write(file, entry("courier"))
    with pytest.raises(SourcesError, match='give one every = "15m"'):
        Schedule(connection, file, print)
    done = newsmill("schedule", "--sources", str(file))
    assert (done.code, len(done.lines)) == (2, 1)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_the_units_of_the_docs_are_what_systemd_takes(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "scheduling.md").read_text("utf-8")
    units = dict(re.findall(r"```ini\n# /etc/systemd/system/(\S+)\n(.*?)```", page, re.DOTALL))
    assert len(units) == 4
    for name, unit in units.items():
        # It looks for the programs too.
        (tmp_path / name).write_text(unit.replace("/opt/newsmill/bin/newsmill", sys.executable))
    command = ["systemd-analyze", "verify", *map(str, tmp_path.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_source_is_crawled_again_and_again_by_schedule_and_worker(
    connection: Redis, site: Site, tmp_path: Path
) -> None:
    site.front()
    file = tmp_path / "sources.toml"
    write(file, entry("courier", "1s", site.at("/")), entry("archive"))
    with (
        running("work", "--queues", "crawl", "--workers", "1") as worker,
        running("schedule", "--sources", str(file)) as schedule,
    ):
        wait_for("two crawls", lambda: site.asked["/"] >= 2)
        schedule.terminate()
        plan = ended(schedule)
        worker.terminate()
        crawls = ended(worker)
    assert (plan.code, crawls.code) == (0, 0)
    assert plan.out == (
        "courier: every 1s, next now\narchive: has no `every`, and is not crawled\n"
    )
    assert sum("crawl-queued source=courier next=20" in line for line in plan.lines) >= 2
    assert not any("Traceback" in line for line in plan.lines)
    assert any(" crawl source=courier ended=finished exit=0 found=" in it for it in crawls.lines)
    assert not any("Scrapy" in line for line in crawls.lines), crawls.lines
    job_id = jobs.job_id(Source(name="courier", url=site.at("/")))
    assert connection.hexists(TURNS, job_id)
    job = Job.fetch(job_id, connection=connection, serializer=JSONSerializer)
    reports: list[Any] = [each.return_value for each in job.results() if each.return_value]
    assert (reports[0]["name"], reports[0]["exit_code"]) == ("courier", 0)
