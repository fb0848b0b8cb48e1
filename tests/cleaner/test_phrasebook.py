"""The phrase files, and how they are looked up."""

from __future__ import annotations

from typing import get_args

import pytest

from cleaner.article import ClutterKind
from cleaner.phrasebook import Phrasebook, phrasebook

# Tables of the phrase files that are no kinds of the ledger.
OTHER = {
    "share-counter", "reading-time", "published", "modified", "soft-404", "consent-wall",
    "bot-wall", "live-blog",
}  # fmt: skip


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
    found = phrasebook().counter("view-counter", text)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize("text", ["views", "97", "97 viewers", "reviews: 12", "no digits here"])
def test_no_count_without_number_and_unit(text: str) -> None:
    assert phrasebook().counter("view-counter", text) is None


def test_every_table_of_the_files_is_a_kind_that_somebody_reads() -> None:
    book = phrasebook()
    kinds = {kind for found in book.lines.values() for kind, _ in found}
    kinds |= {k for rows in (book.openings, book.phrases) for r in rows.values() for _, k, _ in r}
    assert kinds - set(get_args(ClutterKind)) <= OTHER


def test_each_language_knows_the_seeds_kind_of_list() -> None:
    languages = {language for _, language in phrasebook().units["view-counter"]}
    assert languages >= {"en", "de", "fr", "es", "ru", "ar", "ja", "zh"}
