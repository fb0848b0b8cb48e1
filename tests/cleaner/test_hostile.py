"""Input that is broken, huge or made to hurt: a judgement comes out, soon, and never a fault."""

from __future__ import annotations

import gzip
import json
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import Article, NotAnArticle, Outcome, clean, clean_text
from cleaner.pipeline import warm_up

# Five seconds and not two: the machines that run tests are slow and busy.
SECONDS = 5.0
SENTENCE = "The harbour of Skelde has reopened to fishing boats, the port authority said. "
STORY = "<article><h1>Harbour reopens</h1>" + f"<p>{SENTENCE * 3}</p>" * 6 + "</article>"


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm_up()


def judge(work: Callable[[], Article]) -> Outcome:
    """The outcome of one page; fails if it is a fault or takes long."""
    started = time.perf_counter()
    try:
        outcome = Outcome(work().metadata.outcome)
    except NotAnArticle as judgement:
        outcome = judgement.outcome
        assert outcome is not Outcome.POISON, judgement.detail
    assert time.perf_counter() - started < SECONDS
    return outcome


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


BINARY = {
    "pdf": b"%PDF-1.7\n" + noise(4_000),
    "png": b"\x89PNG\r\n\x1a\n" + noise(4_000),
    "gzip": gzip.compress(STORY.encode()),
    "zip": b"PK\x03\x04" + noise(4_000),
    "noise": noise(100_000),
    "noise after <": b"<" + noise(100_000),
    "NULs": b"\0" * 10_000,
    "text": b"No markup at all, just a line.",
}


@pytest.mark.parametrize("name", BINARY)
def test_what_is_no_page_is_not_html(name: str) -> None:
    assert judge(lambda: clean(BINARY[name])) is Outcome.NOT_HTML


def test_a_pdf_that_came_as_text_is_not_html() -> None:
    assert judge(lambda: clean("%PDF-1.7\n<</Type/Catalog>>" + "x" * 500)) is Outcome.NOT_HTML


@pytest.mark.parametrize("nothing", ["", " \n\t ", "\0", "\u200b", "\ufeff"])
def test_nothing_is_empty(nothing: str) -> None:
    assert judge(lambda: clean_text(nothing)) is Outcome.EMPTY
    assert judge(lambda: clean(f"<html>{nothing}</html>")) is Outcome.EMPTY
    assert judge(lambda: clean("")) is Outcome.EMPTY


def test_fifty_megabytes_of_div_are_too_large() -> None:
    assert judge(lambda: clean(b"<div>" * 10_000_000)) is Outcome.TOO_LARGE


PARAGRAPH = "<p>A sentence of a story that is long enough to be read as text.</p>"
HUGE_HTML: dict[str, Callable[[], str]] = {
    "100,000 nested tags": lambda: "<div>" * 100_000 + "x",
    "text below nested tags": lambda: "<div>" * 59_000 + "<p>x y z. " * 900,
    "paragraphs nested deep": lambda: "<div>" * 1900 + PARAGRAPH * 8_000,
    "few paragraphs nested deep": lambda: "<div>" * 1900 + PARAGRAPH * 30,
    "paragraphs without end": lambda: PARAGRAPH * 45_000,
    "9,000 paragraphs": lambda: PARAGRAPH * 9_000,
    "links": lambda: "<a href=/x>Some link text here</a> " * 29_000,
    "lists of headings": lambda: "<ul>" + "<li>Most read</li>" * 9_900,
    "teasers": lambda: "<h3><a href=/x>A teaser's headline</a></h3><p>Text of it.</p>" * 4_900,
    "one row": lambda: "<table><tr>" + "<td>a b</td>" * 9_900,
    "nested tables": lambda: "<table><tr><td>" * 30_000 + "x",
    "unclosed fonts": lambda: "<font>" * 59_000 + STORY,
    "unclosed quotes": lambda: "<p x='" * 59_000,
    "million attributes": lambda: "<div " + " ".join(f"a{i}=1" for i in range(600_000)) + ">x",
    "many long tags": lambda: ("<div " + " ".join(f"a{i}" for i in range(9_000)) + ">x") * 40,
    "a long class": lambda: "<div class='" + "a " * 1_000_000 + "'>x",
    "nested itemprops": lambda: "<div itemprop=name>" * 1900 + SENTENCE * 10_000,
    "many metas": lambda: "<meta name=author content='Ada Reyes'>" * 60_000 + STORY,
    "a long title": lambda: "<title>" + "a | " * 500_000 + "</title>" + STORY,
    "only <": lambda: "<" * 59_000 + "p",
    "ampersands": lambda: "<p>" + "&" * 3_000_000,
    "comments": lambda: "<!--" * 59_000 + STORY,
    "pictures": lambda: "<figure>" + "<img src=a.jpg>" * 59_000 + f"</figure>{STORY}",
    "one paragraph": lambda: "<p>" + "word " * 900_000,
    "one word": lambda: "<p>" + "a" * 4_500_000,
    "line breaks": lambda: "<p>" + "a sentence of text.<br>" * 9_900,
    "numbers": lambda: STORY + "<p>" + "1.1." * 1_000_000,
    "a counter without end": lambda: STORY + "<p>Views: " + "1,1," * 500_000,
    "spaces": lambda: STORY + "<p>a" + " " * 4_000_000 + "b",
    "dashes": lambda: STORY + "<p>" + "-" * 4_000_000,
    "direction marks": lambda: "<p>" + "\u202e\u202d" * 1_000_000,
    "emoji": lambda: "<p>" + "😀" * 1_000_000,
    "lone surrogates": lambda: "<p>" + "\ud800x " * 300_000,
    "control characters": lambda: STORY + "<p>" + "\x01\x02" * 1_000_000,
}


@pytest.mark.parametrize("name", HUGE_HTML)
def test_a_page_made_to_hurt_is_judged_soon(name: str) -> None:
    page = HUGE_HTML[name]()
    judge(lambda: clean(page))


HUGE_TEXT: dict[str, Callable[[], str]] = {
    "one line": lambda: "A sentence. " * 59_000,
    "one word": lambda: "a" * 5_000_000,
    "lines": lambda: (SENTENCE + "\n") * 60_000,
    "short lines": lambda: "a\n" * 1_000_000,
    "empty lines": lambda: "\n" * 5_000_000 + "x",
    "headings": lambda: "Most read\n" * 9_900,
    "entries": lambda: "7960 Views A title of a story\n" * 9_900,
    "bare counts": lambda: "7960 Views\nA title of a story\n" * 4_900,
    "tabs": lambda: "DAY | WEEK\n" * 9_900,
    "dashes": lambda: "-\n" * 9_900,
    "digits": lambda: "1" * 5_000_000,
    "digits and commas": lambda: "1," * 2_000_000,
    "digits and dots": lambda: "1.1." * 1_000_000,
    "digits and spaces": lambda: "1 1 " * 1_000_000,
    "a counter without end": lambda: "Views: " + "1,1," * 1_000_000,
    "units": lambda: "Views: " * 500_000,
    "spaces": lambda: "a" + " " * 4_000_000 + "x",
    "stamps": lambda: "Friday 16 October 2015\n" * 9_900,
    "stamps in a line": lambda: "Published 3 May 2026 10:10 GMT " * 50_000,
    "times": lambda: ("10:10 GMT " * 15 + "\n") * 9_000,
    "bylines": lambda: "By Ada Reyes\n" * 9_900,
    "captions": lambda: ("Boats at light " * 25 + "Photo: x\n") * 3_000,
    "open brackets": lambda: "Boats (" * 300_000,
    "labels": lambda: "Photo: " * 400_000,
    "agencies": lambda: "AFP, Paris\n" * 9_900,
    "emoji": lambda: "😀" * 1_000_000,
    "emoji in lines": lambda: "😀 😀 😀\n" * 9_900,
    "letters without spaces": lambda: "港" * 1_400_000,
}


@pytest.mark.parametrize("name", HUGE_TEXT)
def test_flat_text_made_to_hurt_is_judged_soon(name: str) -> None:
    text = HUGE_TEXT[name]()
    judge(lambda: clean_text(text))


def with_json_ld(*scripts: str) -> str:
    tags = "".join(f"<script type='application/ld+json'>{script}</script>" for script in scripts)
    return f"<html><head>{tags}</head><body>{STORY}</body></html>"


BROKEN_JSON_LD = {
    "cut short": ['{"@type": "NewsArticle", "headline": "Harb'],
    "only brackets": ["[" * 1_000_000],
    "only braces": ['{"a":' * 100_000],
    "many values": ["{}" * 1_000_000],
    "many scripts": ['{"@type":"NewsArticle","headline":"x"}'] * 20_000,
    "blanks": [", " * 1_000_000],
    "a trailing comma": ['{"@type":"NewsArticle","headline":"Harbour reopens",}'],
    "a huge number": ['{"@type":"NewsArticle","headline":' + "9" * 10_000 + "}"],
    "not a number": ['{"@type":"NewsArticle","datePublished":NaN}'],
    "names without end": ['{"@type":"NewsArticle","author":"' + " and , " * 200_000 + '"}'],
    "a date without end": [
        '{"@type":"NewsArticle","datePublished":"' + "1 May 2020 10:10 " * 50_000 + '"}'
    ],
    "authors in authors": [
        '{"@type":"NewsArticle","author":' + '{"name":[' * 400 + "1" + "]}" * 400 + "}"
    ],
    "authors in lists": ['{"@type":"NewsArticle","author":' + "[" * 400 + "]" * 400 + "}"],
}


@pytest.mark.parametrize("name", BROKEN_JSON_LD)
def test_broken_json_ld_costs_the_page_nothing(name: str) -> None:
    page = with_json_ld(*BROKEN_JSON_LD[name])
    assert judge(lambda: clean(page)) is Outcome.ARTICLE


FIELDS = (
    "@id", "@type", "@graph", "url", "mainEntityOfPage", "headline", "name", "alternativeHeadline",
    "description", "author", "creator", "publisher", "datePublished", "dateModified", "dateCreated",
    "inLanguage", "articleSection", "keywords", "image", "thumbnailUrl", "isAccessibleForFree",
    "articleBody", "hasPart", "isPartOf", "contentUrl", "caption", "creditText",
)  # fmt: skip
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from([
        "2026-05-03T09:45:00+05:30:15", "0001-01-01T00:00+14:00", "9999-12-31T23:59:59-12:00",
        "9999-12-31 23:00 UTC-12", "31 Feb 2026", "http://[", "http://a:b/", "//", "javascript:x",
        "NewsArticle", "LiveBlogPosting", "\ud800", "\0", "https://news.example/a",
    ])
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,  # the same pages on every machine; found faults get tests of their own
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=12), st.booleans())
def test_json_ld_of_any_types_is_survived(fields: dict[str, Any], graph: bool) -> None:
    node = {**fields, "@type": "NewsArticle"}
    page = with_json_ld(json.dumps({"@graph": [node]} if graph else node))
    article = clean(page, "https://news.example/a")
    assert article.article_body.startswith("The harbour")
    assert Article.model_validate_json(article.to_json()) == article


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.text(max_size=400), st.sampled_from(["", "http://[", "no scheme", "ftp://x", "https://é"])
)
def test_any_text_is_judged(text: str, url: str) -> None:
    for page in (text, f"<p>{text}</p>{STORY}", f"<h1>{text}</h1><a href='{text}'>{STORY}"):
        judge(partial(clean, page, url))
    judge(lambda: clean_text(f"{text}\n{SENTENCE}\n{SENTENCE}", url))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=300))
def test_any_bytes_are_judged(body: bytes) -> None:
    for page in (body, b"<p>" + body, STORY.encode() + body):
        judge(partial(clean, page))


@pytest.mark.parametrize("address", ["http://[", "http://a:b/c", "//", "\0", "x" * 5_000])
def test_addresses_that_are_none_cost_the_page_nothing(address: str) -> None:
    page = (
        f"<link rel=canonical href='{address}'><meta property=og:image content='{address}'>"
        f"<meta property=og:url content='{address}'>"
        f"<figure><img src='{address}' width='{'9' * 5000}'>Boats. (NPA)</figure>{STORY}"
    )
    assert judge(lambda: clean(page, address)) is Outcome.ARTICLE
    assert judge(lambda: clean(page, "https://news.example/a")) is Outcome.ARTICLE
