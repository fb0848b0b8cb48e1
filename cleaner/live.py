"""The entries of a live blog: which element holds each, and the time that stands on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import Block
from cleaner.inline import fold_space
from cleaner.metadata.moments import has_time, iso, read_moment
from cleaner.metadata.stamps import looks_like_stamp

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Fewer parts with a time of their own are a story with an update or two.
LEAST_ENTRIES = 3
_EPOCHS = ("data-timestamp", "data-time", "data-date", "data-published", "data-unixtime")
# Seconds, or milliseconds, since 1970: what lies between 2001 and 2100.
_SECONDS = range(10**9, 41 * 10**8)


class Entries:
    """A live blog's entries: elements of one level, with text and a time or a telling class."""

    def __init__(self, blocks: Sequence[Block], keep: Sequence[bool]) -> None:
        self._stamps = _stamped(blocks)
        level = self._level(blocks, keep)
        self._elements = frozenset(level)

    def of(self, block: Block) -> HtmlElement | None:
        """The entry that holds the block."""
        return next((element for element in block.ancestors if element in self._elements), None)

    def time_of(self, entry: HtmlElement) -> str | None:
        """The entry's moment as ISO 8601, else its stamp as the page shows it."""
        found = entry.find(".//time")
        if found is not None:
            moment = _moment(found.get("datetime") or "")
            shown = fold_space(found.text_content())
            return moment or (shown if has_time(shown) else read_moment(shown))
        return _epoch(entry) or self._stamps.get(entry)

    def _level(self, blocks: Sequence[Block], keep: Sequence[bool]) -> list[HtmlElement]:
        """The children of the element that has most children which look like entries."""
        children: defaultdict[HtmlElement, dict[HtmlElement, None]] = defaultdict(dict)
        for block, kept in zip(blocks, keep, strict=True):
            if kept:
                for parent, child in zip(block.ancestors, block.ancestors[1:], strict=False):
                    children[parent][child] = None
        best: list[HtmlElement] = []
        for family in children.values():
            if len(family) >= LEAST_ENTRIES and len(family) > len(best):
                timed = [child for child in family if self._is_entry(child)]
                # The outermost level wins a draw: it was met first, and holds the headings too.
                if len(timed) > len(best):
                    best = timed
        return best if len(best) >= LEAST_ENTRIES else []

    def _is_entry(self, element: HtmlElement) -> bool:
        return (
            "live" in places.signs(element)
            or element in self._stamps
            or element.find(".//time") is not None
            or _epoch(element) is not None
        )


def _stamped(blocks: Sequence[Block]) -> dict[HtmlElement, str]:
    """Elements with a line that is nothing but a stamp: its text, the first one's of each."""
    stamps: dict[HtmlElement, str] = {}
    for block in blocks:
        if looks_like_stamp(block.text, block.words) and has_time(block.text):
            for element in block.ancestors[1:]:
                stamps.setdefault(element, block.text)
    return stamps


def _moment(text: str) -> str | None:
    """A moment with its offset; a time without one is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        said = read_moment(text)
        return said if said and "T" in said else None
    return iso(moment) if moment.tzinfo is not None else None


def _epoch(entry: HtmlElement) -> str | None:
    """The moment that the entry's own element carries as a number, in UTC."""
    for name in _EPOCHS:
        value = entry.get(name) or ""
        if value.isascii() and value.isdigit() and len(value) <= 13:
            seconds = int(value) // (1000 if len(value) == 13 else 1)
            if seconds in _SECONDS:
                return iso(datetime.fromtimestamp(seconds, UTC))
    return None
