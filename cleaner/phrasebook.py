"""The phrases of clutter in many languages: phrases/*.toml, one file a language."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from cleaner.counters import Counter, Units, fold
from cleaner.words import words_of

Words = tuple[str, ...]
Found = list[tuple[str, str]]  # kinds, each with the language whose list holds it

_DIGIT = re.compile(r"\d")
_COLONS = (":", "：", "】", "=", "＝", "/", "／", "]", "］")
# Where a word is in the lists of many languages the rule is named after the first: pages in every
# language say "Newsletter" and "Top News" in English.
FIRST_LANGUAGE = "en"
# Labels of metadata: who reads them needs them as they are written.
LABELS = frozenset({"published", "modified", "byline"})
# Kinds whose units count, in the order in which a unit that several share is taken.
COUNTERS = ("view-counter", "share-counter", "comments", "reading-time")


def has_digit(text: str) -> bool:
    """Whether the text holds a digit of any script."""
    return _DIGIT.search(text) is not None


def phrase_words(text: str) -> Words:
    """The text's words as the book looks them up: folded, so that accents do not matter."""
    return tuple(words_of(fold(text)))


def fold_words(words: Sequence[str]) -> Words:
    """Words that `words_of` gave as the book looks them up."""
    if " ".join(words).isascii():
        return tuple(words)
    return tuple([word if word.isascii() else _fold_word(word) for word in words])


@lru_cache(maxsize=50_000)  # the words of some hundred pages
def _fold_word(word: str) -> str:
    return fold(word)


class Opening(NamedTuple):
    """What a short line begins with.

    An opening `with_colon` is none without it: "More: 40 hurt" points elsewhere, "More than 40 were
    hurt" tells. An `appeal` opens a sentence to the reader; other openings head labels, and a
    sentence that begins with the same words is a story's.
    """

    words: Words
    kind: str
    language: str
    with_colon: bool
    appeal: bool

    def has_colon(self, text: str) -> bool:
        """Whether a colon stands right behind it; blanks and brackets may part its words."""
        room = sum(len(word) + 3 for word in self.words)
        return any(mark in text[:room] for mark in _COLONS)


@dataclass
class Phrasebook:
    """All languages' phrases, ready for look-up by folded words.

    `openings` holds those of LABELS as they are written, by their first word: (words, kind,
    language). `heads` holds all of them by their folded words, `head_sizes` how many words those
    with the same first word have, the most first.
    `phrases` are found by their longest word, the rarest as a rule: (place of that word in the
    phrase, words, kind, language).
    """

    lines: dict[Words, Found] = field(default_factory=lambda: defaultdict(list))
    openings: dict[str, list[tuple[Words, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    heads: dict[Words, list[Opening]] = field(default_factory=lambda: defaultdict(list))
    head_sizes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    phrases: dict[str, list[tuple[int, Words, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    tabs: set[Words] = field(default_factory=set)
    more: set[Words] = field(default_factory=set)
    units: Units = field(default_factory=Units)

    def add(self, language: str, tables: dict[str, dict[str, list[str]]]) -> None:
        """Take in one language's file."""
        numbers = tables.get("numbers", {})
        self.units.add_numbers(numbers.get("scales", []), numbers.get("times", []))
        for kind, table in tables.items():
            for line in table.get("lines", []):
                self.lines[phrase_words(line)].append((kind, language))
            self._add_openings(language, kind, table.get("openings", []), appeal=False)
            self._add_openings(language, kind, table.get("appeals", []), appeal=True)
            for phrase in table.get("phrases", []):
                words = phrase_words(phrase)
                key = max(words, key=len)
                self.phrases[key].append((words.index(key), words, kind, language))
            self.tabs.update(phrase_words(tab) for tab in table.get("tabs", []))
            self.more.update(phrase_words(more) for more in table.get("more", []))
        for kind in COUNTERS:
            self.units.add(kind, language, tables.get(kind, {}).get("units", []))

    def _add_openings(self, language: str, kind: str, openings: list[str], *, appeal: bool) -> None:
        plain = {phrase_words(o) for o in openings if not o.rstrip().endswith(_COLONS)}
        for opening in openings:
            words = phrase_words(opening)
            if kind in LABELS:
                written = tuple(words_of(opening))
                self.openings[written[0]].append((written, kind, language))
            self.heads[words].append(
                Opening(words, kind, language, words not in plain, appeal=appeal)
            )
            sizes = {*self.head_sizes[words[0]], len(words)}
            self.head_sizes[words[0]] = sorted(sizes, reverse=True)

    def line(self, words: Words) -> Found:
        """Kinds of a line that is exactly these words, a trailing count aside."""
        return self.whole(fold_words(words))

    def whole(self, words: Words) -> Found:
        """As `line`, for words that are folded."""
        if words in self.lines:
            return self.lines[words]
        if len(words) > 1 and words[-1].isdigit():
            return self.lines.get(words[:-1], [])
        return []

    def opening(self, words: Words, text: str | None = None) -> Found:
        """Kinds of a line that begins with a known opening, longest opening first.

        Where the line's `text` is given, an opening that is written with a colon must have it.
        """
        return [
            (opening.kind, opening.language)
            for opening in self.begins(fold_words(words))
            if text is None or not opening.with_colon or opening.has_colon(text)
        ]

    def begins(self, words: Words) -> list[Opening]:
        """The known openings that the line of folded words begins with, longest first."""
        sizes = self.head_sizes.get(words[0], ()) if words else ()
        return [
            opening
            for size in sizes
            if size <= len(words)
            for opening in self.heads.get(words[:size], ())
        ]

    def phrase(self, words: Words) -> Found:
        """Kinds of a text, in folded words, that holds a known phrase."""
        if self.phrases.keys().isdisjoint(words):
            return []
        found = []
        for at, word in enumerate(words):
            for place, phrase, kind, language in self.phrases.get(word, ()):
                start = at - place
                if start >= 0 and words[start : start + len(phrase)] == phrase:
                    found.append((kind, language))
        return found

    def counter(self, text: str) -> Counter | None:
        """The count that the line begins or ends with, and what else the line says."""
        return self.units.find(text) if has_digit(text) else None


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """The phrases of every language file, read once."""
    book = Phrasebook()
    folder = resources.files("cleaner") / "phrases"
    files = {e.name.removesuffix(".toml"): e for e in folder.iterdir() if e.name.endswith(".toml")}
    for language in sorted(files, key=lambda code: (code != FIRST_LANGUAGE, code)):
        book.add(language, tomllib.loads(files[language].read_text("utf-8")))
    return book
