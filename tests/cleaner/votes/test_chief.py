"""What the chief voter's votes add to a block's features."""

from __future__ import annotations

from cleaner.votes.features import Hints, PageFeatures, Row
from tests.cleaner.pages import PARAGRAPHS, blocks_of, lines_of, matches_of

STORY = "".join(f"<p class=t>{text}</p>" for text in PARAGRAPHS)
MENU = (
    "<ul class=menu>" + "".join(f"<li><a href=/{n}>Region {n}</a></li>" for n in range(9)) + "</ul>"
)


def rows(html: str, kept: tuple[str, ...] = PARAGRAPHS) -> dict[str, Row]:
    blocks = blocks_of(html)
    page = PageFeatures(blocks, matches_of(blocks), [0.0] * len(blocks), Hints())
    found = page.rows([float(block.text in kept) for block in blocks])
    return dict(zip((block.text for block in blocks), found, strict=True))


def test_blocks_set_alike_share_what_the_chief_voter_kept_of_them() -> None:
    found = rows(f"<div>{STORY}</div>{MENU}", kept=PARAGRAPHS[1:])
    assert found[PARAGRAPHS[0]]["alike:kept"] == 1.0
    assert found["Region 1"].get("alike:kept", 0.0) == 0.0


def test_a_block_that_no_other_is_set_like_has_no_such_feature() -> None:
    assert "alike:kept" not in rows(f"<div>{STORY}</div><p>Alone</p>")["Alone"]


def test_a_block_s_parents_tell_how_much_of_their_other_text_was_kept() -> None:
    found = rows(f"<div>{STORY}</div>{MENU}", kept=PARAGRAPHS[1:])
    assert found[PARAGRAPHS[0]]["parent:kept"] == 1.0
    assert found[PARAGRAPHS[1]]["parent:kept"] < 1.0
    assert found["Region 1"].get("parent:kept", 0.0) == 0.0


def test_where_the_chief_voter_and_the_page_s_heart_differ_is_a_feature() -> None:
    found = rows(f"<div><div>{STORY}</div></div>{MENU}", kept=(*PARAGRAPHS[1:], "Region 1"))
    assert "heart:inside:removed" in found[PARAGRAPHS[0]]
    assert "heart:outside:kept" in found["Region 1"]
    assert not {"heart:inside:removed", "heart:outside:kept"} & found[PARAGRAPHS[1]].keys()


def test_a_block_stands_before_inside_or_after_the_text_that_was_kept() -> None:
    found = rows(f"<p>Home</p>{STORY}<p>Contact</p>", kept=PARAGRAPHS[1:])
    assert "before-text" in found["Home"]
    assert "before-text" in found[PARAGRAPHS[0]]
    assert "inside-text" in found[PARAGRAPHS[1]]
    assert "after-text" in found["Contact"]


def test_the_same_page_can_be_described_by_the_votes_of_one_and_then_of_another() -> None:
    blocks = blocks_of(f"<div>{STORY}</div>{MENU}")
    page = PageFeatures(blocks, matches_of(blocks), [0.0] * len(blocks), Hints())
    silent, all_kept = [0.0] * len(blocks), [1.0] * len(blocks)
    before = page.rows(silent)
    assert page.rows(all_kept) != before
    assert page.rows(silent) == before


def test_flat_text_has_no_votes_among_its_features() -> None:
    blocks = lines_of("\n".join(PARAGRAPHS))
    silent = [0.0] * len(blocks)
    found = PageFeatures(blocks, matches_of(blocks), silent, Hints()).rows(silent)
    assert not [name for row in found for name in row if name.startswith(("chief", "parent"))]
    assert all("inside-text" in row for row in found)
