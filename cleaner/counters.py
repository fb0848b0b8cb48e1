"""Counts beside their unit, "7,960 views", in the digits and number words of many languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaner.metadata.days import fold_digits

# 12 345 in groups of three, 1,23,456 as India groups, 1.2, ١٫٢; the digits are folded before.
_NUMBER = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’\u066b\u066c]\d+)*"
)
# What stands beside a count: its unit's and scale's words, between marks.
_PIECE = re.compile(r"[^\s:：·•|()\[\]（）【】–—,;/]+")
_LETTERS = re.compile(
    r"[^\d\s:：·•|()\[\]（）【】–—,;/]+"
)  # of a piece, whatever number it touches
_MARKS = " \t\u00a0\u202f-–—|·•:：,;/()[]（）【】"
_OPEN_MARKS = re.compile(r"\W{0,3}")
# Units have at most four words ("views in the last hour" is none), and are shorter than this.
UNIT_WORDS, UNIT_CHARS = 4, 40
SCALE_WORDS = 2  # "3 millions de vues"
# A title beside a count: shorter rests are ranks and marks, longer ones paragraphs.
TITLE_CHARS = (8, 200)

# Marks above and below letters that a headline in capitals, or a hasty writer, leaves out: those of
# Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowels, hamzas and the stretching stroke.
_OPTIONAL_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670\u0e4d]")
# Letters that one keyboard writes for another's: Persian and Arabic yeh and kaf, the final teh and
# alef, the Turkish i without a dot.
_SAME_LETTERS = {"ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ı": "i"}
_OTHER_LETTERS = re.compile(f"[{''.join(_SAME_LETTERS)}]")


def fold(text: str) -> str:
    """The text in lower case, without the marks and letter forms that writers leave out."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text.lower())
    plain = _OTHER_LETTERS.sub(lambda m: _SAME_LETTERS[m.group()], _OPTIONAL_MARKS.sub("", parted))
    return unicodedata.normalize("NFC", plain)


@dataclass(frozen=True)
class Counter:
    """A line that begins or ends with a count: of what, in which language, what else it says."""

    kind: str
    language: str
    rest: str

    @property
    def rule(self) -> str:
        """The name of the list that holds the unit."""
        return f"{self.kind}:{self.language}"


@dataclass
class Units:
    """The units, number words and words for "times" of all languages, folded.

    `units` leads to (kind, language) pairs, `words` holds the words that they are made of.
    """

    units: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    scales: set[str] = field(default_factory=set)
    times: set[str] = field(default_factory=set)

    def add(self, kind: str, language: str, units: Iterable[str]) -> None:
        """Take in one language's units of that kind."""
        for unit in units:
            pieces = _PIECE.findall(fold(unit))
            self.units.setdefault(" ".join(pieces), []).append((kind, language))
            self.words.update(_LETTERS.findall(fold(unit)))

    def add_numbers(self, scales: Iterable[str], times: Iterable[str]) -> None:
        """Take in one language's words between number and unit, and its words for "times"."""
        self.scales.update(fold(scale).rstrip(".") for scale in scales)
        self.times.update(fold(word) for word in times)

    def find(self, text: str) -> Counter | None:
        """The count that the line begins or ends with."""
        if text.isascii() and self.words.isdisjoint(_LETTERS.findall(text.lower())):
            return None  # as most lines with a number
        folded = fold_digits(text)  # keeps every letter's place
        numbers = [match.span() for match in _NUMBER.finditer(folded)]
        if not numbers:
            return None
        (start, end), (last, behind) = numbers[0], numbers[-1]
        return (
            (self._before_unit(folded, text, end) if _opens(folded, start) else None)
            or self._behind_unit(folded, text, start, end)
            or self._at_end(folded, text, last, behind)
        )

    def _before_unit(self, folded: str, text: str, end: int) -> Counter | None:
        """7,960 views; 1.2K views Title."""
        pieces = self._pieces(folded, end)
        for skipped in range(SCALE_WORDS + 1):
            if skipped and not (pieces[skipped:] and self._is_scale(pieces[skipped - 1][0])):
                return None
            for count in range(min(UNIT_WORDS, len(pieces) - skipped), 0, -1):
                used = pieces[skipped : skipped + count]
                found = self.units.get(" ".join(word for word, _ in used))
                if found:
                    return Counter(*found[0], rest=text[used[-1][1] :].strip(_MARKS))
        return None

    def _behind_unit(self, folded: str, text: str, start: int, end: int) -> Counter | None:
        """Views: 2,345; 阅读 1234; Views: 2,345 Title."""
        found = self._unit(folded[:start]) if start <= UNIT_CHARS else None
        if found is None:
            return None
        rest = text[self._number_end(folded, end) :]
        if rest and not rest[0].isspace() and rest[0] not in _MARKS:
            return None
        return Counter(*found, rest=rest.strip(_MARKS))

    def _at_end(self, folded: str, text: str, last: int, behind: int) -> Counter | None:
        """Title 7960 views; Title – views: 7960."""
        low, high = TITLE_CHARS
        if not low <= last <= high:
            return None
        if len(folded) - behind <= UNIT_CHARS and folded[last - 1] in _MARKS:
            pieces = [word for word, _ in self._pieces(folded, behind)]
            while len(pieces) > 1 and self._is_scale(pieces[0]):
                pieces = pieces[1:]
            found = self.units.get(" ".join(pieces))
            if found:
                return Counter(*found[0], rest=text[:last].strip(_MARKS))
        if self._number_end(folded, behind) < len(folded.rstrip(_MARKS)):
            return None
        window = max(0, last - UNIT_CHARS)
        before = list(_PIECE.finditer(folded, window, last))[bool(window) :]  # the first may be cut
        for count in range(min(UNIT_WORDS, len(before)), 0, -1):
            at = before[-count].start()
            unit = self._unit(folded[at:last])
            if unit and at >= low:
                return Counter(*unit, rest=text[:at].strip(_MARKS))
        return None

    def _unit(self, text: str) -> tuple[str, str] | None:
        found = self.units.get(" ".join(_PIECE.findall(fold(text))))
        return found[0] if found else None

    def _pieces(self, folded: str, at: int) -> list[tuple[str, int]]:
        """The words behind a number with their ends; "万阅读" is two, a scale and a unit."""
        pieces: list[tuple[str, int]] = []
        for match in _PIECE.finditer(folded, at, at + UNIT_CHARS):
            word = fold(match.group())
            if not pieces and len(word) > 1 and word[0] > "\u2e7f" and word[0] in self.scales:
                pieces.append((word[0], match.start() + 1))
                word = word[1:]
            pieces.append((word, match.end()))
            if len(pieces) > UNIT_WORDS + SCALE_WORDS:
                break
        return pieces

    def _is_scale(self, word: str) -> bool:
        return word.rstrip(".+") in self.scales

    def _number_end(self, folded: str, end: int) -> int:
        """Where a number ends with its scale and its "times": "1.2万次", "1,2 тыс. раз"."""
        pieces = self._pieces(folded, end)
        while pieces and self._is_scale(pieces[0][0]):
            end = pieces.pop(0)[1]
        if pieces and pieces[0][0] in self.times:
            end = pieces[0][1]
        return end


def _opens(text: str, start: int) -> bool:
    """Whether nothing but a mark or two stands before the number."""
    match = _OPEN_MARKS.match(text)
    return match is not None and match.end() >= start
