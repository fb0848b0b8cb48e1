"""SiteMemory: what a site's earlier pages taught. Plain data, in and out as JSON.

A page teaches where on it the jury found body and where clutter, and which lines it shows. What one
page taught is a memory of one page, and memories are added with `merge`, in any order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError

# Evidence is whole numbers, hundredths of a page, so that sums come out alike in any order.
PAGE = 100
# Past so many pages all counts are halved: what a site looked like before a redesign fades, and a
# place that changed its meaning is outvoted by as many pages as are left. The evidence of twelve
# pages is as good as any.
MAX_PAGES = 24
# Bounds what a site takes up, to about 80 KB of JSON. The gold sites have 200 places after five
# pages, and 30 lines a page; past the bounds what was seen least is forgotten.
MAX_PLACES = 1_500
MAX_LINES = 2_000
# A line seen on this many other pages of a site is furniture, not story.
REPEATED_ON = 3
# 48 bits: among some thousand keys of a site two are alike once in 10^7 sites.
KEY_BYTES = 6

T = TypeVar("T")

Evidence = tuple[NonNegativeInt, NonNegativeInt]
"""How much speaks for body and how much for clutter, in hundredths of a page."""


class SiteMemory(BaseModel):
    """Places of a site's pages with what they held, and lines with how many pages showed them.

    Places and lines are known by their `key_of`. `pages` counts the pages that taught.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[2] = 2
    pages: NonNegativeInt = 0
    places: dict[str, Evidence] = Field(default_factory=dict)
    lines: dict[str, NonNegativeInt] = Field(default_factory=dict)

    @classmethod
    def load(cls, text: str | bytes | None) -> SiteMemory:
        """The memory that the JSON holds; an empty one for what this version cannot read."""
        try:
            return cls.model_validate_json(text or b"")
        except ValidationError:
            return cls()

    def merge(self, other: SiteMemory) -> SiteMemory:
        """Both memories as one, whichever is named first; faded and cut to its bounds."""
        pages = self.pages + other.pages
        places = {
            key: _added(self.places.get(key), other.places.get(key))
            for key in {*self.places, *other.places}
        }
        lines = {
            key: self.lines.get(key, 0) + other.lines.get(key, 0)
            for key in {*self.lines, *other.lines}
        }
        while pages > MAX_PAGES:
            pages //= 2
            places = {key: (kept // 2, removed // 2) for key, (kept, removed) in places.items()}
            lines = {key: count // 2 for key, count in lines.items()}
        return SiteMemory(
            pages=pages,
            places=_most(places, {key: sum(seen) for key, seen in places.items()}, MAX_PLACES),
            lines=_most(lines, lines, MAX_LINES),
        )

    def repeats(self, line: str) -> bool:
        """Whether the line, by its key, is known from several other pages of the site."""
        return self.lines.get(line, 0) >= REPEATED_ON


def key_of(words: Iterable[str]) -> str:
    """The key of a place or line, given its parts."""
    text = "\n".join(words)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=KEY_BYTES).hexdigest()


def _added(one: Evidence | None, other: Evidence | None) -> Evidence:
    (kept, removed), (more_kept, more_removed) = one or (0, 0), other or (0, 0)
    return kept + more_kept, removed + more_removed


def _most(entries: Mapping[str, T], seen: Mapping[str, int], bound: int) -> dict[str, T]:
    """The entries that were seen most, those that faded away left out, in an order of their own."""
    ranked = sorted((key for key in entries if seen[key]), key=lambda key: (-seen[key], key))
    return {key: entries[key] for key in sorted(ranked[:bound])}
