"""Who wrote it."""

from __future__ import annotations

import pytest

from cleaner.metadata.bylines import read_byline, signed_names
from tests.cleaner.pages import blocks_of, lines_of


@pytest.mark.parametrize(
    ("line", "names", "place"),
    [
        ("By Ada Reyes", ["Ada Reyes"], None),
        ("By Ada Reyes and Tom Lund", ["Ada Reyes", "Tom Lund"], None),
        ("By Ada Reyes, Tom Lund", ["Ada Reyes", "Tom Lund"], None),
        ("By Ada Reyes, Skelde", ["Ada Reyes"], "Skelde"),
        ("By Ada Reyes, Reuters", ["Ada Reyes", "Reuters"], None),
        ("Von Ada Reyes | 4. Mai", ["Ada Reyes"], None),
        ("Por Ada Reyes", ["Ada Reyes"], None),
        ("By noon the boats were back.", [], None),
        ("Harbour reopens", [], None),
    ],
)  # fmt: skip
def test_a_byline_names_authors_and_sometimes_a_place(
    line: str, names: list[str], place: str | None
) -> None:
    (block,) = lines_of(line)
    byline = read_byline(block)
    found = ([author.name for author in byline.names], byline.place) if byline else ([], None)
    assert found == (names, place)


def test_an_element_that_says_author_needs_no_by() -> None:
    (block,) = blocks_of("<p class=byline>Ada Reyes</p>")
    assert [author.name for author in signed_names(block)] == ["Ada Reyes"]
