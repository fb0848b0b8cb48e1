"""The explanation: what was kept, what was removed, by which rule."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from cleaner.article import Removed
from cleaner.explain import SHOWN_CHARS, explain
from tests.cleaner.web_pages import article


def printed(story: object, *, color: bool = False) -> str:
    out = StringIO()
    console = Console(
        file=out, width=200, force_terminal=color, color_system="standard" if color else None
    )
    console.print(explain(story))  # type: ignore[arg-type]
    return out.getvalue()


def removed(*entries: Removed) -> object:
    story = article()
    metadata = story.metadata.model_copy(update={"removed": entries})
    return story.model_copy(update={"metadata": metadata})


def test_it_names_outcome_confidence_kind_rule_and_source() -> None:
    shown = printed(article())
    assert "article, 5 words, 94% sure, by trafilatura" in shown
    assert "The ferry sails." in shown
    row = next(line for line in shown.splitlines() if "7,960 views" in line)
    assert row.split() == ["view-counter", "view-counter:en", "7,960", "views"]
    dated = next(line for line in shown.splitlines() if line.startswith("date_published"))
    assert dated.split() == ["date_published", "2026-05-03T09:45:00+02:00", "json-ld"]


def test_authors_are_shown_by_name_and_unknown_fields_not_at_all() -> None:
    assert "Ada Reyes, NPA" in printed(article())
    assert "canonical_url" not in printed(article(canonical_url=None))
    assert "(no headline)" in printed(article(headline=None))


def test_a_long_removed_text_is_cut() -> None:
    shown = printed(removed(Removed(kind="other", rule="not-body", text="x" * (2 * SHOWN_CHARS))))
    assert shown.count("x") < SHOWN_CHARS + 20
    assert "…" in shown


def test_brackets_in_a_text_are_no_markup() -> None:
    entry = Removed(kind="promo", rule="line:en", text="[red]Get the app[/red] [/]")
    assert "[red]Get the app[/red] [/]" in printed(removed(entry))
    assert "[/b]" in printed(article(article_body="A [/b] in the text."))


def test_a_terminal_shows_kinds_in_colours_and_a_pipe_shows_none() -> None:
    assert "\x1b[33m" in printed(article(), color=True)
    assert "\x1b[" not in printed(article())
