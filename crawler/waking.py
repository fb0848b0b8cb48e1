"""Waking the engine: it looks for its next request when one has ended, and every five seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def wake(crawler: Crawler | None) -> None:
    """Have the engine look now, unless it has not begun or is closing."""
    engine = crawler and crawler._engine
    slot = engine and engine._slot
    if slot and slot.closing is None and slot.nextcall is not None:
        slot.nextcall.schedule()
