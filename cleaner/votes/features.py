"""The page's own features: what a block looks like, where it stands, and who its neighbours are.

Each block becomes a sparse row, name to number; a name that is absent counts as 0. The weights of
these names are in weights.json.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.votes.chief import Chief
from cleaner.votes.lines import WEB_WORDS, Vocabulary, densest
from cleaner.votes.setting import Setting
from cleaner.votes.shape import TEXT_WORDS, Row, link_share, shape_of
from cleaner.votes.surroundings import Surroundings
from cleaner.words import words_of

# A kicker or a short headline of which the head's title says more.
PART = 0.9
# What a block's neighbours tell of themselves, and how it is called.
_TOLD_OF_NEIGHBOURS = frozenset({"words", "links", "ends-sentence", "tag:heading"})
_BEFORE, _AFTER = (
    {name: f"{side}:{name}" for name in (*_TOLD_OF_NEIGHBOURS, "clutter", "none")}
    for side in ("prev", "next")
)
# How much of what stands this near, on either side, is running text.
_WITHIN = ((3, "text-within-3"), (8, "text-within-8"))

__all__ = ["Hints", "PageFeatures", "Row", "find_headline"]


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What the page's head says that helps to judge its blocks."""

    headline: str | None = None
    standfirst: str | None = None


class _Shapes(dict[int, Row]):
    """The blocks' shapes by position, each found when it is first asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__()
        self._blocks = blocks

    def __missing__(self, i: int) -> Row:
        return self.setdefault(i, shape_of(self._blocks[i]))


class PageFeatures:
    """The features of one page's blocks, whoever is the chief voter.

    `matches` are the known phrases; `linked` the votes of JSON-LD's articleBody, 0 to 1 a block.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        matches: Sequence[Match | None],
        linked: Sequence[float],
        hints: Hints,
    ) -> None:
        self.blocks = blocks
        self.flat = bool(blocks) and blocks[0].element is None
        self.setting = Setting(blocks, _texty(blocks))
        self._matches = matches
        self._linked = linked
        self._shapes = _Shapes(blocks)
        self._headline = frozenset(words_of(hints.headline or ""))
        self._standfirst = frozenset(words_of(hints.standfirst or ""))
        self._repeats = Counter(block.text for block in blocks)
        self._texts_before = [0, *accumulate(words > 0 for words in self.setting.texty)]
        self._surroundings = Surroundings(self.setting.is_wide)
        self._has_linked_body = sum(vote > 0.5 for vote in linked) >= 3
        self._title_at = find_headline(blocks, hints.headline)
        self._stretch = self._densest_lines() if self.flat else []
        self._vocabulary = Vocabulary(blocks, self._stretch)
        self._rows: dict[int, Row] = {}

    def rows(self, votes: Sequence[float], wanted: Sequence[int] | None = None) -> list[Row]:
        """A row for each block, or for those at the positions `wanted`, in that order.

        `votes` are the chief voter's, 0 to 1 a block; flat text has none.
        """
        positions = range(len(self.blocks)) if wanted is None else wanted
        chief = Chief(self.setting, votes, self._stretch if self.flat else None)
        return [chief.add(i, self._own(i)) for i in positions]

    def _own(self, i: int) -> Row:
        """What is so whatever the chief voter says; found once, a copy each time."""
        if i not in self._rows:
            self._rows[i] = self._own_row(i)
        return self._rows[i].copy()

    def _own_row(self, i: int) -> Row:
        block = self.blocks[i]
        row: Row = {"bias": 1.0, **self._shapes[i]}
        if not WEB_WORDS.isdisjoint(block.words):
            row["web-words"] = 1.0
        match = self._matches[i]
        if match is not None:
            row[f"phrase:{match.kind}"] = 1.0
        self._likeness(i, row)
        self._neighbours(i, row)
        self._from_title(i, row)
        if self.flat:
            row.update(self._vocabulary.features(i, block))
        else:
            row["at"] = i / len(self.blocks)  # flat text comes with its parts in any order
            row["linked-data"] = self._linked[i]
            if self._has_linked_body:
                row["linked-data:absent"] = 1.0 - self._linked[i]
        if block.element is not None:
            row.update(self._surroundings.features(block))
            row.update(self.setting.features(i))
        return row

    def _likeness(self, i: int, row: Row) -> None:
        words = self.blocks[i].words
        if self._headline and not self._headline.isdisjoint(words):
            own = frozenset(words)
            row["like-headline"] = _jaccard(own, self._headline)
            if len(own) > 1 and len(own & self._headline) >= PART * len(own):
                row["in-headline"] = 1.0
        if self._standfirst and not self._standfirst.isdisjoint(words):
            row["like-standfirst"] = _jaccard(frozenset(words), self._standfirst)
        if self._repeats[self.blocks[i].text] > 1:
            row["repeats"] = 1.0

    def _neighbours(self, i: int, row: Row) -> None:
        n = len(self.blocks)
        for j, names in ((i - 1, _BEFORE), (i + 1, _AFTER)):
            if not 0 <= j < n:
                row[names["none"]] = 1.0
                continue
            shape = self._shapes[j]
            for feature in _TOLD_OF_NEIGHBOURS & shape.keys():
                row[names[feature]] = shape[feature]
            if self._matches[j] is not None:
                row[names["clutter"]] = 1.0
        text = self.setting.texty[i] > 0
        for reach, name in _WITHIN:
            start, end = max(0, i - reach), min(n, i + reach + 1)
            texts = self._texts_before[end] - self._texts_before[start] - text
            if texts:
                row[name] = texts / (end - start - 1)

    def _from_title(self, i: int, row: Row) -> None:
        if self._title_at is None:
            return
        distance = i - self._title_at
        side = "is-title" if distance == 0 else "before-title" if distance < 0 else "after-title"
        row[side] = 1.0
        if 0 < distance <= 5:
            row["just-after-title"] = 1.0

    def _densest_lines(self) -> list[int]:
        """Running text in the densest stretch of flat text's lines."""
        told = [
            bool(words) and match is None and "ends-sentence" in self._shapes[i]
            for i, (words, match) in enumerate(zip(self.setting.texty, self._matches, strict=True))
        ]
        return [i for i in densest(self.blocks, told) if self.setting.texty[i]]


def _texty(blocks: Sequence[Block]) -> list[int]:
    """The words of each block that is running text, else 0."""
    return [
        len(block.words) if len(block.words) >= TEXT_WORDS and link_share(block) < 0.3 else 0
        for block in blocks
    ]


def find_headline(blocks: Sequence[Block], headline: str | None) -> int | None:
    """The position of the block that says what the headline says, if any."""
    wanted = frozenset(words_of(headline or ""))
    if not wanted:
        return None
    best, best_score = None, 0.6  # under this the line shares words with the headline, no more
    for i, block in enumerate(blocks):
        if wanted.isdisjoint(block.words):
            continue
        score = _jaccard(frozenset(block.words), wanted) + 0.05 * (block.tag == "h1")
        if score > best_score:
            best, best_score = i, score
    return best


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0
