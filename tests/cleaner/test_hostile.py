"""Input that is broken or no page at all: a judgement comes out, and never a fault."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable

import pytest

from cleaner import Article, NotAnArticle, Outcome, clean, clean_text
from tests.cleaner.hostile_pages import STORY, with_json_ld


def judge(work: Callable[[], Article]) -> Outcome:
    """The outcome of one page; fails if it is a fault."""
    try:
        return Outcome(work().metadata.outcome)
    except NotAnArticle as judgement:
        assert judgement.outcome is not Outcome.POISON, judgement.detail
        return judgement.outcome


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


NO_PAGE = {
    "pdf": b"%PDF-1.7\n" + noise(4_000),
    "png": b"\x89PNG\r\n\x1a\n" + noise(4_000),
    "gzip": gzip.compress(STORY.encode()),
    "zip": b"PK\x03\x04" + noise(4_000),
    "an old Office file": b"\xd0\xcf\x11\xe0" + noise(4_000),
    "rich text": b"{\\rtf1\\ansi " + b"Boats and piers. " * 90,
    "noise": noise(100_000),
    "noise after <": b"<" + noise(100_000),
    "NULs": b"\0" * 10_000,
    "text": b"No markup at all, just a line.",
    "JSON": b'{"html": "<p>' + STORY.encode() + b'</p>"}',
    "a list in JSON": b' [{"html": "<p>x</p>"}]\n',
    "a feed": b"<?xml version='1.0'?>\n<rss><channel><item>" + STORY.encode() + b"</item></rss>",
    "a picture in XML": b"<svg xmlns='http://www.w3.org/2000/svg'><text>Boats</text></svg>",
}


@pytest.mark.parametrize("name", NO_PAGE)
def test_what_is_no_page_is_not_html(name: str) -> None:
    assert judge(lambda: clean(NO_PAGE[name])) is Outcome.NOT_HTML


def test_a_pdf_that_came_as_text_is_not_html() -> None:
    assert judge(lambda: clean("%PDF-1.7\n<</Type/Catalog>>" + "x" * 500)) is Outcome.NOT_HTML


@pytest.mark.parametrize(
    "page",
    [
        f"<svg><path d='M0 0'/></svg>{STORY}",
        f"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>{STORY}</html>",
        f"[ad] <html>{STORY}</html>",
        f"<!-- <rss> --><html>{STORY}</html>",
    ],
)
def test_a_page_that_begins_like_a_file_is_a_page(page: str) -> None:
    assert judge(lambda: clean(page)) is Outcome.ARTICLE


@pytest.mark.parametrize("nothing", ["", " \n\t ", "\0", "\u200b", "\ufeff"])
def test_nothing_is_empty(nothing: str) -> None:
    assert judge(lambda: clean_text(nothing)) is Outcome.EMPTY
    assert judge(lambda: clean(f"<html>{nothing}</html>")) is Outcome.EMPTY
    assert judge(lambda: clean("")) is Outcome.EMPTY


def test_a_page_full_of_tricks_still_tells_its_story() -> None:
    page = (
        "<base href='javascript:alert(1)'><base href='http://['>"
        "<meta http-equiv=refresh content='0;url=data:text/html,x'>"
        f"<meta charset=utf-7><!DOCTYPE x><p hidden>+ADw-</p>{STORY}<plaintext><p>"
    )
    article = clean(page, "https://news.example/a")
    assert article.article_body.startswith("The harbour of Skelde")


@pytest.mark.parametrize("address", ["http://[", "http://a:b/c", "//", "\0", "\ud800", "x" * 5_000])
def test_addresses_that_are_none_cost_the_page_nothing(address: str) -> None:
    page = (
        f"<link rel=canonical href='{address}'><meta property=og:image content='{address}'>"
        f"<meta property=og:url content='{address}'>"
        f"<figure><img src='{address}' width='{'9' * 5000}'>Boats. (NPA)</figure>{STORY}"
    )
    for url in (address, "https://news.example/a"):
        assert judge(lambda url=url: clean(page, url)) is Outcome.ARTICLE  # type: ignore[misc]


def test_an_address_that_no_json_holds_is_mended() -> None:
    article = clean(STORY, "https://news.example/\ud800a")
    assert Article.model_validate_json(article.to_json()) == article


@pytest.mark.parametrize(
    "field", ["headline", "image", "url", "author", "datePublished", "keywords"]
)
@pytest.mark.parametrize("sign", ["\\ud800", "\\udc00", "\\ud800 \\udc00", "\\u0000"])
def test_half_letters_in_linked_data_are_left_out(field: str, sign: str) -> None:
    node = f'{{"@type": "NewsArticle", "{field}": "Boats{sign} moor \\ud83d\\ude00"}}'
    article = clean(with_json_ld(node))
    assert Article.model_validate_json(article.to_json()) == article
    assert "\x00" not in article.to_json()


def test_signs_of_windows_are_read_as_browsers_read_them() -> None:
    article = clean(STORY.replace("had come", "hadn&#146;t come &#x93;once&#x94;"))
    assert "hadn’t come “once”" in article.article_body


def test_what_turns_the_reading_direction_is_left_out() -> None:
    article = clean(STORY.replace("had come", "had \u202ecome"))
    assert "had come" in article.article_body
