"""The kinds of clutter, and how each is recognised by its words alone, in many languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleaner.blocks import words_of
from cleaner.metadata.stamps import looks_like_stamp
from cleaner.phrasebook import phrasebook

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
    "share", "comments", "tags", "author-bio", "promo", "legal", "footer", "embed", "navigation",
    "caption",
)  # fmt: skip
_ENDS_SENTENCE = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
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
    count = len(words)
    if not count or count > PHRASE_WORDS or len(text) > PHRASE_CHARS:
        return None
    folded = tuple(words)
    return (
        _labelled(folded)
        or _counted(text)
        or (Match("date-stamp", "stamp") if looks_like_stamp(text, folded) else None)
        or _opened(text, folded)
        or _phrased(folded)
    )


def _counted(text: str) -> Match | None:
    book = phrasebook()
    found = book.counter("view-counter", text)
    if found:
        if not found.rest:
            return Match("view-counter", found.rule)
        if _is_title(found.rest):
            return Match("most-read", f"counted-title:{found.rule.split(':')[1]}")
        return None
    for kind, becomes in (
        ("share-counter", "share"),
        ("comments", "comments"),
        ("reading-time", "other"),
    ):
        found = book.counter(kind, text)
        if found and not found.rest:
            return Match(becomes, found.rule)
    return None


def _is_title(text: str) -> bool:
    """A headline, not the rest of a sentence: it begins like one and has no full stop."""
    starts = text.lstrip("\"'“‘«„([")[:1]
    return (
        len(text) >= 8
        and not starts.islower()
        and not _ENDS_SENTENCE.search(text[-3:].replace("?", ""))
    )


def _labelled(words: tuple[str, ...]) -> Match | None:
    if len(words) > LINE_WORDS:
        return None
    return _first(phrasebook().line(words), "line")


def _opened(text: str, words: tuple[str, ...]) -> Match | None:
    if len(words) > OPENING_WORDS:
        return None
    match = _first(phrasebook().opening(words, text), "opening")
    # "More than 40 people were hurt." is a sentence; "Read more: 40 people hurt" is a pointer.
    if match and match.kind in ("read-more", "related", "promo", "newsletter", "caption", "legal"):
        return match
    if match and len(words) > LINE_WORDS and _ENDS_SENTENCE.search(text):
        return None
    return match


def _phrased(words: tuple[str, ...]) -> Match | None:
    return _first(phrasebook().phrase(words), "phrase")


def _first(found: list[tuple[str, str]], rule: str) -> Match | None:
    for kind in _ORDER:
        for candidate, language in found:
            if candidate == kind:
                return Match(kind, f"{rule}:{language}")
    return None


def holds(kind: str, words: Sequence[str]) -> bool:
    """Whether the text holds one of that kind's lines or phrases: tells walls and lost pages."""
    folded = tuple(words)
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
    return tuple(words) in phrasebook().tabs


def is_more(words: Sequence[str]) -> bool:
    """A button that lengthens a list, such as "SHOW MORE"."""
    return tuple(words) in phrasebook().more
