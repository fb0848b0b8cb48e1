"""Outlets: where a crawl's pages go. Redis for the service, a function for a fetch in-process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cleaner.outcome import Outcome
from workers import outbox, queue
from workers.page import Dropped, Page
from workers.retention import room
from workers.visits import Visits

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Iterable, Sequence

    import redis
    from redis.client import Pipeline

    from workers.retention import Room
    from workers.settings import Settings
    from workers.visits import Trail

Item = Page | Dropped


class Outlet(Protocol):
    """What the pipeline hands pages over to. A call that raises may be made again."""

    batch_pages: int
    blocking: bool

    def deliver(self, items: deque[Item]) -> None:
        """Take `items`, removing each from the deque once it is safe."""

    def backlog(self) -> int:
        """Return how many jobs wait to be done."""

    def room(self) -> Room | None:
        """Return how much room the stream has behind the queue, if there is one."""

    def visits(self, site: str) -> Visits | None:
        """Return what is known of a site's addresses, if the outlet keeps that."""

    def note(self, token: str, visits: Visits, trails: Sequence[Trail]) -> None:
        """Have `trails` recorded when the item with this token is delivered, and not before."""


class RedisOutlet:
    """Queues pages for the workers, a batch a job, and records what was dropped.

    The trails of pages are recorded in the transaction that queues them. Raises redis.RedisError
    when the server cannot be had; what is still in the deque was not taken.
    """

    blocking = True  # network: to be called in a thread

    def __init__(self, connection: redis.Redis, settings: Settings) -> None:
        self.connection, self._settings = connection, settings
        self.batch_pages = settings.batch_pages
        self._trails: dict[str, tuple[Visits, Sequence[Trail]]] = {}

    def deliver(self, items: deque[Item]) -> None:
        """Queue up to `batch_pages` pages as one job at a time, then record the rest."""
        pages = [item for item in items if isinstance(item, Page)]
        drops = [item for item in items if isinstance(item, Dropped)]
        items.clear()
        items.extend([*pages, *drops])
        while items and isinstance(items[0], Page):
            batch = [item for item in list(items)[: self.batch_pages] if isinstance(item, Page)]
            with self.connection.pipeline(transaction=True) as step:
                timeout = self._settings.page_timeout
                queue.enqueue(self.connection, batch, page_timeout=timeout, pipeline=step)
                self._record(batch, step)
                step.execute()
            for page in batch:
                items.popleft()
                self._trails.pop(page.token, None)
        while items and isinstance(dropped := items[0], Dropped):
            outbox.reject(
                self.connection,
                dropped,
                Outcome(dropped.outcome),
                dropped.detail,
                self._settings,
            )
            # Afterwards: who dies in between asks again, which costs a request and no article.
            with self.connection.pipeline(transaction=True) as step:
                self._record([dropped], step)
                step.execute()
            items.popleft()
            self._trails.pop(dropped.token, None)

    def backlog(self) -> int:
        """Return how many jobs wait in the clean queue."""
        return queue.backlog(self.connection)

    def room(self) -> Room:
        """Return how much room the stream of articles has."""
        return room(self.connection, self._settings)

    def visits(self, site: str) -> Visits:
        """Return the visits of a site, as this Redis holds them."""
        return Visits(self.connection, site)

    def note(self, token: str, visits: Visits, trails: Sequence[Trail]) -> None:
        """Keep trails until their item is delivered."""
        self._trails[token] = (visits, trails)

    def _record(self, items: Iterable[Item], step: Pipeline) -> None:
        for item in items:
            if noted := self._trails.get(item.token):
                visits, trails = noted
                visits.record(trails, step)


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

    def room(self) -> None:
        """Return None: a function has no stream."""

    def visits(self, _: str) -> None:
        """Return None: a function forgets."""

    def note(self, token: str, visits: Visits, trails: Sequence[Trail]) -> None:
        """Do nothing."""
