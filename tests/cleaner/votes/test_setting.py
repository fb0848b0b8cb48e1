"""How blocks are set says where the story is."""

from __future__ import annotations

from cleaner.votes.setting import Setting
from cleaner.votes.shape import TEXT_WORDS, Row
from tests.cleaner.pages import PARAGRAPHS, blocks_of

STORY = "".join(f"<p class=t>{text}</p>" for text in PARAGRAPHS)
MENU = (
    "<ul class=menu>" + "".join(f"<li><a href=/{n}>Region {n}</a></li>" for n in range(9)) + "</ul>"
)


def settings(html: str, kept: tuple[str, ...] = PARAGRAPHS) -> dict[str, Row]:
    blocks = blocks_of(html)
    texty = [len(b.words) if len(b.words) >= TEXT_WORDS else 0 for b in blocks]
    setting = Setting(blocks, texty, [float(block.text in kept) for block in blocks])
    return {block.text: setting.features(i) for i, block in enumerate(blocks)}


def test_blocks_set_alike_share_what_the_chief_voter_kept_of_them() -> None:
    found = settings(f"<div>{STORY}</div>{MENU}", kept=PARAGRAPHS[1:])
    assert found[PARAGRAPHS[0]]["alike:kept"] == 1.0
    assert found["Region 1"]["alike:kept"] == 0.0


def test_a_block_that_no_other_is_set_like_has_no_such_feature() -> None:
    assert "alike:kept" not in settings(f"<div>{STORY}</div><p>Alone</p>")["Alone"]


def test_the_heart_is_the_element_with_the_most_text_in_paragraphs() -> None:
    found = settings(f"<div><div>{STORY}</div></div>{MENU}")
    assert found[PARAGRAPHS[0]]["points"] == 1.0
    assert "heart:outside" not in found[PARAGRAPHS[0]]
    assert "heart:outside" in found["Region 1"]


def test_an_element_that_holds_most_of_the_text_is_wide() -> None:
    blocks = blocks_of(
        f"<div class=paywall>{STORY}</div><div class=box><p>{PARAGRAPHS[0]}</p></div>"
    )
    setting = Setting(blocks, [len(block.words) for block in blocks], [0.0] * len(blocks))
    assert setting.is_wide(blocks[0].ancestors[-2])
    assert not setting.is_wide(blocks[-1].ancestors[-2])
