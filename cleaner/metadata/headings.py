"""The headline among the lines that readers see: candidates, and the likeliest one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.article import Image
from cleaner.blocks import HEADINGS, Block, fold_space
from cleaner.clutter import Match
from cleaner.metadata.bylines import signed_names
from cleaner.metadata.captions import is_caption, parse_caption
from cleaner.metadata.claims import Heading
from cleaner.metadata.datelines import agency_line
from cleaner.votes.lines import terms_of
from cleaner.words import ends_sentence, words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Bounds of a headline in words; in scripts without spaces each letter is one.
HEADLINE_WORDS = (3, 45)
# What the place of a line of flat text counts beside the words it shares with the story; and how
# many lines below a headline its caption, byline or stamp begins.
PLACE_BONUS, HEAD_LINES = 0.35, 2
# The least score by what is known: a line shares most of its words with the claim, is a heading,
# says again what the story says.
LIKE_CLAIM, IS_HEADING, LIKE_STORY = 0.6, 0.1, 0.4
# Parts of a heading that are not the headline: kicker, subtitle, stamp.
_BESIDE_HEADLINE = frozenset({"tags", "standfirst", "byline", "date-stamp"})


@dataclass(frozen=True)
class HeadlineReader:
    """Looks for the headline among the blocks `around` the story."""

    blocks: Sequence[Block]
    keep: Sequence[bool]
    matches: Sequence[Match | None]
    around: Sequence[int]

    @cached_property
    def candidates(self) -> list[int]:
        """The blocks that may be a headline, by index."""
        return [i for i in self.around if _may_be_headline(self.blocks[i], self.matches[i])]

    def best(self, claimed: str | None) -> int | None:
        """The likeliest headline's index; `claimed` is what the page's head says."""
        candidates = self.candidates
        if claimed:
            wanted = frozenset(words_of(claimed))
            scores = [
                likeness(frozenset(self.blocks[i].words), wanted) + _rank(self.blocks[i])
                for i in candidates
            ]
            least = LIKE_CLAIM
        elif self.blocks and self.blocks[0].element is not None:
            scores = [_rank(self.blocks[i]) for i in candidates]
            least = IS_HEADING
        else:
            story = self._story_terms()
            # A headline says again what the story says, or stands where headlines stand.
            scores = [
                _share_of(self.blocks[i], story) + PLACE_BONUS * self._heads(i) for i in candidates
            ]
            least = LIKE_STORY
        best = max(zip(scores, (-i for i in candidates), strict=True), default=(0.0, 0))
        return -best[1] if best[0] >= least else None

    def headings(self) -> Iterator[Heading]:
        """The candidates of a page, and the <h1> that opens the story."""
        kept = [i for i, kept in enumerate(self.keep) if kept]
        first = kept[0] if kept else len(self.blocks)
        inside = [i for i in kept[:2] if self.blocks[i].tag == "h1"]
        for i in sorted({*self.candidates, *inside}):
            block = self.blocks[i]
            level = int(block.tag[1]) if block.tag in HEADINGS else 0
            if block.element is None or not (level or i <= first):
                continue
            if not any(element.tag in ("li", "nav") for element in block.ancestors):
                parts = tuple(_parts_of(block))
                yield Heading(block.text, _bare_heading(block), parts, level, first - i)

    def _heads(self, i: int) -> bool:
        """Whether a line of flat text opens it, or has the furniture of a story's head below it."""
        below = range(i + 1, min(i + 1 + HEAD_LINES, len(self.blocks)))
        furniture = any(
            not self.keep[j]
            and (
                ((match := self.matches[j]) is not None and match.kind == "date-stamp")
                or bool(signed_names(self.blocks[j]))
                or agency_line(self.blocks[j].text)[0] is not None
                or flat_caption(self.blocks[j]) is not None
            )
            for j in below
        )
        return i == 0 or furniture

    def _story_terms(self) -> frozenset[str]:
        kept = (block for block, k in zip(self.blocks, self.keep, strict=True) if k)
        return frozenset(term for block in kept for term in terms_of(block.words))


def _may_be_headline(block: Block, match: Match | None) -> bool:
    low, high = HEADLINE_WORDS
    if block.tag == "h1":
        return 1 <= len(block.words) <= high
    if match is not None or not low <= len(block.words) <= high:
        return False
    return block.element is not None or not _is_other_line(block)


def _parts_of(block: Block) -> Iterator[str]:
    """The texts of the elements that a heading is made of, in their order."""
    assert block.element is not None
    own = [(block.element.text or "", ""), *((_text_of(e), e.tail or "") for e in block.element)]
    return (fold_space(text) for pair in own for text in pair if text.strip())


def _text_of(element: HtmlElement) -> str:
    return element.text_content() if isinstance(element.tag, str) else ""


def _bare_heading(block: Block) -> str:
    """A heading's text without the kicker and the subtitle that are elements of their own in it."""
    assert block.element is not None
    text = block.text
    for part in block.element.iterchildren():
        own = fold_space(_text_of(part))
        if own and places.signs(part) & _BESIDE_HEADLINE and len(own) < len(text):
            begins, ends = text.startswith(own), text.endswith(own)
            bare = text.removeprefix(own) if begins else text.removesuffix(own) if ends else text
            text = bare.strip(" :|–—-") or text
    return text


def _is_other_line(block: Block) -> bool:
    """In flat text: a sentence, a caption with its credit, a byline, an agency with its place."""
    agency, _ = agency_line(block.text)
    signed = agency is not None or bool(signed_names(block))
    return signed or ends_sentence(block.text) or is_caption(block.text)


def _rank(block: Block) -> float:
    if block.tag == "h1":
        return 0.2
    return 0.1 if block.tag in HEADINGS else 0.0


def _share_of(block: Block, story: frozenset[str]) -> float:
    """Share of the line's terms that the story uses too."""
    terms = terms_of(block.words)
    return len(terms & story) / len(terms) if terms else 0.0


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The part of all their words that two lines share."""
    return len(one & other) / len(one | other) if one and other else 0.0


def flat_caption(block: Block) -> Image | None:
    """A line that ends with a credit in brackets."""
    image = parse_caption(block.text)
    return image if image.caption and image.credit and len(block.words) >= 5 else None
