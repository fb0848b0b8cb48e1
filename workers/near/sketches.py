"""Sketches: what is kept of a body so that near-copies can be told, and how alike two bodies are.

The body's words are read through a window of WINDOW words, and what stands in it makes a number.
The sketch keeps the lowest SIZE of the numbers (bottom-k, Broder 1997): a fair sample of the body,
for the price of one hash a word. Of numbers and names in the body the same is kept: texts made of
one template differ in them, and copies do not. docs/duplicates.md has the figures.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from cleaner.words import words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# WINDOW, SIZE and what counts as a fact were chosen on all gold sites. Of windows of 4, 5, 6, 8 and
# 10 words 6 was best, by one or two points of recall.
WINDOW = 6
SIZE = 96  # 64 found two points less of the copies, 128 one more
FACTS = 32  # half of the gold stories of some 600 words have fewer than 30 numbers and names
ANCHORS = 10  # a sketch is looked for by these: 0.1 % of the copies are not met, with 8 0.4 %
# A judgement, not measured: in a shorter body one quote or a notice is half of what there is.
MIN_WORDS = 60
MIN_FACTS = 4  # of fewer, chance decides; not measured
# These two were chosen on half of the sites: of the rules that take at most one in a hundred of
# each kind of look-alike for a copy, the one that finds most. docs/duplicates.md has the figures.
ALIKE = 0.25
SAME_FACTS = 0.55
# No two texts made of one template came to it, whatever stood in their slots.
ALIKE_WITHOUT_FACTS = 0.45

# Every noun has a capital in German and Luxembourgish: there only names of two words count.
_CAPITAL_NOUNS = frozenset({"de", "lb"})
_BITS = 24  # a number in a sketch: four letters of base 64
_ABOVE_ALL = 1 << _BITS
_ANCHOR_BITS = 40
_FOLDED = str.maketrans(
    dict.fromkeys("’‘‛′`´", "'")
    | dict.fromkeys("‐‑‒", "-")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff")
)


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """A body's sample; `words` is its length, a letter counting as one in scripts without spaces.

    `shingles` and `facts` ascend and have 24 bits each, `anchors` have 40. All are empty for a body
    that is too short to be compared.
    """

    words: int
    shingles: tuple[int, ...] = ()
    facts: tuple[int, ...] = ()
    anchors: tuple[int, ...] = ()


def sketch(text: str, language: str | None = None) -> Sketch:
    """The sketch of a body; `language` is its ISO 639-1 code if that is known.

    Case, typographic quotes, hyphens, spaces and punctuation make no difference. Digits do: texts
    made of one template often differ in them alone.
    """
    text = unicodedata.normalize("NFC", text).translate(_FOLDED)
    words = words_of(text.casefold())
    if len(words) < MIN_WORDS:
        return Sketch(words=len(words))
    mixed = _mixed(_windows(_codes(words)))
    # The order is by the upper 24 bits; the lower 40 are independent of it and tell anchors apart.
    anchors = mixed[:ANCHORS] & _word((1 << _ANCHOR_BITS) - 1)
    facts = _mixed(_codes(_facts_of(text, language)))
    return Sketch(
        words=len(words),
        shingles=_lowest(mixed, SIZE),
        facts=_lowest(facts, FACTS),
        anchors=tuple(anchors.tolist()),
    )


def likeness(one: Sketch, other: Sketch) -> float:
    """How much two bodies have in common: their shared wording as a share of all their wording.

    0 to 1, an estimate with a standard error of 0.05; 0 if either is too short. Half of a story
    against the whole of it gives 0.5.
    """
    return _shared(one.shingles, other.shingles, SIZE).of_all


def is_near_copy(one: Sketch, other: Sketch) -> bool:
    """Whether one body is a near-copy of the other: alike, and with the same numbers and names."""
    facts = fact_share(one, other)
    if facts is None:
        return likeness(one, other) >= ALIKE_WITHOUT_FACTS
    return facts >= SAME_FACTS and likeness(one, other) >= ALIKE


def fact_share(one: Sketch, other: Sketch) -> float | None:
    """The share of the numbers and names of one body that the other has too, of the one with fewer.

    None where there are too few to say.
    """
    facts = _shared(one.facts, other.facts, FACTS)
    return facts.of_shorter if facts.samples >= MIN_FACTS else None


def packed(values: Sequence[int]) -> str:
    """Numbers of 24 bits as text, four letters each."""
    return b64encode(b"".join(value.to_bytes(3, "big") for value in values)).decode()


def unpacked(text: str) -> tuple[int, ...]:
    """The numbers that `packed` made a text of. Raises ValueError for anything else."""
    data = b64decode(text, validate=True)
    return tuple(int.from_bytes(data[at : at + 3], "big") for at in range(0, len(data), 3))


@dataclass(frozen=True)
class _Shares:
    of_all: float
    of_shorter: float
    samples: int


def _shared(one: Sequence[int], other: Sequence[int], size: int) -> _Shares:
    """What two samples have in common; those that are not full hold everything there is."""
    # Up to here both samples are complete.
    limit = min(s[-1] if len(s) == size else _ABOVE_ALL for s in (one, other))
    a, b = ({value for value in sample if value <= limit} for sample in (one, other))
    common, shorter = len(a & b), min(len(a), len(b))
    if not shorter:
        return _Shares(0.0, 0.0, 0)
    return _Shares(common / len(a | b), common / shorter, shorter)


def _facts_of(text: str, language: str | None) -> set[str]:
    """Numbers, without their separators, and words with a capital letter, or names of two words."""
    names = _name() if language in _CAPITAL_NOUNS else _capital()
    numbers = {re.sub(r"[.,:]", "", number) for number in _NUMBER.findall(text)}
    return numbers | {name.casefold() for name in names.findall(text)}


_NUMBER = re.compile(r"\d(?:[\d.,:]*\d)?")


@lru_cache(maxsize=1)
def _capital() -> re.Pattern[str]:
    return re.compile(rf"\b{_CAPITALS}[^\W\d_]+")


@lru_cache(maxsize=1)
def _name() -> re.Pattern[str]:
    """Two words with a capital letter, within a sentence."""
    return re.compile(rf"(?<=[^\W\d_] ){_CAPITALS}[^\W\d_]+ {_CAPITALS}[^\W\d_]+")


# Latin to Armenian.
_CAPITALS = (
    "[" + "".join(letter for letter in map(chr, range(0x41, 0x587)) if letter.isupper()) + "]"
)


def _codes(words: Iterable[str]) -> NDArray[np.uint64]:
    import numpy as np

    return np.array([crc32(word.encode("utf-8", "replace")) for word in words], dtype=np.uint64)


def _windows(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number for each WINDOW words in a row: a polynomial modulo 2**64."""
    count = len(codes) - WINDOW + 1
    windows = codes[:count].copy()
    for at in range(1, WINDOW):
        windows *= _word(0x9E3779B97F4A7C15)
        windows += codes[at : at + count]
    return windows


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The numbers with their bits spread evenly (SplitMix64's finalizer), ascending, each once."""
    import numpy as np

    mixed = (numbers ^ (numbers >> _word(30))) * _word(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> _word(27))) * _word(0x94D049BB133111EB)
    return np.unique(mixed ^ (mixed >> _word(31)))


def _lowest(mixed: NDArray[np.uint64], size: int) -> tuple[int, ...]:
    # Ascending; two that share all 24 bits count as one.
    return tuple(dict.fromkeys((mixed >> _word(64 - _BITS)).tolist()))[:size]


def _word(number: int) -> np.uint64:
    import numpy as np

    return np.uint64(number)
