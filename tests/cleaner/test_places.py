"""What an element's class, id and similar attributes say about its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
import pytest

from cleaner.places import SIGNS, signs

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def element(attributes: str) -> HtmlElement:
    return lxml.html.fragment_fromstring(f"<div {attributes}>x</div>")


@pytest.mark.parametrize(
    ("attributes", "sign"),
    [
        ("class='newsletter-signup'", "newsletter"),
        ("class='c-mostRead__list'", "most-read"),
        ("id='MEISTGELESEN'", "most-read"),
        ("class='article_body'", "body"),
        ("itemprop='articleBody'", "body"),
        ("data-testid='related-stories'", "related"),
        ("aria-label='Breadcrumb'", "breadcrumb"),
        ("class='cookie-consent'", "cookie"),
        ("class='article__dateline'", "dateline"),
        ("class='update-time'", "date-stamp"),
        ("class='author-bio'", "author-bio"),
        ("class='ad-slot'", "advertisement"),
        ("class='live-blog-entry'", "live"),
        ("class='story-card'", "card"),
        ("class='html5-player'", "media"),
        ("class='newsDescription'", "lead"),
        ("class='feedback-respond'", "comments"),
    ],
)
def test_designers_words_are_signs_in_any_spelling(attributes: str, sign: str) -> None:
    found = signs(element(attributes))
    assert sign in found
    assert found <= set(SIGNS)


@pytest.mark.parametrize(
    "name",
    ["shadow", "leadership", "download", "badge", "adventure", "readable", "thread", "breadth"],
)
def test_words_that_contain_a_sign_are_none(name: str) -> None:
    assert signs(element(f"class='{name}'")) == frozenset()


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("socialist-party", "share"),
        ("shareholder-news", "share"),
        ("candidates", "date-stamp"),
        ("authority", "byline"),
        ("commentary", "comments"),
        ("our-correspondent", "comments"),
        ("nature-trail", "sidebar"),
    ],
)
def test_subjects_that_begin_like_furniture_are_none(name: str, sign: str) -> None:
    assert sign not in signs(element(f"class='{name}'"))


def test_the_role_of_a_pages_head_is_no_advertising() -> None:
    assert signs(element("role='banner'")) == {"breadcrumb"}
    assert signs(element("class='banner-top'")) == {"advertisement"}


def test_the_longer_word_wins_over_the_one_it_contains() -> None:
    assert signs(element("class='author-bio'")) == {"author-bio"}
    assert signs(element("class='author'")) == {"byline"}


def test_an_element_without_names_has_no_signs() -> None:
    assert signs(element("style='color:red'")) == frozenset()


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        "aria-hidden='true'",
        "style='color:red; display : NONE'",
        "style='visibility:hidden'",
    ],
)
def test_an_element_may_say_that_it_is_hidden(attributes: str) -> None:
    assert "hidden" in signs(element(attributes))
    assert "hidden" in signs(element(f"class='article-body' {attributes}"))


@pytest.mark.parametrize("attributes", ["", "aria-hidden='false'", "style='display:block'"])
def test_an_element_that_is_shown_is_not_hidden(attributes: str) -> None:
    assert "hidden" not in signs(element(attributes))
