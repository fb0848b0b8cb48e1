"""Bylines and datelines: who wrote it, for which agency, from where."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner import places
from cleaner.article import Author
from cleaner.blocks import Block, ends_sentence, words_of
from cleaner.metadata.claims import is_organization, make_author, split_names
from cleaner.phrasebook import phrasebook

# A byline with a role and two names has about this many words.
BYLINE_WORDS = 20

# Four words of a place and four of an agency.
AGENCY_CHARS = 80

_BYLINE_END = re.compile(r"\s[|•·–—]\s|\n")
_AGENCY_MARKS = re.compile(r"\s?[,、，|/–—]\s?|\s-\s")
# "MOSCOW (Reuters) - ", "BERLIN, May 5 (AFP) — ", "Paris, 3 mai — ": a place, then a dash.
_DATELINE = re.compile(
    r"^(?P<place>[^\W\d_][\w.'’ ]{1,40}(?:, [^\W\d_][\w.'’ ]{1,30})?)"
    r"(?:, [^\W\d_]{3,12}\.? \d{1,2}|, \d{1,2}\.? [^\W\d_]{3,12})?"
    r"\s*(?:\([^)]{2,40}\)\s*[-–—]+|[–—]+|\s-+)\s"
)


def signed_names(block: Block) -> list[Author]:
    """The authors that a byline names: "By Ada Reyes", or a name in an element that says author."""
    return read_byline(block)[0]


def read_byline(block: Block) -> tuple[list[Author], str | None]:
    """The authors that a byline names, and the place if it ends with one: "By Ada Reyes, Rome"."""
    names, place = _after_by(block)
    return (names, place) if names else (_signed(block), None)


def _after_by(block: Block) -> tuple[list[Author], str | None]:
    """Names of a line that begins with "By", and its place."""
    kinds = {kind for kind, _ in phrasebook().opening(block.words)}
    if "byline" not in kinds or ends_sentence(block.text):
        return [], None
    text = _BYLINE_END.split(block.text)[0]
    text, place = _without_place(text)
    names = [make_author(name) for name in split_names(text)]
    return [a for a in names if a and _begins_name(a.name)], place


def _without_place(text: str) -> tuple[str, str | None]:
    """ "By Ada Reyes, Rome": one word behind a comma is where she wrote it; her name has two."""
    names, _, last = text.rpartition(",")
    last = last.strip()
    place = last.replace("-", "").isalpha() and len(names.split()) >= 3 and "," not in names
    if place and _begins_name(last) and not is_organization(last) and not _is_acronym(last):
        return names, last
    return text, None


def _begins_name(text: str) -> bool:
    return text[:1].isupper() or not text[:1].isascii()


def _signed(block: Block) -> list[Author]:
    """Names of a short line in an element that calls itself author."""
    if block.element is None or len(block.words) > 8:
        return []
    signs = places.signs(block.element)
    rel = block.element.get("rel") or ""
    inner = [
        a
        for a in block.element.iter("a")
        if "author" in (a.get("rel") or "") or "author" in (a.get("href") or "")
    ]
    if "byline" not in signs and "author" not in rel and not inner:
        return []
    names = [make_author(name) for name in split_names(block.text)]
    return [a for a in names if a and _begins_name(a.name) and len(a.name.split()) >= 2]


def is_dateline(block: Block) -> bool:
    """A short line without digits in an element that calls itself dateline."""
    if block.element is None or len(block.words) > 5 or any(c.isdigit() for c in block.text):
        return False
    return "dateline" in places.signs(block.element)


def agency_line(text: str) -> tuple[Author | None, str | None]:
    """The agency and, if there is one, the place: "AFP, Moscow", "Moscow, Reuters", "AFP"."""
    parts = [part.strip() for part in _AGENCY_MARKS.split(text[:AGENCY_CHARS]) if part.strip()]
    wordy = any(len(part.split()) > 4 or any(c.isdigit() for c in part) for part in parts)
    if not 1 <= len(parts) <= 2 or wordy or len(text) > AGENCY_CHARS:
        return None, None
    agencies = [
        part for part in parts if is_organization(part) or (len(parts) == 2 and _is_acronym(part))
    ]
    if len(agencies) != 1 or any(phrasebook().line(tuple(words_of(part))) for part in parts):
        return None, None  # "Home | News" is a menu
    place = next((part for part in parts if part != agencies[0]), None)
    author = make_author(agencies[0], None, "Organization")
    return author, place if place and not place[:1].islower() else None


def _is_acronym(text: str) -> bool:
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
    place = match["place"].strip(" ,")
    capital = all(word[:1].isupper() or len(word) <= 3 for word in place.split())
    return place if capital and len(place.split()) <= 4 else None
