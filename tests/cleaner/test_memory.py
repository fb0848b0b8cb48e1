"""SiteMemory: lines that a site repeats are furniture."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from cleaner import clean
from cleaner.memory import MAX_LINES, REPEATED_ON, SiteMemory
from tests.cleaner.web_pages import HEADLINE, PARAGRAPHS, URL, page, paragraphs

LINE = "Skelde Post is printed on paper from our own forests and read on both shores."


def taught(pages: int, *lines: str) -> SiteMemory:
    memory = SiteMemory()
    for _ in range(pages):
        memory = memory.learn(lines)
    return memory


def test_a_line_seen_on_several_pages_is_repeated() -> None:
    assert not taught(REPEATED_ON - 1, LINE).repeats(LINE)
    assert taught(REPEATED_ON, LINE).repeats(LINE)


def test_a_line_twice_on_one_page_is_seen_once() -> None:
    assert taught(1, *[LINE] * 10).lines == {LINE: 1}


def test_short_lines_recur_in_honest_stories() -> None:
    assert not taught(10, "Ms Lund said.").repeats("Ms Lund said.")


def test_learning_leaves_the_memory_before_untouched() -> None:
    before = taught(1, LINE)
    after = before.learn([LINE])
    assert (before.pages, before.lines[LINE]) == (1, 1)
    assert (after.pages, after.lines[LINE]) == (2, 2)
    with pytest.raises(ValidationError, match="frozen"):
        before.pages = 9


def test_past_its_bound_it_forgets_what_it_saw_least() -> None:
    memory = taught(2, LINE).learn([f"A line of page number {n}" for n in range(MAX_LINES + 50)])
    assert len(memory.lines) == MAX_LINES
    assert memory.lines[LINE] == 2


def test_json_brings_it_back() -> None:
    memory = taught(3, LINE)
    assert SiteMemory.model_validate_json(memory.model_dump_json()) == memory


def check_left_out(*texts: str) -> None:
    html = page(f"<h1>{HEADLINE}</h1>{paragraphs(texts)}")
    assert LINE in clean(html, URL).article_body
    wise = clean(html, URL, memory=taught(REPEATED_ON, LINE))
    assert wise.article_body.split("\n\n") == list(PARAGRAPHS)
    assert LINE in [entry.text for entry in wise.metadata.removed]


def test_clean_leaves_out_what_the_site_repeats_below_the_story_and_nothing_else() -> None:
    check_left_out(*PARAGRAPHS, LINE)


def test_clean_leaves_out_what_the_site_repeats_inside_the_story() -> None:
    check_left_out(*PARAGRAPHS[:2], LINE, *PARAGRAPHS[2:])


def test_the_ledger_calls_a_repeated_line_repeated() -> None:
    html = page(f"<h1>{HEADLINE}</h1>{paragraphs((*PARAGRAPHS, LINE))}")
    article = clean(html, URL, memory=taught(REPEATED_ON, LINE))
    kinds = {entry.text: entry.kind for entry in article.metadata.removed}
    assert kinds[LINE] == "repeated"
