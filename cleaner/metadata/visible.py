"""What readers see around the body: headline, byline, dateline, stamps and captions.

The same reading serves HTML and flat text; in HTML the element's place tells more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.lists import LISTED
from cleaner.metadata.bylines import (
    SURE,
    Byline,
    bare_names,
    read_byline,
)
from cleaner.metadata.claims import Claims
from cleaner.metadata.datelines import agency_line, is_dateline, leading_place
from cleaner.metadata.headings import HeadlineReader, flat_caption
from cleaner.metadata.names import distinct
from cleaner.metadata.signatures import Dated, DateReader, choose_bylines, loose_day
from cleaner.metadata.stamps import label_alone
from cleaner.metadata.story import Place, Story, is_elsewhere
from cleaner.standfirst import find_standfirst
from cleaner.words import words_of

if TYPE_CHECKING:
    from cleaner.votes.features import Hints

# How many blocks above the body's start, or below its end, its furniture stands.
REACH = 12
# Shorter pages may be walls and lost pages: a day somewhere on them dates no story.
LOOSE_WORDS = 150
# A story may open with its byline, or with its day behind a headline that the jury kept.
OPENING = 4
# Lines that are read for names and dates: on a page without a story all of it is near.
MOST_LINES = 400
# A story's head, from above its headline, with its pictures and boxes between.
HEAD_BLOCKS = 80
# Far from the story a byline is a name and little else.
FAR_WORDS = 8
# An agency with its place.
AGENCY_WORDS = 8


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
    reader.read_signatures(language)
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
        """The headings that may be the headline, and the one that is like what the head claims."""
        reader = HeadlineReader(self.blocks, self.keep, self.matches, self.around)
        self.claims.headings = tuple(reader.headings())
        at = reader.best(claimed)
        if at is not None:
            self.headline_at = at
            self.claims.headline = self.blocks[at].text
            self.kinds[at] = Match("headline", "visible-headline")

    def read_standfirst(self, claimed: str | None) -> None:
        """The lines above the story that sum it up; `claimed` is the page's description."""
        first = next((i for i, kept in enumerate(self.keep) if kept), 0)
        lines = [i for i in self.around if i < first and i not in self.kinds]
        found = find_standfirst(self.blocks, self.matches, lines, claimed, self.headline_at)
        if found:
            self.claims.description = " ".join(self.blocks[i].text for i in found)
            self.kinds.update(dict.fromkeys(found, Match("standfirst", "above-story")))

    def read_captions(self) -> None:
        images = []
        for i in self.around:
            block = self.blocks[i]
            if i in self.kinds:
                continue
            if block.element is None:
                found = flat_caption(block)
                if found:
                    images.append(found)
                    self.kinds[i] = Match("caption", "credit-at-end")
            elif not self._is_stamp(i) and _in_caption(block):
                self.kinds[i] = Match("caption", "caption-place")
        self.claims.images = tuple(images)

    def _is_stamp(self, i: int) -> bool:
        match = self.matches[i]
        return match is not None and match.kind == "date-stamp"

    def read_signatures(self, language: str | None) -> None:
        """Who wrote the story and when, by the lines around it."""
        story = Story.of(self.keep, self.headline_at)
        lines = self._lines()
        bylines = {i: byline for i in lines if (byline := self._byline(i, story.place(i)))}
        chosen = choose_bylines(bylines, story)
        for i in chosen:
            self.claims.dateline = self.claims.dateline or bylines[i].place
            self.claims.signed |= bylines[i].strength == SURE and story.place(i) == "head"
        self.claims.authors = distinct(name for i in chosen for name in bylines[i].names)
        for i in lines:
            if label_alone(self.blocks[i].words):
                self._name(i, Match("date-stamp", "stamp-label"))
        reader = DateReader(story, frozenset(bylines), language)
        dates = reader.read((self.blocks[i], self.matches[i]) for i in lines)
        for dated in dates:
            if dated.pure:
                self._name(dated.index, Match("date-stamp", "stamp"))
        self._take_dates(dates)
        if self.claims.date_published is None and self.claims.date_modified is None:
            self.claims.date_loose = self._loose_date
        for i in chosen:
            self._name(i, Match("byline", "byline"))
        self._read_agencies(story, lines)
        if all(author.type == "Organization" for author in self.claims.authors):
            self._read_bare_names(story)

    def _read_bare_names(self, story: Story) -> None:
        """Names that stand alone on the line right above the story's first paragraph."""
        taken = frozenset(words_of(self.claims.headline or ""))
        for i in range(max(0, story.first - 1), min(story.first + 2, len(self.blocks))):
            block = self.blocks[i]
            named = bare_names(block) if self.matches[i] is None and i not in self.kinds else ()
            if named and not taken & set(block.words) and not is_elsewhere(block):
                self.claims.authors = named
                self._name(i, Match("byline", "bare-name"))
                return

    def _name(self, i: int, match: Match) -> None:
        if not self.keep[i]:
            self.kinds.setdefault(i, match)

    def _take_dates(self, dates: Sequence[Dated]) -> None:
        """The surest dates; of two bare ones at the same place the later line is the change."""
        claims = self.claims
        for dated in dates:
            if dated.label == "modified":
                claims.date_modified = claims.date_modified or dated.raw
            elif claims.date_published is None:
                claims.date_published, best = dated.raw, dated.score
            elif dated.label is None and claims.date_modified is None and dated.score == best:
                claims.date_modified = dated.raw if dated.raw != claims.date_published else None

    def _loose_date(self) -> str | None:
        """The day that htmldate finds anywhere else on the page of a story that is long enough."""
        element = self.blocks[0].element if self.blocks else None
        words = sum(len(b.words) for b, kept in zip(self.blocks, self.keep, strict=True) if kept)
        return loose_day(element) if element is not None and words >= LOOSE_WORDS else None

    def _lines(self) -> list[int]:
        """Removed blocks near the story, and the ends of the story itself."""
        kept = [i for i, kept in enumerate(self.keep) if kept]
        first = kept[0] if kept else 0
        head = range(max(0, (self.headline_at or first) - REACH), first)
        above = [i for i in head[-HEAD_BLOCKS:] if not self.keep[i]]
        lines = sorted({*self.around, *above, *kept[:OPENING], *kept[-2:]})
        free = [i for i in lines if i not in self.kinds or self.kinds[i].kind == "standfirst"]
        return free[:MOST_LINES]

    def _byline(self, i: int, place: Place) -> Byline | None:
        match, block = self.matches[i], self.blocks[i]
        known = ("author-bio", "byline", "date-stamp", "tags")
        wordy = place == "far" and len(block.words) > FAR_WORDS
        if wordy or (match is not None and match.kind not in known):
            return None
        byline = read_byline(block)
        if byline is None or (self.keep[i] and byline.strength < SURE):
            return None
        return None if is_elsewhere(block, place) else byline

    def _read_agencies(self, story: Story, lines: Sequence[int]) -> None:
        """The agency and the place of lines such as "NPA, Skelde", in the story's head or tail."""
        authors = list(self.claims.authors)
        for i in lines:
            block, place_of = self.blocks[i], story.place(i)
            if self.matches[i] is not None or len(block.words) > AGENCY_WORDS:
                continue
            if is_dateline(block):
                self.claims.dateline = self.claims.dateline or block.text.strip(" ,:–—-")
                self._name(i, Match("dateline", "place:dateline"))
                continue
            agency, place = agency_line(block.text)
            if agency and (block.element is None or place_of != "far"):
                authors.append(agency)
                self.claims.dateline = self.claims.dateline or place
                self._name(i, Match("byline" if place is None else "dateline", "agency-line"))
        self.claims.authors = distinct(authors)


def _around(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> Iterator[int]:
    """Removed blocks near the body, those above it first; a list between takes no room."""
    room = list(accumulate([match is not LISTED for match in matches]))
    kept = [i for i, kept in enumerate(keep) if kept]
    first, last = (kept[0], kept[-1]) if kept else (0, len(blocks) - 1)
    top, bottom = room[first] - REACH, room[last] + REACH
    for i, block in enumerate(blocks):
        if not keep[i] and (top <= room[i] <= bottom or block.tag == "h1"):
            yield i


def _in_caption(block: Block) -> bool:
    return any(
        element.tag == "figcaption" or "caption" in places.signs(element)
        for element in block.ancestors[-3:]
    )
