"""A real HTTP server that answers as each test scripts it."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Looks the path up in the server's script; what is not there is a 404."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        site = self.server.site
        with site.lock:
            site.asked[self.path] += 1
            site.agents.add(self.headers.get("User-Agent", ""))
        answer = site.script.get(self.path)
        if answer is None:
            self.reply(404, b"<p>No such page</p>")
        else:
            answer(self)

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        """Answer; header names have _ for -, and a content type unless one is given."""
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Content-Type", "text/html; charset=utf-8")
        named.setdefault("Content-Length", str(len(body)))
        for name, value in named.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site


@dataclass
class Site:
    """A scripted site: `site.page(path, html)` and so on; `asked` counts requests by path."""

    url: str = ""
    script: dict[str, Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)

    def at(self, path: str) -> str:
        return self.url + path

    def add(self, path: str, status: int, body: bytes = b"", **headers: str) -> None:
        self.script[path] = lambda handler: handler.reply(status, body, **headers)

    def page(self, path: str, body: str = "", *, title: str = "", head: str = "") -> None:
        text = f"<html><head><title>{title or path}</title>{head}</head><body>{body}</body></html>"
        self.add(path, 200, text.encode())

    def front(self, *paths: str, head: str = "") -> None:
        """A front page that links to `paths`."""
        self.page("/", "".join(f'<a href="{path}">{path}</a>' for path in paths), head=head)

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        self.add(path, status, Location=target)

    def xml(self, path: str, text: str, **headers: str) -> None:
        self.add(path, 200, text.encode(), Content_Type="application/xml", **headers)

    def slow(self, path: str, seconds: float) -> None:
        """Let the answer that is scripted for `path` wait."""
        scripted = self.script[path]

        def answer(handler: Handler) -> None:
            time.sleep(seconds)
            scripted(handler)

        self.script[path] = answer

    def failing_first(self, path: str, times: int, status: int = 500) -> None:
        """Answer `status` so many times, then a page."""

        def answer(handler: Handler) -> None:
            if self.asked[path] <= times:
                handler.reply(status, b"<p>Trouble</p>")
            else:
                handler.reply(200, b"<html><body>Healed</body></html>")

        self.script[path] = answer

    def endless(self, path: str, piece: bytes, pause: float = 0.0) -> None:
        """Send `piece` for ever, `pause` seconds apart, until the client or the test ends it."""

        def answer(handler: Handler) -> None:
            handler.close_connection = True
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.send_header("Connection", "close")
            handler.end_headers()
            while not self.ended.is_set():
                try:
                    handler.wfile.write(piece)
                except OSError:
                    return
                time.sleep(pause)

        self.script[path] = answer

    def gzipped(self, path: str, body: bytes, content_type: str = "text/html") -> None:
        packed = gzip.compress(body)
        self.add(path, 200, packed, Content_Encoding="gzip", Content_Type=content_type)


@contextmanager
def served(host: str, port: int = 0) -> Iterator[Site]:
    """A scripted site of that loopback address, with a robots.txt that allows all."""
    made = Site()
    with Server((host, port), Handler) as server:
        server.site = made
        made.url = f"http://{host}:{server.server_address[1]}"
        made.add("/robots.txt", 200, b"User-agent: *\nAllow: /\n", Content_Type="text/plain")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield made
        made.ended.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    """A scripted site of 127.0.0.1 with a robots.txt that allows all and an empty sitemap."""
    with served("127.0.0.1") as made:
        yield made
