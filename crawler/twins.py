"""Twins: a page that names another address as its own is held back until that one was fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.addresses import canonical, is_front_page
from crawler.canonicals import Canonicals
from crawler.frontier import CANONICAL, Candidate
from workers.page import Dropped, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.discovery.links import PageLinks
    from crawler.intake import Intake

Item = Page | Dropped


class Twins:
    """Decides what becomes of pages by their canonical addresses, and has these fetched."""

    def __init__(self, intake: Intake) -> None:
        self._intake, self._canonicals = intake, Canonicals()
        self._front = canonical(intake.source.url)

    async def settle(self, made: Item, links: PageLinks, passed: Sequence[str]) -> list[Item]:
        """Return the items that are settled by `made`, found at `passed`, itself mostly included.

        A page whose canonical address an earlier crawl fetched goes on: the workers know that one.
        """
        target = links.canonical
        if isinstance(made, Dropped):
            return [made, *self.end(passed)]
        if target is None or target in passed or not self.may_stand_for_others(target):
            return [made, *self._canonicals.settle(passed, links.titles)]
        if self._canonicals.knows(target) or await self._will_come(target, made):
            return self._canonicals.claim(made, passed, target, links.titles)
        return [made, *self.end(passed)]

    def end(self, passed: Sequence[str]) -> list[Item]:
        """Return the items that waited for addresses which have ended as no page."""
        return self._canonicals.settle(passed, None)

    def rest(self) -> list[Item]:
        """Return the pages that still wait."""
        return self._canonicals.rest()

    def may_stand_for_others(self, target: str) -> bool:
        """A front page named as canonical is a template's mistake; another site's is not ours."""
        return self._intake.on_site(target) and not is_front_page(target) and target != self._front

    async def _will_come(self, target: str, page: Page) -> bool:
        """Whether a canonical address is on its way; it is asked for if nobody did so far."""
        frontier = self._intake.frontier
        if target not in frontier.seen and not await self._intake.recall.known([target]):
            via = f"canonical of {page.url}"
            self._intake.admit([Candidate(target, via, self._intake.depth, CANONICAL)])
        return self._canonicals.knows(target) or frontier.hops(target) is not None
