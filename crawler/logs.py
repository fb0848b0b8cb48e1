"""Logs: one line a message, and never a page's HTML."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, Literal

from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.faults import one_line
from workers.logs import JsonLines, event
from workers.page import Dropped, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Spider
    from twisted.python.failure import Failure

log = logging.getLogger(__name__)


class ShortFormatter(LogFormatter):
    """Scrapy's messages about items, with the item's address in place of its body."""

    def scraped(  # type: ignore[override]  # Scrapy takes None, and is silent
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        """Say that an item was made, which `fetched` does for ours."""
        if isinstance(item, Page | Dropped):
            fetched(item, response if isinstance(response, Response) else None)
            return None
        return self._result(logging.DEBUG, "item url=%s", _name(item))

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say that a pipeline dropped an item."""
        return self._result(logging.WARNING, "item dropped: url=%s", _name(item))

    def item_error(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say that a pipeline failed on an item."""
        return self._result(logging.ERROR, "page lost: url=%s", _name(item))

    @staticmethod
    def _result(level: int, message: str, name: str) -> LogFormatterResult:
        return {"level": level, "msg": message, "args": (name,)}


class OneLine(logging.Formatter):
    """Level and message in one line; of an exception its kind, its text and where it arose."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = f"{record.levelname.lower()}: {' '.join(record.getMessage().split())}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line += f" ({type(error).__name__}: {one_line(error)}"
            if frames := extract_tb(error.__traceback__):
                line += f", {Path(frames[-1].filename).name}:{frames[-1].lineno}"
            line += ")"
        return line


def fetched(item: Page | Dropped, response: Response | None = None) -> None:
    """Log a page that goes to the workers, or the outcome of one that never will.

    `page` is the id by which the workers' lines, and the stream's entry, name it too. `ms` is how
    long the server took to begin its answer.
    """
    if isinstance(item, Dropped):
        event(log, "page", outcome=item.outcome, url=item.url, page=item.token)
        return
    latency = response.meta.get("download_latency") if response and response.request else None
    took = {} if latency is None else {"ms": round(latency * 1000)}
    event(log, "fetched", page=item.token, url=item.url, status=item.status, **took)


def level_of(verbose: int) -> int:
    """The level of a command's log: warnings, with -v what we do, with -vv all of Scrapy's too."""
    return (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]


@contextmanager
def hushed(level: str) -> Iterator[None]:
    """Within, and for Scrapy from then on, let only warnings through; at DEBUG everything.

    Scrapy's process tells of itself when it is made, and sets its logs to DEBUG.
    """
    if level == "DEBUG":
        yield
        return
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        for library in ("scrapy", "twisted"):
            logging.getLogger(library).setLevel(logging.WARNING)


def to_stderr(level: int = logging.WARNING, log_format: Literal["text", "json"] = "text") -> None:
    """Send the process's log to stderr, a line a message, unless it is going somewhere already."""
    if logging.root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if log_format == "json" else OneLine())
    handler.setLevel(level)
    handler.addFilter(_is_news)
    logging.root.addHandler(handler)
    logging.root.setLevel(level)


def _is_news(record: logging.LogRecord) -> bool:
    """Scrapy's downloader warns of bodies that are too large, which the page's outcome says."""
    said = record.name.startswith("scrapy.core.downloader.handlers")
    return not said or record.levelno >= logging.ERROR


def _name(item: Any) -> str:
    return str(getattr(item, "url", type(item).__name__))
