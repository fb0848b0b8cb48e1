"""crawl() and fetch() in a process of their own: reports, progress, and what is never loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cleaner.outcome import Outcome
from crawler.report import CrawlReport, SourceReport
from tests.crawler.running import LOOPBACK, ROOT
from workers.queue import backlog

if TYPE_CHECKING:
    import redis

    from tests.crawler.conftest import Site

SEVERAL = """
import sys
from crawler.crawl import crawl
from crawler.sources import source_from_url
from workers.server import open_server
from workers.settings import load

settings = load()
told = []
with open_server(settings) as connection:
    report = crawl(
        [source_from_url(url, name=url) for url in sys.argv[1:]],
        urls=[sys.argv[1] + "extra"],
        settings=settings,
        connection=connection,
        on_progress=lambda report, item: told.append((report.name, item.url)),
    )
for source in report.sources:
    print(source.name, source.handed_over, dict(source.dropped), source.exit_code)
print(len(told), report.exit_code)
heavy = {"trafilatura", "readability", "cleaner.pipeline", "dateparser", "courlan", "justext"}
print(sorted(heavy & set(sys.modules)))
"""


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **LOOPBACK},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_several_sources_and_addresses_in_one_process_without_the_extractors(
    site: Site, connection: redis.Redis
) -> None:
    site.front("/a", "/missing")
    site.page("/a")
    site.page("/extra")
    done = python(SEVERAL, f"{site.url}/", "http://newsmill-test.invalid/")
    lines = done.stdout.splitlines()
    assert lines == [
        f"{site.url}/ 2 {{'http-error': 1}} 0",
        "http://newsmill-test.invalid/ 0 {'network-error': 1} 3",
        "given addresses 1 {} 0",
        "5 1",
        "[]",
    ], done.stderr
    assert done.stderr.count("\n") == 1
    assert "cannot be crawled: dns" in done.stderr
    assert backlog(connection) >= 2


def test_an_address_without_scheme_is_refused_before_anything_runs() -> None:
    code = "from crawler.crawl import *\nfrom workers.settings import load\n"
    done = python(code + "fetch(['example.org/x'], load(), print)")
    assert done.stderr.splitlines()[-1].startswith("cleaner.addresses.BadAddress: 'example.org/x'")
    assert "https://example.org/x?" in done.stderr


def report(**numbers: object) -> SourceReport:
    facts: dict[str, object] = {"handed_over": 5, "finish_reason": "finished", **numbers}
    return SourceReport(name="a", url="https://a.example/", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({}, 0),
        ({"dropped": {Outcome.HTTP_ERROR: 2, Outcome.ROBOTS_DENIED: 1, Outcome.DUPLICATE: 1}}, 0),
        ({"dropped": {Outcome.NETWORK_ERROR: 1}}, 1),
        ({"dropped": {Outcome.HTTP_ERROR: 1}, "server_errors": 1}, 1),
        ({"lost": 1}, 1),
        ({"finish_reason": "shutdown"}, 1),
        ({"handed_over": 0}, 3),
        ({"given": True, "dropped": {Outcome.HTTP_ERROR: 1}}, 1),
        ({"given": True, "dropped": {Outcome.NOT_HTML: 1}}, 1),
        ({"dry_run": True, "handed_over": 0, "found": 7}, 0),
        ({"dry_run": True, "handed_over": 0, "found": 1}, 3),
    ],
)
def test_the_exit_code_says_how_a_source_went(numbers: dict[str, object], code: int) -> None:
    assert report(**numbers).exit_code == code


def test_the_exit_code_of_a_crawl_is_that_of_its_sources_or_one() -> None:
    good, bad = report(), report(handed_over=0)
    assert CrawlReport(sources=(good, good)).exit_code == 0
    assert CrawlReport(sources=(good, bad)).exit_code == 1
    assert CrawlReport(sources=(bad, bad)).exit_code == 3
