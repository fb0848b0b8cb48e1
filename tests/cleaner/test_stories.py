"""A page that carries a second story gives the one that its headline names."""

from __future__ import annotations

from cleaner import clean
from cleaner.stories import other_stories
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, blocks_of

STORY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
OTHER = "The choir of Hallin has lost its rehearsal room, and nobody on the island has a key to it."


def others(html: str) -> list[str]:
    blocks = blocks_of(html)
    headline = next(i for i, block in enumerate(blocks) if block.text == HEADLINE)
    found = other_stories(blocks, [True] * len(blocks), headline)
    return [blocks[i].text for i in sorted(found)]


def test_an_article_outside_the_headlines_own_is_another_story() -> None:
    first = f"<article><h1>{HEADLINE}</h1>{STORY}</article>"
    second = f"<article><h1>Choir without a room</h1><p>{OTHER}</p></article>"
    assert others(first + second) == ["Choir without a room", OTHER]


def test_a_box_built_like_the_headlines_own_with_a_headline_of_its_own_is_another() -> None:
    first = f"<div class='story n-12'><h1>{HEADLINE}</h1>{STORY}</div>"
    second = f"<div class='story n-13'><h1>Choir without a room</h1><p>{OTHER}</p></div>"
    assert others(first + second) == ["Choir without a room", OTHER]


def test_sections_of_one_story_are_not() -> None:
    sections = "".join(f"<div class=part><h2>Part</h2><p>{text}</p></div>" for text in PARAGRAPHS)
    assert others(f"<div class=part><h1>{HEADLINE}</h1>{STORY}</div>{sections}") == []


def test_a_headline_in_a_box_without_the_story_says_nothing() -> None:
    assert others(f"<article><h1>{HEADLINE}</h1></article><article>{STORY}</article>") == []


def test_articles_inside_the_headlines_own_are_left_to_the_jury() -> None:
    entry = f"<article><h2>12:40</h2><p>{OTHER}</p></article>"
    assert others(f"<article><h1>{HEADLINE}</h1>{STORY}{entry}</article>") == []


def test_the_second_story_of_an_endless_page_is_not_in_the_article() -> None:
    second = "".join(f"<p>{OTHER} It was the {n}th year.</p>" for n in range(4, 9))
    html = (
        f"<html><head><title>{HEADLINE}</title></head><body><main>"
        f"<article class=story><h1>{HEADLINE}</h1>{STORY}</article>"
        f"<article class=story><h1>Choir without a room</h1>{second}</article></main></body></html>"
    )
    assert clean(html).article_body == "\n\n".join(PARAGRAPHS)
