"""A crawl of a large site in sitemaps: is memory flat, and how long does a second crawl take?

    python -m tests.benchmarks.crawl --urls 100000

Serves a generated site on 127.0.0.1 and crawls it twice into a Redis of its own; the second time no
page is new, but every sitemap has another body. Throws away what is queued, as fast workers would,
and prints the crawling process's memory at every tenth.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from multiprocessing import Process, Queue
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import redis

_A_SITEMAP = 5_000  # addresses
_PAGE = "<html><head><title>Page {n}</title></head><body><p>Page {n} of many.</p></body></html>"
_CRAWL = """
import json, os, sys, time
from crawler.crawl import crawl
from crawler.sources import Source
from workers.server import open_server
from workers.settings import load

step, items = int(sys.argv[2]), 0

def rss():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

def say():
    took = time.perf_counter() - begun
    print(f"  {items:>9,} pages {rss():6.0f} MB {took:7.1f} s", flush=True)
    return took

def told(report, item):
    global items
    items += 1
    if items % step == 0:
        say()

settings = load()
with open_server(settings) as connection:
    begun = time.perf_counter()
    source = Source(url=sys.argv[1], concurrency=16)
    crawl([source], settings=settings, connection=connection, on_progress=told)
    took = say()
print(json.dumps({"items": items, "seconds": took}), flush=True)
"""


class Site:
    """The generated site: pages, sitemaps and an index; counts what it is asked for."""

    def __init__(self, urls: int) -> None:
        self.urls, self.url = urls, ""
        self.asked: Counter[str] = Counter()

    async def serve(self, port: Queue[int]) -> None:
        """Answer on a free port until the process ends; the port goes into `port`."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        number = server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{number}"
        port.put(number)
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                status, kind, body = self._answer(head.split(b" ", 2)[1].decode())
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, path: str) -> tuple[str, str, bytes]:
        name = path.strip("/").partition("-")[0] or "front"
        if name == "asked":
            counts, self.asked = self.asked, Counter()
            return "200 OK", "application/json", json.dumps(counts).encode()
        self.asked[name] += 1
        if path == "/robots.txt":
            return "200 OK", "text/plain", f"Sitemap: {self.url}/index.xml".encode()
        if path == "/index.xml":
            maps = range(-(-self.urls // _A_SITEMAP))
            entries = (f"<sitemap><loc>{self.url}/map-{n}.xml</loc></sitemap>" for n in maps)
            return "200 OK", "application/xml", _xml("sitemapindex", entries)
        if name == "map":
            number = int(path.rpartition("-")[2].partition(".")[0])
            pages = range(number * _A_SITEMAP, min((number + 1) * _A_SITEMAP, self.urls))
            entries = (f"<url><loc>{self.url}/story-{n}</loc></url>" for n in pages)
            return "200 OK", "application/xml", _xml("urlset", entries)
        return "200 OK", "text/html", _PAGE.format(n=path).encode()


def _xml(root: str, entries: Any) -> bytes:
    # The time: another body each time, as if an entry had changed.
    return f"<{root}><!-- {time.time_ns()} -->{''.join(entries)}</{root}>".encode()


def _serve(urls: int, port: Queue[int]) -> None:
    asyncio.run(Site(urls).serve(port))


def _consume(connection: redis.Redis, ended: threading.Event) -> None:
    """Throw away what is queued."""
    from workers.queue import CLEAN, open_queue

    key = open_queue(connection, CLEAN).key
    while not ended.wait(0.2):
        found: Any = connection.lpop(key, 1_000)
        if found:
            connection.delete(*(f"rq:job:{job.decode()}" for job in found))


def _crawl(url: str, step: int) -> dict[str, float]:
    done = subprocess.Popen(
        [sys.executable, "-c", _CRAWL, url, str(step)], stdout=subprocess.PIPE, text=True
    )
    last = ""
    assert done.stdout is not None
    for line in done.stdout:
        if not line.startswith("{"):
            print(line, end="", flush=True)
        last = line
    if done.wait():
        raise SystemExit(f"the crawl ended with {done.returncode}")
    found: dict[str, float] = json.loads(last)
    return found


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--urls", type=int, default=100_000)
    urls = parser.parse_args().urls
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "NEWSMILL_STATE_DIR": str(Path(folder) / "state"),
            "NEWSMILL_ALLOW_PRIVATE": "127.0.0.0/8",
            "NEWSMILL_QUEUE_HIGH_WATER": "1000000",
            "NEWSMILL_BATCH_PAGES": "50",
        }
        from workers.server import open_server
        from workers.settings import load

        port: Queue[int] = Queue()
        serving = Process(target=_serve, args=(urls, port), daemon=True)
        serving.start()
        url = f"http://127.0.0.1:{port.get()}/"
        ended = threading.Event()
        with open_server(load()) as connection:
            consumer = threading.Thread(target=_consume, args=(connection, ended))
            consumer.start()
            try:
                first = _measure("first crawl", url, urls)
                second = _measure("second crawl, every sitemap changed", url, urls)
            finally:
                ended.set()
                consumer.join()
            used: Any = connection.info("memory")
            print(f"Redis: {used['used_memory'] / 1e6:.0f} MB for the visits")
        serving.kill()
    print(f"the second took a {first / second:.0f}th of the first's time")


def _measure(what: str, url: str, urls: int) -> float:
    import urllib.request

    print(what, flush=True)
    took = _crawl(url, max(1, urls // 10))["seconds"]
    with urllib.request.urlopen(f"{url}asked") as answer:
        counts = json.load(answer)
    print("  asked for: " + ", ".join(f"{n} {name}" for name, n in sorted(counts.items())))
    return took


if __name__ == "__main__":
    main()
