"""Names stand alone: no "By", no role, no place, no address."""

from __future__ import annotations

import pytest

from cleaner.metadata.names import (
    bare_name,
    distinct,
    is_agency,
    is_organization,
    looks_like_name,
    make_author,
    split_names,
)


def names_of(line: str) -> list[str]:
    return [author.name for name in split_names(line) if (author := make_author(name))]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ada Reyes and Tom Lund", ["Ada Reyes", "Tom Lund"]),
        ("Ada Reyes, Chief Political Correspondent", ["Ada Reyes"]),
        ("Ada Reyes, Redakteurin; Tom Lund", ["Ada Reyes", "Tom Lund"]),
        ("Ada Reyes ada@courier.example", ["Ada Reyes"]),
        ("Ada Reyes in Rome", ["Ada Reyes"]),
        ("Reyes, Ada", ["Ada Reyes"]),
        ("NPA, Reuters", ["NPA", "Reuters"]),
        ("Mara Holt/Tom Lund", ["Mara Holt", "Tom Lund"]),
        ("Marie Gaude et Paul Rive", ["Marie Gaude", "Paul Rive"]),
        ("記者 山野遥", ["山野遥"]),
        ("한서윤 기자", ["한서윤"]),
    ],
)
def test_a_line_of_names_is_parted_and_roles_are_left_out(line: str, names: list[str]) -> None:
    assert names_of(line) == names


@pytest.mark.parametrize(
    "name",
    ["", "By", "admin", "https://news.example/ada", "12345", "Name *", "{{author}}", "webmaster"],
)
def test_what_is_no_name_makes_no_author(name: str) -> None:
    assert make_author(name) is None


def test_papers_desks_and_agencies_are_organizations() -> None:
    for name in ("Skelde Times", "News desk", "courier.example.de", "Redaktion", "Agencies"):
        author = make_author(name)
        assert author is not None
        assert author.type == "Organization", name
    assert not is_organization("Ada Reyes")


def test_an_agency_is_more_than_a_paper() -> None:
    assert all(is_agency(name) for name in ("AFP", "The Associated Press", "Skelde Press Agency"))
    assert not any(is_agency(name) for name in ("Skelde Times", "News", "Social Media", "TV"))


@pytest.mark.parametrize(
    "text",
    ["Ada Reyes", "Ana María de la Cruz", "Marine le Pen", "Joe S.", "Γιώργος Νίκου", "山野遥"],
)
def test_readers_take_this_for_a_name(text: str) -> None:
    assert looks_like_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "the ferry sails", "Ferry sails on Monday after all those months", "3 May", "Monday",
        "Senior Writer", "Home", "Who pays?", "Ferry: all you need", "He left.",
    ],
)  # fmt: skip
def test_readers_take_this_for_no_name(text: str) -> None:
    assert not looks_like_name(text)


def test_what_stands_behind_a_name_goes() -> None:
    assert bare_name("Ada Reyes for the Courier") == "Ada Reyes"
    assert bare_name("Ada Reyes Foto: NPA") == "Ada Reyes"
    assert bare_name("Ada Reyes on May", dated=True) == "Ada Reyes"
    assert bare_name("Ada May") == "Ada May"


def test_each_author_counts_once() -> None:
    authors = distinct([make_author("Ada Reyes"), None, make_author("ADA REYES")])
    assert [author.name for author in authors] == ["Ada Reyes"]
