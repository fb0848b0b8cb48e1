"""The floor under the cleaner's quality: exact bodies of the sample site's pages."""

from __future__ import annotations

import json

import pytest

from cleaner import NotAnArticle, Outcome, clean
from cleaner.document import decode
from crawler.sample import PAGES, PageFolder, read_folders
from crawler.sample.expectations import Expected, read_expected

BASE = "http://sample.example"
# Outcomes that the fetch decides, and not the page's text.
FETCHED = {
    Outcome.HTTP_ERROR, Outcome.NETWORK_ERROR, Outcome.ROBOTS_DENIED, Outcome.DUPLICATE,
    Outcome.UNCHANGED,
}  # fmt: skip


def folders() -> list[PageFolder]:
    """Pages of both editions that the cleaner sees as the server sends them."""
    pages = [page for edition in (1, 2) for page in read_folders(PAGES, edition)]
    return [
        page for page in pages if page.latest("expected", "json") and page.latest("page", "html")
        and expected_of(page).outcome not in FETCHED
    ]  # fmt: skip


def expected_of(page: PageFolder) -> Expected:
    path = page.latest("expected", "json")
    assert path is not None
    return read_expected(path, BASE)


@pytest.mark.parametrize("page", folders(), ids=lambda page: f"{page.slug}-{page.edition}")
def test_a_page_of_the_sample_site_comes_out_as_its_folder_says(page: PageFolder) -> None:
    expected, response = expected_of(page), page.response
    charset = response.charset if response.declare_charset else None
    html = decode(page.body(BASE, visit=page.edition), charset)
    try:
        article = clean(html, BASE + response.path)
    except NotAnArticle as judgement:
        assert judgement.outcome is expected.outcome
        return
    assert article.metadata.outcome == expected.outcome
    assert expected.differences(json.loads(article.to_json())) == []


def test_the_floor_has_pages_to_stand_on() -> None:
    assert len([page for page in folders() if expected_of(page).article]) >= 20
