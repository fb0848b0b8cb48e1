"""Web archives: what is in a file is handed over, and what is broken costs itself alone."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import re
import threading
import time
import zlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import pytest
from fastwarc.stream_io import ZstdWriter
from rq.job import JobStatus
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler import warc_jobs
from crawler.addresses import BadAddress
from crawler.settings import knobs
from crawler.sources import SourcesError
from crawler.spiders.warc import WarcSpider
from crawler.warc import files
from crawler.warc.files import LocalFile, RemoteFile, Unreachable
from crawler.warc.listing import expand
from crawler.warc.pages import Choice, PageReader
from crawler.warc.records import Damage, Record, records
from tests.command import ended, newsmill, run, running, tool, wait_for
from tests.crawler.archives import chunked, info, packed, record
from tests.crawler.conftest import Handler, Site
from workers import queue, rescue
from workers.page import Dropped, Page
from workers.settings import load
from workers.watching import status

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis import Redis
    from scrapy import Request

HTML = "<html><body>" + "<p>The ferry of Skelde returned.</p>" * 20 + "</body></html>"
LIMIT = 100_000


class Bytes(io.BytesIO):
    """A file in memory."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.size: int | None = len(content)


def story(number: int, **options: str) -> bytes:
    return record(f"https://example.org/story-{number}", HTML, **options)


def found(content: bytes) -> tuple[list[int], list[str]]:
    """The numbers of the stories in a file, and why parts of it gave none."""
    numbers, reasons = [], []
    for each in records(Bytes(content), LIMIT):
        if isinstance(each, Damage):
            reasons.append(each.reason)
        elif number := re.search(rb"story-(\d+)", each.content):
            numbers.append(int(number[1]))
    return numbers, reasons


FIVE = [story(number) for number in range(5)]


def zstd(content: bytes) -> bytes:
    out = io.BytesIO()
    writer = ZstdWriter(out)
    writer.write(content)
    writer.close()
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"".join(FIVE),
        packed(*FIVE),
        packed(info(), *FIVE),
        gzip.compress(b"".join(FIVE)),
        zstd(b"".join(FIVE)),
        b"".join(each.removesuffix(b"\r\n") for each in FIVE),
    ],
    ids=["plain", "a gzip member each", "with warcinfo", "one gzip member", "zstd", "a line less"],
)
def test_every_record_of_a_whole_file_is_read(content: bytes) -> None:
    assert found(content) == ([0, 1, 2, 3, 4], [])


def spoiled(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(20) + content[middle + 20 :]


BROKEN = {
    "too short": story(9, length="40"),
    "too long": story(9, length="99999"),
    "far too long": story(9, length="99999999"),
    "no number": story(9, length="many"),
    "negative": story(9, length="-4"),
    "no length": story(9).replace(b"Content-Length", b"X-Nothing"),
    "no record": b"<html>an error page</html>\r\n" * 40,
    "another format": story(9).replace(b"WARC/1.0", b"WURC/1.0"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("pack", [packed, lambda *each: b"".join(each)], ids=["gzip", "plain"])
def test_a_broken_record_costs_itself_alone(pack: Callable[..., bytes], broken: bytes) -> None:
    numbers, reasons = found(pack(*FIVE[:2], broken, *FIVE[2:]))
    assert numbers == [0, 1, 2, 3, 4]
    assert len(reasons) == 1


@pytest.mark.parametrize(
    "damaged",
    [
        spoiled(packed(story(9))),
        packed(story(9))[:-8] + bytes(8),
        packed(story(9))[:90],
        b"junk" * 9,
    ],
    ids=["spoiled", "checksum", "cut", "junk"],
)
def test_a_damaged_member_costs_itself_alone(damaged: bytes) -> None:
    numbers, reasons = found(packed(*FIVE[:2]) + damaged + packed(*FIVE[2:]))
    assert numbers == [0, 1, 2, 3, 4]
    assert len(reasons) == 1


@pytest.mark.parametrize("content", [b"".join(FIVE), packed(*FIVE), zstd(b"".join(FIVE))])
@pytest.mark.parametrize("part", [0.3, 0.75, 0.95])
def test_a_file_that_breaks_off_gives_what_was_before_and_says_so(
    content: bytes, part: float
) -> None:
    numbers, reasons = found(content[: int(len(content) * part)])
    assert numbers == list(range(len(numbers)))
    assert len(reasons) == 1
    assert "breaks off" in reasons[0] or "zstd" in reasons[0]


def test_nothing_in_any_file_is_a_fault() -> None:
    whole = packed(*FIVE)
    for at in range(0, len(whole), 37):
        found(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
    assert found(b"") == ([], [])
    assert found(bytes(200_000))[0] == []


def test_a_huge_record_is_not_held_and_what_follows_is_read() -> None:
    huge = record("https://example.org/huge", b"x" * 3_000_000)
    for content in (packed(huge, FIVE[0]), huge + FIVE[0], gzip.compress(huge + FIVE[0])):
        first, second = records(Bytes(content), LIMIT)
        assert isinstance(first, Record)
        assert first.huge
        assert len(first.content) <= LIMIT
        assert isinstance(second, Record)
        assert b"story-0" in second.content


def a_reader(file: str) -> PageReader:
    crawler = get_crawler(settings_dict={**knobs(load({})), "DOWNLOAD_MAXSIZE": LIMIT})
    crawler._apply_settings()
    return PageReader(file, Choice(since=date(2026, 5, 1)), crawler)


@pytest.fixture(scope="module")
def reader() -> PageReader:
    return a_reader("news.warc.gz")


def made(reader: PageReader, content: bytes) -> Page | Dropped | None:
    (only,) = records(Bytes(content), LIMIT)
    assert isinstance(only, Record), only
    return reader.read(only)


def edited(content: bytes) -> bytes:
    """The record with other line ends, as an editor leaves it that somebody made it with."""
    head, _, block = content.replace(b"\r\n", b"\n").rstrip().partition(b"\n\n")
    return re.sub(rb"(?<=Length: )\d+", b"%d" % len(block), head) + b"\n\n" + block + b"\n\n"


_RAW = zlib.compressobj(9, zlib.DEFLATED, -15)
WELL = {
    "plain": record("https://example.org/a", HTML),
    "chunked": record(
        "https://example.org/a", chunked(HTML.encode()), "Transfer-Encoding: chunked"
    ),
    "gzip": record("https://example.org/a", gzip.compress(HTML.encode()), "Content-Encoding: gzip"),
    "br": record("https://example.org/a", brotli.compress(HTML.encode()), "Content-Encoding: br"),
    "deflate": record(
        "https://example.org/a",
        _RAW.compress(HTML.encode()) + _RAW.flush(),
        "Content-Encoding: deflate",
    ),
    "both": record(
        "https://example.org/a",
        chunked(gzip.compress(HTML.encode())),
        "Transfer-Encoding: chunked",
        "Content-Encoding: gzip",
    ),
    "unpacked before": record(
        "https://example.org/a", HTML, "Transfer-Encoding: chunked", "Content-Encoding: gzip"
    ),
    "an encoding of its own": record("https://example.org/a", HTML, "Content-Encoding: utf-8"),
    "edited by hand": edited(record("https://example.org/a", HTML)),
    "in angle brackets": record("<https://example.org/a>", HTML),
}


@pytest.mark.parametrize("content", WELL.values(), ids=WELL)
def test_a_page_is_as_the_server_sent_it_on_its_day(reader: PageReader, content: bytes) -> None:
    page = made(reader, content)
    assert isinstance(page, Page), page
    assert page.body.decode() == HTML
    assert page.url == "https://example.org/a"
    assert page.charset == "utf-8"
    assert page.fetched_at == "2026-05-03T10:00:00.000+00:00"
    assert page.discovered_via == "warc news.warc.gz"


BOMB = gzip.compress(bytes(5_000_000))
DROPPED = {
    "http-error": record("https://example.org/a", HTML, status="404 Not Found"),
    "not-html": record("https://example.org/a", b"%PDF-1.7", kind="application/pdf"),
    "too-large": record("https://example.org/a", b"x" * 2 * LIMIT),
    "too-large ": record("https://example.org/a", BOMB, "Content-Encoding: gzip"),
    "too-large  ": record("https://example.org/a", HTML, more="WARC-Truncated: length\r\n"),
    "network-error": record("https://example.org/a", HTML, more="WARC-Truncated: disconnect\r\n"),
    "network-error ": record(
        "https://example.org/a", chunked(HTML.encode())[:200], "Transfer-Encoding: chunked"
    ),
    "network-error  ": record("https://example.org/a", b"\0\1\2", "Content-Encoding: gzip"),
}


@pytest.mark.parametrize(("outcome", "content"), DROPPED.items(), ids=DROPPED)
def test_what_is_no_page_has_its_outcome(reader: PageReader, outcome: str, content: bytes) -> None:
    dropped = made(reader, content)
    assert isinstance(dropped, Dropped), dropped
    assert dropped.outcome == outcome.strip()
    assert dropped.fetched_at.startswith("2026-05-03")


def test_a_wrong_charset_is_handed_on_for_the_cleaner_to_see_through(reader: PageReader) -> None:
    body = "<html><body>Fähre</body></html>".encode()
    page = made(reader, record("https://example.org/a", body, kind="text/html; charset=latin-9"))
    assert isinstance(page, Page)
    assert page.body == body


@pytest.mark.parametrize(
    "content",
    [
        info(),
        record("https://example.org/a", record_type="request"),
        record("https://example.org/a", record_type="revisit"),
        record("dns:example.org"),
        record("https://example.org/a", day="2026-04-30"),
    ],
    ids=["warcinfo", "request", "revisit", "dns", "another day"],
)
def test_what_is_no_answer_of_a_web_server_or_not_wanted_is_not_counted(
    reader: PageReader, content: bytes
) -> None:
    assert made(reader, content) is None


def test_a_record_has_one_token_wherever_its_file_lies(reader: PageReader) -> None:
    one, other = story(1), story(1)  # of their own record ids
    elsewhere = a_reader("https://example.org/2026/news.warc.gz")
    tokens = [made(by, each) for by in (reader, elsewhere) for each in (one, other)]
    first, second, again, _ = [each.token for each in tokens if each]
    assert first == again
    assert first != second


def test_hosts_and_days_are_chosen() -> None:
    day = date(2026, 5, 3)
    choice = Choice(
        include_hosts=["example.org", "*.example.net"],
        exclude_hosts=["shop.*"],
        since=date(2026, 5, 3),
        until=date(2026, 5, 4),
    )
    hosts = ["example.org", "www.example.org", "news.example.net", "example.net", "a.example.org"]
    wanted = [choice.wants(f"https://{host}/a", day) for host in hosts]
    assert wanted == [True, True, True, False, False]
    assert not choice.wants("https://shop.example.net/a", day)
    assert [choice.wants("https://example.org/", date(2026, 5, n)) for n in (2, 4, 5)] == [
        False,
        True,
        False,
    ]


def serve(site: Site, path: str, content: bytes, *, cut: int = 0) -> list[str]:
    """Serve a file in the ranges asked for, breaking the first `cut` answers off; those asked."""
    asked: list[str] = []

    def answer(handler: Handler) -> None:
        wanted = handler.headers["Range"]
        asked.append(wanted)
        first, last = (int(each) for each in wanted.removeprefix("bytes=").split("-"))
        part = content[first : last + 1]
        said = {
            "Content_Range": f"bytes {first}-{first + len(part) - 1}/{len(content)}",
            "Content_Length": str(len(part)),
            "ETag": '"one"',
        }
        if len(asked) in range(2, 2 + cut):
            part, handler.close_connection = part[: len(part) // 2], True
        handler.reply(206, part, Content_Type="application/gzip", **said)

    site.script[path] = answer
    return asked


def remote(*answers: Response | Exception) -> RemoteFile:
    """A file whose server answers so, one after the other; read it with `whole`."""
    left = iter(answers)

    async def download(request: Request) -> Response:
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return answer

    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return RemoteFile("https://example.org/a.warc.gz", download, loop)


def part(body: bytes, place: str, etag: str = "one", status: int = 206) -> Response:
    headers = {"Content-Range": f"bytes {place}", "ETag": etag}
    return Response("https://example.org/a.warc.gz", status, headers, body)


def whole(file: RemoteFile) -> bytes:
    return b"".join(iter(lambda: file.read(3), b""))


def test_a_remote_file_is_read_in_parts() -> None:
    assert whole(remote(part(b"abcd", "0-3/6"), part(b"ef", "4-5/6"))) == b"abcdef"
    assert whole(remote(part(b"abcdef", "", status=200))) == b"abcdef"


@pytest.mark.parametrize(
    "second",
    [
        part(b"ef", "0-1/6"),
        part(b"ef", "4-5/7"),
        part(b"ef", "4-5/6", etag="two"),
        part(b"", "4-5/6"),
        part(b"abcdef", "", status=200),
        part(b"", "", status=503),
        OSError("the connection is lost"),
    ],
    ids=["other part", "other size", "other file", "nothing", "all", "error", "lost"],
)
def test_a_remote_file_that_goes_on_as_another_is_not_taken(second: Response | Exception) -> None:
    with pytest.raises(Unreachable, match=r"example\.org/a\.warc\.gz"):
        whole(remote(part(b"abcd", "0-3/6"), second))


def test_a_listing_names_the_files_of_a_month(tmp_path: Path) -> None:
    listing = tmp_path / "warc.paths.gz"
    listing.write_bytes(gzip.compress(b"crawl-data/a.warc.gz\ncrawl-data/b.warc.gz\n\n"))
    base = "https://data.example.org/"
    named = [f"{base}crawl-data/{name}.warc.gz" for name in "ab"]
    assert expand([str(listing), named[0]], base) == named
    assert expand([str(listing)]) == [str(tmp_path / f"crawl-data/{n}.warc.gz") for n in "ab"]
    for wrong in (tmp_path / "missing.paths", "https://example.org/warc.paths.gz"):
        with pytest.raises(SourcesError):
            expand([str(wrong)])
    with pytest.raises(BadAddress):
        expand(["ftp://example.org/a.warc.gz"])


def test_the_spider_says_what_is_wrong_with_its_arguments(tmp_path: Path) -> None:
    for wrong in ("", str(tmp_path / "missing.warc")):
        with pytest.raises(SourcesError):
            WarcSpider(wrong)
    there = tmp_path / "a.warc"
    there.touch()
    with pytest.raises(SourcesError, match="is no day"):
        WarcSpider(str(there), since="yesterday")
    LocalFile(str(there)).close()


@pytest.mark.journey
def test_files_are_read_here_and_over_a_line_that_breaks(
    connection: Redis, tmp_path: Path, site: Site
) -> None:
    pdf = record("https://example.org/a.pdf", b"%PDF-1.7", kind="application/pdf")
    local = tmp_path / "local.warc.gz"
    local.write_bytes(packed(info(), *FIVE, pdf)[:-4])
    away = [record(f"https://example.net/{n}", HTML + f"{n * 7919:x}" * 9) for n in range(40)]
    # Three pieces, one of which is cut off once.
    long = b"".join(away) + record("https://example.net/long", bytes(2 * files.PIECE))
    asked = serve(site, "/away.warc", long, cut=1)
    done = newsmill("warc", str(local), site.at("/away.warc"), "--exclude-host", "*.com", "--json")
    assert done.code == 1
    assert [line for line in done.lines if "breaks off" in line]
    mine, other = json.loads(done.out)["sources"]
    assert (mine["handed_over"], mine["ended"]) == (5, "damaged")
    assert (other["found"], other["handed_over"], other["ended"]) == (41, 41, "finished")
    assert len(asked) == 4
    assert site.asked["/robots.txt"] == 0
    # Again, as Scrapy's users do it, and as if the first had been killed: nothing counts twice.
    local.write_bytes(packed(info(), *FIVE, pdf))
    again = run([tool("scrapy"), "crawl", "warc", "-a", f"file={local}"])
    assert again.code == 0, again.lines
    assert newsmill("work", "--burst", "--workers", "1", "--quiet").code == 0
    counts = status.outcomes(connection)["example.org"]
    assert sum(counts.values()) == 6
    assert counts["not-html"] == 1


@pytest.mark.journey
def test_each_file_is_one_job_and_a_closed_network_stays_closed(
    connection: Redis, tmp_path: Path, site: Site
) -> None:
    (tmp_path / "one.warc").write_bytes(b"".join(FIVE))
    (tmp_path / "warc.paths").write_text(f"one.warc\n{site.at('/two.warc')}\n")
    arguments = ("warc", str(tmp_path / "warc.paths"), "--include-host", "*", "--enqueue")
    assert newsmill(*arguments).lines == ["2 of 2 files queued; the others are known"]
    assert newsmill(*arguments).lines == ["0 of 2 files queued; the others are known"]
    crawls = queue.open_queue(connection, queue.CRAWL)
    away, here = crawls.scheduled_job_registry, crawls.finished_job_registry
    work = ("work", "--queues", "crawl", "--workers", "1")
    with running(*work, ALLOW_PRIVATE="192.0.2.0/24"):
        wait_for("the end of both jobs", lambda: away.count and here.count)
    done = [crawls.fetch_job(each) for each in here.get_job_ids()]
    assert [((job and job.return_value()) or {})["handed_over"] for job in done] == [5]
    assert away.count == 1  # it is tried again
    assert site.asked["/two.warc"] == 0
    assert rescue.unfinished(connection) == 1


@pytest.mark.journey
def test_reading_pauses_while_workers_are_behind_and_ends_when_it_is_told_to(
    connection: Redis, tmp_path: Path
) -> None:
    many = tmp_path / "many.warc"
    many.write_bytes(b"".join(story(number) for number in range(20_000)))
    slow = {"BATCH_PAGES": "1", "QUEUE_HIGH_WATER": "9", "QUEUE_LOW_WATER": "1"}
    with running("warc", str(many), **slow) as process:
        assert process.stderr
        assert b"downloading pauses" in process.stderr.readline()
        before = queue.backlog(connection)
        begun = time.monotonic()
        process.terminate()
        assert ended(process).code == 1
        assert time.monotonic() - begun < 10
    assert queue.backlog(connection) - before <= 2  # at most what was on its way
    assert before < 20_000


def test_a_job_that_was_given_up_can_be_queued_again(connection: Redis) -> None:
    assert warc_jobs.enqueue_files(connection, ["/a.warc"], {}) == 1
    crawls = queue.open_queue(connection, queue.CRAWL)
    (job,) = crawls.get_jobs()
    assert job.func is warc_jobs.crawl_file
    job.set_status(JobStatus.FAILED)
    assert warc_jobs.enqueue_files(connection, ["/a.warc"], {}) == 1
    assert warc_jobs.enqueue_files(connection, ["/a.warc"], {"since": "2026-05-01"}) == 1
    assert crawls.count == 2
