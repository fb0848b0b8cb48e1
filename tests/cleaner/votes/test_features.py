"""What a block looks like, where it stands, and who its neighbours are."""

from __future__ import annotations

from cleaner.votes.features import Hints, PageFeatures, Row
from cleaner.votes.shape import shape_of, size_of
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, blocks_of, lines_of, matches_of, story_page


def rows(html: str, hints: Hints = Hints()) -> dict[str, Row]:  # noqa: B008 - frozen
    blocks = blocks_of(html)
    votes = [float(block.text in PARAGRAPHS) for block in blocks]
    page = PageFeatures(blocks, matches_of(blocks), [0.0] * len(blocks), hints)
    described = page.rows(votes)
    return dict(zip((block.text for block in blocks), described, strict=True))


def test_a_block_is_described_by_its_text() -> None:
    (link,) = blocks_of("<p><a href=/x>READ 3 STORIES | NOW</a></p>")
    shape = shape_of(link)
    assert {"all-link", "upper", "separator", "digits", "tag:p"} <= shape.keys()
    assert "ends-sentence" not in shape
    assert "ends-sentence" in shape_of(lines_of(PARAGRAPHS[0])[0])


def test_sizes_have_names() -> None:
    assert [size_of(n) for n in (1, 4, 9, 15, 30, 99)] == ["1", "3", "6", "11", "21", "41"]


def test_where_a_block_stands_is_told_by_the_elements_around_it() -> None:
    found = rows(story_page(below="<aside class=related-links><p>Another story</p></aside>"))
    assert {"in:article", "in:main", "wide:body"} <= found[PARAGRAPHS[0]].keys()
    assert {"in:aside", "near:related"} <= found["Another story"].keys()


def test_the_headline_of_the_head_is_found_on_the_page() -> None:
    found = rows(story_page(above="<p>By Ada Reyes</p>"), Hints(headline=HEADLINE))
    assert found[HEADLINE]["is-title"] == 1.0
    assert found["By Ada Reyes"]["just-after-title"] == 1.0


def test_blocks_are_before_inside_or_after_the_text() -> None:
    found = rows(story_page(above="<p>Region</p>", inside="<p>Ad</p>", below="<p>Tags</p>"))
    assert "before-text" in found["Region"]
    assert "inside-text" in found["Ad"]
    assert "after-text" in found["Tags"]


def test_clutter_is_told_to_its_neighbours() -> None:
    found = rows(story_page(inside="<p>Advertisement</p>"))
    assert found["Advertisement"]["phrase:advertisement"] == 1.0
    assert found[PARAGRAPHS[1]]["next:clutter"] == found[PARAGRAPHS[2]]["prev:clutter"] == 1.0
