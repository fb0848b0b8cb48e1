"""Words and the ends of sentences, in scripts with spaces and without."""

from __future__ import annotations

import pytest

from cleaner.words import ends_sentence, words_of


def test_words_are_folded_and_letters_of_dense_scripts_are_words() -> None:
    assert words_of("Ada's U.S.-led 1,539 café") == ["ada's", "u.s", "led", "1", "539", "café"]
    assert words_of("港AB") == ["港", "ab"]


@pytest.mark.parametrize(
    "text", ["Done.", "“Done.”", "終わった。", "（完了。）", "Schluss.“", "¡Ya!"]
)
def test_a_statement_ends_like_one(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["Harbour reopens", "Will it last?", "U.S", "1,539", ""])
def test_headlines_and_questions_do_not(text: str) -> None:
    assert not ends_sentence(text)


def test_vowel_signs_and_points_stay_with_their_word() -> None:
    assert words_of("हिन्दी में समाचार") == ["हिन्दी", "में", "समाचार"]
    assert words_of("مُحَمَّد رَسول") == ["مُحَمَّد", "رَسول"]
    assert words_of("cafe\u0301 noir") == ["cafe\u0301", "noir"]
