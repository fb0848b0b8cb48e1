"""Who is asked about a page."""

from __future__ import annotations

from cleaner import clean
from cleaner.explain import explain
from tests.cleaner.pages import PARAGRAPHS, page


def test_no_extractor_is_asked_of_a_page_that_is_plain_by_its_features() -> None:
    article = clean(page(after="<footer><p>About us</p></footer>"))
    assert article.metadata.extractor == "features"
    assert article.article_body.split("\n\n") == list(PARAGRAPHS)


def test_an_extractor_is_asked_where_the_features_leave_doubt() -> None:
    labels = "".join(f"<div>{word}</div>" for text in PARAGRAPHS for word in text.split())
    found = explain(f"<html><body>{labels}</body></html>")
    assert found.heard != "features"
    voters = {voter for line in found.lines for voter in line.votes}
    assert voters & {"trafilatura", "readability"}
