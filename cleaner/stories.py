"""Pages that carry a second story below the first: what belongs to the one the headline names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.blocks import Block
from cleaner.votes.shape import TEXT_WORDS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A box holds a story of its own when so many words of its running text are kept: a headline and a
# standfirst alone are fewer.
STORY_WORDS = 60
# A story's headline is among the first blocks of its box.
HEAD_BLOCKS = 4

_NUMBER = re.compile(r"\d+")


def other_stories(blocks: Sequence[Block], keep: Sequence[bool], headline: int | None) -> set[int]:
    """Indexes of blocks in the boxes of other stories, given the headline's index.

    Pages that scroll on load the next story below the first, in a box built like the first's.
    """
    if headline is None:
        return set()
    found: set[int] = set()
    kept = [block for block, is_kept in zip(blocks, keep, strict=True) if is_kept]
    for box in blocks[headline].ancestors[1:]:
        if all(box in block.ancestors for block in kept):
            continue  # nothing that stands outside matters
        if box.tag == "article" or (box.tag in ("div", "section") and box.get("class")):
            rivals = {i for rival in _rivals(blocks, box, blocks[headline]) for i in rival}
            if rivals:
                members = {i for i, block in enumerate(blocks) if box in block.ancestors}
                if _words(blocks, keep, members - rivals) >= STORY_WORDS:
                    found.update(rivals)
    return found


def _rivals(blocks: Sequence[Block], box: HtmlElement, headline: Block) -> Iterator[list[int]]:
    """The blocks of each box that is built like the headline's, and stands outside of it."""
    boxes: defaultdict[HtmlElement, list[int]] = defaultdict(list)
    above, tag = frozenset(headline.ancestors), box.tag
    for i, block in enumerate(blocks):
        if box not in block.ancestors:
            for element in block.ancestors:
                if element not in above and element.tag == tag:
                    boxes[element].append(i)
                    break
    for rival, members in boxes.items():
        if box.tag == "article" or (
            _built_alike(box, rival)
            and any(blocks[i].tag == headline.tag for i in members[:HEAD_BLOCKS])
        ):
            yield members


def _built_alike(one: HtmlElement, other: HtmlElement) -> bool:
    names = [_NUMBER.sub("#", element.get("class") or "") for element in (one, other)]
    return bool(names[0]) and names[0] == names[1]


def _words(blocks: Sequence[Block], keep: Sequence[bool], members: set[int]) -> int:
    sizes = (len(blocks[i].words) for i in members if keep[i])
    return sum(size for size in sizes if size >= TEXT_WORDS)
