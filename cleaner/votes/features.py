"""The page's own features: what a block looks like, where it stands, and who its neighbours are.

Each block becomes a sparse row, name to number; a name that is absent counts as 0. The weights of
these names are in weights.json.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from cleaner.blocks import Block, words_of
from cleaner.clutter import Match
from cleaner.votes.lines import WEB_WORDS, Vocabulary, densest
from cleaner.votes.setting import Setting
from cleaner.votes.shape import TEXT_WORDS, Row, link_share, shape_of, size_of
from cleaner.votes.surroundings import Surroundings

# A kicker or a short headline of which the head's title says more.
PART = 0.9

__all__ = ["Ballots", "Hints", "Row", "describe", "find_headline"]


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What the page's head says that helps to judge its blocks."""

    headline: str | None = None
    standfirst: str | None = None
    body: str | None = None


@dataclass(kw_only=True)
class Ballots:
    """The votes of the others, a number a block each."""

    trafilatura: Sequence[float]
    linked_data: Sequence[float]


def describe(
    blocks: Sequence[Block],
    matches: Sequence[Match | None],
    ballots: Ballots,
    hints: Hints,
    wanted: Sequence[int] | None = None,
) -> list[Row]:
    """A row of features for each block, or for those at the positions `wanted`, in that order.

    `matches` are the known phrases.
    """
    page = _Page(blocks, matches, ballots, hints)
    return [page.row(position) for position in (range(len(blocks)) if wanted is None else wanted)]


class _Shapes(dict[int, Row]):
    """The blocks' shapes by position, each found when it is first asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__()
        self._blocks = blocks

    def __missing__(self, i: int) -> Row:
        return self.setdefault(i, shape_of(self._blocks[i]))


class _Page:
    def __init__(
        self,
        blocks: Sequence[Block],
        matches: Sequence[Match | None],
        ballots: Ballots,
        hints: Hints,
    ) -> None:
        self.blocks = blocks
        self.phrases = matches
        self.ballots = ballots
        self.flat = bool(blocks) and blocks[0].element is None
        self.shapes = _Shapes(blocks)
        self.headline = frozenset(words_of(hints.headline or ""))
        self.standfirst = frozenset(words_of(hints.standfirst or ""))
        self.repeats = Counter(block.text for block in blocks)
        self.texty = [
            len(b.words) if len(b.words) >= TEXT_WORDS and link_share(b) < 0.3 else 0
            for b in blocks
        ]
        self.texts_before = [0, *accumulate(words > 0 for words in self.texty)]
        self.setting = Setting(blocks, self.texty, ballots.trafilatura)
        self.surroundings = Surroundings(self.setting.is_wide)
        self.has_linked_body = sum(v > 0.5 for v in ballots.linked_data) >= 3
        self._span()
        self.title_at = find_headline(blocks, hints.headline)

    def row(self, i: int) -> Row:
        block = self.blocks[i]
        row: Row = {"bias": 1.0, **self.shapes[i]}
        if not WEB_WORDS.isdisjoint(block.words):
            row["web-words"] = 1.0
        match = self.phrases[i]
        if match is not None:
            row[f"phrase:{match.kind}"] = 1.0
        self._likeness(i, row)
        self._neighbours(i, row)
        self._position(i, row)
        if self.flat:
            row.update(self.vocabulary.features(i, block))
        if block.element is not None:
            row.update(self.surroundings.features(block))
            row.update(self.setting.features(i))
        self._votes(i, row)
        if "inside-text" in row and "links" in row:
            row["links:inside"] = row["links"]
            if "all-link" in row:
                row["all-link:inside"] = 1.0
        return row

    def _likeness(self, i: int, row: Row) -> None:
        words = frozenset(self.blocks[i].words)
        if self.headline:
            row["like-headline"] = _jaccard(words, self.headline)
            if len(words) > 1 and len(words & self.headline) >= PART * len(words):
                row["in-headline"] = 1.0
        if self.standfirst:
            row["like-standfirst"] = _jaccard(words, self.standfirst)
        if self.repeats[self.blocks[i].text] > 1:
            row["repeats"] = 1.0

    def _votes(self, i: int, row: Row) -> None:
        kept = self.ballots.trafilatura
        if not self.flat:
            row["trafilatura"] = kept[i]
            row["trafilatura:whole"] = float(kept[i] > 0.9)
            # Trafilatura's word counts for less on a label than on a paragraph.
            row[f"trafilatura:{size_of(len(self.blocks[i].words))}"] = kept[i]
            if "tag:heading" in row:
                row["trafilatura:heading"] = kept[i]
            if "inside-text" in row:
                row["trafilatura:inside"] = kept[i]
            for step, name in ((-1, "prev"), (1, "next"), (-2, "prev2"), (2, "next2")):
                if 0 <= i + step < len(kept):
                    row[f"trafilatura:{name}"] = kept[i + step]
            row["linked-data"] = self.ballots.linked_data[i]
            if self.has_linked_body:
                row["linked-data:absent"] = 1.0 - self.ballots.linked_data[i]

    def _neighbours(self, i: int, row: Row) -> None:
        n = len(self.blocks)
        for step, name in ((-1, "prev"), (1, "next")):
            j = i + step
            if 0 <= j < n:
                row[f"{name}:words"] = self.shapes[j]["words"]
                row[f"{name}:links"] = self.shapes[j].get("links", 0.0)
                row[f"{name}:sentence"] = self.shapes[j].get("ends-sentence", 0.0)
                if self.phrases[j] is not None:
                    row[f"{name}:clutter"] = 1.0
                row[f"{name}:heading"] = self.shapes[j].get("tag:heading", 0.0)
            else:
                row[f"{name}:none"] = 1.0
        for reach in (3, 8):
            start, end = max(0, i - reach), min(n, i + reach + 1)
            texts = self.texts_before[end] - self.texts_before[start] - (self.texty[i] > 0)
            row[f"text-within-{reach}"] = texts / max(1, end - start - 1)

    def _position(self, i: int, row: Row) -> None:
        if not self.flat:  # flat text comes with its parts in any order
            row["at"] = i / len(self.blocks)
        if self.first is not None and self.last is not None:
            if i < self.first:
                row["before-text"] = 1.0
                row["before-text:by"] = min(1.0, (self.first - i) / 20)
            elif i > self.last:
                row["after-text"] = 1.0
                row["after-text:by"] = min(1.0, (i - self.last) / 20)
            else:
                row["inside-text"] = 1.0
        if self.title_at is not None:
            distance = i - self.title_at
            row[
                "is-title" if distance == 0 else "before-title" if distance < 0 else "after-title"
            ] = 1.0
            if 0 < distance <= 5:
                row["just-after-title"] = 1.0

    def _span(self) -> None:
        """First and last block of running text, among those that the chief voter keeps.

        In flat text, those of the densest stretch of lines, and the words they use.
        """
        strong = [
            i
            for i, (vote, words) in enumerate(
                zip(self.ballots.trafilatura, self.texty, strict=True)
            )
            if words and vote > 0.5
        ]
        if self.flat:
            told = [
                bool(words) and match is None and "ends-sentence" in self.shapes[i]
                for i, (words, match) in enumerate(zip(self.texty, self.phrases, strict=True))
            ]
            strong = [i for i in densest(self.blocks, told) if self.texty[i]]
        self.vocabulary = Vocabulary(self.blocks, strong)
        self.first = strong[0] if strong else None
        self.last = strong[-1] if strong else None


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
