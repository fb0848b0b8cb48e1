"""Bylines: the lines that say who wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.article import Author
from cleaner.blocks import HEADINGS, Block, fold_space
from cleaner.metadata.datelines import AGENCY_CHARS, is_acronym
from cleaner.metadata.days import find_day, fold_digits
from cleaner.metadata.inline import MAX_PARTS, spaced
from cleaner.metadata.names import (
    bare_name,
    by_words,
    distinct,
    is_organization,
    looks_like_name,
    make_author,
    split_names,
    without_by,
)
from cleaner.metadata.stamps import without_stamps
from cleaner.metadata.story import is_elsewhere
from cleaner.phrasebook import has_digit, phrasebook
from cleaner.words import ends_sentence

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A byline with two names, roles and a stamp has about this many words.
BYLINE_WORDS = 30
# One that begins with "By" and ends without a full stop.
PLAIN_WORDS = 20
# Two names of three words.
BARE_WORDS = 6
# "An essay by Ada Reyes".
BEFORE_BY = 3
# What a line may say beside its date and its name: a section, "0 comments".
OTHER_WORDS = 5
# How sure a byline is: a by-word or an author's link, an element that says author, a bare name.
SURE, MARKED, BARE = 3, 2, 1

_END = re.compile(r"\s[|•·–—~/-]+\s|[\n|•·([@#…»]|//|(?<=\w)[:：](?=\s)")
_PICTURED = re.compile(r"photo|foto|bild|image|picture|illustrat|graphic|video|copyright|©", re.I)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|i|ka)?|auteurs?|autore|columnists?|reporters?|journalists?|profiles?"
    r"|redakteure?|redaktion|contributors?|staff|people|by|penulis|yazar(?:lar)?|firmas?|byline)/|[?&]author=",
    re.I,
)


@dataclass(frozen=True)
class Byline:
    """Who a line names as its story's authors, from where, and how sure that is."""

    names: tuple[Author, ...]
    place: str | None
    strength: int


def signed_names(block: Block) -> list[Author]:
    """The authors that a byline names: "By Ada Reyes", or a name in an element that says author."""
    byline = read_byline(block)
    return list(byline.names) if byline is not None and byline.strength > BARE else []


def read_byline(block: Block) -> Byline | None:
    """The byline that the block is, if it is one: "By Ada Reyes, Rome", "1 May · Ada Reyes"."""
    if not 1 <= len(block.words) <= BYLINE_WORDS:
        return None
    text = spaced(block)
    byline = (
        _after_by(block, text)
        or _linked(block)
        or _beside_stamp(block, text)
        or _marked(block, text)
    )
    return byline if byline is not None and not is_elsewhere(block) else None


def _after_by(block: Block, text: str) -> Byline | None:
    """Names behind a by-word: at the line's begin, or anywhere in a line that is a stamp."""
    kinds = {kind for kind, _ in phrasebook().opening(block.words, block.text)}
    if "byline" in kinds and len(block.words) <= PLAIN_WORDS and not ends_sentence(block.text):
        place_free, place = _without_place(_END.split(without_by(text))[0])
        names = _names(place_free)
        if names:
            return Byline(names, place, SURE)
    found = list(by_words().finditer(text))
    if not found:
        return None
    if _PICTURED.search(text) and "byline" not in kinds:
        return None  # who took a picture, not who wrote
    dated = has_digit(text) and find_day(fold_digits(text), None) is not None
    if not dated and len(block.words) > PLAIN_WORDS:
        return None
    if not (dated or kinds & {"published", "modified"}) and block.tag in HEADINGS:
        return None
    for match in found:
        names = _names(_END.split(text[match.end() :])[0], lower=dated)
        before = text[: match.start()].split()
        whole = sum(len(a.name) for a in names) > len(text[match.end() :]) / 2
        plain = len(before) <= BEFORE_BY and whole and len(names[0].name.split()) > 1
        if names and (dated or kinds & {"published", "modified"} or plain):
            return Byline(names, None, SURE)
    return None


def _names(text: str, *, lower: bool = False) -> tuple[Author, ...]:
    """The names that a text begins with; `lower` where user names without capitals count too."""
    digit = re.search(r"\d", text)
    named = text[: digit.start()] if digit and not lower else text
    if lower and digit:
        word = text[: digit.start()].rpartition(" ")[2]
        named = text if word and not text[: digit.start()].strip(word) else text[: digit.start()]
    names = [bare_name(part, dated=digit is not None) for part in split_names(named)]
    found = []
    for name in names:
        user = lower and len(name.split()) == 1 and len(name) > 1
        if not (looks_like_name(name) or user):
            break  # the rest is no list of names: "Ada Reyes, the minister said"
        found.append(make_author(name))
    return distinct(found)


def _without_place(text: str) -> tuple[str, str | None]:
    """ "By Ada Reyes, Rome": one word behind a comma is where she wrote it; her name has two."""
    names, _, last = text.rpartition(",")
    last = last.strip()
    place = last.replace("-", "").isalpha() and len(names.split()) >= 2 and "," not in names
    if place and last[:1].isupper() and not is_organization(last) and not is_acronym(last):
        return names, last
    return text, None


def _linked(block: Block) -> Byline | None:
    """Names that link to an author's page, or are marked as author's."""
    if block.element is None or not has_parts(block.element):
        return None
    found: list[Author] = []
    for element in islice(block.element.iter("*"), MAX_PARTS):
        rel = element.get("rel") or ""
        page = element.tag == "a" and (
            "author" in rel or _AUTHOR_PAGE.search(element.get("href") or "")
        )
        if page or "author" in (element.get("itemprop") or ""):
            text = fold_space(next(reversed([*element.itertext()] or [""])))
            text = text or fold_space(element.text_content())
            found.extend(_names(text, lower="author" in rel) if len(text) < AGENCY_CHARS else ())
    names = distinct(found)
    told = sum(len(author.name) for author in names)
    # A link to a person inside a sentence names a source.
    return Byline(names, None, SURE) if names and 3 * told > len(block.text) / 2 else None


def has_parts(element: HtmlElement) -> bool:
    """Whether the element holds other elements or is a link itself."""
    return bool(len(element)) or element.tag == "a" or element.get("itemprop") is not None


def _beside_stamp(block: Block, text: str) -> Byline | None:
    """A name that shares its line with a date, and the line says nothing else."""
    if not has_digit(text) or block.element is None:
        return None
    rest = without_stamps(text)
    if rest == text:
        return None
    pieces = [piece.strip(" ,:-–—") for piece in re.split(r"[|•·~@]|//|\s[-–—/]\s|\d", rest)]
    names = [piece for piece in pieces if looks_like_name(piece, least=2)]
    rest_words = sum(len(piece.split()) for piece in pieces if piece not in names)
    if len(names) != 1 or is_organization(names[0]) or rest_words > OTHER_WORDS:
        return None
    found = _names(names[0])
    return Byline(found, None, MARKED if rest_words else SURE) if found else None


def _marked(block: Block, text: str) -> Byline | None:
    """Names of a short line in an element that calls itself author."""
    if block.element is None or len(block.words) > 12:
        return None
    near = frozenset[str]().union(*map(places.signs, block.ancestors[-2:]))
    if "byline" not in near and block.element.tag != "address":
        return None
    parts = [fold_space(part.text_content()) for part in block.element if isinstance(part.tag, str)]
    if len(parts) > 1 and all(looks_like_name(part, least=2) for part in parts):
        return Byline(distinct(make_author(part) for part in parts), None, MARKED)
    names = _names(_END.split(without_stamps(text))[0])
    whole = [
        a for a in names if len(a.name.split()) >= 2 or (len(names) == 1 and not has_digit(text))
    ]
    if not whole:
        return None
    bare = "author-bio" in near or len(whole[0].name.split()) < 2
    return Byline(distinct(whole), None, BARE if bare else MARKED)


def bare_names(block: Block) -> tuple[Author, ...]:
    """The names of a line that says nothing else: "Ada Reyes/Tom Lund"."""
    linked = block.link_chars or block.tag in HEADINGS
    if (
        linked
        or not 2 <= len(block.words) <= BARE_WORDS
        or (block.text.isascii() and has_digit(block.text))
    ):
        return ()
    parts = split_names(block.text)
    whole = all(looks_like_name(p, least=2) and 2 <= len(p.split()) <= 4 for p in parts)
    known = phrasebook().opening(block.words) or any(is_organization(part) for part in parts)
    return _names(block.text) if parts and whole and not known else ()
