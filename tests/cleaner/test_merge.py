"""Of several claims one wins, and it is said which."""

from __future__ import annotations

import pytest

from cleaner.article import Author, Image
from cleaner.metadata.claims import Claims
from cleaner.metadata.dates import normal_date
from cleaner.metadata.merge import Merged, claimed_headline, main_image, merge
from tests.cleaner.pages import HEADLINE, URL


def merged(
    *, url: str | None = URL, title: str | None = None, language: str = "en", **claims: Claims
) -> Merged:
    named = {name.replace("_", "-"): claim for name, claim in claims.items()}
    return merge(named, url=url, page_title=title, language=language)


def test_json_ld_is_trusted_more_than_meta_tags_and_those_more_than_visible_lines() -> None:
    found = merged(
        visible=Claims(date_published="1 May 2026", authors=(Author(name="Cy Vance"),)),
        meta=Claims(date_published="2026-05-02", authors=(Author(name="Tom Lund"),)),
        json_ld=Claims(date_published="2026-05-03"),
    )
    assert (found.values["date_published"], found.sources["date_published"]) == (
        "2026-05-03", "json-ld",
    )  # fmt: skip
    assert (found.values["authors"][0].name, found.sources["authors"]) == ("Tom Lund", "meta")


def test_a_date_that_cannot_be_read_wins_nothing() -> None:
    found = merged(
        json_ld=Claims(date_published="soon"), visible=Claims(date_published="1 May 2026")
    )
    assert found.values["date_published"] == "2026-05-01"
    assert found.values["date_published_raw"] == "1 May 2026"


def test_the_headline_that_readers_see_wins() -> None:
    found = merged(visible=Claims(headline=HEADLINE), json_ld=Claims(headline="Short one"))
    assert (found.values["headline"], found.sources["headline"]) == (HEADLINE, "visible")


@pytest.mark.parametrize(
    "title",
    [f"{HEADLINE} | The Courier", f"The Courier: {HEADLINE}"[:0] + f"The Courier | {HEADLINE}",
     f"{HEADLINE} - The Courier", HEADLINE],
)  # fmt: skip
def test_the_sites_name_is_no_part_of_the_headline(title: str) -> None:
    assert claimed_headline({"meta": Claims(publisher="The Courier")}, title) == HEADLINE


def test_an_alternative_headline_that_says_the_same_is_none() -> None:
    found = merged(json_ld=Claims(headline=HEADLINE, alternative_headline=HEADLINE))
    assert "alternative_headline" not in found.values


@pytest.mark.parametrize(
    ("claimed", "canonical"),
    [
        (
            "https://skelde-post.example/harbour?utm_source=x#top",
            "https://skelde-post.example/harbour",
        ),
        ("https://www.skelde-post.example/harbour", "https://www.skelde-post.example/harbour"),
        ("https://elsewhere.example.org/harbour", URL),
        ("https://skelde-post.example/", URL),
        ("javascript:x", URL),
        ("http://[", URL),
    ],
)
def test_a_canonical_address_is_believed_on_the_pages_own_site(
    claimed: str, canonical: str
) -> None:
    assert merged(meta=Claims(canonical_url=claimed)).values["canonical_url"] == canonical


def test_the_day_in_the_address_is_the_last_resort() -> None:
    found = merged(url="https://news.example/2026/05/03/harbour")
    assert (found.values["date_published"], found.sources["date_published"]) == (
        "2026-05-03", "url",
    )  # fmt: skip
    assert "date_published" not in merged(url="https://news.example/2026/harbour").values


def test_the_publisher_has_the_domain_even_without_a_name() -> None:
    assert merged(url="https://www.news.example/a").values["publisher"].domain == "news.example"
    assert "publisher" not in merged(url=None).values


@pytest.mark.parametrize(
    ("raw", "when"),
    [
        ("2026-05-03T09:45:00.123+02:00", "2026-05-03T09:45:00+02:00"),
        ("2026-05-03T09:45:00Z", "2026-05-03T09:45:00Z"),
        ("2026-05-03 09:45", "2026-05-03"),
        ("0001-01-01T00:00:00+14:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("3 May 2026", "2026-05-03"),
        ("1 May 2020 10:10 " * 1_000, None),
        ("yesterday", None),
    ],
)
def test_a_date_is_a_moment_only_where_its_offset_is_said(raw: str, when: str | None) -> None:
    assert normal_date(raw, "en") == when


def test_the_main_image_is_the_heads_with_the_pages_caption() -> None:
    head = {"meta": Claims(images=(Image(url="https://news.example/a.jpg?w=900"),))}
    shown = (Image(url="https://news.example/a.jpg?w=300", caption="Boats"),)
    found = main_image(head, shown)
    assert found is not None
    assert found.caption == "Boats"
    assert main_image({}, ()) is None
    assert main_image({"meta": Claims(images=(Image(url="http://["),))}, shown) is not None
