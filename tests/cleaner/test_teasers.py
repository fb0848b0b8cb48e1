"""Teasers: links that stand for other stories."""

from __future__ import annotations

from cleaner import clean
from cleaner.blocks import Block, split
from cleaner.document import parse
from cleaner.teasers import Teasers, card_texts, find_teasers
from tests.cleaner.pages import PARAGRAPHS, URL, story_page

CARD = (
    "<div class=box><h3><a href=/{n}>Council of Vale number {n} votes</a></h3><p>{text}</p></div>"
)
TEXT = "Members of council {n} met on Tuesday and put the matter off once more."


def cards(count: int) -> str:
    return "".join(CARD.format(n=n, text=TEXT.format(n=n)) for n in range(count))


def blocks_of(html: str) -> list[Block]:
    return split(parse(html))


def all_kept(html: str) -> tuple[list[Block], Teasers]:
    blocks = blocks_of(html)
    return blocks, find_teasers(blocks, [True] * len(blocks), [b.word_count for b in blocks])


def test_a_card_is_a_linked_heading_and_the_text_beside_it() -> None:
    blocks, teasers = all_kept(f"<main>{cards(6)}</main>")
    assert teasers.count == 6
    assert len(teasers.told) == len(blocks)


def test_a_heading_that_is_no_link_heads_a_text_of_the_pages_own() -> None:
    _, teasers = all_kept(f"<main>{cards(6)}<h3>Background</h3><p>{PARAGRAPHS[0]}</p></main>")
    assert len(teasers.own) == 1


def test_where_headings_are_no_links_a_row_of_links_makes_teasers() -> None:
    items = "".join(
        f"<li><a href=/{n}>Council of Vale number {n} votes</a><p>{TEXT.format(n=n)}</p></li>"
        for n in range(6)
    )
    _, teasers = all_kept(f"<ul>{items}</ul>")
    assert teasers.count == 6
    assert teasers.own == ()


def test_a_pointer_inside_a_story_is_no_card_that_holds_the_story() -> None:
    pointer = "<p><a href=/r>Goats to graze the motorway verge</a></p>"
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    menu = "".join(f"<li><a href=/{n}>Story of a pier {n}</a></li>" for n in range(6))
    _, teasers = all_kept(f"<div class=story>{text}{pointer}</div><ul>{menu}</ul>")
    assert len([i for i in teasers.own if i < len(PARAGRAPHS)]) == len(PARAGRAPHS)


def test_links_of_menus_and_footers_are_no_teasers() -> None:
    links = "".join(f"<h3><a href=/{n}>Section number {n} here</a></h3>" for n in range(6))
    assert all_kept(f"<nav>{links}</nav><footer>{links}</footer>")[1].count == 0


def test_cards_below_a_story_are_not_its_text() -> None:
    for below in (f"<section>{cards(9)}</section>", cards(3)):
        article = clean(story_page(below=below), URL)
        assert article.article_body.split("\n\n") == list(PARAGRAPHS)


def test_cards_without_a_story_beside_them_are_left_for_the_judgement_of_the_page() -> None:
    blocks = blocks_of(f"<main>{cards(6)}</main>")
    assert card_texts(blocks, [True] * len(blocks)) == frozenset()


def test_sections_of_a_story_whose_headings_are_links_stay() -> None:
    sections = "".join(
        f"<h2><a href=#s{n}>Section number {n} of it</a></h2><p>{text}</p><p>{text[:60]} again.</p>"
        for n, text in enumerate(PARAGRAPHS)
    )
    blocks = blocks_of(f"<article>{sections}</article>")
    assert card_texts(blocks, [True] * len(blocks)) == frozenset()
