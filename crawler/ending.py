"""How a crawl ends within ten seconds of Ctrl-C or SIGTERM, whatever hangs.

What is under way may finish, then it is cut off, then what cannot be handed over is left: neither
is recorded, so the next crawl fetches it. A second signal ends the process at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler.middlewares.limits import OverLimit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

    from scrapy import Request
    from scrapy.core.engine import ExecutionEngine
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

# Seconds after the first signal, of the ten that systemd and people may have to wait.
CUT_AFTER = 4.0  # downloads: most pages take one; a page that drips may take for ever
LEAVE_AFTER = 7.0  # the hand-over: three seconds are many tries of a Redis that is there
EXIT_AFTER = 9.5  # the process, with threads that wait for a reply that does not come
FAILED, AT_ONCE = 1, 130  # exit codes: as a crawl that was stopped, as a shell's of Ctrl-C
_LOOK = 0.1  # how often it is looked whether all has ended


class Ending:
    """Whether the crawl is to end, and how far that is."""

    def __init__(self, crawlers: Callable[[], Iterable[Crawler]]) -> None:
        self.asked = False
        self.left = False
        self._crawlers = crawlers
        self._stopping: dict[Crawler, asyncio.Task[None]] = {}

    @contextmanager
    def on_signals(self, begin: Callable[[], None]) -> Iterator[None]:
        """Within, the first Ctrl-C or SIGTERM calls `begin`, in the main thread at any moment.

        From then on the process ends in time, and at once on a second one, also after leaving.
        """

        def note(_signal: int, _frame: FrameType | None) -> None:
            if self.asked:
                os._exit(AT_ONCE)
            self.asked = True
            exit_late = threading.Timer(EXIT_AFTER, _exit)
            exit_late.daemon = True
            exit_late.start()
            begin()

        before = {sign: signal.signal(sign, note) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            if not self.asked:
                for sign, handler in before.items():
                    signal.signal(sign, handler)

    async def end(self, ended: asyncio.Future[None]) -> None:
        """Stop all crawlers, less gently as time goes by; returns when `ended` or when it is left.

        Seconds count from the call.
        """
        clock = asyncio.get_running_loop().time
        begun = clock()
        cut = False
        while not ended.done():
            spent = clock() - begun
            if spent >= LEAVE_AFTER:
                self.left = True
                logger.warning(
                    "what was fetched last cannot be handed over in time: "
                    "the next crawl fetches it again"
                )
                return
            if not cut and spent >= CUT_AFTER:
                cut = True
                _hush()
                for crawler in self._crawlers():
                    _cut_off(crawler)
            for crawler in self._crawlers():  # some may have been about to start
                self._stop(crawler)
            await asyncio.wait([ended], timeout=_LOOK)

    def _stop(self, crawler: Crawler) -> None:
        engine = crawler._engine
        if crawler in self._stopping or engine is None or not engine.running:
            return
        if engine._slot is None or engine._slot.closing is not None:
            return  # it ends already, and would take a second wish for the end itself
        self._stopping[crawler] = asyncio.create_task(crawler.stop_async())
        _drop_unsent(engine)


def _drop_unsent(engine: ExecutionEngine) -> None:
    """End the requests that wait for their host's delay in the downloader."""
    for slot in list(engine.downloader.slots.values()):
        unsent = list(slot.queue)
        slot.queue.clear()
        for _, answer in unsent:
            answer.errback(OverLimit("the crawl ends"))


def _cut_off(crawler: Crawler) -> None:
    """Wait no longer for what is being downloaded."""
    engine = crawler._engine
    if engine is not None:
        _drop_unsent(engine)
        _forget(engine, set(engine.downloader.active))


def _forget(engine: ExecutionEngine, requests: set[Request]) -> None:
    """Have the engine end without these requests: no answer, no failure, nothing recorded."""
    slot = engine._slot
    if slot is None:
        return
    slot.inprogress.difference_update(requests)
    if slot.closing is not None and not slot.closing.called:
        slot._maybe_fire_closing()


def _hush() -> None:
    """Downloads that are cut off complain, when they are collected, that their engine is gone."""
    sys.unraisablehook = lambda _: None
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)


def _exit() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(FAILED)
