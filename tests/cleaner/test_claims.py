"""What sources say, brought into one form."""

from __future__ import annotations

import pytest

from cleaner.metadata.claims import distinct, is_organization, make_author, plain, split_names


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Fish &amp;amp; chips", "Fish & chips"), (" a\n b ", "a b"),
        ("<b>Rain</b> at last", "Rain at last"),
        ("", None), (7, None), (None, None), (["x"], None), ("<br>", None),
    ],
)  # fmt: skip
def test_a_claim_is_plain_text_or_nothing(value: object, text: str | None) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ada Reyes and Tom Lund", ["Ada Reyes", "Tom Lund"]),
        ("Von Ada Reyes, Tom Lund", ["Ada Reyes", "Tom Lund"]),
        ("par Ada Reyes et Tom Lund", ["Ada Reyes", "Tom Lund"]),
        ("Ada Reyes", ["Ada Reyes"]), ("", []),
    ],
)  # fmt: skip
def test_names_on_a_line_are_parted(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    "name", ["", "admin", "https://news.example/ada", "ada@news.example", "12345", "a b c d e f g"]
)
def test_what_is_no_name_makes_no_author(name: str) -> None:
    assert make_author(name) is None


def test_agencies_and_desks_are_organizations() -> None:
    assert all(
        is_organization(name) for name in ("AFP", "ТАСС", "Skelde Press Agency", "News desk")
    )
    assert not is_organization("Ada Reyes")
    author = make_author("By Reuters ")
    assert author is not None
    assert (author.name, author.type) == ("Reuters", "Organization")


def test_each_author_counts_once() -> None:
    authors = distinct([make_author("Ada Reyes"), None, make_author("ADA REYES")])
    assert [author.name for author in authors] == ["Ada Reyes"]
