"""The sample site's HTTP server, on loopback."""

from __future__ import annotations

import gzip
import socketserver
import struct
import sys
import threading
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import brotli

from crawler.sample.folders import PAGES, PageFolder, read_folders
from crawler.sample.indexes import index_bodies

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

COMPRESSORS = {"gzip": gzip.compress, "br": brotli.compress}


@dataclass(frozen=True)
class Answer:
    """What goes back to the client, before compression."""

    status: int
    content_type: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    compress: str = ""


class SampleSite:
    """The sample news site on a port of 127.0.0.1; it serves from the constructor's end to `close`.

        with SampleSite() as site:
            ...                 # site.url, site.requests
            site.edition = 2    # some stories have changed

    `port` 0 takes any free one; a taken one raises OSError, a wrong key in a
    response.toml ValueError. `pages` is the folder of page folders.
    View counters tick at each GET of their page. `requests` is the log: (path with query, status).
    """

    def __init__(self, port: int = 0, edition: int = 1, pages: Path = PAGES) -> None:
        self.requests: list[tuple[str, int]] = []
        self._pages = pages
        self._visits: Counter[str] = Counter()
        self._tries: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        try:
            self.edition = edition
        except BaseException:
            self._server.server_close()
            raise
        threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},  # seconds `close` may wait
            name="sample-site",
            daemon=True,
        ).start()

    @property
    def edition(self) -> int:
        """Which state of the stories is shown, from 1; setting it reads the folders anew."""
        return self._edition

    @edition.setter
    def edition(self, edition: int) -> None:
        folders = read_folders(self._pages, edition)
        indexes = index_bodies(folders, self.url.rstrip("/"))
        with self._lock:
            self._edition = edition
            self._folders = {page.response.path: page for page in folders}
            self._indexes = indexes

    def close(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def answer(self, target: str, *, counts: bool = True) -> Answer:
        """The answer to a request of `target` (path and query); `counts`: it is a visit."""
        path = urlsplit(target).path
        if path.startswith("/media/"):
            return Answer(200, "image/png", PIXEL)
        with self._lock:
            page, index = self._folders.get(path), self._indexes.get(path)
        if page is not None:
            return self._page_answer(page, counts=counts)
        if index is not None:
            return Answer(200, f"{index[0]}; charset=utf-8", index[1].encode())
        slashed = path[:-1] if path.endswith("/") else path + "/"
        if slashed in self._folders or slashed in self._indexes:
            return Answer(301, "text/plain; charset=utf-8", headers={"Location": slashed})
        return Answer(404, "text/plain; charset=utf-8", b"There is no such page.\n")

    def log(self, target: str, status: int) -> None:
        """Note an answered request."""
        with self._lock:
            self.requests.append((target, status))

    def _page_answer(self, page: PageFolder, *, counts: bool) -> Answer:
        response = page.response
        with self._lock:
            self._tries[response.path] += 1
            fails = self._tries[response.path] <= response.fails
            self._visits[response.path] += counts and not fails
            visit = max(self._visits[response.path], 1)
        time.sleep(response.delay)
        if fails:
            return Answer(500, "text/plain; charset=utf-8", b"Out of order, try again.\n")
        kind = response.content_type
        if response.declare_charset and kind.startswith("text/"):
            kind += f"; charset={response.charset}"
        return Answer(
            response.status,
            kind,
            page.body(self.url.rstrip("/"), visit),
            {"Location": response.redirect} if response.redirect else {},
            response.compress,
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a crawler may open all its connections at once

    def __init__(self, address: tuple[str, int], site: SampleSite) -> None:
        self.site = site
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without HTTPServer's look-up of the host's name, which asks the DNS."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are no news; everything else is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keep-alive
    server: _Server
    timeout = 60  # seconds a connection may idle
    wbufsize = -1  # headers and body leave in one packet, or the client waits for its delayed ACK

    def do_GET(self) -> None:
        """Answer with headers and body."""
        self._send(self.server.site.answer(self.path))

    def do_HEAD(self) -> None:
        """Answer with GET's headers alone; counters stay."""
        self._send(self.server.site.answer(self.path, counts=False), head=True)

    def _send(self, answer: Answer, *, head: bool = False) -> None:
        body = answer.body
        self.server.site.log(self.path, answer.status)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.compress:
            self.send_header("Vary", "Accept-Encoding")
            if accepts(self.headers.get("Accept-Encoding", ""), answer.compress):
                self.send_header("Content-Encoding", answer.compress)
                body = COMPRESSORS[answer.compress](body)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not head:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `SampleSite.requests` is the log."""


def accepts(header: str, coding: str) -> bool:
    """Whether an Accept-Encoding header allows this coding."""
    for offer in header.split(","):
        name, _, quality = offer.strip().partition(";")
        if name.strip().lower() == coding:
            return quality.replace(" ", "") not in ("q=0", "q=0.0")
    return False


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# What every picture of the site shows: one grey pixel.
PIXEL = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\x80"))
    + _chunk(b"IEND", b"")
)
