"""From where a story comes, and by which agency."""

from __future__ import annotations

import pytest

from cleaner.metadata.datelines import agency_line, leading_place
from tests.cleaner.pages import lines_of

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
