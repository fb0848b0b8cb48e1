"""Where a block stands beside the story: in its head, right below it, or farther away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cleaner import places
from cleaner.blocks import Block

Place = Literal["head", "tail", "far"]

# Bylines and stamps stand at most so many blocks above a headline, above a story without one, and
# below a story.
ABOVE_HEADLINE, HEAD_REACH, BELOW = 3, 6, 4
# What a place adds to how sure a line is by itself.
PLACE_BONUS: dict[Place, float] = {"head": 2.0, "tail": 0.5, "far": -1.5}
_NOT_STORY = frozenset({"comments", "related", "most-read", "newsletter", "cookie"})
# Outside the head these are other stories' too.
_NOT_HEAD = _NOT_STORY | {"card", "footer", "sidebar", "breadcrumb"}


@dataclass(frozen=True)
class Story:
    """The story's first and last block, and its headline's, by index."""

    first: int
    last: int
    headline: int | None

    @classmethod
    def of(cls, keep: Sequence[bool], headline: int | None) -> Story:
        """The story that the kept blocks tell; on a page without one, at its top."""
        kept = [i for i, k in enumerate(keep) if k]
        first, last = (kept[0], kept[-1]) if kept else (0, 0)
        return cls(first, last, headline if headline is not None and headline <= first else None)

    def place(self, i: int) -> Place:
        """Where the block stands: bylines and stamps belong between headline and story."""
        top = self.first - HEAD_REACH if self.headline is None else self.headline - ABOVE_HEADLINE
        if top <= i <= self.first + 1:
            return "head"
        return "tail" if self.last - 1 <= i <= self.last + BELOW else "far"


def is_elsewhere(block: Block, place: Place = "head") -> bool:
    """Whether the block stands in a place of other stories or other people."""
    signs = _NOT_STORY if place == "head" else _NOT_HEAD
    return any(places.signs(element) & signs for element in block.ancestors[-4:])
