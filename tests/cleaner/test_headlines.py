"""Among all titles of a page the headline is the one that readers see above the story."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.metadata.claims import Claims
from cleaner.metadata.headlines import choose_headline, likeness
from tests.cleaner.pages import paragraphs

OWN = "Ferry to Ostrava Island sails again"
URL = "https://skelde-post.example/ferry"


def headline(body: str, *, head: str = "", title: str = OWN) -> tuple[str | None, str | None]:
    html = (
        f"<html lang=en><head><title>{title}</title>{head}</head>"
        f"<body>{body}<article>{paragraphs()}</article></body></html>"
    )
    article = clean(html, URL)
    return article.headline, article.metadata.field_sources.get("headline")


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


def linked(title: str) -> str:
    return (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + title + '"}'
        "</script>"
    )


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{OWN}</h1>",
        f"<h1>Skelde Post</h1><h2>{OWN}</h2>",
        f"<h1>Skelde-Post.example</h1><h1>{OWN}</h1>",
        f"<h1><span class=kicker>Harbours</span> {OWN}</h1>",
        f"<h1>{OWN} <small class=subtitle>Islanders waited four months</small></h1>",
    ],
)
def test_site_names_kickers_and_subtitles_are_no_part_of_it(body: str) -> None:
    assert headline(body, title=f"{OWN} | Skelde Post") == (OWN, "visible")


def test_a_search_title_gives_way_to_what_readers_see() -> None:
    found = headline(f"<h1>{OWN}</h1>", head=og("Ferry timetable 2026: when does it sail?"))
    assert found == (OWN, "visible")


def test_a_kicker_before_a_colon_goes_where_the_head_names_the_headline_alone() -> None:
    assert headline(f"<h1>Harbours: {OWN}</h1>", head=og(OWN), title=f"Harbours: {OWN}")[0] == OWN


def test_two_claims_that_agree_win_against_a_heading_that_is_the_search_title() -> None:
    head = og(OWN) + linked(OWN)
    seo = "Ferry Ostrava: timetable and prices after the storm"
    assert headline(f"<h1>{seo}</h1>", head=head, title=seo) == (OWN, "json-ld")


def test_three_copies_of_one_field_are_no_agreement() -> None:
    seo = "Ferry Ostrava: timetable and prices after the storm"
    found = headline(f"<h1>{OWN}</h1>", head=og(seo) + linked(seo), title=seo)
    assert found == (OWN, "visible")


def test_a_heading_in_a_path_or_list_is_none() -> None:
    path = "<ul><li>Home</li><li><h1>Ferry timetable and prices</h1></li></ul>"
    found = headline(f"{path}<h2>{OWN}</h2>", head=linked(OWN), title="Ferry timetable and prices")
    assert found[0] == OWN


def test_without_a_heading_the_longest_part_of_the_title_counts() -> None:
    assert headline("", title=f"Skelde Post » Archive » {OWN}")[0] == OWN


def test_a_heading_that_is_a_part_of_the_claim_is_it() -> None:
    assert likeness(["rain", "at", "last"], "Rain at last | The Skelde Post") == 1.0
    assert likeness(["the", "skelde", "post"], "Rain comes at last | The Skelde Post") == 0.0


def test_what_the_head_says_beside_it_is_the_second_headline() -> None:
    html_head = og("Ferry timetable 2026: when does it sail?")
    html = f"<head><title>{OWN}</title>{html_head}</head><body><h1>{OWN}</h1>{paragraphs()}"
    assert clean(html, URL).alternative_headline == "Ferry timetable 2026: when does it sail?"


def test_nobody_claims_a_headline() -> None:
    assert choose_headline({"meta": Claims()}, None, None) is None
