"""The kinds of clutter, and how each is recognised by its words alone, in many languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleaner.metadata.stamps import looks_like_stamp
from cleaner.phrasebook import Found, Opening, fold_words, has_digit, phrase_words, phrasebook
from cleaner.words import words_of

# Bounds in words. Labels are short; an opening heads a teaser line; a box that begs for an address
# is a sentence or three. A longer text that holds the same words talks about them.
LINE_WORDS = 8
OPENING_WORDS = 25
PHRASE_WORDS = 45
# The longest texts of PHRASE_WORDS words; longer ones are one endless word or number.
PHRASE_CHARS = 1_000
# "Last 24 hours", "Meistkommentiert": tabs are narrow.
TAB_CHARS = 20

# A line can be in several kinds' lists ("more"): the first kind here wins.
_ORDER = (
    "advertisement", "cookie", "newsletter", "paywall", "read-more", "most-read", "related",
    "share", "comments", "tags", "author-bio", "promo", "legal", "footer", "embed", "caption",
    "navigation",
)  # fmt: skip
_RANKS = {kind: rank for rank, kind in enumerate(_ORDER)}
_ENDS_SENTENCE = re.compile(r"[.!?…。！？؟।।۔][\"'”’»)\]」』]*$")
# Somebody speaks: the text begins with a quotation mark or a dash, or a quotation ends in a comma.
_SPOKEN = re.compile(r"^[\"“”„«»「『‘'—–]|[,،，][\"”»“]|[\"”»“] ?[,،，] ")
# "© 2026 The Skelde Courier", "Copyright Skelde Media 2026"
_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright\b|&copy;)[^.!?]{0,40}\b(?:19|20)\d\d\b", re.I)
_SEPARATOR = re.compile(r"^[\W_]{1,3}$|^\d{1,2}[.)]?$")
_TAB_MARKS = re.compile(r"\s*[|/·•]\s*")


@dataclass(frozen=True)
class Match:
    """A text recognised as clutter: its kind, and the name of the rule that saw it."""

    kind: str
    rule: str


def recognise(text: str, words: Sequence[str]) -> Match | None:
    """The clutter kind that the text's own words show, or None.

    `words` are the text's words as `words_of` gives them. A paragraph that merely talks about
    views or newsletters is not recognised: length and sentence shape tell them apart.
    """
    size = len(words)
    if size > OPENING_WORDS and not text.isascii():
        # In scripts without spaces each letter is a word, and two letters are about one.
        size -= sum([len(word) == 1 and word > "\u0e00" for word in words]) // 2
    if not words or size > PHRASE_WORDS or len(text) > PHRASE_CHARS:
        return None
    # The dot of İ parts a word.
    folded = phrase_words(text) if "İ" in text else fold_words(words)
    numbered = has_digit(text)
    return (
        _first(phrasebook().whole(folded), "line")
        or (_numbered(text, words) if numbered else None)
        or (_opened(text, folded) if size <= OPENING_WORDS else None)
        or (Match("legal", "copyright") if numbered and _COPYRIGHT.match(text) else None)
        or _phrased(text, folded)
    )


def _numbered(text: str, words: Sequence[str]) -> Match | None:
    counted = _counted(text)
    if counted is None and looks_like_stamp(text, tuple(words)):
        return Match("date-stamp", "stamp")
    return counted


def _phrased(text: str, words: tuple[str, ...]) -> Match | None:
    match = _first(phrasebook().phrase(words), "phrase")
    return match if match and not _SPOKEN.search(text) else None


def _counted(text: str) -> Match | None:
    found = phrasebook().counter(text)
    if found is None:
        return None
    if not found.rest:
        kind = {"share-counter": "share", "reading-time": "other"}.get(found.kind, found.kind)
        return Match(kind, found.rule)
    if found.kind != "view-counter":
        return None
    if looks_like_stamp(found.rest, tuple(words_of(found.rest))):
        return Match("date-stamp", "stamp")
    if _counted(found.rest):
        return Match("view-counter", found.rule)
    if _is_title(found.rest):
        return Match("most-read", f"counted-title:{found.language}")
    return None


def _is_title(text: str) -> bool:
    """A headline, not the rest of a sentence: it begins like one and has no full stop."""
    starts = text.lstrip("\"'“‘«„([")[:1]
    return (
        len(text) >= 8
        and not starts.islower()
        and not _ENDS_SENTENCE.search(text[-3:].replace("?", ""))
    )


def _opened(text: str, words: tuple[str, ...]) -> Match | None:
    openings = phrasebook().begins(words)
    if not openings:
        return None
    sentence = _ENDS_SENTENCE.search(text) is not None
    heads = [o for o in openings if _heads(o, text, len(words), sentence=sentence)]
    return _first([(opening.kind, opening.language) for opening in heads], "opening")


def _heads(opening: Opening, text: str, count: int, *, sentence: bool) -> bool:
    """Whether the words at the text's begin are what they look like.

    "Also in Economy" heads a list, "Also in Skelde, two people were hurt." is a sentence.
    """
    if opening.with_colon:
        return opening.has_colon(text)
    label = not sentence or count == len(opening.words)
    return opening.appeal or label or opening.has_colon(text)


def _first(found: Found, rule: str) -> Match | None:
    ranked = [(_RANKS[kind], language) for kind, language in found if kind in _RANKS]
    if not ranked:
        return None
    rank, language = min(ranked, key=lambda candidate: candidate[0])
    return Match(_ORDER[rank], f"{rule}:{language}")


def holds(kind: str, words: Sequence[str]) -> bool:
    """Whether the text holds one of that kind's lines or phrases: tells walls and lost pages."""
    folded = fold_words(words)
    book = phrasebook()
    return any(
        k == kind for k, _ in (*book.line(folded), *book.opening(folded), *book.phrase(folded))
    )


def is_separator(text: str) -> bool:
    """A line that only parts others: a dash, a bullet, a rank such as "3."."""
    return bool(_SEPARATOR.match(text))


def is_tabs(text: str) -> bool:
    """A line of tab names such as "DAY | WEEK |": short names, and marks between them."""
    parts = [part for part in _TAB_MARKS.split(text) if part]
    short = all(len(part.split()) <= 3 and len(part) <= TAB_CHARS for part in parts)
    return short and len(parts) <= 6 and bool(re.search(r"\w\s?[|/·•]", text))


def are_known_tabs(text: str) -> bool:
    """A line of tabs whose every name is known, such as "24 hours · 7 days"."""
    parts = [part for part in _TAB_MARKS.split(text) if part]
    return len(parts) > 1 and all(is_tab(words_of(part)) for part in parts)


def is_tab(words: Sequence[str]) -> bool:
    """One tab's name alone on its line, such as "Today"."""
    return fold_words(words) in phrasebook().tabs


def is_more(words: Sequence[str]) -> bool:
    """A button that lengthens a list, such as "SHOW MORE"."""
    return fold_words(words) in phrasebook().more
