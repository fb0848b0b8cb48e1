"""No page sends the crawler to a machine that the internet cannot reach."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from crawler.middlewares.private import refusal
from tests.crawler.running import run

if TYPE_CHECKING:
    from tests.crawler.conftest import Site

NONE = {"allow_private": ""}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]"])
def test_every_way_to_write_loopback_is_refused(site: Site, host: str) -> None:
    site.page("/a")
    url = site.at("/a").replace("127.0.0.1", host)
    ran = run(urls=[url], settings=NONE, fetch=True)
    (dropped,) = ran.dropped.values()
    assert dropped.outcome == "network-error"
    assert "is a private address; set NEWSMILL_ALLOW_PRIVATE=" in dropped.detail
    assert not site.asked
    assert ran.exit_code == 3


def test_the_site_itself_is_refused_in_one_line(site: Site) -> None:
    ran = run(site.at("/"), settings=NONE)
    assert ran.stderr == (
        f"error: {site.at('/')} cannot be crawled: 127.0.0.1 is a private address; "
        "set NEWSMILL_ALLOW_PRIVATE=127.0.0.0/8 to allow it\n"
    )
    assert not site.asked


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    site.redirect("/a", site.at("/b").replace("127.0.0.1", "127.0.0.2"))
    ran = run(urls=[site.at("/a")], settings={"allow_private": "127.0.0.1/32"}, fetch=True)
    (dropped,) = ran.dropped.values()
    assert "127.0.0.2 is a private address" in dropped.detail


def test_a_name_keeps_those_of_its_addresses_that_are_allowed(site: Site) -> None:
    site.page("/a")
    url = site.at("/a").replace("127.0.0.1", "localhost")
    ran = run(urls=[url], settings={"allow_private": "127.0.0.0/8"}, fetch=True)
    assert ran.paths() == {"/a"}


CLOSED = (
    "10.0.0.1 172.16.5.4 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 fe80::1 fc00::1 "
    "::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1:: [::1]"
)


@pytest.mark.parametrize("host", CLOSED.split())
def test_addresses_of_closed_networks_are_refused(host: str) -> None:
    assert refusal(host, ())


@pytest.mark.parametrize("host", ["93.184.215.14", "2606:2800:21f:cb07::1", "example.org", ""])
def test_public_addresses_and_names_are_not(host: str) -> None:
    assert refusal(host, ()) is None


def test_what_is_allowed_is_only_what_was_named() -> None:
    allowed = [ip_network("10.1.0.0/16")]
    assert refusal("10.1.2.3", allowed) is None
    assert refusal("::ffff:10.1.2.3", allowed) is None
    assert refusal("10.2.0.1", allowed)
