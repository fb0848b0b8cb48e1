"""Texts that a page holds twice."""

from __future__ import annotations

from cleaner.copies import without_copies
from tests.cleaner.pages import PARAGRAPHS, blocks_of

STORY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
FIRST = f"<p>{PARAGRAPHS[0]}</p>"


def kept(html: str) -> list[int]:
    """The indexes of the blocks that remain, of all."""
    blocks = blocks_of(html)
    return [i for i, kept in enumerate(without_copies(blocks, [True] * len(blocks))) if kept]


def test_a_story_for_phones_and_for_desks_is_kept_once() -> None:
    heading = "<h2>Costs</h2>"
    desk = f"<div class=desk>{STORY}{heading}</div>"
    assert kept(f"<main>{desk}{desk.replace('desk', 'phone')}</main>") == [0, 1, 2, 3, 4]


def test_an_extract_above_the_whole_story_goes() -> None:
    extract = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:2])
    assert kept(f"<div><div>{extract}</div><div>{STORY}</div></div>") == [2, 3, 4, 5]


def test_a_highlight_set_apart_goes_and_the_paragraph_stays() -> None:
    assert kept(f"<div><aside>{FIRST}</aside></div><div>{STORY}</div>") == [1, 2, 3, 4]
    assert kept(f"<div>{STORY}</div><div><aside>{FIRST}</aside></div>") == [0, 1, 2, 3]


def test_a_question_asked_twice_stays() -> None:
    ask = "<p>What did you do on the morning when the storm had taken the pier away?</p>"
    one = f"<div>{ask}<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p></div>"
    other = f"<div>{ask}<p>{PARAGRAPHS[3]}</p><p>{PARAGRAPHS[0]}</p></div>"
    assert kept(f"<main>{one}{other}</main>") == list(range(6))


def test_short_lines_and_table_cells_may_repeat() -> None:
    refrain = "<p>Row, row, row.</p>"
    assert kept(f"<main><div>{refrain}</div><div>{STORY}{refrain}</div></main>") == list(range(6))
    cell = f"<td>{PARAGRAPHS[0]}</td>"
    assert kept(f"<table><tr>{cell}</tr></table><table><tr>{cell}{cell}</tr></table>") == [0, 1, 2]


def test_what_was_removed_is_no_copy() -> None:
    blocks = blocks_of(f"<div>{FIRST}</div><div>{STORY}</div>")
    assert without_copies(blocks, [False, True, True, True, True])[1:] == [True] * 4
