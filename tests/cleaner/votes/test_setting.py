"""How blocks are set says where the story is."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.blocks import Block
from cleaner.votes.setting import Setting
from cleaner.votes.shape import TEXT_WORDS, Row
from tests.cleaner.pages import PARAGRAPHS, blocks_of

STORY = "".join(f"<p class=t>{text}</p>" for text in PARAGRAPHS)
MENU = (
    "<ul class=menu>" + "".join(f"<li><a href=/{n}>Region {n}</a></li>" for n in range(9)) + "</ul>"
)


def settings(html: str) -> dict[str, Row]:
    blocks = blocks_of(html)
    setting = setting_of(blocks)
    return {block.text: setting.features(i) for i, block in enumerate(blocks)}


def setting_of(blocks: Sequence[Block]) -> Setting:
    return Setting(blocks, [len(b.words) if len(b.words) >= TEXT_WORDS else 0 for b in blocks])


def test_the_heart_is_the_element_with_the_most_text_in_paragraphs() -> None:
    found = settings(f"<div><div>{STORY}</div></div>{MENU}")
    assert found[PARAGRAPHS[0]]["points"] == 1.0
    assert "heart:outside" not in found[PARAGRAPHS[0]]
    assert "heart:outside" in found["Region 1"]


def test_the_heart_votes_for_its_text_and_not_for_its_links() -> None:
    blocks = blocks_of(f"<div><div>{STORY}<p><a href=/x>Read on</a></p></div></div>{MENU}")
    votes = setting_of(blocks).in_heart()
    assert [b.text for b, vote in zip(blocks, votes, strict=True) if vote] == list(PARAGRAPHS)


def test_a_page_without_text_has_no_heart_and_no_votes_for_one() -> None:
    setting = setting_of(blocks_of("<p>Home</p><p>Sport</p>"))
    assert setting.heart is None
    assert setting.in_heart() == [0.0, 0.0]


def test_an_element_that_holds_most_of_the_text_is_wide() -> None:
    blocks = blocks_of(
        f"<div class=paywall>{STORY}</div><div class=box><p>{PARAGRAPHS[0]}</p></div>"
    )
    setting = setting_of(blocks)
    assert setting.is_wide(blocks[0].ancestors[-2])
    assert not setting.is_wide(blocks[-1].ancestors[-2])
