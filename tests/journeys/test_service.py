"""The service on the sample site, as its parts run: crawl, work, consume, and a second visit."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from cleaner.outcome import Outcome
from crawler.sample import expected
from tests.command import Done, ended, in_terminal, newsmill, run, running, tool
from tests.journeys.conftest import Entry, counted, entries
from workers import outbox, queue, server
from workers.settings import load

if TYPE_CHECKING:
    from redis import Redis

    from crawler.sample import SampleSite

pytestmark = pytest.mark.journey


class Visit(NamedTuple):
    """One pass over the site: how the verbs ended, and what it put on the streams."""

    crawl: Done
    work: Done
    entries: list[Entry]


def visit(mill: Redis, sample: SampleSite) -> Visit:
    before = Counter(entry.stream for entry in entries(mill))
    crawl = newsmill("crawl", sample.url, "--force")
    work = newsmill("work", "--burst")
    fresh = []
    for stream in (outbox.ARTICLES, outbox.REJECTED):
        held = [entry for entry in entries(mill) if entry.stream == stream]
        fresh += held[before[stream] :]
    return Visit(crawl, work, fresh)


@pytest.fixture(scope="module")
def first(mill: Redis, sample: SampleSite) -> Visit:
    return visit(mill, sample)


@pytest.fixture(scope="module")
def second(mill: Redis, sample: SampleSite, first: Visit) -> Visit:
    assert first.entries
    sample.edition = 2
    return visit(mill, sample)


def test_every_page_of_the_sample_site_comes_out_as_it_should(
    first: Visit, sample: SampleSite
) -> None:
    wanted = expected(sample.url)
    found = {entry.url: entry for entry in first.entries}
    assert sorted(found) == sorted(wanted)
    assert len(first.entries) == len(wanted), "every address once"
    faults = {
        url: [entry.outcome, *wanted[url].differences(entry.article)]
        for url, entry in found.items()
        if entry.outcome != wanted[url].outcome
        or (entry.article and wanted[url].differences(entry.article))
    }
    assert faults == {}


def test_the_service_s_verbs_say_nothing_that_is_not_asked(first: Visit) -> None:
    assert (first.crawl.code, first.crawl.out, first.crawl.lines) == (0, "", [])
    assert (first.work.code, first.work.out) == (0, "")
    pages = [line for line in first.work.lines if " page outcome=" in line]
    assert pages == first.work.lines, "a line a page and nothing else"


def test_a_second_visit_delivers_only_the_story_that_changed(
    second: Visit, sample: SampleSite
) -> None:
    wanted = expected(sample.url, edition=2)
    (update,) = [entry for entry in second.entries if entry.event]
    assert update.event == "update"
    assert update.article["metadata"]["revision"] == 2
    assert wanted[update.url].differences(update.article) == []
    for entry in second.entries:
        if wanted[entry.url].outcome.delivered and entry.url != update.url:
            # Also where only a view counter moved.
            assert entry.outcome == Outcome.UNCHANGED, entry
    assert sorted(entry.url for entry in second.entries) == sorted(wanted)


def test_every_page_is_counted_once_a_visit(mill: Redis, sample: SampleSite, second: Visit) -> None:
    assert counted(mill).total() == 2 * len(expected(sample.url))
    assert second.work.code == 0


def test_consume_prints_each_article_once_for_a_group(mill: Redis, second: Visit) -> None:
    on_stream = [e.article for e in entries(mill) if e.stream == outbox.ARTICLES]
    once = newsmill("consume", "--group", "shelf")
    assert (once.code, once.lines) == (0, [])
    assert once.jsonl() == on_stream
    again = newsmill("consume", "--group", "shelf")
    assert (again.code, again.out) == (0, "")
    rewound = newsmill("consume", "--group", "shelf", "--from-start", "--count", "3")
    assert rewound.jsonl() == on_stream[:3]


def test_members_of_a_group_share_and_groups_do_not(mill: Redis, second: Visit) -> None:
    number = sum(entry.stream == outbox.ARTICLES for entry in entries(mill))
    follow = ["consume", "--group", "team", "--follow", "--count"]
    with (
        running(*follow, str(number // 2)) as one,
        running(*follow, str(number - number // 2)) as other,
    ):
        team = [ended(one), ended(other)]
    assert [done.code for done in team] == [0, 0]
    lines = [line for done in team for line in done.out.splitlines()]
    alone = newsmill("consume", "--group", "alone").out.splitlines()
    assert sorted(lines) == sorted(alone), "each to one of the two, none twice"
    assert len(alone) == number


def test_a_reader_that_leaves_early_leaves_the_rest_to_the_next(mill: Redis, second: Visit) -> None:
    number = sum(entry.stream == outbox.ARTICLES for entry in entries(mill))
    with running("consume", "--group", "hasty") as process:
        assert process.stdout is not None
        head = process.stdout.readline()
        process.stdout.close()
        process.wait(20)
        assert process.stderr is not None
        assert (process.returncode, process.stderr.read()) == (0, b"")
    assert json.loads(head)["headline"]
    rest = newsmill("consume", "--group", "hasty")
    pending: Any = mill.xpending(outbox.ARTICLES, "hasty")
    assert pending["pending"] == 0
    # The pipe may hold some lines that were written and nobody read; no other is missing.
    assert 0 < len(rest.jsonl()) < number


def test_status_shows_the_site_s_outcomes(mill: Redis, sample: SampleSite, second: Visit) -> None:
    done = newsmill("status")
    assert (done.code, done.lines) == (0, [])
    site = urlsplit(sample.url).netloc
    (line,) = [line for line in done.out.splitlines() if line.startswith(site)]
    assert line.split()[1] == str(counted(mill).total())
    assert "live-blog\u00a01" in line, "whole, though no terminal is that wide"
    as_json = json.loads(newsmill("status", "--json").out)
    assert Counter(as_json["outcomes"][site]) == counted(mill)


def test_status_fits_a_terminal_of_80_columns(mill: Redis, second: Visit) -> None:
    shown = in_terminal("status")
    assert shown.code == 0
    assert all(len(line) <= 80 for line in shown.lines), shown.lines
    text = " ".join(" ".join(shown.lines).split())
    for outcome, count in counted(mill).items():
        assert f"{outcome} {count}" in text.replace("\u00a0", " ")


def test_rq_and_scrapy_commands_know_the_project(mill: Redis, second: Visit) -> None:
    url = server.client_url(load())
    info = run([tool("rq"), "info", "--url", url, "--raw"])
    assert info.code == 0, info.lines
    assert "queue newsmill-clean 0" in info.out
    spiders = run([tool("scrapy"), "list"])
    assert (spiders.code, spiders.out.split()) == (0, ["site", "urls", "warc"])


def test_scrapy_crawls_a_site_and_addresses_to_the_queue(
    mill: Redis, sample: SampleSite, second: Visit
) -> None:
    before = queue.backlog(mill)
    story = f"{sample.url}economy/crane"
    site = run(
        [
            tool("scrapy"),
            "crawl",
            "site",
            "-a",
            f"url={sample.url}",
            "-a",
            "max_pages=3",
            "-a",
            "force=1",
        ]
    )
    assert site.code == 0, site.lines
    one_bad = run([tool("scrapy"), "crawl", "urls", "-a", f"url={story} {sample.url}region/gone"])
    assert one_bad.code == 1, one_bad.lines
    assert queue.backlog(mill) == before + 2
    no_scheme = run([tool("scrapy"), "crawl", "site", "-a", "url=example.org"])
    assert no_scheme.code == 2, no_scheme.lines
    assert "has no scheme; did you mean https://example.org?" in no_scheme.lines[-1]
