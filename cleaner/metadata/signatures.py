"""Which of the lines around a story sign it and date it: the surest, nearest to its head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import htmldate

from cleaner import places
from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.metadata.bylines import BARE, SURE, Byline
from cleaner.metadata.days import find_day, find_days, fold_digits
from cleaner.metadata.inline import spaced
from cleaner.metadata.stamps import Label, label_alone, read_stamps
from cleaner.metadata.story import PLACE_BONUS, Story, is_elsewhere
from cleaner.phrasebook import has_digit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# So many blocks part the bylines of two authors.
BESIDE = 3
# How sure a stamp is by itself: labelled, nothing but a stamp, in an element that says date or
# beside a name, and any short line that names a day. Below LEAST, its place included, it is none.
LABELLED, PURE, MARKED, NAMED_DAY, LEAST = 3.5, 3.0, 2.5, 1.0, 1.5
# A stamp with a byline, labels and two dates has about this many words; any other line fewer.
# Inside the story only a place with its day: "Skelde, 3 May 2026".
STAMP_WORDS, LINE_WORDS, INSIDE_WORDS = 40, 12, 6
# So many blocks below the story's first one may open with its day.
OPENING = 3
# A day with its weekday, and what parts it from the story that it opens.
LEADING_CHARS = 40
_LEADING_MARK = re.compile(r"\s*[-–—:|•·.]|\s+[\"„“«»‘]")
# Attributes and classes of <time> that mark the change.
_CHANGED = ("modified", "updated", "update")


@dataclass(frozen=True)
class Dated:
    """A moment as the page writes it, its label if any, and how sure it is the story's."""

    raw: str
    label: Label | None
    score: float
    index: int
    pure: bool


def choose_bylines(bylines: Mapping[int, Byline], story: Story) -> list[int]:
    """The blocks whose byline is the story's: the surest and nearest, and those right behind it."""

    def score(i: int) -> float:
        bonus = PLACE_BONUS[story.place(i)]
        weak_tail = story.place(i) == "tail" and bylines[i].strength < SURE
        return bylines[i].strength + (-1.0 if weak_tail else bonus)

    best = max(bylines, key=lambda i: (score(i), -i), default=None)
    if best is None or score(best) < BARE:
        return []
    chosen = [best]
    for i in sorted(bylines):
        near = chosen[-1] < i <= chosen[-1] + BESIDE and story.place(i) == story.place(best)
        if near and bylines[i].strength > BARE:
            chosen.append(i)
    return chosen


@dataclass(frozen=True)
class DateReader:
    """Reads the moments that lines near the story name. `signed` are the blocks with a byline."""

    story: Story
    signed: frozenset[int]
    language: str | None

    def read(self, lines: Iterable[tuple[Block, Match | None]]) -> list[Dated]:
        """The moments of blocks with their matches, the surest first."""
        found: list[Dated] = []
        label: Label | None = None
        for block, match in lines:
            alone = label_alone(block.words)
            found.extend(() if alone else self._dates_of(block, match, label))
            label = alone
        sure = [one for one in found if one.score >= LEAST]
        return sorted(sure, key=lambda one: (-one.score, one.index))

    def _dates_of(self, block: Block, match: Match | None, above: Label | None) -> Iterator[Dated]:
        i, place = block.index, self.story.place(block.index)
        opening = place == "head" or self.story.first <= i <= self.story.first + OPENING
        if opening and len(block.words) > LINE_WORDS:
            yield from _leading_day(i, block, self.language)
        if len(block.words) > STAMP_WORDS:
            return
        times = list(_time_elements(block))
        if not (times or has_digit(block.text)):
            return
        pure = match is not None and match.kind == "date-stamp"
        other = match is not None and not pure and match.kind not in ("tags", "byline")
        inside = pure and self.story.first <= i <= self.story.last
        if other or is_elsewhere(block, "head" if inside else place):
            return
        bonus = PLACE_BONUS[place]
        for raw, changed in times:
            yield Dated(raw, "modified" if changed else above, PURE + bonus, i, pure)
        sure = 0.0 if times else self._sureness(block, pure=pure)
        for stamp in read_stamps(spaced(block), self.language) if sure else ():
            label = stamp.label or above
            yield Dated(stamp.raw, label, (LABELLED if label else sure) + bonus, i, pure)

    def _sureness(self, block: Block, *, pure: bool) -> float:
        """How sure a line that names a day is the story's stamp; 0 where it is a sentence."""
        signed = block.index in self.signed
        sure = PURE if pure else MARKED if signed or _says_date(block) else NAMED_DAY
        inside = self.story.first <= block.index <= self.story.last and not (pure or signed)
        most = INSIDE_WORDS if inside else LINE_WORDS if sure == NAMED_DAY else STAMP_WORDS
        return sure if len(block.words) <= most else 0.0


def _leading_day(i: int, block: Block, language: str | None) -> Iterator[Dated]:
    """The day that opens a story's first paragraph: "3 May 2026 - The ferry sails again"."""
    head = fold_digits(block.text[:LEADING_CHARS])
    day = next(iter(find_days(head, language)), None)
    if day is not None and day.start == 0 and _LEADING_MARK.match(head, day.end):
        yield Dated(head[: day.end], None, NAMED_DAY + PLACE_BONUS["head"], i, pure=False)


def _time_elements(block: Block) -> Iterator[tuple[str, bool]]:
    """(datetime, whether it is the change) of the <time> elements inside the block."""
    if block.element is None:
        return
    for element in islice(block.element.iter("time"), 3):
        raw = (element.get("datetime") or "").strip()
        named = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if raw and find_day(raw, None) is not None:
            only = "publish" not in named
            yield raw, only and any(word in named for word in _CHANGED)


def _says_date(block: Block) -> bool:
    return any(places.signs(e) & {"date-stamp", "byline"} for e in block.ancestors[-2:])


def loose_day(element: HtmlElement) -> str | None:
    """A day that the page around the element names in a place that no rule of ours knows.

    A first of January is a copyright's year.
    """
    try:
        found = htmldate.find_date(
            element.getroottree().getroot(), original_date=True, extensive_search=False
        )
    except Exception:  # a page that breaks it has no date
        return None
    return found if found and not found.endswith("-01-01") else None
