"""The short parts of a story that the jury loses: sub-headings, lists, tables, live headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import HEADINGS, Block
from cleaner.clutter import Match
from cleaner.votes.shape import TEXT_WORDS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Links of this share make a line a pointer rather than a part of the story.
LINKED = 0.5
# Cells look like furniture one by one; a table of results is left out for less than doubt.
TABLE_SURE = 0.4
# Signs of boxes that stand inside stories without being part of them.
_BOXES = frozenset(
    {
        "newsletter", "most-read", "related", "share", "comments", "cookie", "paywall",
        "advertisement", "caption", "author-bio", "byline", "tags", "promo", "breadcrumb", "footer",
        "hidden", "media", "sidebar", "date-stamp",
    }
)  # fmt: skip


def fill(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    likelihoods: Sequence[float],
    matches: Sequence[Match | None],
    chief: Sequence[float],
) -> list[bool]:
    """`keep` with the short parts inside a story put back: sub-headings, lists and tables.

    `likelihoods` are the jury's, `chief` the chief voter's votes. Alone such a line looks like
    furniture. What speaks for it: the chief voter keeps it, it stands in the element that holds the
    text around it, it is no link, and no phrase of clutter.
    """
    keep = _with_whole_tables(blocks, keep, likelihoods)
    filled = list(keep)
    for i in range(len(blocks) - 1):
        if keep[i + 1] and _heads_entry(blocks[i], blocks[i + 1]):
            filled[i] = True
    for run in _gaps(keep):
        before, after = blocks[run[0] - 1], blocks[run[-1] + 1]
        holder = _common(before, after)
        if holder is None:
            continue
        for i in run:
            block = blocks[i]
            inside = holder in block.ancestors and not _set_aside(block, holder)
            plain = matches[i] is None and block.link_chars < LINKED * len(block.text)
            # A heading right above a kept paragraph is that paragraph's, whatever the chief says.
            heads = block.tag in HEADINGS and keep[i + 1] and _siblings(block, blocks[i + 1])
            filled[i] = inside and plain and (heads or chief[i] > 0.5)
    return filled


def _with_whole_tables(
    blocks: Sequence[Block], keep: Sequence[bool], likelihoods: Sequence[float]
) -> list[bool]:
    """`keep` with each table's cells kept or removed together, by their mean likelihood."""
    tables: dict[HtmlElement, list[int]] = {}
    for i, block in enumerate(blocks):
        if block.tag in ("td", "th"):
            table = next((e for e in reversed(block.ancestors) if e.tag == "table"), None)
            if table is not None:
                tables.setdefault(table, []).append(i)
    whole = list(keep)
    for cells in tables.values():
        if all(len(blocks[i].words) < TEXT_WORDS for i in cells):
            kept = sum(likelihoods[i] for i in cells) > TABLE_SURE * len(cells)
            for i in cells:
                whole[i] = kept
    return whole


def _heads_entry(block: Block, below: Block) -> bool:
    """Whether the heading belongs to an entry of a live blog."""
    return (
        block.tag in HEADINGS
        and _siblings(block, below)
        and "live" in places.signs(block.ancestors[-2])
    )


def _gaps(keep: Sequence[bool]) -> Iterator[list[int]]:
    """Stretches of removed blocks between two kept ones."""
    kept = [i for i, k in enumerate(keep) if k]
    for one, other in pairwise(kept):
        if other - one > 1:
            yield list(range(one + 1, other))


def _common(one: Block, other: Block) -> HtmlElement | None:
    """The element that holds both paragraphs directly, or nearly."""
    near = one.ancestors[-3:-1]
    return next((element for element in reversed(other.ancestors[-3:-1]) if element in near), None)


def _siblings(one: Block, other: Block) -> bool:
    return one.ancestors[:-1] == other.ancestors[:-1]


def _set_aside(block: Block, holder: HtmlElement) -> bool:
    """Whether the block stands in a box of its own inside the story."""
    for element in reversed(block.ancestors):
        if element is holder:
            return False
        if (
            element.tag in ("aside", "figure", "form", "nav", "footer", "button")
            or places.signs(element) & _BOXES
        ):
            return True
    return False
