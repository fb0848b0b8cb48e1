"""What stands at the body's edges and is not body: headline, standfirst, stamps, bylines, pointers.

Extractors keep these lines with the story more often than not, and so does a jury that listens to
them. Where they stand and what they say tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.blocks import HEADINGS, Block
from cleaner.clutter import Match
from cleaner.metadata.bylines import signed_names
from cleaner.metadata.captions import is_caption
from cleaner.metadata.datelines import is_dateline
from cleaner.standfirst import STORY_TEXTS, is_standfirst, says_same
from cleaner.votes.features import Hints
from cleaner.votes.shape import TEXT_WORDS
from cleaner.words import ends_sentence, words_of

# Kinds that no story begins or ends with.
_EDGE_KINDS = frozenset(
    {
        "date-stamp", "view-counter", "most-read", "related", "read-more", "share", "newsletter",
        "promo", "comments", "tags", "author-bio", "byline", "advertisement", "legal", "footer",
        "cookie", "caption", "navigation", "other",
    }
)  # fmt: skip
# Kinds that stand between a story's paragraphs.
_INSIDE_KINDS = frozenset(
    {"read-more", "related", "advertisement", "embed", "most-read", "view-counter", "newsletter"}
)
# Rules that name a line by all its words.
_WHOLE_LINE = ("line:", "counted-title:")
# Headlines and captions are shorter, first paragraphs longer.
PARAGRAPH_WORDS = 20
# A shorter paragraph that ends like a sentence is one, too.
SENTENCE_WORDS = 8
# Captions that extractors take for a first paragraph are a sentence or two.
CAPTION_WORDS = 60
# So many kept blocks at most stand before the first paragraph, when all of the head was kept.
HEAD_BLOCKS = 8
# Labels and links below a story are dropped unless the jury was as sure of them.
LABEL_SURE = 0.8
# A pointer in the middle of a story is a link as a whole, or nearly.
POINTER_LINK_SHARE = 0.4


def trim(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    likelihoods: Sequence[float],
    matches: Sequence[Match | None],
    hints: Hints,
) -> list[bool]:
    """`keep` without the headline, the standfirst, and the furniture before and after the story."""
    trimmed = [kept and block.tag != "figcaption" for block, kept in zip(blocks, keep, strict=True)]
    for i in _pointers(blocks, trimmed, matches):
        trimmed[i] = False
    for i in _head(blocks, trimmed, matches, hints):
        trimmed[i] = False
    for i in _tail(blocks, trimmed, likelihoods, matches):
        trimmed[i] = False
    return trimmed


def _pointers(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> Iterator[int]:
    for i, match in enumerate(matches):
        if keep[i] and match is not None and match.kind in _INSIDE_KINDS:
            box = match.kind == "embed" and len(blocks[i].words) < TEXT_WORDS
            linked = blocks[i].link_chars >= POINTER_LINK_SHARE * len(blocks[i].text)
            if box or linked or match.rule.startswith(_WHOLE_LINE):
                yield i


def _head(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    matches: Sequence[Match | None],
    hints: Hints,
) -> list[int]:
    """Kept blocks that stand before the story: its headline, its standfirst, all above them."""
    title = frozenset(words_of(hints.headline or ""))
    lead = frozenset(words_of(hints.standfirst or ""))
    kept = [i for i, k in enumerate(keep) if k]
    leads = _standfirsts(blocks, kept, lead)
    first = next(
        (at for at, i in enumerate(kept) if i not in leads and _is_paragraph(blocks[i])), len(kept)
    )
    head = [i for i in kept[: min(first, HEAD_BLOCKS)] if _is_head(blocks[i], matches[i], title)]
    tops = [i for i in head if not _is_furniture(matches[i]) or _is_stamp(matches[i])] + leads
    top = max(tops, default=-1)
    return [i for i in kept if i in head or i <= top]


def _standfirsts(
    blocks: Sequence[Block], kept: Sequence[int], description: frozenset[str]
) -> list[int]:
    """The standfirsts among the kept blocks, as far as the story's first paragraph."""
    texts = [i for i in kept if len(blocks[i].words) >= TEXT_WORDS]
    found = []
    for i in kept[: HEAD_BLOCKS + STORY_TEXTS]:
        if is_standfirst(blocks[i], [blocks[j] for j in texts if j > i], description):
            found.append(i)
        elif i in texts and blocks[i].tag not in HEADINGS and not is_caption(blocks[i].text):
            break
    return found


def _is_head(block: Block, match: Match | None, title: frozenset[str]) -> bool:
    caption = len(block.words) < CAPTION_WORDS and is_caption(block.text)
    if caption or block.tag == "h1" or is_dateline(block) or signed_names(block):
        return True
    return says_same(block, title) or _part_of(block, title) or _is_furniture(match)


def _part_of(block: Block, title: frozenset[str]) -> bool:
    """A kicker or a headline of which the head's title says more."""
    words = frozenset(block.words)
    return len(words) >= 3 and not block.text.endswith(".") and words <= title


def _is_paragraph(block: Block) -> bool:
    """Running text: longer than a headline or a caption, and not signed like a caption."""
    size = block.word_count
    sentence = size >= SENTENCE_WORDS and block.tag == "p" and ends_sentence(block.text)
    return (size >= PARAGRAPH_WORDS or sentence) and not is_caption(block.text)


def _tail(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    likelihoods: Sequence[float],
    matches: Sequence[Match | None],
) -> Iterator[int]:
    dropped = False
    for i in reversed([i for i, k in enumerate(keep) if k]):
        block, doubted = blocks[i], likelihoods[i] < LABEL_SURE
        ends = block.text.endswith((".", "”", "!", "?", "。"))
        label = dropped and len(block.words) < TEXT_WORDS and not ends
        linked = block.link_chars > 0.8 * len(block.text)
        rule = not block.words  # "-", "* * *": a story's end mark, or what is left of a list
        if not (rule or _is_furniture(matches[i]) or (doubted and (linked or label))):
            return
        dropped = True
        yield i


def _is_stamp(match: Match | None) -> bool:
    """Whether the line stands where only the head of a story is."""
    return match is not None and match.kind in ("date-stamp", "byline")


def _is_furniture(match: Match | None) -> bool:
    return match is not None and match.kind in _EDGE_KINDS
