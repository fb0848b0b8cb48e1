"""Turns: whose request is next. Hosts that wait, or have as many in flight as they may, are passed.

Scrapy's own queue hands out the request of a host that waits, too, and such requests then take the
places of hosts that could answer. Here they stay in the queue, the likeliest articles in front.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface

from crawler.middlewares.patience import Patience

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler


class TurnsQueue(DownloaderAwarePriorityQueue):
    """Scrapy's DownloaderAwarePriorityQueue, asked only for hosts whose turn it is."""

    def __init__(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        super().__init__(crawler, *args, **kwargs)
        self._downloader_interface = _Turns(crawler)


class _Turns(DownloaderInterface):
    """Tells the queue of those hosts alone that may be asked now."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._patience = crawler.get_downloader_middleware(Patience)

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        """Return the requests in flight, and the name, of each slot whose turn it is."""
        # Those that wait for a robots.txt are in no slot, but count.
        busy = Counter(map(self.get_slot_key, self.downloader.active))
        return [
            (busy[slot], slot)
            for slot in possible_slots
            if busy[slot] < self._places(slot) and not self._waits(slot)
        ]

    def _places(self, slot: str) -> int:
        made = self.downloader.slots.get(slot)
        return made.concurrency if made else self.downloader.domain_concurrency

    def _waits(self, slot: str) -> bool:
        return self._patience is not None and self._patience.left(slot) > 0
