"""`newsmill run`: a site to a file, ended in the middle, told twice, killed."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from cleaner.article import Article
from crawler.sample import expected
from tests.command import alive, descendants, ended, in_terminal, newsmill, running, wait_for
from tests.journeys.conftest import counted, entries
from workers import outbox

if TYPE_CHECKING:
    from pathlib import Path

    from redis import Redis

    from crawler.sample import SampleSite

pytestmark = pytest.mark.journey


def articles(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def ids(out: Path) -> list[str]:
    return sorted(article["id"] for article in articles(out))


def delivered(site: SampleSite) -> int:
    return sum(wanted.outcome.delivered for wanted in expected(site.url).values())


def test_a_run_writes_each_article_as_a_line_that_fits_the_schema(
    connection: Redis, site: SampleSite, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    done = newsmill("run", site.url, "-o", str(out), cwd=tmp_path)
    assert (done.code, done.out) == (0, "")
    assert done.lines[0] == f"crawling {site.url}"
    number = delivered(site)
    assert done.lines[-1].endswith(f"; {number} articles written to {out}")
    assert not any("\x1b" in line or "Traceback" in line for line in done.lines)
    schema = Article.model_json_schema()
    for article in articles(out):
        jsonschema.validate(article, schema)
    assert len(ids(out)) == len(set(ids(out))) == number

    # Without the file all is written again, from the stream.
    wanted = ids(out)
    out.unlink()
    again = newsmill("run", site.url, "-o", str(out), "--max-pages", "2")
    assert again.code == 0, again.lines
    assert ids(out) == wanted


def test_a_run_on_a_terminal_shows_its_progress_and_leaves_a_clean_screen(
    connection: Redis, site: SampleSite, tmp_path: Path
) -> None:
    done = in_terminal("run", site.url, "-o", str(tmp_path / "out"), "--max-pages", "3")
    assert done.code == 0, done.out
    assert "\x1b[" in done.out
    assert any("crawling" in line for line in done.lines)
    assert "articles written to" in done.out.rpartition("\x1b")[2], "the last word is ours"


def test_ctrl_c_in_the_middle_and_another_run_give_every_article_once(
    connection: Redis, site: SampleSite, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    with running("run", site.url, "-o", str(out), "--delay", "0.1") as process:
        wait_for("some articles", lambda: out.exists() and out.stat().st_size)
        children = descendants(process.pid)
        os.kill(process.pid, signal.SIGINT)
        stopped = ended(process)
    assert stopped.code == 1
    assert stopped.lines[-1].startswith("stopped; what is queued stays queued: run again")
    assert not any("Traceback" in line for line in stopped.lines)
    assert [pid for pid in children if alive(pid)] == []
    assert len(articles(out)) > 0
    done = newsmill("run", site.url, "-o", str(out))
    assert done.code == 0, done.lines
    assert len(ids(out)) == len(set(ids(out))) == delivered(site)
    published = Counter(e.url for e in entries(connection) if e.stream == outbox.ARTICLES)
    assert set(published.values()) == {1}


def test_a_killed_run_leaves_no_process_behind(
    connection: Redis, site: SampleSite, tmp_path: Path
) -> None:
    with running("run", site.url, "-o", str(tmp_path / "out"), "--delay", "0.3") as process:
        # crawl, work and its two workers at least.
        wait_for("workers", lambda: len(descendants(process.pid)) >= 4)
        wait_for("a first page", lambda: counted(connection) or site.requests)
        children = descendants(process.pid)
        process.kill()
        process.wait()
        wait_for("the end of all", lambda: not any(map(alive, children)), 30)


def test_two_runs_at_once_write_each_article_once_to_one_file(
    connection: Redis, site: SampleSite, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    limit = ["--max-pages", "12", "--workers", "1"]
    with (
        running("run", site.url, "-o", str(out), *limit) as one,
        running("run", site.url, "-o", str(out), *limit) as other,
    ):
        both = [ended(one), ended(other)]
    assert [done.code for done in both] == [0, 0], both
    assert len(ids(out)) == len(set(ids(out))) > 0
    assert set(ids(out)) == {e.article["id"] for e in entries(connection) if e.article}


def test_a_file_that_cannot_be_written_ends_the_run_before_it_begins(
    connection: Redis, site: SampleSite, tmp_path: Path
) -> None:
    for out in (tmp_path / "none" / "out.jsonl", tmp_path):
        done = newsmill("run", site.url, "-o", str(out))
        assert done.code == 3
        assert done.lines[-1].startswith(f"newsmill: {out}: ")
    assert site.requests == []
