"""An explanation on a terminal: fields and their sources, then the page in reading order."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from cleaner.article import CLUTTER_KINDS, Article
from cleaner.explain import Explanation, Line
from cleaner.explain_terminal import GROUP_OF, SHOWN_CHARS, show
from cleaner.outcome import NotAnArticle, Outcome
from tests.cleaner.pages import article


def line(text: str, kind: str = "other", rule: str = "not-body", *, kept: bool = False) -> Line:
    return Line(
        text=text,
        kept=kept,
        kind=kind,
        rule=rule,
        likelihood=0.97 if kept else 0.03,
        votes={},
        reasons=(),
        place="",
    )


def explanation(*lines: Line, result: Article | NotAnArticle | None = None) -> Explanation:
    return Explanation(
        result=result or article(), lines=lines, heard="trafilatura", confidence=0.94, url=None
    )


def printed(explained: Explanation, *, color: bool = False) -> str:
    out = StringIO()
    console = Console(
        file=out, width=200, force_terminal=color, color_system="standard" if color else None
    )
    console.print(show(explained))
    return out.getvalue()


def test_it_names_outcome_confidence_voters_and_each_fields_source() -> None:
    shown = printed(explanation())
    assert "article, 5 words, 94% sure, by trafilatura" in shown
    dated = next(line for line in shown.splitlines() if line.startswith("date_published"))
    assert dated.split() == ["date_published", "2026-05-03T09:45:00+02:00", "json-ld"]


def test_a_line_stands_in_its_place_with_likelihood_kind_and_rule() -> None:
    shown = printed(
        explanation(line("The ferry sails.", "p", "votes", kept=True),
                    line("7,960 views", "view-counter", "view-counter:en"))
    ).splitlines()  # fmt: skip
    rows = [row.split() for row in shown[-2:]]
    assert rows[0] == ["97%", "+", "p", "votes", "The", "ferry", "sails."]
    assert rows[1] == ["3%", "-", "view-counter", "view-counter:en", "7,960", "views"]


def test_a_run_of_labels_is_one_row_and_sentences_keep_their_lines() -> None:
    labels = printed(explanation(line("Home"), line("Tides"), line("Boats")))
    assert "Home · Tides · Boats" in labels
    long = "A sentence that is far too long to be the label of a link in a menu."
    assert f"{long} ·" not in printed(explanation(line(long), line(long)))


def test_authors_are_shown_by_name_and_unknown_fields_not_at_all() -> None:
    assert "Ada Reyes, NPA" in printed(explanation())
    assert "canonical_url" not in printed(explanation(result=article(canonical_url=None)))
    assert "(no headline)" in printed(explanation(result=article(headline=None)))


def test_a_page_that_is_no_article_says_what_it_is_and_shows_its_lines() -> None:
    judgement = NotAnArticle(Outcome.LISTING, "31 teasers, no paragraph")
    shown = printed(explanation(line("A teaser"), result=judgement))
    assert "listing: 31 teasers, no paragraph" in shown
    assert "A teaser" in shown


def test_a_long_removed_text_is_cut() -> None:
    shown = printed(explanation(line("x" * (2 * SHOWN_CHARS))))
    assert shown.count("x") < SHOWN_CHARS + 20
    assert "…" in shown


def test_brackets_in_a_text_are_no_markup() -> None:
    shown = printed(explanation(line("[red]Get the app[/red] [/]", "promo", "line:en")))
    assert "[red]Get the app[/red] [/]" in shown


def test_a_terminal_shows_kinds_in_colours_and_a_pipe_shows_none() -> None:
    counted = explanation(line("7,960 views", "view-counter", "view-counter:en"))
    assert "\x1b[33m" in printed(counted, color=True)
    assert "\x1b[" not in printed(counted)


def test_every_kind_has_a_colour() -> None:
    assert set(CLUTTER_KINDS) == set(GROUP_OF)
