"""Why a page came out as it did: verdict, votes, reasons, kind and rule of each block."""

from __future__ import annotations

import pytest

from cleaner import NotAnArticle, Outcome, SiteMemory, clean, clean_and_learn
from cleaner.explain import MOST_REASONS, Explanation, Line, explain, explain_text
from cleaner.verdict import load_weights
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, URL, page, paragraphs

SHARE = "<div class='share'><a href='/s'>Share on Facebook</a></div>"
STORY = page(f"<h1>{HEADLINE}</h1>{SHARE}{paragraphs()}<p>1,204 views</p>")


def line_of(explanation: Explanation, text: str) -> Line:
    return next(line for line in explanation.lines if line.text == text)


def test_the_lines_are_the_whole_page_in_reading_order() -> None:
    explanation = explain(STORY, URL)
    wanted = [HEADLINE, "Share on Facebook", *PARAGRAPHS, "1,204 views"]
    assert [line.text for line in explanation.lines] == wanted
    assert [line.text for line in explanation.lines if line.kept] == list(PARAGRAPHS)


def test_it_explains_the_very_article_that_clean_gives() -> None:
    assert explain(STORY, URL).claimed() == clean(STORY, URL)


def test_a_removed_line_has_the_kind_and_rule_of_the_ledger() -> None:
    counter = line_of(explain(STORY, URL), "1,204 views")
    assert (counter.kind, counter.rule, counter.kept) == ("view-counter", "view-counter:en", False)
    assert line_of(explain(STORY, URL), "Share on Facebook").kind == "share"


def test_each_line_says_how_the_voters_voted() -> None:
    line = line_of(explain(STORY, URL), PARAGRAPHS[0])
    assert line.votes["heart"] == 1.0
    assert line.likelihood > 0.5
    assert line.place.endswith("article > p")


def test_the_reasons_are_the_heaviest_features_those_in_favour_first() -> None:
    weights = load_weights("features")
    for line in explain(STORY, URL).lines:
        sides = [reason.weight > 0 for reason in line.reasons]
        assert sides == sorted(sides, reverse=True)
        assert len(line.reasons) <= 2 * MOST_REASONS
        assert all(r.weight == r.value * weights[r.name] for r in line.reasons)


def test_neighbours_that_one_rule_removed_are_one_run_and_kept_lines_stand_alone() -> None:
    menu = "<nav><ul><li><a href='/a'>Tides</a></li><li><a href='/b'>Boats</a></li></ul></nav>"
    runs = list(explain(page(before=menu), URL).runs())
    assert [line.text for line in runs[0]] == ["Tides", "Boats"]
    assert all(len(run) == 1 for run in runs if run[0].kept)


def test_a_page_that_is_no_article_is_explained_with_the_judgement() -> None:
    teasers = "".join(f"<h2><a href='/{n}'>A teaser of story {n}</a></h2>" for n in range(20))
    explanation = explain(f"<html><body><main>{teasers}</main></body></html>", URL)
    assert len(explanation.lines) == 20
    with pytest.raises(NotAnArticle):
        explanation.claimed()


def test_what_cannot_even_be_split_is_explained_without_lines() -> None:
    explanation = explain(b"%PDF-1.7 \x00\x01\x02" * 50, URL)
    assert isinstance(explanation.result, NotAnArticle)
    assert explanation.result.outcome is Outcome.NOT_HTML
    assert explanation.lines == ()


def test_flat_text_is_explained_by_its_features_alone() -> None:
    explanation = explain_text("\n".join([HEADLINE, "12 May 2026", "", *PARAGRAPHS]), URL)
    line = line_of(explanation, PARAGRAPHS[1])
    assert line.kept
    assert line.votes == {}
    assert line.reasons


def test_with_a_memory_it_says_what_the_jury_thought_before() -> None:
    memory = SiteMemory()
    memory = memory.merge(clean_and_learn(STORY, URL)[1])
    line = line_of(explain(STORY, URL, memory=memory), PARAGRAPHS[0])
    assert "before the site's memory" in line.votes
