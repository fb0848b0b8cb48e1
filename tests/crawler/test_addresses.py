"""One canonical form of an address, and which addresses belong to a site."""

from __future__ import annotations

import pytest

from crawler.addresses import BadAddress, canonical, checked, same_site


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a#part", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a?b=2&a=1&utm_source=x&fbclid=y", "https://example.org/a?a=1&b=2"),
        ("https://example.org/?gclid=1&mc_eid=2&at_medium=3", "https://example.org/"),
        ("https://example.org/a?eid=7&cid=8&source=9&id=1", "https://example.org/a?cid=8&eid=7&id=1&source=9"),
        ("https://example.org/a/../b/", "https://example.org/b/"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/новости", "https://example.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
        ("  https://example.org/a \n", "https://example.org/a"),
        ("https://example.org./%7Ea/%2e%2e/b", "https://example.org/b"),
        ("http://münchen.example/x", "http://xn--mnchen-3ya.example/x"),
        ("https://example.org/a;jsessionid=4F2A.node1?id=2", "https://example.org/a?id=2"),
        ("https://example.org/(S(lit3py55t21z5v55vlm25s55))/a", "https://example.org/a"),
        ("https://example.org/?PHPSESSID=1&ASPSESSIONIDQQ=2&cftoken=3", "https://example.org/"),
        ("https://example.org/?sid=123&s=harbour", "https://example.org/?s=harbour&sid=123"),
        ("https://example.org/?sid=0123456789abcdef0123456789abcdef", "https://example.org/"),
        ("https://example.org/?xtor=RSS-1&srsltid=2&yclid=3&wt_zmc=4", "https://example.org/"),
        ("https://example.org/?article=1&p=2&ref=3&icid=4", "https://example.org/?article=1&icid=4&p=2&ref=3"),
    ],
)  # fmt: skip
def test_spellings_of_one_address_have_one_form(url: str, expected: str) -> None:
    assert canonical(url) == expected
    assert canonical(expected) == expected


def test_relative_addresses_are_joined() -> None:
    assert canonical("../b?utm_id=1", "https://example.org/x/y/a") == "https://example.org/x/b"


@pytest.mark.parametrize(
    "url",
    [
        *("", "mailto:a@example.org", "javascript:void(0)", "http://[bad/", "http://h:port/"),
        *("ftp://h/", "https://example.org/" + "a" * 3000, "http://a b.example/"),
        *("http://%65xample.org/", "http://example.org\\@other.example/", "http://h:99999/"),
    ],
)
def test_what_is_no_web_address_is_an_error(url: str) -> None:
    with pytest.raises(BadAddress):
        canonical(url)


def test_a_missing_scheme_is_answered_with_what_was_probably_meant() -> None:
    for typed in ("example.org/x", "localhost:8000/x", "www.example.org"):
        with pytest.raises(BadAddress, match=f"did you mean https://{typed}"):
            checked(typed)


@pytest.mark.parametrize("typed", ["", "nonsense", "file:///etc/passwd", "http://", "ftp://h/x"])
def test_other_nonsense_is_answered_with_an_example(typed: str) -> None:
    with pytest.raises(BadAddress, match=r"https://example\.org/news"):
        checked(typed)


@pytest.mark.parametrize(
    ("url", "source", "same"),
    [
        ("https://www.example.org/a", "https://example.org/", True),
        ("https://example.org/a", "https://www.example.org/", True),
        ("https://sport.example.org/a", "https://www.example.org/", True),
        ("http://example.org/a", "https://example.org/", True),
        ("https://badexample.org/a", "https://example.org/", False),
        ("https://example.org.evil.net/", "https://example.org/", False),
        ("https://example.org/a", "https://sport.example.org/", False),
        ("https://example.org:8443/a", "https://example.org/", False),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/", True),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8000/", False),
        ("http://1.127.0.0.1/a", "http://127.0.0.1/", False),
        ("ftp://example.org/a", "https://example.org/", False),
        ("http://[bad/", "https://example.org/", False),
    ],
)
def test_a_site_is_its_host_and_what_is_below_it(url: str, source: str, same: bool) -> None:
    assert same_site(url, source) is same
