"""Meta tags, link relations and microdata."""

from __future__ import annotations

import pytest

from cleaner.article import Author
from cleaner.document import parse_text
from cleaner.metadata import meta_tags
from cleaner.metadata.claims import Claims
from tests.cleaner.pages import page, read


def claims(head: str) -> Claims:
    return meta_tags.read(read(page(head=head))[0])


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_the_better_name_wins_whatever_the_order() -> None:
    head = meta("twitter:title", "For birds") + meta("og:title", "For all")
    assert claims(head).headline == "For all"


def test_name_property_and_case_do_not_matter() -> None:
    head = "<meta name='OG:Title' content='Ferry &amp; pier'><meta name='author' content=''>"
    found = claims(head)
    assert found.headline == "Ferry & pier"
    assert found.authors == ()


def test_relations_are_made_absolute() -> None:
    head = "<link rel='canonical' href='/ferry'><link rel='amphtml' href='?amp=1'>"
    found = claims(head)
    assert found.canonical_url == "https://skelde-post.example/ferry"
    assert found.amp_url == "https://skelde-post.example/2026/05/ferry-link?amp=1"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://[", " "])
def test_what_is_no_web_address_is_no_claim(address: str) -> None:
    found = claims(f'<link rel="canonical" href="{address}">' + meta("og:image", address))
    assert found.canonical_url is None
    assert found.images == ()


@pytest.mark.parametrize(
    ("tier", "free"), [("free", True), ("metered", False), ("Locked", False), (None, None)]
)
def test_the_content_tier_says_whether_it_is_free(tier: str | None, free: bool | None) -> None:
    assert claims(meta("article:content_tier", tier) if tier else "").is_accessible_for_free is free


def test_several_authors_and_keywords_are_split() -> None:
    found = claims(
        meta("parsely-author", "Ada Reyes and Tom Lund")
        + meta("article:tag", "ferry")
        + meta("article:tag", "storm, coast,ferry")
    )
    assert [author.name for author in found.authors] == ["Ada Reyes", "Tom Lund"]
    assert found.keywords == ("ferry", "storm", "coast")


def test_a_profile_address_gives_way_to_a_name() -> None:
    head = meta("article:author", "https://social.example/ada") + meta("byl", "By Ada Reyes")
    assert [author.name for author in claims(head).authors] == ["Ada Reyes"]


def test_a_label_of_reading_time_is_no_author() -> None:
    assert claims(meta("twitter:data1", "Ada Reyes")).authors == ()
    labelled = meta("twitter:label1", "Written by") + meta("twitter:data1", "Ada Reyes")
    assert [author.name for author in claims(labelled).authors] == ["Ada Reyes"]


def test_a_twitter_label_of_something_else_is_no_author() -> None:
    head = meta("twitter:label1", "Est. reading time") + meta("twitter:data1", "Four minutes")
    assert claims(head).authors == ()


def test_microdata_is_read_from_attributes_and_text() -> None:
    body = (
        "<div itemscope><h1 itemprop='headline'>Ferry <b>sails</b></h1>"
        "<time itemprop='datePublished' datetime='2026-05-03T09:45:00Z'>Sunday</time>"
        "<span itemprop='author' itemtype='https://schema.org/Person'>"
        "<a href='/ada'><b itemprop='name'>Ada Reyes</b></a>, our reporter</span>"
        "<p>The ferry sails again.</p></div>"
    )
    found = meta_tags.read_microdata(read(page(body))[0])
    assert found.headline == "Ferry sails"
    assert found.date_published == "2026-05-03T09:45:00Z"
    assert found.authors == (Author(name="Ada Reyes"),)


def test_flat_text_claims_nothing() -> None:
    document = parse_text("og:title Ferry")
    assert meta_tags.read(document) == meta_tags.read_microdata(document) == Claims()
    assert meta_tags.title(document) is None


def test_the_title_is_the_heads_and_may_be_missing() -> None:
    assert meta_tags.title(read(page(title="Ferry | Post"))[0]) == "Ferry | Post"
    assert meta_tags.title(read("<p>Text</p>")[0]) is None
