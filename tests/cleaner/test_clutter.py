"""Lines that are clutter by their words, and sentences that only talk about it."""

from __future__ import annotations

import pytest

from cleaner.clutter import (
    are_known_tabs,
    holds,
    is_more,
    is_separator,
    is_tab,
    is_tabs,
    recognise,
)
from cleaner.words import words_of


def kind_of(text: str) -> str | None:
    match = recognise(text, tuple(words_of(text)))
    return match.kind if match else None


CLUTTER = [
    ("7960 Views", "view-counter"), ("1.2K views", "view-counter"),
    ("Views: 2,345", "view-counter"),
    ("12 345 просмотров", "view-counter"), ("阅读 1234", "view-counter"),
    ("٧٩٦٠ مشاهدة", "view-counter"), ("3.4万 阅读", "view-counter"),
    ("2.310 Aufrufe", "view-counter"), ("8\u202f512 vues", "view-counter"),
    ("7960 Views Full basket for the herring fleet", "most-read"),
    ("Herring fleet returns with full baskets 1.2K views", "most-read"),
    ("Most read", "most-read"), ("Meistgelesen", "most-read"), ("Самое читаемое", "most-read"),
    ("Read more: Ferry to Runa cancelled", "read-more"), ("Lire la suite", "read-more"),
    ("Related stories", "related"), ("関連記事", "related"),
    ("Share this article", "share"), ("Teilen", "share"), ("12 shares", "share"),
    ("Sign up for our daily newsletter and get the news in your inbox.", "newsletter"),
    ("Abonnieren Sie unseren Newsletter", "newsletter"), ("Подпишитесь на рассылку", "newsletter"),
    ("We use cookies to improve your visit.", "cookie"), ("Alle akzeptieren", "cookie"),
    ("This article is for subscribers", "paywall"), ("23 comments", "comments"),
    ("Advertisement", "advertisement"), ("広告", "advertisement"),
    ("Tags: harbour, herring", "tags"),
    ("© 2026 The Skelde Courier. All rights reserved.", "legal"),
    ("4 May 2026", "date-stamp"), ("Updated 3 hours ago", "date-stamp"),
    ("5 min read", "other"), ("Skip to content", "navigation"), ("Photo: Ada Reyes", "caption"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), CLUTTER, ids=[text[:30] for text, _ in CLUTTER])
def test_clutter_is_recognised_by_its_words(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "The video drew 1.2 million views in a single day, the museum said.",
        "7,960 people viewed the boats on Sunday, more than ever before.",
        "Das Video hatte nach einem Tag 12.000 Aufrufe, wie das Museum mitteilte.",
        "Ролик набрал 12 345 просмотров за сутки, сообщили в музее.",
        "The most read story of the year was a recipe for fish soup.",
        "Share prices of the ferry company fell by a third after the storm.",
        "He accepted all of the conditions and signed up as a volunteer that evening.",
        "The cookie factory in Lunden will close in May, its owner said.",
        "More than 40 people were hurt when the pier gave way.",
        "Published poets read their work aloud on the quay last night.",
        "On 4 May 2026 the boats left the harbour at dawn.",
        "Comments by the mayor drew laughter in the council chamber.",
        "Home is where the harbour is, the skipper liked to say.",
    ],
)
def test_a_sentence_about_such_things_is_not(text: str) -> None:
    assert kind_of(text) is None


def test_a_long_text_that_holds_a_phrase_talks_about_it() -> None:
    assert kind_of("our newsletter " + "and other words of a long paragraph " * 8) is None


def test_an_endless_number_is_not_looked_at() -> None:
    assert kind_of("1.1." * 100_000 + " views") is None


@pytest.mark.parametrize("text", ["-", "—", "•", "|", "3.", "12)", "***"])
def test_dashes_and_ranks_part_lines(text: str) -> None:
    assert is_separator(text)


@pytest.mark.parametrize("text", ["3.5", "A", "300."])
def test_words_and_figures_do_not(text: str) -> None:
    assert not is_separator(text)


@pytest.mark.parametrize(
    "text",
    ["DAY | WEEK |", "TODAY | MONTH", "Heute | Woche", "今日 | 週間", "Foo / Bar", "a · b · c"],
)
def test_short_names_with_marks_between_are_tabs(text: str) -> None:
    assert is_tabs(text)


@pytest.mark.parametrize(
    "text",
    ["Harbour reopens", "The council and the port authority | agreed on a plan", "アダ・レイエス"],
)
def test_other_lines_are_no_tabs(text: str) -> None:
    assert not is_tabs(text)


def test_a_stamp_like_tab_line_is_known_by_its_names() -> None:
    assert are_known_tabs("24 hours · 7 days")
    assert not are_known_tabs("Skelde | Lunden")


def test_tabs_and_buttons_are_known_in_many_languages() -> None:
    assert all(is_tab(words_of(name)) for name in ("Today", "WOCHE", "неделя", "週間"))
    assert all(is_more(words_of(name)) for name in ("SHOW MORE", "Mehr anzeigen", "もっと見る"))


def test_walls_and_lost_pages_are_told_by_their_phrases() -> None:
    assert holds("soft-404", words_of("Sorry, this page could not be found"))
    assert holds("bot-wall", words_of("Checking your browser"))
    assert not holds("soft-404", words_of("The lost letter was found"))
