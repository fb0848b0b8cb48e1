"""The words of a text, and whether it ends like a sentence, in every script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SENTENCE_END = re.compile(r"[.!…。！؟।۔][\"'”“’»«)\]」』）]*$")


def ends_sentence(text: str) -> bool:
    """Whether the text ends like a statement. A question is none: headlines ask, too."""
    return bool(_SENTENCE_END.search(text[-8:]))


_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
# Vowel signs and points belong to the letter before them, but are no letters to `re`: from
# Latin's combining accents and Hebrew's points to the vowel signs of Indic scripts.
_MARKED = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff]"
)


@lru_cache(maxsize=1)
def _marked_word() -> re.Pattern[str]:
    """Words of scripts with marks: _WORD, whose letters may carry marks."""
    marks = "".join(chr(n) for n in range(0x300, 0xE00) if unicodedata.category(chr(n))[0] == "M")
    letter = rf"[^\W_][{marks}]*"
    return re.compile(rf"(?:{letter})+(?:['’.\-](?:{letter})+)*")


# Scripts written without spaces: each letter counts as a word.
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
# What _MARKED and _DENSE name, and more: texts in Latin, Greek and Cyrillic are searched once.
_FOREIGN = re.compile("[\u0300-\u036f\u0591-\u0eff\u1780-\u17ff\u3040-\ufaff]")


def words_of(text: str) -> list[str]:
    """Words of the text in lower case; in scripts without spaces each letter is one."""
    lowered = text.lower()
    if lowered.isascii() or not _FOREIGN.search(lowered):
        return _WORD.findall(lowered)
    if _DENSE.search(lowered):
        lowered = _DENSE.sub(lambda m: f" {m.group()} ", lowered)
    return (_marked_word() if _MARKED.search(lowered) else _WORD).findall(lowered)
