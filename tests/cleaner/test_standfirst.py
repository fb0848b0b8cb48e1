"""A standfirst is told from a first paragraph by what it says, and by where it is set."""

from __future__ import annotations

import pytest

from cleaner.standfirst import find_standfirst, is_standfirst
from cleaner.words import words_of
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, blocks_of, matches_of

LEAD = "Boats are back after five months of work on the old piles of the basin."
STORY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def judged(html: str, description: str | None = None) -> bool:
    """Whether the block with LEAD is the standfirst of the blocks below it."""
    blocks = blocks_of(html)
    at = next(i for i, block in enumerate(blocks) if LEAD in block.text)
    rest = [block for block in blocks[at + 1 :] if len(block.words) > 12]
    return is_standfirst(blocks[at], rest, frozenset(words_of(description or "")))


@pytest.mark.parametrize("name", ["standfirst", "article-subtitle", "c-dek", "chapo", "preamble"])
def test_a_line_that_calls_itself_standfirst_is_one_wherever_it_stands(name: str) -> None:
    assert judged(f"<article><p class={name}>{LEAD}</p>{STORY}</article>")


@pytest.mark.parametrize("name", ["lead", "intro", "article-summary", "excerpt"])
def test_a_lead_is_one_only_apart_from_the_text(name: str) -> None:
    lead = f"<p class={name}>{LEAD}</p>"
    assert judged(f"<header>{lead}</header><p>By Ada Reyes</p><div>{STORY}</div>")
    assert not judged(f"<div>{lead}{STORY}</div>")
    assert not judged(f"<div>{lead}</div><div>{STORY}</div>"), "right above the text"


def test_a_long_lead_is_the_first_paragraph() -> None:
    long = f"<p class=lead>{LEAD} The fishermen waited. They were paid. Nobody left.</p>"
    assert not judged(f"<header>{long}</header><p>By Ada Reyes</p><div>{STORY}</div>")


def test_a_line_that_repeats_the_description_must_be_set_apart() -> None:
    apart = f"<header><h2>{LEAD}</h2></header><p>By Ada Reyes</p><div>{STORY}</div>"
    assert judged(apart, description=LEAD)
    assert not judged(apart, description="Something else that the head says.")
    assert not judged(f"<div><p>{LEAD}</p>{STORY}</div>", description=LEAD)


def found(html: str, description: str | None = None, headline: int | None = None) -> list[str]:
    blocks = blocks_of(html)
    lines = [i for i, block in enumerate(blocks) if block.text not in PARAGRAPHS]
    at = find_standfirst(blocks, matches_of(blocks), lines, description, headline)
    return [blocks[i].text for i in at]


def test_the_sentence_right_below_the_headline_is_the_standfirst() -> None:
    html = f"<h1>{HEADLINE}</h1><div>{LEAD}</div><p>By Ada Reyes</p>{STORY}"
    assert found(html, headline=0) == [LEAD]
    assert found(html, headline=None) == []


def test_a_standfirst_may_have_several_paragraphs() -> None:
    more = "The council paid for it all."
    html = f"<div class=preamble><p>{LEAD}</p><p>{more}</p></div><div>{STORY}</div>"
    assert found(html) == [LEAD, more]


def test_a_caption_is_no_standfirst() -> None:
    html = f"<h1>{HEADLINE}</h1><figure><p class=subtitle>{LEAD}</p></figure>{STORY}"
    assert found(html, description=LEAD, headline=0) == []
