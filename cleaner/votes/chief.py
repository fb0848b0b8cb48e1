"""What the chief voter's votes say of a block: its own, its neighbours', and those around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.votes.setting import PARENTS, Key, Setting
from cleaner.votes.shape import Row, size_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NEIGHBOURS = ((-1, "chief:prev"), (1, "chief:next"), (-2, "chief:prev2"), (2, "chief:next2"))
_KEPT = tuple(f"{name}:kept" for name in PARENTS)


class Chief:
    """The features of a page that its chief voter's votes make.

    `votes` are 0 to 1 a block. `stretch` are the positions of flat text's running text, for which
    no chief voter is asked; None for a page with markup.
    """

    def __init__(
        self, setting: Setting, votes: Sequence[float], stretch: Sequence[int] | None
    ) -> None:
        self._setting = setting
        self._votes = votes
        self._flat = stretch is not None
        if stretch is None:
            stretch = [i for i, words in enumerate(setting.texty) if words and votes[i] > 0.5]
        self._span = (stretch[0], stretch[-1]) if stretch else None
        self._in_parent: defaultdict[HtmlElement, float] = defaultdict(float)
        self._alike: defaultdict[Key, float] = defaultdict(float)
        if not self._flat:
            self._add_up()

    def _add_up(self) -> None:
        """The words that the chief keeps of each parent's, and of the blocks set alike."""
        setting = self._setting
        for i, vote in enumerate(self._votes):
            if vote:
                kept = setting.sizes[i] * vote
                self._alike[setting.keys[i]] += kept
                for parent in setting.parents(i):
                    self._in_parent[parent] += kept

    def add(self, i: int, row: Row) -> Row:
        """The row of the block at position `i`, with what the votes add to it."""
        self._from_text(i, row)
        if not self._flat:
            self._own(i, row)
            self._around(i, row)
            self._from_heart(i, row)
        return row

    def _from_text(self, i: int, row: Row) -> None:
        """Where the block stands from the running text that the chief keeps."""
        if self._span is None:
            return
        first, last = self._span
        if i < first:
            row["before-text"] = 1.0
            row["before-text:by"] = min(1.0, (first - i) / 20)
        elif i > last:
            row["after-text"] = 1.0
            row["after-text:by"] = min(1.0, (i - last) / 20)
        else:
            row["inside-text"] = 1.0
            if "links" in row:
                row["links:inside"] = row["links"]
                if "all-link" in row:
                    row["all-link:inside"] = 1.0

    def _own(self, i: int, row: Row) -> None:
        """The vote on the block: it counts for less on a label than on a paragraph."""
        vote = self._votes[i]
        if vote:
            row["chief"] = vote
            row["chief:whole"] = float(vote > 0.9)
            row[f"chief:{size_of(self._setting.sizes[i])}"] = vote
            if "tag:heading" in row:
                row["chief:heading"] = vote
            if "inside-text" in row:
                row["chief:inside"] = vote
        for step, name in _NEIGHBOURS:
            if 0 <= i + step < len(self._votes) and self._votes[i + step]:
                row[name] = self._votes[i + step]

    def _around(self, i: int, row: Row) -> None:
        """The share that the chief keeps of the other words in each parent, and set alike."""
        setting = self._setting
        size = setting.sizes[i]
        own = size * self._votes[i]
        for parent, name in zip(setting.parents(i), _KEPT, strict=False):
            kept = self._in_parent.get(parent, 0.0) - own
            if kept:
                row[name] = kept / (setting.words_in(parent) - size)
        key = setting.keys[i]
        kept = self._alike.get(key, 0.0) - own
        if kept:
            row["alike:kept"] = kept / (setting.words_set(key) - size)

    def _from_heart(self, i: int, row: Row) -> None:
        """Where the chief and the page's heart differ."""
        voted = self._votes[i] > 0.5
        if voted and "heart:outside" in row:
            row["heart:outside:kept"] = 1.0
        elif not voted and self._setting.heart is not None and "heart:outside" not in row:
            row["heart:inside:removed"] = 1.0
