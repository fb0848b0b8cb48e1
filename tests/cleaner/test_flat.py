"""Lines of flat text, told by the company they keep."""

from __future__ import annotations

import pytest

from cleaner.flat import fill_lines, is_sentence
from cleaner.lists import mark_lists
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, lines_of, matches_of

SHORT = "Work goes on until the autumn."


def filled(lines: list[str], kept: list[str]) -> list[str]:
    blocks = lines_of(*lines)
    matches = mark_lists(blocks, matches_of(blocks))
    keep = fill_lines(blocks, [block.text in kept for block in blocks], matches)
    return [block.text for block, kept in zip(blocks, keep, strict=True) if kept]


def test_a_short_paragraph_comes_back_to_the_story_it_ends() -> None:
    assert filled([*PARAGRAPHS, SHORT], list(PARAGRAPHS)) == [*PARAGRAPHS, SHORT]


def test_a_list_between_does_not_part_the_story() -> None:
    lines = [*PARAGRAPHS[:2], "97 views The ferry is late", "12 views The bus is late", SHORT]
    assert filled(lines, list(PARAGRAPHS)) == [*PARAGRAPHS[:2], SHORT]


def test_sentences_far_from_the_story_stay_out() -> None:
    lines = [*PARAGRAPHS, "How to reach us", "We answer every letter within a week."]
    assert filled(lines, list(PARAGRAPHS)) == list(PARAGRAPHS)


def test_a_run_of_which_the_jury_keeps_little_is_not_taken_whole() -> None:
    slogans = [f"We answer every letter within {n} days." for n in range(5)]
    assert filled([PARAGRAPHS[0], *slogans], [PARAGRAPHS[0]]) == [PARAGRAPHS[0]]


def test_where_the_jury_keeps_nothing_a_long_run_is_the_story() -> None:
    assert filled([HEADLINE, *PARAGRAPHS], []) == list(PARAGRAPHS)
    assert filled(["Contact us.", SHORT], []) == []


def test_headlines_and_labels_at_the_edges_of_the_story_go() -> None:
    lines = [HEADLINE, *PARAGRAPHS, "The Skelde Courier"]
    assert filled(lines, lines) == list(PARAGRAPHS)


def test_verse_and_lists_keep_their_lines() -> None:
    verse = ["The gulls come in", "the tide goes out", "and nobody asks", "what it was about"]
    assert filled(verse, verse) == verse


@pytest.mark.parametrize(
    "text", [PARAGRAPHS[0], SHORT, "“We lost a season,” she said.",
             "„Kein Boot ging uns verloren.“", "港长说：“我们没有失去一条船。”"],
)  # fmt: skip
def test_running_text_is_a_sentence(text: str) -> None:
    assert is_sentence(lines_of(text)[0])


@pytest.mark.parametrize(
    "text", [HEADLINE, "Oh no.", "Teen chased by police breaks both legs with air...",
             "Boats at first light in the harbour. (NPA)"],
)  # fmt: skip
def test_headlines_teasers_and_captions_are_not(text: str) -> None:
    assert not is_sentence(lines_of(text)[0])
