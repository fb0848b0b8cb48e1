"""What stands at the body's edges and is not body: headline, standfirst, stamps, bylines, pointers.

Extractors keep these lines with the story more often than not, and so does a jury that listens to
them. Where they stand and what they say tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import HEADINGS, Block, words_of
from cleaner.clutter import Match
from cleaner.metadata.bylines import is_dateline, signed_names
from cleaner.metadata.captions import is_caption
from cleaner.votes.shape import TEXT_WORDS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The part of its words that a line must share with the headline or standfirst to be it.
SAME = 0.8
# Kinds that no story begins or ends with.
_EDGE_KINDS = frozenset(
    {
        "date-stamp", "view-counter", "most-read", "related", "read-more", "share", "newsletter",
        "promo", "comments", "tags", "author-bio", "advertisement", "legal", "footer", "cookie",
        "caption", "navigation", "other",
    }
)  # fmt: skip
# Kinds that stand between a story's paragraphs.
_INSIDE_KINDS = frozenset({"read-more", "related", "advertisement", "embed"})
# Links of this share make a line a pointer rather than a part of the story.
LINKED = 0.5
# Signs of boxes that stand inside stories without being part of them.
_BOXES = frozenset(
    {
        "newsletter", "most-read", "related", "share", "comments", "cookie", "paywall",
        "advertisement", "caption", "author-bio", "byline", "tags", "promo", "breadcrumb", "footer",
        "hidden", "media", "sidebar", "date-stamp",
    }
)  # fmt: skip
# Headlines and captions are shorter, first paragraphs longer.
PARAGRAPH_WORDS = 20
# Captions that extractors take for a first paragraph are a sentence or two.
CAPTION_WORDS = 60
# A standfirst stands above a story: at least this many texts follow.
STORY_TEXTS = 2
# So many kept blocks at most stand before the first paragraph, when all of the head was kept.
HEAD_BLOCKS = 8
# A pointer in the middle of a story is a link as a whole, or nearly.
POINTER_LINK_SHARE = 0.4


def trim(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    matches: Sequence[Match | None],
    headline: str | None,
    standfirst: str | None,
) -> list[bool]:
    """`keep` without the headline, the standfirst, and the furniture before and after the story."""
    trimmed = list(keep)
    for i in _pointers(blocks, keep, matches):
        trimmed[i] = False
    for i in _head(blocks, trimmed, matches, headline, standfirst):
        trimmed[i] = False
    for i in _tail(blocks, trimmed, matches):
        trimmed[i] = False
    return trimmed


def _pointers(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> Iterator[int]:
    for i, match in enumerate(matches):
        if keep[i] and match is not None and match.kind in _INSIDE_KINDS:
            box = match.kind == "embed" and len(blocks[i].words) < TEXT_WORDS
            linked = blocks[i].link_chars >= POINTER_LINK_SHARE * len(blocks[i].text)
            if box or linked or match.rule.startswith("line:"):
                yield i


def _head(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    matches: Sequence[Match | None],
    headline: str | None,
    standfirst: str | None,
) -> Iterator[int]:
    title, lead = frozenset(words_of(headline or "")), frozenset(words_of(standfirst or ""))
    kept = [i for i, k in enumerate(keep) if k]
    first = next((at for at, i in enumerate(kept) if _is_paragraph(blocks[i])), len(kept))
    head = [i for i in kept[: min(first, HEAD_BLOCKS)] if _is_head(blocks[i], matches[i], title)]
    texts = [i for i in kept if len(blocks[i].words) >= TEXT_WORDS]
    for i in kept[: HEAD_BLOCKS + STORY_TEXTS]:
        rest = [blocks[j] for j in texts if j > i]
        before_head = bool(head) and i < head[-1]
        if i in head or before_head or _is_standfirst(blocks[i], rest, lead):
            yield i
        elif len(blocks[i].words) >= TEXT_WORDS:
            return


def _is_head(block: Block, match: Match | None, title: frozenset[str]) -> bool:
    caption = len(block.words) < CAPTION_WORDS and is_caption(block.text)
    if caption or is_dateline(block) or signed_names(block):
        return True
    return _same(block, title) or _is_furniture(match)


def _is_paragraph(block: Block) -> bool:
    """Running text: longer than a headline or a caption, and not signed like a caption."""
    return len(block.words) >= PARAGRAPH_WORDS and not is_caption(block.text)


def _tail(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> Iterator[int]:
    dropped = False
    for i in reversed([i for i, k in enumerate(keep) if k]):
        block = blocks[i]
        label = (
            dropped
            and len(block.words) < TEXT_WORDS
            and not block.text.endswith((".", "”", "!", "?", "。"))
        )
        if not (_is_furniture(matches[i]) or block.link_chars > 0.8 * len(block.text) or label):
            return
        dropped = True
        yield i


def _is_furniture(match: Match | None) -> bool:
    return match is not None and match.kind in _EDGE_KINDS


def _same(block: Block, wanted: frozenset[str]) -> bool:
    words = frozenset(block.words)
    return bool(words and wanted) and len(words & wanted) >= SAME * len(words | wanted)


def _is_standfirst(block: Block, rest: Sequence[Block], lead: frozenset[str]) -> bool:
    """A line that says so itself, or repeats the page's description and is set apart from the rest.

    Many sites take the description from their first paragraph; that one is set like the others.
    """
    if block.element is None or len(rest) < STORY_TEXTS or len(block.words) < 4:
        return False
    if _says_standfirst(block):
        return not any(_says_standfirst(other) for other in rest)
    return _same(block, lead) and all(_setting(block) != _setting(other) for other in rest)


def _says_standfirst(block: Block) -> bool:
    return any("standfirst" in places.signs(element) for element in block.ancestors[-2:])


def _setting(block: Block) -> tuple[object, ...]:
    """Where and how the block is set: its tag and classes, and the element around it."""
    assert block.element is not None
    return block.tag, block.element.get("class"), block.ancestors[-2:-1]


def fill(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    matches: Sequence[Match | None],
    chief: Sequence[float],
) -> list[bool]:
    """`keep` with the short parts inside a story put back: sub-headings, lists and tables.

    Alone such a line looks like furniture. What speaks for it: the chief voter keeps it, it stands
    in the element that holds the text around it, it is no link, and no phrase of clutter.
    """
    filled = list(keep)
    first = next((i for i, k in enumerate(keep) if k), 0)
    if first and _heads_entry(blocks[first - 1], blocks[first]):
        filled[first - 1] = True
    for run in _gaps(keep):
        before, after = blocks[run[0] - 1], blocks[run[-1] + 1]
        holder = _common(before, after)
        if holder is None:
            continue
        for i in run:
            block = blocks[i]
            inside = holder in block.ancestors and not _set_aside(block, holder)
            plain = matches[i] is None and block.link_chars < LINKED * len(block.text)
            # A heading right above a kept paragraph is that paragraph's, whatever the chief says.
            heads = block.tag in HEADINGS and keep[i + 1] and _siblings(block, blocks[i + 1])
            filled[i] = inside and plain and (heads or chief[i] > 0.5)
    return filled


def _heads_entry(block: Block, below: Block) -> bool:
    """Whether the heading belongs to the first entry of a live blog."""
    return (
        block.tag in HEADINGS
        and _siblings(block, below)
        and "live" in places.signs(block.ancestors[-2])
    )


def _gaps(keep: Sequence[bool]) -> Iterator[list[int]]:
    """Stretches of removed blocks between two kept ones."""
    kept = [i for i, k in enumerate(keep) if k]
    for one, other in pairwise(kept):
        if other - one > 1:
            yield list(range(one + 1, other))


def _common(one: Block, other: Block) -> HtmlElement | None:
    """The element that holds both paragraphs directly, or nearly."""
    near = one.ancestors[-3:-1]
    return next((element for element in reversed(other.ancestors[-3:-1]) if element in near), None)


def _siblings(one: Block, other: Block) -> bool:
    return one.ancestors[:-1] == other.ancestors[:-1]


def _set_aside(block: Block, holder: HtmlElement) -> bool:
    """Whether the block stands in a box of its own inside the story."""
    for element in reversed(block.ancestors):
        if element is holder:
            return False
        if (
            element.tag in ("aside", "figure", "form", "nav", "footer", "button")
            or places.signs(element) & _BOXES
        ):
            return True
    return False
