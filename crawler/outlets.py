"""Outlets: where a crawl's pages go. Redis for the service, a function for a fetch in-process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cleaner.outcome import Outcome
from workers import outbox, queue
from workers.page import Dropped, Page

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable

    import redis

    from workers.settings import Settings

Item = Page | Dropped


class Outlet(Protocol):
    """What the pipeline hands pages over to. A call that raises may be made again."""

    batch_pages: int
    blocking: bool

    def deliver(self, items: deque[Item]) -> None:
        """Take `items`, removing each from the deque once it is safe."""

    def backlog(self) -> int:
        """Return how many jobs wait to be done."""


class RedisOutlet:
    """Queues pages for the workers, a batch a job, and records what was dropped.

    Raises redis.RedisError when the server cannot be had; what is still in the deque was not taken.
    """

    blocking = True  # network: to be called in a thread

    def __init__(self, connection: redis.Redis, settings: Settings) -> None:
        self._connection, self._settings = connection, settings
        self.batch_pages = settings.batch_pages

    def deliver(self, items: deque[Item]) -> None:
        """Queue up to `batch_pages` pages as one job at a time, then record the rest."""
        pages = [item for item in items if isinstance(item, Page)]
        drops = [item for item in items if isinstance(item, Dropped)]
        items.clear()
        items.extend([*pages, *drops])
        while items and isinstance(items[0], Page):
            batch = [item for item in list(items)[: self.batch_pages] if isinstance(item, Page)]
            queue.enqueue(self._connection, batch, page_timeout=self._settings.page_timeout)
            for _ in batch:
                items.popleft()
        while items and isinstance(dropped := items[0], Dropped):
            outbox.reject(
                self._connection,
                dropped,
                Outcome(dropped.outcome),
                dropped.detail,
                max_entries=self._settings.rejected_max_entries,
            )
            items.popleft()

    def backlog(self) -> int:
        """Return how many jobs wait in the clean queue."""
        return queue.backlog(self._connection)


class SinkOutlet:
    """Gives each item to a function, in the crawl's own thread: it should not take long."""

    blocking = False
    batch_pages = 1

    def __init__(self, sink: Callable[[Item], None]) -> None:
        self._sink = sink

    def deliver(self, items: deque[Item]) -> None:
        """Give each item to the function."""
        while items:
            self._sink(items[0])
            items.popleft()

    def backlog(self) -> int:
        """Return 0: a function has no queue."""
        return 0
