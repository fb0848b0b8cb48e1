"""Pages: a record of an archive → the Page or Dropped that it ends as, as if fetched on its day."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import brotli
from fastwarc.warc import WarcRecord, WarcRecordType
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from cleaner.outcome import Outcome
from crawler.addresses import BadAddress, checked
from crawler.faults import one_line
from crawler.pages import candidate, from_response
from crawler.warc.records import Record
from workers.page import Dropped, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler

_CHUNK = re.compile(rb"[0-9a-fA-F]{1,8}[ \t]*(;[^\r\n]*)?\r?\n")
_TAG = re.compile(rb"\s*(\xef\xbb\xbf)?\s*<[!?a-zA-Z]")
_CANNOT_UNPACK = (OSError, EOFError, ValueError, zlib.error, brotli.error)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which pages of an archive are wanted.

    Hosts are globs such as `*.example.org`, compared with the page's host, `www.` or not. The days
    are those on which it was fetched, in UTC, both included.
    """

    include_hosts: Sequence[str] = ()
    exclude_hosts: Sequence[str] = ()
    since: date | None = None
    until: date | None = None

    def wants(self, url: str, day: date) -> bool:
        """Whether a page of this address and day is wanted."""
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        host = (urlsplit(url).hostname or "").rstrip(".")
        if self.include_hosts and not _matches(host, self.include_hosts):
            return False
        return not _matches(host, self.exclude_hosts)


class PageReader:
    """Makes pages of the records of one file. `crawler` gives the limits for what is packed."""

    def __init__(self, file: str, choice: Choice, crawler: Crawler) -> None:
        self._file, self._choice = file, choice
        self._unpacker = HttpCompressionMiddleware(crawler=crawler)
        # It warns of each page with an encoding of its own invention.
        name = "scrapy.downloadermiddlewares.httpcompression"
        logging.getLogger(name).setLevel(logging.ERROR)

    def read(self, record: Record) -> Page | Dropped | None:
        """Return what a record ends as; None if it is no answer of a web server, or not wanted.

        Raises ValueError for a record that cannot be read.
        """
        try:
            archived = _parse(record)
        except OSError as error:
            raise ValueError(str(error)) from None
        url = (archived.headers.get("WARC-Target-URI") or "").strip("<> \t")
        if archived.record_type != WarcRecordType.response or not _is_web(url):
            return None
        fetched = _moment(archived.headers.get("WARC-Date") or "")
        if fetched is None:
            raise ValueError("a record does not say its date")
        if not self._choice.wants(url, fetched.date()):
            return None
        made = self._judge(record, archived, url)
        moment = fetched.isoformat(timespec="milliseconds")
        # The record counts once, however often its file is read, wherever a copy of that lies.
        place = archived.record_id or f"{record.offset}+{record.inner}"
        identity = f"{self._file.rpartition('/')[2]} {place} {moment} {url}"
        token = hashlib.sha256(identity.encode()).hexdigest()[:32]
        return made.model_copy(update={"fetched_at": moment, "token": token})

    def _judge(self, record: Record, archived: WarcRecord, url: str) -> Page | Dropped:
        cut = archived.headers.get("WARC-Truncated")
        if record.huge or cut == "length":
            return self._dropped(url, Outcome.TOO_LARGE, "the body is longer than may be read")
        try:
            if cut:
                raise ValueError(f"the archive has only a part of it ({cut})")
            response = self._response(record, archived, url)
            response = self._unpacked(response)
        except IgnoreRequest:
            reason = "the body unpacks to more than may be read"
            return self._dropped(url, Outcome.TOO_LARGE, reason)
        except (OSError, ValueError) as error:
            reason = f"broken: {one_line(error)}"
            return self._dropped(url, Outcome.NETWORK_ERROR, reason)
        return from_response(response, None)

    def _response(self, record: Record, archived: WarcRecord, url: str) -> Response:
        try:
            archived.parse_http(auto_decode="transfer", quirks_mode=True)
            body = archived.reader.read()
        except OSError:
            # Some crawlers keep the header and store the body without its chunks.
            archived = _parse(record)
            archived.parse_http(auto_decode="none", quirks_mode=True)
            body = archived.reader.read()
            if _CHUNK.match(body):
                raise ValueError("the answer ended too early") from None
        head = archived.http_headers
        if head.status_code is None:
            raise ValueError("the record holds no answer of a web server")
        headers: dict[str, list[str]] = {}
        for name, value in head.to_tuples():
            headers.setdefault(name, []).append(value)
        request = Request(url, meta=candidate(f"warc {self._file}", asked=url))
        return Response(url, head.status_code, headers, body, request=request)

    def _unpacked(self, response: Response) -> Response:
        assert response.request is not None
        try:
            unpacked = self._unpacker.process_response(response.request, response)
        except _CANNOT_UNPACK:
            # Some crawlers keep the header and store the body unpacked.
            if _TAG.match(response.body):
                return response
            raise ValueError("the body cannot be unpacked") from None
        assert isinstance(unpacked, Response)
        return unpacked

    def _dropped(self, url: str, outcome: Outcome, detail: str) -> Dropped:
        return Dropped(
            url=url.partition("#")[0],
            requested_url=url,
            outcome=outcome,
            detail=detail,
            fetched_at="",
            discovered_via=f"warc {self._file}",
        )


def _parse(record: Record) -> WarcRecord:
    # Quirks: lines that end without a carriage return, as in files that went through an editor.
    return WarcRecord.from_reader(io.BytesIO(record.content), quirks_mode=True)


def _is_web(url: str) -> bool:
    try:
        checked(url)
    except BadAddress:
        return False
    return True


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _matches(host: str, globs: Sequence[str]) -> bool:
    bare = host.removeprefix("www.")
    return any(fnmatchcase(host, glob) or fnmatchcase(bare, glob) for glob in globs)
