"""Datelines: from where a story comes, and by which agency."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner import places
from cleaner.article import Author
from cleaner.blocks import Block
from cleaner.metadata.days import find_day
from cleaner.metadata.names import is_agency, make_author
from cleaner.phrasebook import phrasebook
from cleaner.words import words_of

# Four words of a place and four of an agency.
AGENCY_CHARS = 80

_AGENCY_MARKS = re.compile(r"\s?[,、，|/–—]\s?|\s-\s")
# "MOSCOW (Reuters) - ", "BERLIN, May 5 (AFP) — ", "Paris, 3 mai — ": a place, then a dash.
_DATELINE = re.compile(
    r"^(?P<place>[^\W\d_][\w.'’ ]{1,40}(?:, [^\W\d_][\w.'’ ]{1,30})?)"
    r"(?:, [^\W\d_]{3,12}\.? \d{1,2}|, \d{1,2}\.? [^\W\d_]{3,12})?"
    r"\s*(?:\([^)]{2,40}\)\s*[-–—]+|[–—]+|\s-+)\s"
)
_CYRILLIC = re.compile("[а-яё]", re.I)


def is_dateline(block: Block) -> bool:
    """A short line without digits in an element that calls itself dateline."""
    if block.element is None or "dateline" not in places.signs(block.element):
        return False
    return len(block.words) <= 5 and not any(map(str.isdigit, block.text))


def agency_line(text: str) -> tuple[Author | None, str | None]:
    """The agency and, if there is one, the place: "AFP, Moscow", "Moscow, Reuters", "AFP"."""
    if len(text) > AGENCY_CHARS:
        return None, None
    parts = [part for piece in _AGENCY_MARKS.split(text) if (part := piece.strip())]
    if not 1 <= len(parts) <= 2 or any(_is_wordy(part) for part in parts):
        return None, None
    agencies = [part for part in parts if is_agency(part) or (len(parts) == 2 and is_acronym(part))]
    if len(agencies) != 1 or any(phrasebook().line(tuple(words_of(part))) for part in parts):
        return None, None  # "Home | News" is a menu
    place = next((part for part in parts if part != agencies[0]), None)
    author = make_author(agencies[0], None, "Organization")
    return author, place if place and not place[:1].islower() else None


def _is_wordy(part: str) -> bool:
    """More than a place's or an agency's four words, or a number."""
    return len(part.split()) > 4 or any(map(str.isdigit, part))


def is_acronym(text: str) -> bool:
    """Two to six capitals, as agencies sign: "NPA"."""
    return text.isupper() and text.isalpha() and 2 <= len(text) <= 6


def leading_place(blocks: Sequence[Block], keep: Sequence[bool]) -> str | None:
    """The place that the first paragraph names before its dash."""
    first = next(
        (block for block, kept in zip(blocks, keep, strict=True) if kept and len(block.words) > 8),
        None,
    )
    match = _DATELINE.match(first.text) if first else None
    if not match:
        return None
    named = match["place"].strip(" ,")
    place = ", ".join(part for part in named.split(", ") if find_day(f"{part}, 2000", None) is None)
    capital = all(word[:1].isupper() or len(word) <= 3 for word in place.split())
    # Between Slavic words a dash is "is": "They - true masters".
    copula = (
        bool(_CYRILLIC.search(place)) and not place.isupper() and place == match[0].strip(" –—-")
    )
    return place if capital and not copula and len(place.split()) <= 4 else None
