"""Files: an archive opened where it lies, on this machine or behind HTTP."""

from __future__ import annotations

import asyncio
import concurrent.futures
import re
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError

from crawler.faults import one_line
from crawler.middlewares.conditional import header
from crawler.sources import SourcesError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

    from scrapy.http import Response

# Bytes asked for at a time: a second of a good line, and all that is held of the file. On a lost
# connection no more than this is fetched again.
PIECE = 4_000_000
_RETRIES = 5  # of a piece: a file of 1 GB is 250 of them, and one that fails costs the whole rest
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)$")


class Unreachable(Exception):  # noqa: N818 - it says what the file is
    """The rest of the file cannot be had now. Its text says why: read the file again later."""


class LocalFile:
    """A file of this machine. Raises SourcesError when there is none."""

    def __init__(self, path: str) -> None:
        try:
            self._file = Path(path).open("rb")  # noqa: SIM115 - `close` is for that
            self.size: int | None = Path(path).stat().st_size
        except OSError as error:
            raise SourcesError(f"{path}: cannot be read: {error.strerror}") from None

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end. Raises Unreachable."""
        try:
            return self._file.read(size)
        except OSError as error:
            raise Unreachable(str(error)) from None

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


class RemoteFile:
    """A file behind HTTP, fetched piece by piece as it is read, through Scrapy.

    So what holds for pages holds here: no private address, retries, redirects, one's user agent. To
    be read in a thread other than that of `loop`, where `download` runs.
    """

    def __init__(
        self,
        url: str,
        download: Callable[[Request], Coroutine[None, None, Response]],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._url, self._download, self._loop = url, download, loop
        self._piece, self._place = memoryview(b""), 0
        self._version: bytes | None = None
        self._pending: Future[Response] | None = None
        self._closed = False
        self.size: int | None = None

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end. Raises Unreachable."""
        if not self._piece and (self.size is None or self._place < self.size):
            self._piece = memoryview(self._fetch())
        taken, self._piece = bytes(self._piece[:size]), self._piece[size:]
        return taken

    def close(self) -> None:
        """Stop what is being fetched; whoever is reading gets Unreachable. From any thread."""
        self._closed = True
        if self._pending:
            self._pending.cancel()

    def _fetch(self) -> bytes:
        """Return the next piece, which is never empty."""
        request = Request(
            self._url,
            headers={
                "Range": f"bytes={self._place}-{self._place + PIECE - 1}",
                "Accept-Encoding": "identity",  # the file's own packing is all there is to be
            },
            meta={
                "dont_obey_robotstxt": True,  # a person named this very file
                "download_maxsize": PIECE,
                "max_retry_times": _RETRIES,
            },
            dont_filter=True,
        )
        response = self._wait_for(request)
        body = response.body
        if response.status == 200 and not self._place:  # a small file of a server without ranges
            self.size = len(body)
        elif response.status == 206:
            self._check(response, len(body))
        else:
            raise Unreachable(f"{self._url} answers {response.status}")
        self._place += len(body)
        return body

    def _check(self, response: Response, got: int) -> None:
        """Raise Unreachable if the piece is none of the file that was begun."""
        said = _RANGE.match(header(response, "Content-Range") or "")
        if not said or int(said[1]) != self._place or not got:
            raise Unreachable(f"{self._url} sends another part than was asked for")
        version = response.headers.get("ETag")
        if self.size is not None and (int(said[3]), version) != (self.size, self._version):
            raise Unreachable(f"{self._url} has changed while it was read")
        self.size, self._version = int(said[3]), version

    def _wait_for(self, request: Request) -> Response:
        if self._closed:
            raise Unreachable("it is no longer wanted")
        self._pending = asyncio.run_coroutine_threadsafe(self._download(request), self._loop)
        try:
            return self._pending.result()
        except (concurrent.futures.CancelledError, asyncio.CancelledError):
            raise Unreachable("it is no longer wanted") from None
        except DownloadCancelledError:
            raise Unreachable(
                f"{self._url}: the server sends the whole file when asked for a part; "
                "download it, and name the file on disk"
            ) from None
        except Exception as error:
            text = one_line(error) or type(error).__name__
            raise Unreachable(f"{self._url}: {text}") from None
