"""A crawl asks each host as slowly as it wants, and a host in trouble costs only itself."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.robotstxt import ProtegoRobotParser

from crawler.middlewares.patience import Tempo, retry_after, wanted_delay
from tests.crawler.conftest import served
from tests.crawler.running import run
from tests.crawler.test_hand_over import queued, scrapy

if TYPE_CHECKING:
    import redis

    from tests.crawler.conftest import Handler, Site


class Log:
    """Notes when each path is asked for, and answers as `answer` says."""

    def __init__(self, site: Site, *paths: str) -> None:
        self.asked: list[tuple[float, str]] = []
        for path in paths:
            site.script[path] = self

    def __call__(self, handler: Handler) -> None:
        self.asked.append((time.monotonic(), handler.path))
        self.answer(handler)

    def answer(self, handler: Handler) -> None:
        handler.reply(200, b"<html><body>Fine</body></html>")

    @property
    def gaps(self) -> list[float]:
        moments = [moment for moment, _ in self.asked]
        return [later - earlier for earlier, later in pairwise(moments)]


class Busy(Log):
    """Answers 429 at first: once with Retry-After, once without."""

    def answer(self, handler: Handler) -> None:
        if len(self.asked) == 1:
            handler.reply(429, b"", Retry_After="2")
        elif len(self.asked) == 2:
            handler.reply(429, b"")
        else:
            super().answer(handler)


def test_a_busy_host_is_waited_for_and_asked_again_while_others_go_on(site: Site) -> None:
    with served("127.0.0.2") as other:
        busy = Busy(site, "/1", "/2")
        quick = Log(other, *(f"/{n}" for n in range(5)))
        urls = [other.at(f"/{n}") for n in range(5)]
        ran = run(urls=[site.at("/1"), site.at("/2"), *urls], fetch=True)
    assert len(ran.pages) == 7, ran.dropped
    assert ran.exit_code == 0
    waited = busy.asked[-1][0] - busy.asked[0][0]
    assert waited > 2.0, "Retry-After was not waited for"
    assert quick.asked[-1][0] - busy.asked[0][0] < 2.0, "the others waited, too"


def test_robots_txt_says_how_slowly_it_is_asked(site: Site) -> None:
    text = (
        b"User-agent: *\nDisallow: /\n\nUser-agent: newsmill\nCrawl-delay: 0.4\nDisallow: /shut\n"
    )
    site.add("/robots.txt", 200, text, Content_Type="text/plain")
    log = Log(site, "/1", "/2", "/3", "/shut")
    urls = [site.at(path) for path in ("/1", "/2", "/3", "/shut")]
    agent = {"user_agent": "newsmill/1 (+https://example.org/otherbot)"}
    ran = run(urls=urls, fetch=True, settings=agent)
    assert ran.paths() == {"/1", "/2", "/3"}
    assert [each.outcome for each in ran.dropped.values()] == ["robots-denied"]
    assert min(log.gaps) >= 0.38
    assert site.agents == {"newsmill/1 (+https://example.org/otherbot)"}


def test_a_dead_host_costs_three_timeouts_not_three_a_page_and_a_bomb_only_itself(
    site: Site,
) -> None:
    """One site hangs, one sends a bomb, one is well: all in one crawl."""
    import gzip

    with served("127.0.0.2") as hanging, served("127.0.0.3") as bombing:

        def hang(_: Handler) -> None:
            hanging.ended.wait(30)

        hanging.script |= {f"/{n}": hang for n in range(40)}
        packed = gzip.compress(b"<div>" * 2_000_000)
        bombing.front("/bomb", "/fine")
        bombing.page("/fine")
        bombing.add("/bomb", 200, packed, Content_Encoding="gzip")
        site.front("/good")
        site.page("/good")
        started = time.monotonic()
        ran = run(
            site.at("/"),
            bombing.at("/"),
            urls=[hanging.at(f"/{n}") for n in range(40)],
            settings={"download_timeout": 1.0, "response_max_bytes": 200_000},
        )
        hanging.ended.set()
        assert time.monotonic() - started < 20
        assert sum(hanging.asked.values()) <= 13, "eight at once may be, as it is one's own machine"
    assert {"/good", "/fine"} <= ran.paths()
    details = [each.detail for url, each in ran.dropped.items() if "127.0.0.2" in url]
    assert len(details) == 40
    assert sum("left alone until" in detail for detail in details) >= 30
    assert ran.dropped[bombing.at("/bomb")].outcome == "too-large"
    assert ran.stderr.count("is left alone until") == 1


def test_a_host_that_was_down_is_left_alone_by_the_next_crawl_and_comes_back_by_itself(
    site: Site, connection: redis.Redis
) -> None:
    def hang(_: Handler) -> None:
        site.ended.wait(30)

    paths = [f"/{n}" for n in range(12)]
    site.script |= dict.fromkeys(paths, hang)
    wanted = "url=" + " ".join(map(site.at, paths))

    def crawled() -> int:
        site.asked.clear()
        scrapy("urls", "-a", wanted, DOWNLOAD_TIMEOUT="1")
        return sum(site.asked[path] for path in paths)

    assert crawled() < len(paths), "it is given up"
    assert crawled() == 0, "and left alone"
    (key,) = connection.scan_iter("newsmill:host:*")
    raw: Any = connection.get(key)
    connection.set(key, json.dumps(json.loads(raw) | {"until": time.time() - 1}))
    for path in paths:
        site.page(path)
    assert crawled() == len(paths)
    assert sorted(queued(connection)) == sorted(map(site.at, paths))
    assert not list(connection.scan_iter("newsmill:host:*"))


def test_headers_that_trickle_for_ever_end_in_time(site: Site) -> None:
    def trickle(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for n in range(200):
            try:
                handler.wfile.write(b"X-%d: y\r\n" % n)
            except OSError:
                return
            if site.ended.wait(0.1):
                return

    site.script["/drip"] = trickle
    site.add("/away", 302, Location=site.at("/" + "x" * 3000))
    urls = [site.at("/drip"), site.at("/away")]
    ran = run(urls=urls, settings={"download_timeout": 1.0}, fetch=True)
    assert ran.dropped[site.at("/drip")].outcome == "network-error"
    assert "timeout" in ran.dropped[site.at("/drip")].detail
    (long,) = [each for url, each in ran.dropped.items() if url != site.at("/drip")]
    assert "more than 2083 characters" in long.detail


NOW = datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC)


def header(moment: datetime) -> bytes:
    return format_datetime(moment, usegmt=True).encode()


def test_retry_after_is_seconds_or_a_moment_by_the_hosts_own_clock() -> None:
    assert retry_after(b"120") == 120
    assert retry_after(header(NOW + timedelta(minutes=5)), header(NOW)) == 300
    assert retry_after(header(NOW - timedelta(minutes=5)), header(NOW)) == 0
    soon = retry_after(header(datetime.now(UTC) + timedelta(seconds=60)))
    assert soon is not None
    assert 50 < soon < 61
    for nonsense in (None, b"", b"soon", b"-5", b"1.5", b"Mon, 99 Zzz 2026"):
        assert retry_after(nonsense) is None


def test_the_delay_doubles_while_a_host_is_busy_and_shrinks_slowly() -> None:
    tempo = Tempo()
    assert [tempo.busy(0.0) for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 32, 60]
    shrinking = []
    while tempo.penalty:
        tempo.well(base=1.0)
        shrinking.append(tempo.penalty)
    assert shrinking[0] == pytest.approx(48)
    assert 15 < len(shrinking) < 25


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7),
        ("User-agent: *\nRequest-rate: 1/10s", 10),
        ("User-agent: *\nCrawl-delay: 2\nRequest-rate: 1/10s", 10),
        ("User-agent: *\nCrawl-delay: 7\n\nUser-agent: newsmill\nCrawl-delay: 3", 3),
        ("User-agent: otherbot\nCrawl-delay: 7", None),
        ("User-agent: *\nCrawl-delay: soon", None),
        ("User-agent: *\nCrawl-delay: -1", None),
    ],
)
def test_what_robots_txt_asks_for(rules: str, delay: float | None) -> None:
    parser: Any = ProtegoRobotParser(rules.encode(), SimpleNamespace())  # type: ignore[arg-type]
    assert wanted_delay(parser, "newsmill") == delay
