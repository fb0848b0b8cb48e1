"""Clutter by its own words: lines that are, and sentences that talk about it."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.clutter import are_known_tabs, holds, is_more, is_separator, is_tab, is_tabs, recognise
from cleaner.words import words_of
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, URL, kind_of, page, paragraphs

CLUTTER = {
    "7,960 views": "view-counter",
    "12 345 просмотров": "view-counter",
    "阅读 1234": "view-counter",
    "7960 Views Cat elected mayor of Vale": "most-read",
    "Most Read": "most-read",
    "Meistgelesen": "most-read",
    "Read more: Cat elected mayor of Vale": "read-more",
    "Lesen Sie auch: Katze wird Bürgermeisterin": "read-more",
    "Related articles": "related",
    "Share": "share",
    "Sign up for our newsletter and get the day's stories straight to your inbox.": "newsletter",
    "Melden Sie sich für unseren Newsletter an.": "newsletter",
    "We use cookies to improve your experience on our site.": "cookie",
    "Subscribe to continue reading": "paywall",
    "Advertisement": "advertisement",
    "Anzeige": "advertisement",
    "Comments (12)": "comments",
    "3 comments": "comments",
    "Ada Reyes is a staff writer who covers the coast.": "author-bio",
    "Tags: ferry, storm": "tags",
    "Skip to main content": "navigation",
    "© 2026 Skelde Post. All rights reserved.": "legal",
    "Privacy policy": "footer",
    "3 May 2026, 09:45 GMT": "date-stamp",
    "4 min read": "other",
}


@pytest.mark.parametrize("line", CLUTTER)
def test_a_line_of_furniture_is_recognised(line: str) -> None:
    assert kind_of(line) == CLUTTER[line]


@pytest.mark.parametrize(
    "sentence",
    [
        "The video had drawn 7,960 views by noon, and the mayor had resigned.",
        "Her views on the ferry are shared by many.",
        "2,345 views were exchanged at the meeting, and none prevailed.",
        "The newsletter of the sailing club has been printed since 1931.",
        "It topped the list of the most read stories of the year.",
        "Share prices fell by four per cent on Monday.",
        "More than 40 people were hurt.",
        "Comments by the minister angered the islanders.",
        "By Monday the ferry will sail again.",
        "Cookies and tea were served to the passengers.",
        "Advertisement revenue fell by a third last year.",
        "On 3 May 2026 the ferry sailed again.",
        "The home of the bakery is the harbour.",
        "Related charges against the captain were dropped.",
    ],
)
def test_a_sentence_that_talks_about_it_is_not(sentence: str) -> None:
    assert kind_of(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Popular in the spring, the ferry is empty in the autumn, the captain said on Monday.",
        "From the mainland, the crossing takes forty minutes when the sea is calm.",
        "Follow the money, his mother used to say, and she was right.",
    ],
)
def test_a_sentence_that_begins_like_a_label_is_a_sentence(sentence: str) -> None:
    assert kind_of(sentence) is None


RESEMBLING = (
    "Also in Skelde, two people were hurt on Monday.",
    "More from the council is expected on Monday.",
    "Want more ferries? The council does not.",
    "Click here to vote, said the button that nobody pressed.",
    "The company was registered in England in 1931.",
    "They sailed without permission.",
    "She is a columnist and he is a journalist, and both were aboard.",
)


@pytest.mark.parametrize("sentence", RESEMBLING)
def test_a_short_sentence_with_a_known_phrase_is_a_sentence(sentence: str) -> None:
    assert kind_of(sentence) is None


@pytest.mark.parametrize("sentence", RESEMBLING)
def test_the_jury_keeps_such_a_sentence_inside_a_story(sentence: str) -> None:
    texts = (*PARAGRAPHS[:2], sentence, *PARAGRAPHS[2:])
    article = clean(page(f"<h1>{HEADLINE}</h1>{paragraphs(texts)}"), URL)
    assert article.article_body.split("\n\n") == list(texts)


def test_the_longer_text_that_holds_a_phrase_is_a_paragraph() -> None:
    plea = "You can unsubscribe at any time. "
    assert kind_of(plea) == "newsletter"
    assert kind_of(plea + "The ferry sails again on Monday after the storm. " * 5) is None


def test_the_rule_names_what_saw_it_and_in_which_language() -> None:
    match = recognise("Meistgelesen", ["meistgelesen"])
    assert match is not None
    assert match.rule == "line:de"


def test_walls_are_told_by_holding_their_phrases() -> None:
    assert holds("bot-wall", words_of("Please verify you are human to go on"))
    assert not holds("bot-wall", words_of("The ferry sails again"))
    assert not holds("bot-wall", [])


@pytest.mark.parametrize("line", ["-", "•", "3.", "12)", "***", "—"])
def test_separators_are_marks_and_ranks(line: str) -> None:
    assert is_separator(line)


@pytest.mark.parametrize("line", ["a", "2026", "3. May", "- no", ""])
def test_what_says_something_is_no_separator(line: str) -> None:
    assert not is_separator(line)


@pytest.mark.parametrize("line", ["DAY | WEEK", "DAY | WEEK |", "Heute · Woche", "24 hours/7 days"])
def test_tabs_are_short_names_between_marks(line: str) -> None:
    assert is_tabs(line)


@pytest.mark.parametrize(
    "line", ["DAY WEEK", "The ferry sails again on Monday | Skelde Post", "| 3", "a" * 30 + " | b"]
)
def test_titles_and_single_names_are_no_tabs(line: str) -> None:
    assert not is_tabs(line)


def test_tabs_and_buttons_are_known_by_name() -> None:
    assert are_known_tabs("24 hours · 7 days")
    assert not are_known_tabs("24 hours · Ferry")
    assert not are_known_tabs("Today")
    assert is_tab(["today"])
    assert is_more(words_of("SHOW MORE"))
    assert not is_more(words_of("Show more mercy"))
