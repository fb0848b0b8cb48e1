"""The phrases of clutter in many languages: phrases/*.toml, one file a language."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from cleaner.blocks import words_of

Words = tuple[str, ...]

# Letters for thousand, million and so on behind a number, in the scripts of the phrase files.
_SCALE = (
    r"(?:\s?(?:k|m|mn|mio|mil|tsd|tys|тыс|млн|тис|bin|rb|jt|ribu|juta|b|万|萬|億|亿|千|만|천|억|ألف|مليون|هزار"
    r"|میلیون|אלף|हज़ार|लाख|χιλ|εκ|nghìn|triệu|tn)\.?)?"
)
NUMBER = rf"\d(?:[\d.,'’\u00a0\u202f ]*\d)?{_SCALE}"


_DIGIT = re.compile(r"\d")
_COLONS = (":", "：", "】")


def _has_colon_behind(text: str, opening: Words) -> bool:
    """Whether a colon stands right behind the opening; blanks and brackets may part its words."""
    room = sum(len(word) + 3 for word in opening)
    return any(mark in text[:room] for mark in _COLONS)


def has_digit(text: str) -> bool:
    """Whether the text holds a digit of any script."""
    return _DIGIT.search(text) is not None


@dataclass(frozen=True)
class Counter:
    """A line that begins or ends with a count: its unit's language, and what else the line says."""

    rule: str
    rest: str


@dataclass
class Phrasebook:
    """All languages' phrases, ready for look-up by folded words.

    `lines`, `openings` and `phrases` lead from words to (kind, language) pairs.
    """

    lines: dict[Words, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    openings: dict[str, list[tuple[Words, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    colons: set[tuple[Words, str, str]] = field(default_factory=set)
    phrases: dict[str, list[tuple[Words, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    tabs: set[Words] = field(default_factory=set)
    more: set[Words] = field(default_factory=set)
    units: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, language: str, tables: dict[str, dict[str, list[str]]]) -> None:
        """Take in one language's file."""
        for kind, table in tables.items():
            for phrase in table.get("lines", []):
                self.lines[tuple(words_of(phrase))].append((kind, language))
            for name in ("openings", "phrases"):
                for phrase in table.get(name, []):
                    words = tuple(words_of(phrase))
                    if words:
                        getattr(self, name)[words[0]].append((words, kind, language))
            self._mark_colons(language, kind, table.get("openings", []))
            self.tabs.update(tuple(words_of(tab)) for tab in table.get("tabs", []))
            self.more.update(tuple(words_of(more)) for more in table.get("more", []))
            self.units[kind].extend((unit, language) for unit in table.get("units", []))

    def _mark_colons(self, language: str, kind: str, openings: list[str]) -> None:
        """Remember the openings that are written with a colon, and not also without."""
        plain = {tuple(words_of(o)) for o in openings if not o.rstrip().endswith(_COLONS)}
        for opening in openings:
            words = tuple(words_of(opening))
            if opening.rstrip().endswith(_COLONS) and words not in plain:
                self.colons.add((words, kind, language))

    def line(self, words: Words) -> list[tuple[str, str]]:
        """Kinds of a line that is exactly these words, a trailing count aside."""
        if words in self.lines:
            return self.lines[words]
        if len(words) > 1 and words[-1].isdigit():
            return self.lines.get(words[:-1], [])
        return []

    def opening(self, words: Words, text: str | None = None) -> list[tuple[str, str]]:
        """Kinds of a line that begins with a known opening, longest opening first.

        Where the line's `text` is given, an opening that is written with a colon must have it:
        "More: 40 hurt" points elsewhere, "More than 40 were hurt" tells.
        """
        if not words:
            return []
        found = [
            (len(opening), kind, language)
            for opening, kind, language in self.openings.get(words[0], [])
            if words[: len(opening)] == opening
            and (
                text is None
                or (opening, kind, language) not in self.colons
                or _has_colon_behind(text, opening)
            )
        ]
        return [(kind, language) for _, kind, language in sorted(found, key=lambda f: -f[0])]

    def phrase(self, words: Words) -> list[tuple[str, str]]:
        """Kinds of a text that holds a known phrase."""
        found = []
        for at, word in enumerate(words):
            for phrase, kind, language in self.phrases.get(word, ()):
                if words[at : at + len(phrase)] == phrase:
                    found.append((kind, language))
        return found

    def counter(self, kind: str, text: str) -> Counter | None:
        """The count that the line begins or ends with, in units of that kind."""
        if not has_digit(text):
            return None
        patterns, units = _counter_patterns(kind)
        ends = text.rstrip(")]").lower().endswith(units)
        for pattern in patterns if ends else patterns[:2]:
            match = pattern.match(text)
            if match:
                unit = (match["unit"] or "").casefold()
                language = next((lang for u, lang in self.units[kind] if u.casefold() == unit), "?")
                return Counter(rule=f"{kind}:{language}", rest=match["rest"].strip(" \t-–—|·•:"))
        return None


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """The phrases of every language file, read once."""
    book = Phrasebook()
    folder = resources.files("cleaner") / "phrases"
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            book.add(entry.name.removesuffix(".toml"), tomllib.loads(entry.read_text("utf-8")))
    return book


@lru_cache(maxsize=8)
def _counter_patterns(kind: str) -> tuple[tuple[re.Pattern[str], ...], tuple[str, ...]]:
    """Patterns of a count at a line's begin, behind its unit, at its end; and the units."""
    units = sorted({unit for unit, _ in phrasebook().units[kind]}, key=len, reverse=True)
    # A unit ends where the word ends, but scripts without spaces have no such end.
    unit = (
        "(?P<unit>"
        + "|".join(re.escape(u) + (r"(?!\w)" if u.isascii() else "") for u in units)
        + ")"
    )
    mark = r"[\s:：·•|(\[]*"
    patterns = (
        re.compile(rf"^\W{{0,3}}{NUMBER}\s?{unit}[)\]]?(?P<rest>(?:\W.*)?)$", re.I | re.S),
        re.compile(rf"^\W{{0,3}}{unit}{mark}{NUMBER}[)\]]?(?P<rest>(?:\s.*)?)$", re.I | re.S),
        re.compile(rf"^(?P<rest>.{{8,200}}?)\s\W{{0,3}}{NUMBER}\s?{unit}[)\]]?$", re.I | re.S),
        re.compile(rf"^(?P<rest>.{{8,200}}?)\s\W{{0,3}}{unit}{mark}{NUMBER}[)\]]?$", re.I | re.S),
    )
    return patterns, tuple(unit.lower() for unit in units)
