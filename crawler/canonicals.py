"""Pages that name another address as their canonical one, until it is known what that one gives.

A canonical link may lie. So a page is only dropped for the sake of its canonical address once that
address has been fetched, is a page, and bears one of the same titles; else the page itself goes on.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from crawler.pages import duplicate
from workers.page import Dropped, Page

if TYPE_CHECKING:
    from collections.abc import Iterable

Titles = frozenset[str]
Item = Page | Dropped

_MAX_WAITING = 50  # pages: of 10 MB at worst, of 100 KB mostly
_MAX_FATES = 5_000  # addresses: 3 MB; twins are fetched soon after each other


class Canonicals:
    """What is known of the addresses that pages name; all addresses are in canonical form."""

    def __init__(self) -> None:
        self._fates: OrderedDict[str, Titles | None] = OrderedDict()
        self._waiting: dict[str, list[tuple[Page, Titles]]] = {}

    def claim(
        self, page: Page, addresses: Iterable[str], target: str, titles: Titles
    ) -> list[Item]:
        """Take in `page`, found at `addresses`, which names `target` as its canonical address.

        Returns the items that are settled by that; `page` is not among them while it waits. If too
        many wait, that which has waited longest goes on.
        """
        # A page that points elsewhere is itself no canonical address for others.
        items = self.settle(addresses, None)
        if target in self._fates:
            return [*items, self._close(page, target, titles)]
        self._waiting.setdefault(target, []).append((page, titles))
        if sum(map(len, self._waiting.values())) > _MAX_WAITING:
            longest = next(iter(self._waiting))
            items += [waiting for waiting, _ in self._waiting.pop(longest)]
        return items

    def knows(self, target: str) -> bool:
        """Whether it is known what `target` has ended as."""
        return target in self._fates

    def settle(self, addresses: Iterable[str], titles: Titles | None) -> list[Item]:
        """Say that these addresses have ended as a page with `titles`, or as none (None).

        Returns the items that waited for that. What was said first of an address stands.
        """
        items: list[Item] = []
        for address in addresses:
            self._fates.setdefault(address, titles)
            for page, own in self._waiting.pop(address, []):
                items.append(self._close(page, address, own))
        while len(self._fates) > _MAX_FATES:
            self._fates.popitem(last=False)
        return items

    def rest(self) -> list[Item]:
        """Return the pages that still wait: their canonical address never came."""
        pages: list[Item] = [page for waiting in self._waiting.values() for page, _ in waiting]
        self._waiting.clear()
        return pages

    def _close(self, page: Page, target: str, titles: Titles) -> Item:
        fate = self._fates[target]
        if fate is None or (fate and titles and not fate & titles):
            return page
        return duplicate(page, target)
