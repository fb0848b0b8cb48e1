"""No page sends the crawler to a machine that the internet cannot reach."""

from __future__ import annotations

import json
import subprocess
import sys
from ipaddress import ip_network
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from scrapy.resolver import dnscache
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.addresses import BadAddress, checked
from crawler.middlewares.networks import port_refusal, refusal
from crawler.middlewares.private import GuardedResolver
from tests.crawler.conftest import served
from tests.crawler.running import ROOT, run

if TYPE_CHECKING:
    from tests.crawler.conftest import Site

NONE = {"allow_private": ""}


SPELLINGS = """
127.0.0.1 localhost 2130706433 0x7f.1 0x7f000001 0177.0.0.1 017700000001 127.1 127.0.1 0 0.0.0.0
127.0.0.1. LOCALHOST １２７.0.0.1 127。0。0。1 ①②⑦.⓪.⓪.① user@127.0.0.1
skelde.example@127.0.0.1 [::1] [::] [::ffff:127.0.0.1] [0:0:0:0:0:ffff:7f00:1] [::127.0.0.1]
[64:ff9b::7f00:1] [2002:7f00:1::] 169.254.169.254 [fd00:ec2::254]
"""


def test_every_way_to_write_a_closed_address_is_refused(site: Site) -> None:
    site.page("/a")
    port = site.url.rpartition(":")[2]
    urls = [f"http://{host}:{port}/{n}" for n, host in enumerate(SPELLINGS.split())]
    ran = run(urls=urls, settings=NONE, fetch=True)
    assert len(ran.items) == len(urls)
    for dropped in ran.dropped.values():
        assert dropped.outcome == "network-error"
        assert "is a private address; set NEWSMILL_ALLOW_PRIVATE=" in dropped.detail
    assert not site.asked
    assert ran.exit_code == 3


@pytest.mark.parametrize(
    "host", ["%31%32%37.0.0.1", "127.0.0.1%20", "localhost%2e", "a\\@b.example"]
)
def test_hosts_that_are_none_are_no_addresses(host: str) -> None:
    with pytest.raises(BadAddress):
        checked(f"http://{host}/")


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


CLOSED = """
10.0.0.1 172.16.5.4 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 0.0.0.0 224.0.0.1
240.0.0.1 255.255.255.255 192.0.0.192 198.18.0.1 168.63.129.16 203.0.113.1
fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1 ff0e::1 :: ::1 100::1 2001:db8::1 3fff::1
::ffff:10.0.0.1 ::10.0.0.1 64:ff9b::a00:1 64:ff9b:1::a00:1 2002:a00:1:: 2a00::5efe:10.0.0.1
2001:0:4136:e378:8000:63bf:f5ff:fffe fe80::1%eth0 [::1]
"""


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


def test_a_metadata_address_may_be_named_too() -> None:
    assert refusal("169.254.169.254", [ip_network("169.254.169.254/32")]) is None


def test_ports_of_other_services_are_refused_and_those_that_are_named_alone_allowed() -> None:
    assert port_refusal(80) is port_refusal(443) is port_refusal(8080) is port_refusal(3000) is None
    assert "is no web" in (port_refusal(25) or "")
    assert "is no web" in (port_refusal(6379) or "")
    assert port_refusal(8443, [443, 8443]) is None
    assert "NEWSMILL_ALLOW_PORTS" in (port_refusal(8080, [80, 443]) or "")
    assert refusal("93.184.215.14", (), port=22)
    assert refusal("127.0.0.1", [ip_network("127.0.0.0/8")], port=22, ports=[443]) is None


class Answers:
    """A DNS that gives another answer at each lookup, and notes what it was asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, host: str, port: int, *_: Any) -> None:  # noqa: N802
        receiver.resolutionBegan(None)
        for address in self.answers.pop(0):
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()


class Receiver:
    """What wants to connect: it is given addresses, and connects to no others."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def resolutionBegan(self, _: Any) -> None: ...  # noqa: N802
    def resolutionComplete(self) -> None: ...  # noqa: N802
    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.given.append(address.host)


def test_an_answer_that_changes_between_lookups_opens_nothing() -> None:
    dnscache.clear()
    answers = Answers(["93.184.215.14", "10.0.0.1", "::ffff:10.0.0.1"], ["10.0.0.1"], ["127.0.0.1"])
    resolver = GuardedResolver(cast("Any", SimpleNamespace(nameResolver=answers)), 10, ())
    seen = []
    for _ in range(3):
        receiver = Receiver()
        resolver.resolveHostName(cast("Any", receiver), "rebind.example", 80)
        seen.append(receiver.given)
        dnscache.clear()
    assert seen == [["93.184.215.14"], [], []]
    assert "10.0.0.1" in str(resolver.reasons) or "127.0.0.1" in str(resolver.reasons)


REBINDING = """
import json, socket, sys
ask, answers = socket.getaddrinfo, json.loads(sys.argv[2])
def scripted(host, port, *rest, **more):
    found = answers.get(host, [host])
    return [each for one in found for each in ask(one, port, *rest, **more)]
socket.getaddrinfo = scripted
from tests.crawler.running import main
main(json.loads(sys.argv[1]))
"""


def test_only_allowed_answers_of_the_dns_are_connected_to(site: Site) -> None:
    """Real sockets: 127.0.0.2 stands for the machine behind the firewall, and listens, too."""
    with served("127.0.0.2", port=int(site.url.rpartition(":")[2])) as closed:
        for path in ("/a", "/one", "/two"):
            site.page(path)
            closed.page(path, "the secret")
        port = site.url.rpartition(":")[2]
        site.redirect("/away", f"http://inside.example:{port}/one")
        site.page(
            "/refresh",
            head=f'<meta http-equiv="refresh" content="0; url=http://inside.example:{port}/two">',
        )
        dns = {
            "mixed.example": ["127.0.0.2", "127.0.0.1"],
            "inside.example": ["127.0.0.2"],
            "other.example": ["::ffff:127.0.0.2"],
        }
        at = [f"http://mixed.example:{port}{path}" for path in ("/a", "/away", "/refresh")]
        job = {"sources": [], "urls": [*at, f"http://other.example:{port}/a"], "dry_run": False}
        job |= {"fetch": True, "settings": {"allow_private": "127.0.0.1/32"}}
        done = subprocess.run(
            [sys.executable, "-c", REBINDING, json.dumps(job), json.dumps(dns)],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert not closed.asked, done.stderr
    items = [json.loads(line)["item"] for line in done.stdout.splitlines() if "item" in line]
    ends = {item["requested_url"]: item.get("detail", "a page") for item in items}
    assert ends.pop(at[0]) == "a page"
    assert len(ends) == 3
    assert all("127.0.0.2 is a private address" in detail for detail in ends.values()), ends
