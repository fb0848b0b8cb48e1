"""The lines between headline and story that sum it up: what tells them from a first paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.words import ends_sentence, words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The part of its words that a line must share with the headline or the description to be it.
SAME = 0.8
# A standfirst stands above a story: at least this many texts follow.
STORY_TEXTS = 2
# Shorter lines above a story are kickers and labels.
LEAST_WORDS = 4
# A line without other signs is one this near below the headline.
NEAR_HEADLINE = 3
# What is set like a story's opening is a standfirst if it is one sentence, or two in so few words.
# Two sentences of any length cost the gold segments 0.003 of F1 on held-out sites.
SENTENCES, SHORT_WORDS = 2, 22

_SENTENCE = re.compile(r"[.!?…](?=\s|$)")


def is_standfirst(block: Block, rest: Sequence[Block], description: frozenset[str]) -> bool:
    """Whether the block sums up the texts `rest`, and is no part of them.

    It says so itself, or repeats the page's description (given as words), and is set apart: many
    sites take the description from their first paragraph, and many set that one in bold.
    """
    if block.element is None or len(rest) < STORY_TEXTS or len(block.words) < LEAST_WORDS:
        return False
    if "standfirst" not in _signs(block) and _opens_story(block, rest):
        return False
    if says_standfirst(block):
        return not any(says_standfirst(other) for other in rest)
    return says_same(block, description) and all(
        _setting(block) != _setting(other) for other in rest
    )


def find_standfirst(
    blocks: Sequence[Block],
    matches: Sequence[Match | None],
    lines: Sequence[int],
    description: str | None,
    headline: int | None,
) -> list[int]:
    """The indexes of the standfirst's paragraphs among `lines`, which stand above the story.

    First the line that repeats the page's description, then one that says what it is, then the
    sentence right below the headline (its index).
    """
    lines = [i for i in lines if len(blocks[i].words) >= LEAST_WORDS and not _is_caption(blocks[i])]
    wanted = frozenset(words_of(description or ""))
    plain = [i for i in lines if matches[i] is None]
    found = [
        *(i for i in lines if says_same(blocks[i], wanted)),
        *(i for i in plain if says_standfirst(blocks[i])),
        *(i for i in plain if headline is not None and _is_below(blocks[i], headline)),
    ]
    if not found:
        return []
    at = found[0]
    more = takewhile(
        lambda i: i in plain and _belongs(blocks[i], blocks[at]), range(at + 1, len(blocks))
    )
    return [at, *more]


def _is_below(block: Block, headline: int) -> bool:
    near = headline < block.index <= headline + NEAR_HEADLINE
    return near and block.element is not None and not block.link_chars and ends_sentence(block.text)


def _belongs(block: Block, first: Block) -> bool:
    """Whether the block is a further paragraph of the standfirst that begins with `first`."""
    if block.element is None or first.element is None:
        return False
    return (
        block.ancestors[:-1] == first.ancestors[:-1]
        and block.tag == first.tag
        and block.element.get("class") == first.element.get("class")
    )


def _is_caption(block: Block) -> bool:
    return any(
        element.tag in ("figure", "figcaption") or "caption" in places.signs(element)
        for element in block.ancestors[-3:]
    )


def says_standfirst(block: Block) -> bool:
    """Whether the element that holds the block, or the one around it, calls itself standfirst."""
    return bool(_signs(block) & {"standfirst", "lead"})


def says_same(block: Block, wanted: frozenset[str]) -> bool:
    """Whether the block's words are the wanted ones, nearly."""
    words = frozenset(block.words)
    return bool(words and wanted) and len(words & wanted) >= SAME * len(words | wanted)


def _signs(block: Block) -> frozenset[str]:
    return frozenset().union(*(places.signs(element) for element in block.ancestors[-2:]))


def _opens_story(block: Block, rest: Sequence[Block]) -> bool:
    """Set with the text, or right above it with not so much as a byline between, or longer."""
    together = _holder(rest) in block.ancestors or rest[0].index == block.index + 1
    return together or _is_long(block)


def _is_long(block: Block) -> bool:
    """Whether the block has more sentences than sum a story up."""
    sentences = len(_SENTENCE.findall(block.text))
    return sentences > (SENTENCES if len(block.words) <= SHORT_WORDS else 1)


def _holder(texts: Sequence[Block]) -> HtmlElement | None:
    """The smallest element that holds all the texts: in reading order, first and last tell it."""
    pairs = zip(texts[0].ancestors[:-1], texts[-1].ancestors[:-1], strict=False)
    common = [one for one, _ in takewhile(lambda pair: pair[0] is pair[1], pairs)]
    return common[-1] if common else None


def _setting(block: Block) -> tuple[object, ...]:
    """Where and how the block is set: its tag and classes, and the element around it."""
    assert block.element is not None
    return block.tag, block.element.get("class"), block.ancestors[-2:-1]
