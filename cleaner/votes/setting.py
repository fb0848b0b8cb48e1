"""How a block is set among the others: blocks set alike, the page's heart, wide boxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING

from cleaner.blocks import Block
from cleaner.votes.shape import TEXT_WORDS, Row, link_share

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
_TEXT = tuple((f"{name}:text", f"{name}:text-share") for name in PARENTS)
# Levels below the heart that are told apart.
LEVELS = 4

# What a story is made of, if it is not mostly links.
STORY_TAGS = frozenset({"p", "li", "h2", "h3"})
MOSTLY_LINKS = 0.5

Key = tuple[str, str | None, object]


class Setting:
    """What the page's blocks say together of where its story is.

    `texty` are the words of each block that is running text, else 0.
    """

    def __init__(self, blocks: Sequence[Block], texty: Sequence[int]) -> None:
        self.texty = texty
        self.sizes = [len(block.words) or 1 for block in blocks]
        self.keys = [_key(block) for block in blocks]
        self._blocks = blocks
        self._all_text = sum(texty) or 1
        self._held: defaultdict[HtmlElement, int] = defaultdict(int)
        self._points: defaultdict[HtmlElement, float] = defaultdict(float)
        self._parent_words: defaultdict[HtmlElement, int] = defaultdict(int)
        self._parent_text: defaultdict[HtmlElement, int] = defaultdict(int)
        self._words: defaultdict[Key, int] = defaultdict(int)
        for i, (block, key, size) in enumerate(zip(blocks, self.keys, self.sizes, strict=True)):
            words = texty[i]
            if words:
                for element in block.ancestors:
                    self._held[element] += words
            self._words[key] += size
            for parent in self.parents(i):
                self._parent_words[parent] += size
                self._parent_text[parent] += words
            self._give_points(block)
        self._most = max(self._points.values(), default=0.0) or 1.0
        self.heart = max(self._points, key=self._points.__getitem__, default=None)

    def is_wide(self, element: HtmlElement) -> bool:
        """Whether the element holds much of the page's running text."""
        return self._held[element] > WIDE * self._all_text

    def parents(self, i: int) -> Sequence[HtmlElement]:
        """The elements around the block at position `i`, the nearest first, as many as PARENTS."""
        return self._blocks[i].ancestors[-2 : -2 - len(PARENTS) : -1]

    def words_in(self, parent: HtmlElement) -> int:
        """The words in the blocks of which the element is one of the parents."""
        return self._parent_words[parent]

    def words_set(self, key: Key) -> int:
        """The words in the blocks set alike."""
        return self._words[key]

    def in_heart(self) -> list[float]:
        """A vote a block: 1 for text in the element with the most points, else 0."""
        return [float(self._is_story(block)) for block in self._blocks]

    def _is_story(self, block: Block) -> bool:
        return (
            self.heart in block.ancestors
            and (block.tag in STORY_TAGS or len(block.words) >= TEXT_WORDS)
            and link_share(block) < MOSTLY_LINKS
        )

    def features(self, i: int) -> Row:
        """The features of the block at position `i`."""
        return {**self._in_parents(i), **self._from_heart(i)}

    def _in_parents(self, i: int) -> Row:
        """How much text the parents hold, of all the page's and of their own."""
        row = Row()
        for parent, (of_page, of_parent) in zip(self.parents(i), _TEXT, strict=False):
            text = self._parent_text[parent]
            if text:
                row[of_page] = text / self._all_text
                row[of_parent] = text / self._parent_words[parent]
        return row

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
        ancestors = self._blocks[i].ancestors
        near = max(map(self._points.get, ancestors[-3:], repeat(0.0)), default=0.0)
        row = {"points": near / self._most} if near else {}
        if self.heart is None:
            return row
        if self.heart not in ancestors:
            row["heart:outside"] = 1.0
        else:
            below = len(ancestors) - 1 - ancestors.index(self.heart)
            row[f"heart:below-{min(below, LEVELS)}"] = 1.0
        return row


def _key(block: Block) -> Key:
    """The block's tag and class, and those of the element around it."""
    if block.element is None:
        return block.tag, None, None
    parent = block.element.getparent()
    around = None if parent is None else (parent.tag, parent.get("class"))
    return block.tag, block.element.get("class"), around
