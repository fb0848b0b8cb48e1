"""What a removed block is that neither words nor place name: by its shape and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cleaner.blocks import HEADINGS, Block
from cleaner.clutter import Match
from cleaner.metadata.datelines import agency_line
from cleaner.words import ends_sentence

# "Home | Region | Sport", "Home › Sport": names of a few words between marks.
_MENU_MARKS = re.compile(r"\s*[|›»>·•→]+\s*|\s/\s")
MENU_PARTS, NAME_WORDS = 3, 4
# A link of so many words names a section; a longer one is a headline.
LABEL_WORDS = 4
LINKED = 0.8  # the part of its letters that make a block a link
# So many unnamed blocks in a row are a part of their own, whatever stands around them.
GAP = 4
# How far up two blocks of one list have their common element.
NEAR = 4
# Kinds of single lines: what stands between two of them need not be the same.
_LINES_ONLY = frozenset(
    {"headline", "standfirst", "byline", "dateline", "date-stamp", "read-more", "other"}
)


def name_rest(
    blocks: Sequence[Block], kinds: Mapping[int, Match], unnamed: Match
) -> dict[int, Match]:
    """`kinds` with better names for the blocks that are `unnamed`, where there are any."""
    named = dict(kinds)
    for i in kinds:
        if named[i] is unnamed and is_menu(blocks[i].text):
            named[i] = Match("navigation", "menu-line")
    for i in sorted(kinds):
        if named[i] is unnamed:
            named[i] = _by_neighbours(blocks, named, i, unnamed) or unnamed
    for i in kinds:
        if named[i] is unnamed and blocks[i].link_chars >= LINKED * len(blocks[i].text):
            label = len(blocks[i].words) <= LABEL_WORDS
            named[i] = (
                Match("navigation", "link-label") if label else Match("related", "link-title")
            )
    return named


def is_menu(text: str) -> bool:
    """A line that is only a menu: short names with marks between them."""
    parts = [part for part in _MENU_MARKS.split(text) if part]
    if len(parts) < MENU_PARTS or ends_sentence(text) or any(c.isdigit() for c in parts[0]):
        return False
    names = all(len(part.split()) <= NAME_WORDS for part in parts)
    return names and agency_line(text)[0] is None


def _by_neighbours(
    blocks: Sequence[Block], named: Mapping[int, Match], i: int, unnamed: Match
) -> Match | None:
    """The kind on both sides in the same list, or of what stands right below a heading."""
    before = named.get(i - 1)
    after = next((j for j in range(i + 1, i + 1 + GAP) if named.get(j) is not unnamed), None)
    below = named.get(after) if after is not None else None
    if after is None or below is None or below.kind in _LINES_ONLY:
        return None
    if not _near(blocks[i], blocks[after]):
        return None
    if before is not None and before.kind == below.kind and _near(blocks[i - 1], blocks[i]):
        return Match(below.kind, "neighbours")
    if blocks[i].tag in HEADINGS and after == i + 1:
        return Match(below.kind, "heads")
    return None


def _near(one: Block, other: Block) -> bool:
    near = one.ancestors[-NEAR:-1]
    return any(element in near for element in other.ancestors[-NEAR:-1])
