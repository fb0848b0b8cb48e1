"""What lines without markup say of each other: where the story stands, and which words it uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from cleaner.blocks import Block
from cleaner.votes.shape import Row

# A line that is no running text takes away what so many words of it give. Best of 6, 10, 13, 16,
# 20, 25 and 35 on held-out sites.
LOSS = 13
# A longer line gives no more: one long legal notice is no story.
MOST_WORDS = 60
# Words that nearly every language uses for what surrounds a story. A line with one of them says
# nothing about where the story is.
WEB_WORDS = frozenset({"cookie", "cookies", "gdpr", "dsgvo", "rgpd", "newsletter", "newsletters"})
# A line with so many terms has enough to be compared in full.
FULL_TERMS = 8


def densest(blocks: Sequence[Block], told: Sequence[bool]) -> range:
    """The stretch of lines that holds the most running text for its other lines.

    `told` says which lines are running text. The stretch is the maximum subarray of the lines'
    words (Kadane; Finn, Kushmerick and Smyth's body text extraction uses the same idea on tokens).
    """
    best, most = range(0), 0.0
    start, total = 0, 0.0
    for i, block in enumerate(blocks):
        if total <= 0:
            start, total = i, 0.0
        if WEB_WORDS.isdisjoint(block.words):
            total += min(len(block.words), MOST_WORDS) if told[i] else -LOSS
        if total > most:
            best, most = range(start, i + 1), total
    return best


class Vocabulary:
    """The terms that the lines at `positions` use, to compare each line with the others."""

    def __init__(self, blocks: Sequence[Block], positions: Sequence[int]) -> None:
        self._positions = frozenset(positions)
        self._lines = Counter(term for i in positions for term in terms_of(blocks[i].words))

    def features(self, i: int, block: Block) -> Row:
        """How many of the line's terms other lines use: other stories' teasers use other words."""
        own = terms_of(block.words)
        if not own or not self._lines:
            return {}
        shared = sum(self._lines[term] > (i in self._positions) for term in own) / len(own)
        return {"cohesion": shared, "cohesion:sure": shared * min(1.0, len(own) / FULL_TERMS)}


def terms_of(words: Sequence[str]) -> frozenset[str]:
    """What carries meaning: the longer words; in scripts without spaces, pairs of letters."""
    pairs = {one + other for one, other in pairwise(words) if len(one) == len(other) == 1}
    return frozenset(pairs | {word for word in words if len(word) > 3})
