"""What readers see around the body: headline, byline, dateline, stamps and captions.

The same reading serves HTML and flat text; in HTML the element's place tells more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.article import Author, Image
from cleaner.blocks import HEADINGS, Block, ends_sentence, words_of
from cleaner.clutter import Match
from cleaner.lists import LISTED
from cleaner.metadata.bylines import (
    BARE,
    SURE,
    Byline,
    agency_line,
    is_dateline,
    leading_place,
    read_byline,
    signed_names,
)
from cleaner.metadata.captions import is_caption, parse_caption
from cleaner.metadata.claims import Claims
from cleaner.metadata.names import distinct
from cleaner.metadata.stamps import Label, Stamp, label_alone, read_stamps
from cleaner.standfirst import find_standfirst

if TYPE_CHECKING:
    from cleaner.votes.features import Hints

# How many blocks above the body's start, or below its end, its furniture stands.
REACH = 12
# Bounds of a headline in words; in scripts without spaces each letter is one.
HEADLINE_WORDS = (3, 45)
# What the place of a line of flat text counts beside the words it shares with the story; and how
# many lines below a headline its caption, byline or stamp begins.
PLACE_BONUS, HEAD_LINES = 0.35, 2
# Bylines stand at most so many blocks above a headline, above a story without one, below a story;
# and so many blocks part the bylines of two authors.
ABOVE_HEADLINE, HEAD_REACH, BELOW, BESIDE = 3, 6, 4, 3
# An agency with its place.
AGENCY_WORDS = 8
# The part of its words that a line must share with the page's description to be it.
SAME = 0.8


@dataclass
class Reading:
    """What was read, and which blocks (by index) it was read from, with their kinds."""

    claims: Claims = field(default_factory=Claims)
    kinds: dict[int, Match] = field(default_factory=dict)


def read(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    matches: Sequence[Match | None],
    hints: Hints,
    language: str | None,
) -> Reading:
    """Reads the blocks that are not body. `hints` are what the page's head claims, if anything."""
    reader = _Reader(blocks, keep, matches)
    reader.read_headline(hints.headline)
    reader.read_standfirst(hints.standfirst)
    reader.read_captions()
    reader.read_stamps(language)
    reader.read_bylines()
    if reader.claims.dateline is None:
        reader.claims.dateline = leading_place(blocks, keep)
    return Reading(claims=reader.claims, kinds=reader.kinds)


class _Reader:
    def __init__(
        self, blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
    ) -> None:
        self.blocks = blocks
        self.keep = keep
        self.matches = matches
        self.around = list(_around(blocks, keep, matches))
        self.claims = Claims()
        self.kinds: dict[int, Match] = {}
        self.headline_at: int | None = None

    def read_headline(self, claimed: str | None) -> None:
        candidates = [i for i in self.around if _may_be_headline(self.blocks[i], self.matches[i])]
        if claimed:
            wanted = frozenset(words_of(claimed))
            scores = [
                _likeness(frozenset(self.blocks[i].words), wanted) + _rank(self.blocks[i])
                for i in candidates
            ]
            least = 0.6  # shares most of its words with the claim
        elif self.blocks and self.blocks[0].element is not None:
            scores = [_rank(self.blocks[i]) for i in candidates]
            least = 0.1
        else:
            story = self._story_terms()
            # A headline says again what the story says, or stands where headlines stand.
            scores = [
                _share_of(self.blocks[i], story) + PLACE_BONUS * self._heads(i) for i in candidates
            ]
            least = 0.4
        best = max(zip(scores, (-i for i in candidates), strict=True), default=(0.0, 0))
        if best[0] >= least:
            at = -best[1]
            self.headline_at = at
            self.claims.headline = self.blocks[at].text
            self.kinds[at] = Match("headline", "visible-headline")

    def _heads(self, i: int) -> bool:
        """Whether a line of flat text opens it, or has the furniture of a story's head below it."""
        below = range(i + 1, min(i + 1 + HEAD_LINES, len(self.blocks)))
        furniture = any(
            not self.keep[j]
            and (
                ((match := self.matches[j]) is not None and match.kind == "date-stamp")
                or bool(signed_names(self.blocks[j]))
                or agency_line(self.blocks[j].text)[0] is not None
                or _flat_caption(self.blocks[j]) is not None
            )
            for j in below
        )
        return i == 0 or furniture

    def read_standfirst(self, claimed: str | None) -> None:
        """The lines above the story that sum it up; `claimed` is the page's description."""
        first = next((i for i, kept in enumerate(self.keep) if kept), 0)
        lines = [i for i in self.around if i < first and i not in self.kinds]
        found = find_standfirst(self.blocks, self.matches, lines, claimed, self.headline_at)
        if found:
            self.claims.description = " ".join(self.blocks[i].text for i in found)
            self.kinds.update(dict.fromkeys(found, Match("standfirst", "above-story")))

    def _story_terms(self) -> frozenset[str]:
        kept = (block for block, k in zip(self.blocks, self.keep, strict=True) if k)
        return frozenset(term for block in kept for term in _terms(block.words))

    def read_captions(self) -> None:
        images = []
        for i, block in enumerate(self.blocks):
            if i in self.kinds or self.keep[i]:
                continue
            if block.element is None:
                found = _flat_caption(block)
                if found:
                    images.append(found)
                    self.kinds[i] = Match("caption", "credit-at-end")
            elif _in_caption(block):
                self.kinds[i] = Match("caption", "caption-place")
        self.claims.images = tuple(images)

    def read_stamps(self, language: str | None) -> None:
        label: Label | None = None
        for i in self.around:
            match, block = self.matches[i], self.blocks[i]
            alone = label_alone(block.words)
            if alone:
                label = alone
                self.kinds.setdefault(i, Match("date-stamp", "stamp-label"))
                continue
            stamped = match is not None and match.kind == "date-stamp"
            for stamp in read_stamps(block.text, language) if stamped else []:
                _take(self.claims, stamp, label)
                self.kinds.setdefault(i, Match("date-stamp", "stamp"))
            label = None

    def read_bylines(self) -> None:
        """The authors of the surest byline nearest to the story's head, and of those beside it."""
        found = {i: byline for i in self._byline_places() if (byline := self._byline(i))}
        best = max(found, key=lambda i: (self._nearness(i, found[i]), -i), default=None)
        authors: list[Author | None] = []
        last = best
        for i in sorted(found):
            if best is None or last is None or (found[i].strength == BARE and i != best):
                continue
            if i == best or best < i <= last + BESIDE:
                last = i
                authors.extend(found[i].names)
                self.claims.dateline = self.claims.dateline or found[i].place
                self.claims.signed |= found[i].strength == SURE and self._nearness(i, found[i]) > SURE
                if not self.keep[i]:
                    self.kinds.setdefault(i, Match("byline", "byline"))
        self.claims.authors = distinct(authors)
        self._read_agencies()

    def _byline_places(self) -> list[int]:
        """Removed blocks near the story, and the ends of the story itself."""
        kept = [i for i, kept in enumerate(self.keep) if kept]
        return sorted({*self.around, *kept[:2], *kept[-2:]})

    def _byline(self, i: int) -> Byline | None:
        match = self.matches[i]
        stamp = self.kinds.get(i)
        other = match is not None and match.kind not in ("author-bio", "byline", "date-stamp", "tags")
        if other or (stamp is not None and stamp.kind != "date-stamp"):
            return None
        return read_byline(self.blocks[i])

    def _nearness(self, i: int, byline: Byline) -> float:
        """How sure the byline is, and how near to where bylines stand: between headline and story."""
        first = next((j for j, kept in enumerate(self.keep) if kept), 0)
        last = max((j for j, kept in enumerate(self.keep) if kept), default=0)
        head = self.headline_at if self.headline_at is not None and self.headline_at <= first else None
        top = first - HEAD_REACH if head is None else head - ABOVE_HEADLINE
        if top <= i <= first + 1:
            return byline.strength + 2
        if last - 1 <= i <= last + BELOW:
            return byline.strength + (0.5 if byline.strength == SURE else -1)
        return byline.strength - 1.5

    def _read_agencies(self) -> None:
        authors: list[Author | None] = list(self.claims.authors)
        for i in self.around:
            block, match = self.blocks[i], self.matches[i]
            if i in self.kinds or match is not None or len(block.words) > AGENCY_WORDS:
                continue
            if is_dateline(block):
                self.claims.dateline = self.claims.dateline or block.text.strip(" ,:–—-")
                self.kinds[i] = Match("dateline", "place:dateline")
                continue
            agency, place = agency_line(block.text)
            if agency:
                authors.append(agency)
                self.claims.dateline = self.claims.dateline or place
                self.kinds[i] = Match("byline" if place is None else "dateline", "agency-line")
        self.claims.authors = distinct(authors)


def _around(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> Iterator[int]:
    """Removed blocks near the body, those above it first; a list between takes no room."""
    room = list(accumulate(match != LISTED for match in matches))
    kept = [i for i, kept in enumerate(keep) if kept]
    first, last = (kept[0], kept[-1]) if kept else (0, len(blocks) - 1)
    for i, block in enumerate(blocks):
        near = room[first] - REACH <= room[i] <= room[last] + REACH or block.tag == "h1"
        if near and not keep[i]:
            yield i


def _may_be_headline(block: Block, match: Match | None) -> bool:
    low, high = HEADLINE_WORDS
    if block.tag == "h1":
        return 1 <= len(block.words) <= high
    if match is not None or not low <= len(block.words) <= high:
        return False
    return block.element is not None or not _is_other_line(block)


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
    terms = _terms(block.words)
    return len(terms & story) / len(terms) if terms else 0.0


def _terms(words: Sequence[str]) -> set[str]:
    """What carries meaning: the longer words; in scripts without spaces, pairs of letters."""
    pairs = {one + other for one, other in pairwise(words) if len(one) == len(other) == 1}
    return pairs | {word for word in words if len(word) > 3}


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _in_caption(block: Block) -> bool:
    return any(
        element.tag == "figcaption" or "caption" in places.signs(element)
        for element in block.ancestors[-3:]
    )


def _flat_caption(block: Block) -> Image | None:
    """A line that ends with a credit in brackets."""
    image = parse_caption(block.text)
    return image if image.caption and image.credit and len(block.words) >= 5 else None


def _take(claims: Claims, stamp: Stamp, before: Label | None) -> None:
    label = stamp.label or before
    if label == "modified":
        claims.date_modified = claims.date_modified or stamp.raw
    elif claims.date_published is None:
        claims.date_published = stamp.raw
    elif label is None and claims.date_modified is None and stamp.raw != claims.date_published:
        claims.date_modified = stamp.raw
