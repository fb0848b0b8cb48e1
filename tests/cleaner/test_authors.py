"""People before papers, and the line that readers see where it tells more."""

from __future__ import annotations

import pytest

from cleaner.article import Author
from cleaner.metadata.authors import choose_authors
from cleaner.metadata.claims import Claims
from cleaner.metadata.names import make_author

URL = "https://skelde-post.example/ferry"


def claim(*names: str, publisher: str | None = None, signed: bool = False) -> Claims:
    authors = tuple(author for name in names if (author := make_author(name)))
    return Claims(authors=authors, publisher=publisher, signed=signed)


def chosen(**claims: Claims) -> tuple[list[str], str] | None:
    found = choose_authors({k.replace("_", "-"): v for k, v in claims.items()}, URL)
    return ([author.name for author in found[0]], found[1]) if found else None


def test_a_person_elsewhere_wins_against_the_papers_own_name() -> None:
    paper = claim("Skelde Post", publisher="Skelde Post")
    assert chosen(json_ld=paper, meta=claim("Ada Reyes")) == (["Ada Reyes"], "meta")
    assert chosen(json_ld=paper) == (["Skelde Post"], "json-ld")


def test_an_agency_elsewhere_does_not() -> None:
    paper = claim("Skelde Post", publisher="Skelde Post")
    assert chosen(json_ld=paper, visible=claim("AFP")) == (["Skelde Post"], "json-ld")


@pytest.mark.parametrize("short", ["Ada", "adareyes"])
def test_a_user_name_gives_way_to_the_full_name(short: str) -> None:
    seen = claim("Ada Reyes", signed=True)
    assert chosen(json_ld=claim(short), visible=seen) == (["Ada Reyes"], "visible")


def test_the_signed_line_may_name_more_people() -> None:
    seen = claim("Ada Reyes", "Tom Lund", signed=True)
    assert chosen(json_ld=claim("Ada Reyes"), visible=seen) == (
        ["Ada Reyes", "Tom Lund"],
        "visible",
    )


def test_a_meta_tag_that_a_signed_line_contradicts_is_the_sites_owner() -> None:
    seen = claim("Ada Reyes", signed=True)
    assert chosen(meta=claim("Owen Holt"), visible=seen) == (["Ada Reyes"], "visible")


def test_the_newsrooms_own_data_are_not_contradicted_by_one_line() -> None:
    seen = claim("Tom Lund", signed=True)
    assert chosen(json_ld=claim("Ada Reyes"), visible=seen) == (["Ada Reyes"], "json-ld")


def test_three_that_agree_outvote_one() -> None:
    others = claim("Tom Lund", signed=True)
    found = chosen(json_ld=claim("Ada Reyes"), microdata=others, meta=others, visible=others)
    assert found is not None
    assert found[0] == ["Tom Lund"]


def test_the_sites_name_beside_a_person_is_no_author() -> None:
    found = choose_authors(
        {"meta": claim("Ada Reyes", "Skelde Post", publisher="Skelde Post")}, URL
    )
    assert found == ((Author(name="Ada Reyes"),), "meta")


def test_nobody_signs() -> None:
    assert chosen(meta=claim()) is None
