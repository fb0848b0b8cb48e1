"""Lists of stories with view counts: known by counts that repeat."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cleaner.blocks import split
from cleaner.document import parse_text
from cleaner.lists import LISTED, counted_lists, mark_lists
from tests.cleaner.pages import PARAGRAPHS, matches_of

ENTRIES = (
    "7960 Views Cat elected mayor of Vale",
    "812 Views Dog resigns from office",
    "97 Views Bird sings at noon in Skelde",
)


def listed(lines: Sequence[str], *, keep: frozenset[str] = frozenset()) -> list[str]:
    """The lines that are taken for a list's."""
    blocks = split(parse_text("\n".join(lines)))
    kept = [block.text in keep for block in blocks]
    found = counted_lists(blocks, kept, matches_of(blocks))
    assert set(found.values()) <= {LISTED}
    return [blocks[i].text for i in sorted(found)]


def test_titles_with_counts_are_a_list() -> None:
    assert listed([*PARAGRAPHS, *ENTRIES]) == list(ENTRIES)


def test_dashes_ranks_tabs_and_buttons_belong_to_it() -> None:
    lines = ["DAY | WEEK", "-", ENTRIES[0], "2.", ENTRIES[1], "SHOW MORE"]
    assert listed([PARAGRAPHS[0], *lines, PARAGRAPHS[1]]) == lines


def test_unknown_tab_names_are_told_by_their_marks() -> None:
    assert "Gestern | Vorgestern |" in listed(["Gestern | Vorgestern |", *ENTRIES])


def test_titles_below_bare_counts_are_a_list() -> None:
    lines = ["7960 Views", "Cat elected mayor of Vale", "812 Views", "Dog resigns from office"]
    assert listed(["", *lines, "", PARAGRAPHS[0]]) == lines


def test_one_count_is_the_pages_own() -> None:
    assert listed([PARAGRAPHS[0], "7960 Views", PARAGRAPHS[1]]) == []
    assert listed([PARAGRAPHS[0], ENTRIES[0], PARAGRAPHS[1]]) == []


def test_a_bare_count_at_the_edge_of_a_list_is_the_pages_own() -> None:
    assert "2,345 views" not in listed([PARAGRAPHS[0], "2,345 views", *ENTRIES])


def test_a_text_between_two_counts_parts_them() -> None:
    assert listed([ENTRIES[0], PARAGRAPHS[0], ENTRIES[1]]) == []


def test_what_is_kept_is_never_listed() -> None:
    assert listed(ENTRIES, keep=frozenset({ENTRIES[1]})) == []


def test_an_agency_with_its_place_is_no_tab() -> None:
    assert "NPA | Skelde" not in listed(["NPA | Skelde", *ENTRIES])


@pytest.mark.parametrize("unit", ["просмотров", "Aufrufe", "vues", "visitas"])
def test_units_of_other_languages_count(unit: str) -> None:
    lines = [f"7 960 {unit} Кот избран мэром", f"812 {unit} Pes odstoupil z funkce"]
    assert listed(lines) == lines


def test_marking_leaves_other_matches_as_they_were() -> None:
    blocks = split(parse_text("\n".join(["Share this article", PARAGRAPHS[0], *ENTRIES])))
    before = matches_of(blocks)
    after = mark_lists(blocks, before)
    assert after[:2] == before[:2]
    assert after[2:] == [LISTED] * 3
