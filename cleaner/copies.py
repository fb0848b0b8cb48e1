"""Texts that a page holds twice: for phones and for desks, as an extract and whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.blocks import Block
from cleaner.posts import post_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Shorter lines repeat in honest texts: refrains, an interview's questions, "Continue reading".
COPY_WORDS = 10
# A single copy stands in a place with at most this part of the text that its twin's place holds.
# On the gold pages copies stand at 0.1 and less, an interview's repeated questions at 0.4 and more.
LIGHTER = 0.25
# Tables and code say the same thing on many lines.
_REPETITIVE = frozenset({"td", "th", "pre"})


def without_copies(blocks: Sequence[Block], keep: Sequence[bool]) -> list[bool]:
    """`keep` with each text that the page holds twice kept once, where most of the story stands.

    Two long texts in a row that repeat are copies wherever they stand. A single one is a copy only
    in a lighter place: a question may be asked twice.
    """
    kept = [i for i, is_kept in enumerate(keep) if is_kept and _may_be_copy(blocks[i])]
    weights = _weights([blocks[i] for i in kept])
    once = list(keep)
    for first, second in _runs(blocks, kept):
        long = sum(len(blocks[i].words) >= COPY_WORDS for i in first)
        one = sum(_weight(blocks[i], weights) for i in first)
        other = sum(_weight(blocks[i], weights) for i in second)
        lighter = min(one, other) <= LIGHTER * max(one, other)
        if long > 1 or (long and lighter):
            for i in first if one < other else second:
                once[i] = False
    return once


def _may_be_copy(block: Block) -> bool:
    return block.tag not in _REPETITIVE and post_of(block) is None  # a post is kept whole


def _runs(blocks: Sequence[Block], kept: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Stretches of kept blocks that repeat earlier ones, with those."""
    seen: dict[str, int] = {}
    runs: list[tuple[list[int], list[int]]] = []
    last = -1  # where the earlier copy's next block is looked for
    for at, i in enumerate(kept):
        text = blocks[i].text
        if last >= 0 and last < at and blocks[kept[last]].text == text:
            runs[-1][0].append(kept[last])
            runs[-1][1].append(i)
            last += 1
        elif text in seen:
            runs.append(([kept[seen[text]]], [i]))
            last = seen[text] + 1
        else:
            seen[text] = at
            last = -1
    return runs


def _weights(blocks: Sequence[Block]) -> Counter[HtmlElement]:
    """How many words of the story each element near its texts holds."""
    weights: Counter[HtmlElement] = Counter()
    for block in blocks:
        for element in block.ancestors[-3:-1]:
            weights[element] += len(block.words)
    return weights


def _weight(block: Block, weights: Counter[HtmlElement]) -> int:
    return sum(weights[element] for element in block.ancestors[-3:-1])
