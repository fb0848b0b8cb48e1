"""What a removed block is: by its own words, its place, or the heading above it."""

from __future__ import annotations

import pytest

from cleaner.article import CLUTTER_KINDS
from cleaner.blocks import split
from cleaner.clutter import Match
from cleaner.document import parse_text
from cleaner.kinds import name
from cleaner.places import SIGNS
from tests.cleaner.pages import matches_of, read


def named(html: str, *, keep: frozenset[str] = frozenset()) -> dict[str, Match]:
    """Each removed text with its match."""
    _, blocks = read(f"<html><body>{html}</body></html>")
    kept = [block.text in keep for block in blocks]
    found = name(blocks, kept, matches_of(blocks), {})
    return {blocks[i].text: match for i, match in found.items()}


def test_every_removed_block_has_a_kind_and_kept_ones_have_none() -> None:
    found = named("<p>Kept text</p><p>Gone text</p>", keep=frozenset({"Kept text"}))
    assert found == {"Gone text": Match("other", "not-body")}


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<nav><a>Coast</a></nav>", "navigation"),
        ("<footer><p>Coast</p></footer>", "footer"),
        ("<figure><figcaption>Coast</figcaption></figure>", "caption"),
        ("<aside><p>Coast</p></aside>", "related"),
        ("<div class='newsletter-box'><p>Coast</p></div>", "newsletter"),
        ("<div id='disqus_thread'><p>Coast</p></div>", "comments"),
        ("<ul class='mostRead'><li>Coast</li></ul>", "most-read"),
        ("<div class='ad-slot'><p>Coast</p></div>", "advertisement"),
        ("<div class='cookie-banner'><p>Coast</p></div>", "cookie"),
        ("<p class='article__standfirst'>Coast</p>", "standfirst"),
        ("<div class='author-bio'><p>Coast</p></div>", "author-bio"),
    ],
)
def test_a_block_without_telling_words_is_named_by_its_place(html: str, kind: str) -> None:
    assert named(html)["Coast"].kind == kind


def test_a_headings_kind_reaches_the_lines_below_it_and_no_further_than_its_box() -> None:
    found = named(
        "<section><h3>Most read</h3><p>A cat elected</p><p>A dog resigns</p></section>"
        "<section><p>A bird sings</p></section>"
    )
    assert found["Most read"].kind == "most-read"
    assert found["A cat elected"] == found["A dog resigns"]
    assert found["A cat elected"].rule.startswith("under-heading")
    assert found["A bird sings"].kind == "other"


def test_a_headings_kind_ends_where_the_story_goes_on() -> None:
    story = "The ferry sails again."
    found = named(
        f"<div><h3>Related</h3><p>A cat elected</p><p>{story}</p><p>A bird sings</p></div>",
        keep=frozenset({story}),
    )
    assert found["A cat elected"].kind == "related"
    assert found["A bird sings"].kind == "other"


def test_weak_words_yield_to_the_place_and_strong_words_do_not() -> None:
    box = "<div class='newsletter'><p>Politics</p><p>7,960 views</p></div>"
    found = named(box)
    assert found["Politics"].kind == "newsletter"
    assert found["7,960 views"].kind == "view-counter"


def test_a_counter_inside_a_list_of_stories_is_part_of_the_list() -> None:
    found = named("<div class='most-read'><p>A cat elected</p><p>7,960 views</p></div>")
    assert found["7,960 views"].kind == "most-read"


def test_what_metadata_was_read_from_keeps_that_name() -> None:
    _, blocks = read("<body><p>Ada Reyes</p></body>")
    read_as = Match("byline", "byline")
    assert name(blocks, [False], [None], {0: read_as}) == {0: read_as}


def test_an_articles_own_header_is_not_navigation() -> None:
    assert named("<article><header><p>Coast</p></header></article>")["Coast"].kind == "other"


@pytest.mark.parametrize("sign", SIGNS)
def test_whatever_the_place_the_kind_is_one_of_the_contract(sign: str) -> None:
    found = named(f"<div class='{sign}'><p>Coast</p></div>")
    assert found["Coast"].kind in CLUTTER_KINDS


@pytest.mark.parametrize("label", ["Newsletter", "Topics", "Log in", "Comments"])
def test_a_menus_item_is_no_heading_for_the_items_below_it(label: str) -> None:
    items = f"<li><a>{label}</a></li><li><a>Harbour</a></li><li><a>Fishing boats</a></li>"
    for menu in (f"<nav><ul>{items}</ul></nav>", f"<div class='menu'><ul>{items}</ul></div>"):
        found = named(menu)
        assert {found[text].kind for text in (label, "Harbour", "Fishing boats")} == {"navigation"}
    assert named(f"<ul>{items}</ul>")["Harbour"].kind == "navigation"


def test_a_headings_kind_ends_at_the_next_heading_beside_it() -> None:
    found = named(
        "<div><h2>Comments</h2><p>I was there</p><h2>Harbour</h2><p>A cat elected</p></div>"
    )
    assert found["I was there"].kind == "comments"
    assert found["A cat elected"].kind == "other"


def test_a_newsletters_box_is_small() -> None:
    lines = "".join(f"<p>Line {number}</p>" for number in range(30))
    found = named(f"<div><h3>Newsletter</h3>{lines}</div>")
    assert found["Line 3"].kind == "newsletter"
    assert found["Line 25"].kind == "other"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Home | Region | Sport", "navigation"),
        ("Skelde › Harbour › Ferries", "navigation"),
        ("A · B", "other"),
        ("The ferry | the pier | the sea were lost.", "other"),
        ("12 | 13 | 14", "other"),
    ],
)
def test_short_names_between_marks_are_a_menu(text: str, kind: str) -> None:
    assert named(f"<p>{text}</p>")[text].kind == kind


def test_a_link_alone_is_a_section_or_another_story_by_its_length() -> None:
    found = named("<p><a>Harbour</a></p><p><a>A cat is elected mayor of the harbour</a></p>")
    assert found["Harbour"] == Match("navigation", "link-label")
    assert found["A cat is elected mayor of the harbour"] == Match("related", "link-title")


def test_a_block_between_two_of_one_kind_is_of_that_kind() -> None:
    found = named("<div><p>© 2026 Gull Post</p><p>Gulls</p><p>All rights reserved</p></div>")
    assert found["Gulls"] == Match("legal", "neighbours")


def test_a_heading_is_of_the_kind_below_it() -> None:
    found = named("<div><h4>Gulls</h4><p>All rights reserved</p></div>")
    assert found["Gulls"] == Match("legal", "heads")


def test_behind_the_story_a_title_is_another_storys() -> None:
    story = "The ferry sails again."
    found = named(
        f"<h2 class='title'>Coast</h2><p>{story}</p><h3 class='title'>Cat</h3>",
        keep=frozenset({story}),
    )
    assert found["Coast"].kind == "headline"
    assert found["Cat"].kind == "related"


def test_cards_and_titles_inside_a_menu_are_the_menus() -> None:
    found = named("<nav><ul class='list'><li class='title'>Coast</li></ul></nav>")
    assert found["Coast"] == Match("navigation", "tag:nav")


def test_flat_lists_end_where_the_legal_line_begins() -> None:
    blocks = split(parse_text("Related stories\nA cat elected\nAll rights reserved\nA bird sings"))
    kinds = [m.kind for _, m in sorted(name(blocks, [False] * 4, matches_of(blocks), {}).items())]
    assert kinds == ["related", "related", "legal", "other"]
