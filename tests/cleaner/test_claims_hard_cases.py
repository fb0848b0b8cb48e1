"""Claims: texts without markup, and names of people and organisations."""

from __future__ import annotations

import pytest

from cleaner.article import Author
from cleaner.metadata.claims import plain
from cleaner.metadata.names import distinct, is_organization, make_author, split_names


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  Ferry\n sails ", "Ferry sails"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("<p>Ferry</p><p>sails</p>", "Ferry sails"),
        ("3 < 4", "3 < 4"),
        (" \u200b ", None),
        ("", None),
        (7, None),
        (None, None),
        (["Ferry"], None),
    ],
)
def test_a_text_is_plain_or_nothing(value: object, text: str | None) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ada Reyes and Tom Lund", ["Ada Reyes", "Tom Lund"]),
        ("Ada Reyes, Tom Lund & Zoë O'Neil", ["Ada Reyes", "Tom Lund", "Zoë O'Neil"]),
        ("Von Ada Reyes und Tom Lund", ["Ada Reyes", "Tom Lund"]),
        ("Ада Рейес и Том Лунд", ["Ада Рейес", "Том Лунд"]),
        ("Sandy Anders", ["Sandy Anders"]),
        ("", []),
    ],
)
def test_a_line_is_split_between_names_and_not_inside_them(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    "name",
    [
        "", "admin", "EDITOR", "null", "https://a.example/ada", "ada@post.example", "@ada", "12345",
        "{{author}}", "—", "The ferry between Skelde and Ostrava sails",
    ],
)  # fmt: skip
def test_what_is_no_name_makes_no_author(name: str) -> None:
    assert make_author(name) is None


def test_an_author_is_the_name_alone() -> None:
    assert make_author(" by Ada Reyes, ") == Author(name="Ada Reyes")


@pytest.mark.parametrize("name", ["Reuters", "DPA", "Skelde News Agency", "Redaktion", "ТАСС"])
def test_agencies_and_desks_are_organisations(name: str) -> None:
    assert is_organization(name)
    assert make_author(name) == Author(name=name, type="Organization")


@pytest.mark.parametrize("name", ["Ada Reyes", "Tom Newsome", "Ana Prescott", "Apolline Tass-Lund"])
def test_people_whose_names_resemble_agencies_are_people(name: str) -> None:
    assert not is_organization(name)


def test_each_name_counts_once_and_the_first_form_wins() -> None:
    ada, again = Author(name="Ada Reyes", url="https://a.example"), Author(name="ada reyes")
    assert distinct([ada, None, again, Author(name="Tom Lund")]) == (ada, Author(name="Tom Lund"))
