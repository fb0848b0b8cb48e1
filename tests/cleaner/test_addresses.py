"""The one canonical form of a URL, by which a page is known."""

from __future__ import annotations

import pytest

from cleaner.addresses import MAX_LENGTH, BadAddress, canonical, parts_of

FERRY = "https://skelde-post.example/ferry"


@pytest.mark.parametrize(
    "url",
    [
        FERRY,
        f"  {FERRY}\n",
        "HTTPS://Skelde-Post.Example/ferry",
        "https://skelde-post.example:443/ferry",
        "https://ada:secret@skelde-post.example/ferry",
        f"{FERRY}#comments",
        f"{FERRY}?utm_source=x&utm_medium=y",
        f"{FERRY}?fbclid=1&gclid=2&_ga=3&mc_cid=4",
        f"{FERRY}?",
    ],
)
def test_one_page_has_one_address(url: str) -> None:
    assert canonical(url) == FERRY
    assert canonical(canonical(url)) == canonical(url)


@pytest.mark.parametrize(
    "url",
    [
        f"{FERRY}/",
        f"{FERRY}?eid=7",
        f"{FERRY}?source=7",
        f"{FERRY}?page=2",
        "https://skelde-post.example/Ferry",
        "http://skelde-post.example/ferry",
        "https://skelde-post.example:8443/ferry",
        "https://www.skelde-post.example/ferry",
    ],
)
def test_what_may_be_another_page_keeps_an_address_of_its_own(url: str) -> None:
    assert canonical(url) not in (FERRY, "")


def test_parameters_are_sorted_and_only_the_tracking_ones_go() -> None:
    assert canonical(f"{FERRY}?b=2&utm_term=z&a=1") == f"{FERRY}?a=1&b=2"
    assert canonical(f"{FERRY}?utmost=1") == f"{FERRY}?utmost=1"


def test_an_empty_path_is_the_front_page() -> None:
    assert canonical("https://skelde-post.example") == "https://skelde-post.example/"


def test_a_relative_address_is_joined_to_its_page() -> None:
    assert canonical("../pier?x=1", FERRY) == "https://skelde-post.example/pier?x=1"
    assert canonical("//other.example/a", FERRY) == "https://other.example/a"


def test_letters_of_other_scripts_are_encoded_once() -> None:
    encoded = "https://skelde-post.example/f%C3%A4hre"
    assert canonical("https://skelde-post.example/fähre") == encoded
    assert canonical(encoded) == encoded


@pytest.mark.parametrize(
    "url",
    [
        "", "ferry", "/ferry", "skelde-post.example/ferry", "javascript:alert(1)", "mailto:a@b.c",
        "ftp://skelde-post.example/f", "https://", "http://[", "http://a:port/b",
        "data:text/html,x", "https://a.example/" + "x" * MAX_LENGTH,
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_is_refused_by_name(url: str) -> None:
    with pytest.raises(BadAddress) as raised:
        canonical(url)
    assert "is not a web address" in str(raised.value)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("url", [None, "", "http://[", "not an address"])
def test_parts_of_what_is_no_address_are_empty(url: str | None) -> None:
    assert parts_of(url).scheme == parts_of(url).netloc == ""
    assert parts_of(url).hostname is None
