"""How a block is set among the others: blocks set alike, the page's heart, wide boxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.blocks import Block
from cleaner.votes.shape import Row, link_share

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# An element that holds so much of the page's running text is its layout: what its class says
# ("with-sidebar", "paywall") is said of the story, too.
WIDE = 0.4
# Shorter texts give no points, as in Arc90's readability: 25 letters are a line.
LINE_LETTERS = 25
# A paragraph gives a point, one for each comma, and one for each hundred letters up to three.
LETTERS_A_POINT, MOST_FOR_LENGTH = 100, 3
_PARAGRAPHS = frozenset({"p", "li", "pre", "td"})
# The elements around a block, the nearest first.
PARENTS = ("parent", "parent2", "parent3")
# Levels below the heart that are told apart.
LEVELS = 4

Key = tuple[str, str | None, object]


class Setting:
    """What the page's blocks say together of where its story is.

    `texty` are the words of each block that is running text, else 0; `votes` the chief voter's.
    """

    def __init__(
        self, blocks: Sequence[Block], texty: Sequence[int], votes: Sequence[float]
    ) -> None:
        self._blocks = blocks
        self._votes = votes
        self._all_text = sum(texty) or 1
        self._held: defaultdict[HtmlElement, int] = defaultdict(int)
        self._points: defaultdict[HtmlElement, float] = defaultdict(float)
        self._keys = [_key(block) for block in blocks]
        self._parent_words: defaultdict[HtmlElement, int] = defaultdict(int)
        self._parent_kept: defaultdict[HtmlElement, float] = defaultdict(float)
        self._parent_text: defaultdict[HtmlElement, int] = defaultdict(int)
        self._words: defaultdict[Key, int] = defaultdict(int)
        self._kept: defaultdict[Key, float] = defaultdict(float)
        for block, key, words, vote in zip(blocks, self._keys, texty, votes, strict=True):
            if words:
                for element in block.ancestors:
                    self._held[element] += words
            size = len(block.words) or 1
            self._words[key] += size
            self._kept[key] += size * vote
            for parent in block.ancestors[-1 - len(PARENTS) : -1]:
                self._parent_words[parent] += size
                self._parent_kept[parent] += size * vote
                self._parent_text[parent] += words
            self._give_points(block)
        self._most = max(self._points.values(), default=0.0) or 1.0
        self._heart = max(self._points, key=self._points.__getitem__, default=None)

    def is_wide(self, element: HtmlElement) -> bool:
        """Whether the element holds much of the page's running text."""
        return self._held[element] > WIDE * self._all_text

    def features(self, i: int) -> Row:
        """The features of the block at position `i`."""
        return {**self._in_parents(i), **self._alike(i), **self._from_heart(i)}

    def _in_parents(self, i: int) -> Row:
        """How much text, and how much of what the chief voter keeps, the parents hold."""
        block, row = self._blocks[i], Row()
        size = len(block.words) or 1
        parents = reversed(block.ancestors[-1 - len(PARENTS) : -1])
        for parent, name in zip(parents, PARENTS, strict=False):
            words = self._parent_words[parent]
            row[f"{name}:text"] = self._parent_text[parent] / self._all_text
            row[f"{name}:text-share"] = self._parent_text[parent] / words
            if words > size:
                others = self._parent_kept[parent] - size * self._votes[i]
                row[f"{name}:kept"] = others / (words - size)
        return row

    def _alike(self, i: int) -> Row:
        """How much the chief voter keeps of the other blocks with the same tags and classes."""
        key, size = self._keys[i], len(self._blocks[i].words) or 1
        others = self._words[key] - size
        return {"alike:kept": (self._kept[key] - size * self._votes[i]) / others} if others else {}

    def _give_points(self, block: Block) -> None:
        """Points for the elements above a text, half of them one level up (Arc90's readability)."""
        if len(block.text) < LINE_LETTERS or len(block.ancestors) < 3:
            return
        length = min(len(block.text) / LETTERS_A_POINT, MOST_FOR_LENGTH)
        points = (1 + block.text.count(",") + length) * (1 - link_share(block))
        above = block.ancestors[:-1] if block.tag in _PARAGRAPHS else block.ancestors
        self._points[above[-1]] += points
        self._points[above[-2]] += points / 2

    def _from_heart(self, i: int) -> Row:
        """Where the block stands from the element with the most points."""
        block, voted = self._blocks[i], self._votes[i] > 0.5
        near = max(
            (self._points.get(element, 0.0) for element in block.ancestors[-3:]), default=0.0
        )
        row = {"points": near / self._most}
        if self._heart is None:
            return row
        if self._heart not in block.ancestors:
            row["heart:outside"] = 1.0
            if voted:
                row["heart:outside:kept"] = 1.0
            return row
        below = len(block.ancestors) - 1 - block.ancestors.index(self._heart)
        row[f"heart:below-{min(below, LEVELS)}"] = 1.0
        if not voted:
            row["heart:inside:removed"] = 1.0
        return row


def _key(block: Block) -> Key:
    """The block's tag and class, and those of the element around it."""
    if block.element is None:
        return block.tag, None, None
    parent = block.element.getparent()
    around = None if parent is None else (parent.tag, parent.get("class"))
    return block.tag, block.element.get("class"), around
