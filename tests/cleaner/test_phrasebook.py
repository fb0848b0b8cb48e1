"""The phrase files, and how they are looked up."""

from __future__ import annotations

import pytest

from cleaner.phrasebook import Phrasebook, phrasebook
from cleaner.words import words_of


@pytest.fixture
def book() -> Phrasebook:
    book = Phrasebook()
    book.add(
        "xx",
        {
            "share": {"lines": ["Pass it on"], "openings": ["pass", "pass it"]},
            "newsletter": {"phrases": ["gull post"]},
            "most-read": {"tabs": ["This Tide"], "more": ["More tides"]},
        },
    )
    return book


def test_a_line_is_found_whatever_its_case_and_with_a_count_behind_it(book: Phrasebook) -> None:
    assert book.line(("pass", "it", "on")) == [("share", "xx")]
    assert book.line(("pass", "it", "on", "12")) == [("share", "xx")]
    assert book.line(("pass", "it")) == []


def test_openings_are_found_at_the_start_alone(book: Phrasebook) -> None:
    assert book.opening(("pass", "it", "round")) == [("share", "xx"), ("share", "xx")]
    assert book.opening(("do", "pass")) == []
    assert book.opening(()) == []


def test_phrases_are_found_anywhere(book: Phrasebook) -> None:
    assert book.phrase(("get", "our", "gull", "post", "now")) == [("newsletter", "xx")]
    assert book.phrase(("gull", "news")) == []
    assert book.phrase(("post",)) == []


def test_tabs_and_buttons_are_kept_apart(book: Phrasebook) -> None:
    assert book.tabs == {("this", "tide")}
    assert book.more == {("more", "tides")}


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("7,960 views", ""), ("(812 views)", ""), ("Views: 2 345", ""), ("1.2K views", ""),
        ("97 views The ferry is late", "The ferry is late"),
        ("The ferry is late – 97 views", "The ferry is late"),
    ],
)  # fmt: skip
def test_a_count_is_parted_from_the_rest_of_its_line(text: str, rest: str) -> None:
    found = phrasebook().counter(text)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize("text", ["views", "97", "97 viewers", "reviews: 12", "no digits here"])
def test_no_count_without_number_and_unit(text: str) -> None:
    assert phrasebook().counter(text) is None


def test_accents_case_and_letter_forms_do_not_matter() -> None:
    book = phrasebook()
    for one, other in (("Mas leidas", "más leídas"), ("الاكثر قراءه", "الأكثر قراءة")):
        assert book.line(tuple(words_of(one))) == book.line(tuple(words_of(other))) != []


def test_an_opening_with_a_colon_is_none_without(book: Phrasebook) -> None:
    book.add("yy", {"read-more": {"openings": ["gulls:"], "appeals": ["feed the gulls"]}})
    assert book.opening(("gulls", "fly"), "Gulls: fly") == [("read-more", "yy")]
    assert book.opening(("gulls", "fly"), "Gulls fly") == []
    assert [opening.appeal for opening in book.begins(("feed", "the", "gulls"))] == [True]


def test_the_rule_of_a_word_that_many_languages_use_is_named_after_english() -> None:
    assert phrasebook().line(("newsletter",))[0] == ("newsletter", "en")
