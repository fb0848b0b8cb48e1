"""Where a block stands: what the elements around it say by their tags, classes and ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import Block
from cleaner.votes.shape import Row

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PLACE_TAGS = frozenset(
    {
        "article", "main", "aside", "nav", "header", "footer", "figure", "form", "table", "ul",
        "ol", "blockquote",
    }
)  # fmt: skip
# The elements right around a block's own: what they say is said of it alone.
NEAR = 2


class Surroundings:
    """The features of the places of one page's blocks; `is_wide` says which elements are layout."""

    def __init__(self, is_wide: Callable[[HtmlElement], bool]) -> None:
        self._is_wide = is_wide
        self._rows: dict[HtmlElement, Row] = {}
        self._said_around: dict[HtmlElement, frozenset[str]] = {}
        self._said_above: dict[HtmlElement, frozenset[str]] = {}

    def features(self, block: Block) -> Row:
        """Features of where the block stands; shared by all blocks of one element."""
        element = block.element
        assert element is not None
        if element not in self._rows:
            said = self._around(block.ancestors[1:-1]) | _told("own", places.signs(element))
            row = self._rows[element] = dict.fromkeys(said, 1.0)
            row["depth"] = min(1.0, len(block.ancestors) / 30)
        return self._rows[element]

    def _around(self, path: Sequence[HtmlElement]) -> frozenset[str]:
        """What the elements of a path say of what stands right inside the last of them."""
        if not path:
            return frozenset()
        last = path[-1]
        if last not in self._said_around:
            near = [self._said_by(element, "near") for element in path[-NEAR:]]
            self._said_around[last] = self._said_far(path[:-NEAR]).union(*near)
        return self._said_around[last]

    def _said_far(self, path: Sequence[HtmlElement]) -> frozenset[str]:
        """What the elements of a path say of what stands deep inside the last of them."""
        if not path:
            return frozenset()
        last = path[-1]
        if last not in self._said_above:
            self._said_above[last] = self._said_far(path[:-1]) | self._said_by(last, "far")
        return self._said_above[last]

    def _said_by(self, element: HtmlElement, reach: str) -> frozenset[str]:
        said = _told("wide" if self._is_wide(element) else reach, places.signs(element))
        return said | {f"in:{element.tag}"} if element.tag in _PLACE_TAGS else said


@lru_cache(maxsize=4096)  # pages have the same few signs together
def _told(reach: str, signs: frozenset[str]) -> frozenset[str]:
    return frozenset(f"{reach}:{sign}" for sign in signs)
