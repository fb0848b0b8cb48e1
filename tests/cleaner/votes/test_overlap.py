"""How much of each block stands in a text."""

from __future__ import annotations

from cleaner.votes.overlap import overlap
from tests.cleaner.pages import PARAGRAPHS, blocks_of, lines_of


def test_a_block_that_stands_there_whole_counts_fully_and_a_foreign_one_not() -> None:
    blocks = lines_of(PARAGRAPHS[0], PARAGRAPHS[1])
    assert overlap(blocks, [PARAGRAPHS[0]]) == [1.0, 0.0]


def test_half_a_block_counts_half() -> None:
    (share,) = overlap(lines_of("one two three four five six seven"), ["one two three four five"])
    assert share == 3 / 5


def test_a_label_must_be_a_line_of_its_own() -> None:
    blocks = lines_of("Herring")
    assert overlap(blocks, ["Herring"]) == [1.0]
    assert overlap(blocks, ["Herring is back in the bay this spring"]) == [0.0]


def test_short_cells_are_heard_as_their_row() -> None:
    blocks = blocks_of("<table><tr><td>Boats</td><td>40</td><td>tonnes</td></tr></table>")
    assert overlap(blocks, ["Boats 40 tonnes"]) == [1.0, 1.0, 1.0]
