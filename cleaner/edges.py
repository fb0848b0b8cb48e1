"""What stands at the body's edges and is not body: headline, standfirst, stamps, bylines, pointers.

Extractors keep these lines with the story more often than not, and so does a jury that listens to
them. Where they stand and what they say tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.blocks import Block, word_count, words_of
from cleaner.clutter import Match
from cleaner.metadata.bylines import is_dateline, signed_names
from cleaner.metadata.captions import is_caption
from cleaner.metadata.visible import says_standfirst
from cleaner.votes.shape import TEXT_WORDS

# The part of its words that a line must share with the headline or standfirst to be it.
SAME = 0.8
# Kinds that no story begins or ends with.
_EDGE_KINDS = frozenset(
    {
        "date-stamp", "view-counter", "most-read", "related", "read-more", "share", "newsletter",
        "promo", "comments", "tags", "author-bio", "byline", "advertisement", "legal", "footer",
        "cookie", "caption", "navigation", "other",
    }
)  # fmt: skip
# Kinds that stand between a story's paragraphs.
_INSIDE_KINDS = frozenset({"read-more", "related", "advertisement", "embed"})
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
    return word_count(block) >= PARAGRAPH_WORDS and not is_caption(block.text)


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
    if says_standfirst(block):
        return not any(says_standfirst(other) for other in rest)
    return _same(block, lead) and all(_setting(block) != _setting(other) for other in rest)


def _setting(block: Block) -> tuple[object, ...]:
    """Where and how the block is set: its tag and classes, and the element around it."""
    assert block.element is not None
    return block.tag, block.element.get("class"), block.ancestors[-2:-1]
