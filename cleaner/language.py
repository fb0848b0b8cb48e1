"""The language a text is written in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Fewer letters than this say little; a declaration is the better witness.
ENOUGH = 120
# Above this the text itself overrules the declaration: templates are copied, letters are not.
CERTAIN = 0.99
# What the identifier reads, at 1 ms for 1,000 letters; more text does not change its mind. On all
# gold pages the first 200 tell the same, so where they confirm what is declared, or are certain
# of themselves, no more is read.
FIRST_LOOK, SAMPLE = 200, 1000


def language_of(text: str, declared: str | None) -> str | None:
    """The language's ISO 639-1 code, or None where neither text nor declaration tells."""
    code = (declared or "").replace("_", "-").split("-")[0].strip().lower()
    code = code if 2 <= len(code) <= 3 and code.isalpha() else ""
    if sum(map(str.isalpha, text[:SAMPLE])) < ENOUGH and not _dense(text):
        return code or None
    found, likelihood = _identifier().classify(text[:FIRST_LOOK])
    if len(text) > FIRST_LOOK and (found != code if code else likelihood <= CERTAIN):
        found, likelihood = _identifier().classify(text[:SAMPLE])
    if not code:
        return str(found)
    return str(found) if likelihood > CERTAIN and found != code else code


def _dense(text: str) -> bool:
    """Scripts without spaces say as much in a third of the letters."""
    return len(text) > ENOUGH // 3 and any("\u3040" <= letter <= "\u9fff" for letter in text[:200])


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
