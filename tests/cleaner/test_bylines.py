"""Who wrote it, for whom, from where."""

from __future__ import annotations

import pytest

from cleaner.metadata.bylines import agency_line, leading_place, read_byline, signed_names
from tests.cleaner.pages import blocks_of, lines_of

AGENCIES = {
    "Reuters, Paris": ("Reuters", "Paris"),
    "Paris - AFP": ("AFP", "Paris"),
    "DPA | Berlin": ("DPA", "Berlin"),
    "NPA, Skelde": ("NPA", "Skelde"),
    "AFP、スケルデ": ("AFP", "スケルデ"),
    "Reuters": ("Reuters", None),
}


@pytest.mark.parametrize("line", AGENCIES)
def test_an_agency_is_told_from_its_place(line: str) -> None:
    author, place = agency_line(line)
    assert author is not None
    assert (author.name, author.type, place) == (
        AGENCIES[line][0],
        "Organization",
        AGENCIES[line][1],
    )


@pytest.mark.parametrize(
    "line", ["Skelde, Lunden", "Herring", "AFP, Reuters", "Reuters, 3 May 2026", "x" * 500, ""]
)
def test_other_lines_name_no_agency(line: str) -> None:
    assert agency_line(line) == (None, None)


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


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SKELDE (NPA) - The harbour has reopened to boats, officials said.", "SKELDE"),
        ("Paris, 3 mai — Le port a rouvert aux bateaux après des mois.", "Paris"),
        ("The harbour — closed since winter — has reopened to boats today.", None),
        ("The harbour has reopened to fishing boats after months of work.", None),
    ],
)  # fmt: skip
def test_the_first_paragraph_may_name_its_place(text: str, place: str | None) -> None:
    assert leading_place(lines_of(text), [True]) == place
