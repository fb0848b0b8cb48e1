"""The phrases of clutter: one file a language, nothing else to touch."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from cleaner.article import CLUTTER_KINDS
from cleaner.outcome import Outcome
from cleaner.phrasebook import Phrasebook, phrase_words, phrasebook
from cleaner.words import words_of

FILES = {
    entry.name.removesuffix(".toml"): entry.read_text("utf-8")
    for entry in (resources.files("cleaner") / "phrases").iterdir()
    if entry.name.endswith(".toml")
}
KEYS = {"units", "lines", "openings", "appeals", "phrases", "tabs", "more"}
# Tables that name no kind of clutter: what stamps say, other counters, and what walls say.
LABELS = {"published", "modified", "share-counter", "reading-time"}
WALLS = {"soft-404", "consent-wall", "bot-wall", "live-blog"}


@pytest.mark.parametrize("language", FILES)
def test_every_file_parses_and_names_only_known_tables_and_keys(language: str) -> None:
    tables = tomllib.loads(FILES[language])
    numbers = tables.pop("numbers")
    assert set(numbers) == {"scales", "times"}
    assert set(tables) <= set(CLUTTER_KINDS) | LABELS | WALLS
    for table in tables.values():
        assert set(table) <= KEYS
        assert all(isinstance(phrase, str) for phrases in table.values() for phrase in phrases)


@pytest.mark.parametrize("language", FILES)
def test_no_phrase_is_without_words(language: str) -> None:
    for kind, table in tomllib.loads(FILES[language]).items():
        for key, phrases in table.items():
            assert not [p for p in phrases if not phrase_words(p)], (kind, key)


@pytest.mark.parametrize("language", FILES)
def test_no_phrase_stands_twice_in_its_list(language: str) -> None:
    for kind, table in tomllib.loads(FILES[language]).items():
        for key, phrases in table.items():
            assert len(phrases) == len(set(phrases)), (kind, key)


def test_walls_are_outcomes() -> None:
    assert {str(outcome) for outcome in Outcome} >= WALLS


# The lists that every language fills; a newcomer copies them from en.toml.
COMMON = {
    "view-counter": {"units"},
    "share-counter": {"units"},
    "most-read": {"lines", "tabs", "more"},
    "related": {"lines", "openings"},
    "read-more": {"lines", "openings"},
    "share": {"lines"},
    "newsletter": {"lines", "appeals", "phrases"},
    "promo": {"lines", "appeals", "phrases"},
    "paywall": {"lines", "appeals", "phrases"},
    "cookie": {"lines", "appeals", "phrases"},
    "comments": {"units", "lines", "appeals"},
    "author-bio": {"lines"},
    "tags": {"lines", "openings"},
    "navigation": {"lines"},
    "footer": {"lines"},
    "legal": {"phrases"},
    "advertisement": {"lines"},
    "embed": {"lines", "phrases"},
    "caption": {"lines", "openings"},
    "reading-time": {"units", "lines"},
    "published": {"openings"},
    "modified": {"openings"},
    "byline": {"openings"},
    "soft-404": {"lines", "phrases"},
    "consent-wall": {"phrases"},
    "bot-wall": {"phrases"},
    "live-blog": {"lines", "openings"},
}


@pytest.mark.parametrize("language", FILES)
def test_every_file_fills_the_lists_that_every_language_needs(language: str) -> None:
    tables = tomllib.loads(FILES[language])
    missing = {
        f"{kind}.{key}"
        for kind, keys in COMMON.items()
        for key in keys
        if not tables.get(kind, {}).get(key)
    }
    assert missing == set()


def test_a_new_language_is_one_more_file() -> None:
    book = Phrasebook()
    book.add(
        "xx",
        tomllib.loads(
            '[most-read]\nlines = ["Plej legataj"]\ntabs = ["hodiaŭ"]\nmore = ["pli"]\n'
            '[read-more]\nopenings = ["legu", "legu ankaŭ"]\n[cookie]\nphrases = ["uzas kuketojn"]'
        ),
    )
    assert book.line(("plej", "legataj")) == [("most-read", "xx")]
    assert book.opening(("legu", "ankaŭ", "tion")) == [("read-more", "xx")] * 2
    assert book.phrase(tuple(words_of("La retejo uzas kuketojn ofte"))) == [("cookie", "xx")]
    assert phrase_words("hodiaŭ") in book.tabs
    assert ("pli",) in book.more


def test_every_file_of_the_folder_is_in_the_book() -> None:
    languages = {lang for found in phrasebook().units.units.values() for _, lang in found}
    assert languages == set(FILES)


def test_a_count_behind_a_line_does_not_matter() -> None:
    book = phrasebook()
    assert book.line(("comments", "12")) == book.line(("comments",)) != []
    assert book.line(("12",)) == []
    assert book.line(()) == book.opening(()) == book.phrase(()) == []


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("7,960 views", ""),
        ("Views: 2,345", ""),
        ("(1.2K views)", ""),
        ("12 345 просмотров", ""),
        ("阅读 1234", ""),
        ("٧٩٦٠ مشاهدة", ""),
        ("7960 Views Cat elected mayor", "Cat elected mayor"),
        ("Cat elected mayor 7960 views", "Cat elected mayor"),
    ],
)
def test_a_counter_is_parted_from_the_rest_of_its_line(text: str, rest: str) -> None:
    found = phrasebook().counter(text)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize(
    "text", ["views", "The views of 12 members", "12 viewers", "Room 12", "12 reviews", "7960"]
)
def test_a_number_without_its_unit_is_no_counter(text: str) -> None:
    assert phrasebook().counter(text) is None
