"""What the elements around a block say, and how near they say it."""

from __future__ import annotations

from cleaner.votes.shape import Row
from cleaner.votes.surroundings import Surroundings
from tests.cleaner.pages import blocks_of


def around(html: str, *, wide: bool = False) -> Row:
    """The features of the page's last block."""
    return Surroundings(lambda _: wide).features(blocks_of(html)[-1])


def test_signs_are_told_by_how_far_up_they_are() -> None:
    box = "<div class=share><div><div><div class=caption><p class=byline>Ada</p></div></div></div>"
    assert {"own:byline", "near:caption", "far:share"} <= around(box).keys()


def test_a_wide_element_speaks_of_the_story_too() -> None:
    found = around("<div class=paywall><p>Text</p></div>", wide=True)
    assert "wide:paywall" in found
    assert "near:paywall" not in found


def test_telling_tags_are_named() -> None:
    assert {"in:aside", "in:nav"} <= around("<nav><aside><p>Home</p></aside></nav>").keys()


def test_blocks_of_one_element_share_their_features() -> None:
    first, second = blocks_of("<div><p>One<br>two</p></div>")
    surroundings = Surroundings(lambda _: False)
    assert surroundings.features(first) is surroundings.features(second)
