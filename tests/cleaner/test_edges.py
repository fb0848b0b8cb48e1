"""The story's edges: what extractors keep with it and is none of it."""

from __future__ import annotations

from cleaner.edges import trim
from cleaner.votes.features import Hints
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, blocks_of, matches_of

STORY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def trimmed(html: str, headline: str | None = HEADLINE, standfirst: str | None = None) -> list[str]:
    """What is left where everything was kept."""
    blocks = blocks_of(f"<article>{html}</article>")
    hints = Hints(headline=headline, standfirst=standfirst)
    keep = trim(blocks, [True] * len(blocks), [0.7] * len(blocks), matches_of(blocks), hints)
    return [block.text for block, kept in zip(blocks, keep, strict=True) if kept]


def test_headline_stamps_bylines_and_captions_above_the_story_go() -> None:
    head = (
        f"<h1>{HEADLINE}</h1><p>By Ada Reyes</p><p>3 May 2026</p>"
        "<p>Boats at first light in the harbour. (NPA)</p>"
    )
    assert trimmed(head + STORY) == list(PARAGRAPHS)


def test_pointers_tags_and_begging_below_the_story_go() -> None:
    tail = (
        "<p>Tags: harbour, herring</p><p>Share this article</p><p>Sign up for our newsletter.</p>"
    )
    assert trimmed(STORY + tail) == list(PARAGRAPHS)


def test_a_linked_pointer_inside_the_story_goes() -> None:
    pointer = "<p><a href=/x>Read more: Ferry to Runa cancelled</a></p>"
    assert trimmed(STORY + pointer + STORY) == [*PARAGRAPHS, *PARAGRAPHS]


def test_a_sentence_that_begins_like_a_pointer_stays() -> None:
    sentence = "More than 40 people were hurt when the old pier gave way, the fire brigade said."
    texts = [*PARAGRAPHS[:2], sentence, *PARAGRAPHS[2:]]
    assert trimmed("".join(f"<p>{text}</p>" for text in texts)) == texts


def test_a_standfirst_that_says_so_goes_and_a_first_paragraph_stays() -> None:
    lead = "Boats are back after five months of work on the old piles of the basin."
    assert trimmed(f"<p class=standfirst>{lead}</p>{STORY}") == list(PARAGRAPHS)
    assert trimmed(f"<p>{lead}</p>{STORY}", standfirst=lead) == [lead, *PARAGRAPHS]
    apart = f"<p class=lead-in>{lead}</p><p>By Ada Reyes</p><div>{STORY}</div>"
    assert trimmed(apart, standfirst=lead) == list(PARAGRAPHS)


def test_what_stands_above_a_standfirst_goes_with_it() -> None:
    head = "<h2>Back at sea</h2><p class=subtitle>Boats are back after five months of work.</p>"
    assert trimmed(f"<header>{head}</header><div>{STORY}</div>") == list(PARAGRAPHS)


def test_a_sub_heading_that_repeats_words_of_the_headline_stays() -> None:
    body = f"<p>{PARAGRAPHS[0]}</p><h2>Ferry to Ostrava Island</h2><p>{PARAGRAPHS[1]}</p>"
    assert "Ferry to Ostrava Island" in trimmed(body)


def test_a_figure_caption_is_never_body() -> None:
    caption = "<figure><figcaption>The pier in the evening light of May.</figcaption></figure>"
    assert trimmed(f"<p>{PARAGRAPHS[0]}</p>{caption}<p>{PARAGRAPHS[1]}</p>") == list(PARAGRAPHS[:2])
