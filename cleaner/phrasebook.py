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
            self.tabs.update(tuple(words_of(tab)) for tab in table.get("tabs", []))
            self.more.update(tuple(words_of(more)) for more in table.get("more", []))
            self.units[kind].extend((unit, language) for unit in table.get("units", []))

    def line(self, words: Words) -> list[tuple[str, str]]:
        """Kinds of a line that is exactly these words, a trailing count aside."""
        if words in self.lines:
            return self.lines[words]
        if len(words) > 1 and words[-1].isdigit():
            return self.lines.get(words[:-1], [])
        return []

    def opening(self, words: Words) -> list[tuple[str, str]]:
        """Kinds of a line that begins with a known opening, longest opening first."""
        if not words:
            return []
        found = [
            (len(opening), kind, language)
            for opening, kind, language in self.openings.get(words[0], [])
            if words[: len(opening)] == opening
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
        if not any(letter.isdigit() for letter in text):
            return None
        for pattern in _counter_patterns(kind):
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
def _counter_patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    units = sorted({unit for unit, _ in phrasebook().units[kind]}, key=len, reverse=True)
    # A unit ends where the word ends, but scripts without spaces have no such end.
    unit = (
        "(?P<unit>"
        + "|".join(re.escape(u) + (r"(?!\w)" if u.isascii() else "") for u in units)
        + ")"
    )
    mark = r"[\s:：·•|(\[]*"
    return (
        re.compile(rf"^\W{{0,3}}{NUMBER}\s?{unit}[)\]]?(?P<rest>(?:\W.*)?)$", re.I | re.S),
        re.compile(rf"^\W{{0,3}}{unit}{mark}{NUMBER}[)\]]?(?P<rest>(?:\s.*)?)$", re.I | re.S),
        re.compile(rf"^(?P<rest>.{{8,200}}?)\s\W{{0,3}}{NUMBER}\s?{unit}[)\]]?$", re.I | re.S),
    )
