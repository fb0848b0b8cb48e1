"""How much of each block stands in a given text: the common measure of voters that give text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cleaner.blocks import Block
from cleaner.words import words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Three words in a row rarely repeat by chance within a page; longer runs break at every edit.
RUN = 3


def overlap(blocks: Sequence[Block], lines: Iterable[str]) -> list[float]:
    """For each block the share, 0 to 1, of its word runs that also stand in `lines`.

    A block shorter than a run must be a line of its own there.
    """
    runs: set[tuple[str, ...]] = set()
    short: set[tuple[str, ...]] = set()
    whole = set(lines)
    if not whole:
        return [0.0] * len(blocks)
    known = {block.text: block.words for block in blocks}
    for line in whole:
        words = known.get(line) or words_of(line)
        runs.update(_runs(words))
        if len(words) < 2 * RUN:
            short.add(tuple(words))
    rows = {
        row: _share(tuple(words_of(" ".join(texts))), runs, short)
        for row, texts in row_texts(blocks).items()
    }
    shares: list[float] = []
    for block in blocks:
        row = row_of(block)
        if row is not None:
            shares.append(rows[row])
        else:
            whole_line = block.text in whole
            shares.append(1.0 if whole_line else _share(block.words, runs, short))
    return shares


def row_texts(blocks: Sequence[Block]) -> dict[HtmlElement, list[str]]:
    """The cells' texts of each table row: they are too short to be looked up one by one."""
    rows: defaultdict[HtmlElement, list[str]] = defaultdict(list)
    for block in blocks:
        row = row_of(block)
        if row is not None:
            rows[row].append(block.text)
    return rows


def row_of(block: Block) -> HtmlElement | None:
    """The row of a short table cell; a long one stands for itself."""
    if block.tag not in ("td", "th") or len(block.words) >= 2 * RUN:
        return None
    return block.ancestors[-2] if len(block.ancestors) > 1 else None


def _runs(words: Sequence[str]) -> zip[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def _share(
    words: tuple[str, ...], runs: set[tuple[str, ...]], short: set[tuple[str, ...]]
) -> float:
    if len(words) < RUN:
        return float(words in short)
    found = sum(map(runs.__contains__, _runs(words))) if runs else 0
    return found / (len(words) - RUN + 1)
