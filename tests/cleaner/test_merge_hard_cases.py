"""Claims that mislead: titles that resemble the site's name, dates of two readings, thieves."""

from __future__ import annotations

import pytest

from cleaner.metadata.claims import Claims
from cleaner.metadata.dates import normal_date
from cleaner.metadata.merge import claimed_headline, merge, without_site

OWN = "https://www.skelde-post.example/2026/05/03/ferry"
URL = f"{OWN}?utm_source=x"


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Rain at last - THE EXAMPLE", "Rain at last"),
        ("The Example: Rain at last", "The Example: Rain at last"),
        ("The Example – Rain at last", "Rain at last"),
        ("Rain at last – floods follow", "Rain at last – floods follow"),
        ("Rain | The Example | The Example", "Rain"),
        ("Why the Example matters - an essay", "Why the Example matters - an essay"),
        ("The Example", "The Example"),
    ],
)
def test_a_title_loses_the_sites_name_and_nothing_else(title: str, bare: str) -> None:
    assert without_site(title, ["The Example"]) == bare


def test_the_headline_to_look_for_is_the_most_trusted_claim() -> None:
    claims = {"meta": Claims(headline="B | Post", publisher="Post"), "json-ld": Claims()}
    assert claimed_headline(claims, "C") == "B"
    assert claimed_headline({"meta": Claims(publisher="Post")}, "C - Post") == "C"
    assert claimed_headline({}, None) is None


@pytest.mark.parametrize(
    ("raw", "language", "when"),
    [
        ("03/04/2026", "en-US", "2026-03-04"),
        ("03/04/2026", "en-GB", "2026-04-03"),
        ("03/04/2026", "fr", "2026-04-03"),
        ("03.04.2026", "en-US", "2026-04-03"),
        ("04/13/2026", "de", "2026-04-13"),
        ("0001-01-01T00:00:00", "en", None),
        ("3 May 2026 " * 30, "en", None),
    ],
)
def test_an_ambiguous_date_is_read_as_its_language_writes_it(
    raw: str, language: str, when: str | None
) -> None:
    assert normal_date(raw, language) == when


@pytest.mark.parametrize(
    "claimed", ["https://thief.example/ferry", "https://skelde-post.example", "http://[", "x:y"]
)
def test_another_site_the_front_page_or_no_address_is_not_believed(claimed: str) -> None:
    assert canonical(claimed, URL) == OWN


def canonical(claimed: str, url: str) -> object:
    claims = {"meta": Claims(canonical_url=claimed)}
    found = merge(claims, url=url, page_title=None, language="en")
    return found.values["canonical_url"]


def test_two_sites_below_one_public_suffix_are_two() -> None:
    mine = "https://skelde-post.co.uk/ferry"
    assert canonical("https://thief.co.uk/ferry", mine) == mine


def test_a_day_that_no_calendar_has_is_no_date() -> None:
    found = merge({}, url="https://a.example/2026/02/31/x", page_title=None, language="en")
    assert "date_published" not in found.values


def test_what_nobody_claims_is_absent_and_has_no_source() -> None:
    found = merge({"json-ld": Claims()}, url=None, page_title=None, language=None)
    assert found.values == {}
    assert found.sources == {}


def test_a_false_is_a_claim_and_silence_is_none() -> None:
    locked = {"json-ld": Claims(is_accessible_for_free=False)}
    found = merge(locked, url=None, page_title=None, language="en")
    assert found.values["is_accessible_for_free"] is False
