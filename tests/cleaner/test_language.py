"""The language: the text's own witness against the template's declaration."""

from __future__ import annotations

from itertools import repeat

import pytest

from cleaner.language import language_of
from tests.cleaner.pages import PARAGRAPHS

ENGLISH = " ".join(PARAGRAPHS)
GERMAN = (
    "Die Fähre nach Skelde fährt ab Montag wieder, wie die Hafenbehörde mitteilte. Taucher hatten "
    "die Arbeiten an der beschädigten Mole am Wochenende abgeschlossen, vier Monate nach dem Sturm."
)
JAPANESE = (
    "港湾局によると、嵐で壊れた桟橋の修理が終わり、島へのフェリーは"
    "月曜日から再び運航する。島民は四か月待った。"
)


@pytest.mark.parametrize("declared", [None, "", "en-GB", "en_US", "EN"])
def test_english_is_english_however_it_is_declared(declared: str | None) -> None:
    assert language_of(ENGLISH, declared) == "en"


@pytest.mark.parametrize(("text", "code"), [(GERMAN, "de"), (JAPANESE, "ja")])
def test_the_text_overrules_a_template_in_another_language(text: str, code: str) -> None:
    assert language_of(text, "en") == code


def test_a_short_text_leaves_the_word_to_the_declaration() -> None:
    assert language_of("Die Fähre fährt.", "fr-CA") == "fr"
    assert language_of("Die Fähre fährt.", None) is None


@pytest.mark.parametrize("declared", ["x", "english", "1234", "{{lang}}"])
def test_a_declaration_that_is_no_code_counts_for_nothing(declared: str) -> None:
    assert language_of("The ferry sails.", declared) is None
    assert language_of(ENGLISH, declared) == "en"


def test_digits_and_marks_have_no_language() -> None:
    assert language_of(" ".join(repeat("12,345 · 67 | 89%", 50)), None) is None
