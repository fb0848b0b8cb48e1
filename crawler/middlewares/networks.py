"""Networks: which addresses are on the public internet, and which ports belong to the web."""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Closed networks that `ipaddress` takes for global, in some versions of Python or in all.
_CLOSED = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments; a metadata service is at 192.0.0.192
    IPv4Network("192.88.99.0/24"),  # 6to4 relays
    IPv4Network("168.63.129.16/32"),  # a cloud's own services, on an address that looks public
    IPv6Network("2001::/23"),  # protocol assignments
    IPv6Network("3fff::/20"),  # documentation
)
_UNICAST = IPv6Network("2000::/3")  # all that is routed on the public internet
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
# The Fetch standard's "bad ports", which browsers refuse, and those of databases and caches that
# understand, or execute, what a request's lines say.
# fmt: off
_SERVICES = frozenset(
    [
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
        102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389,
        427, 445, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601,
        636, 989, 990, 993, 995, 1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306,
        3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 5900, 6000, 6379, 6380, 6566, 6665, 6666,
        6667, 6668, 6669, 6679, 6697, 9042, 9092, 9200, 9300, 10080, 10250, 11211, 26379, 27017,
        50070,
    ]
)
# fmt: on


def refusal(
    host: str, allowed: Sequence[Network], *, port: int | None = None, ports: Sequence[int] = ()
) -> str | None:
    """Return why the address `host` may not be asked at `port`; None if it may, or is a name.

    `allowed` are the private networks that may be, at any port; `ports` the only ones allowed
    elsewhere (none: all but those of other services).
    """
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0].rstrip("."))
    except ValueError:
        return None
    inner = _embedded(address) or address
    if any(inner.version == network.version and inner in network for network in allowed):
        return None
    if not is_public(inner):
        network = "127.0.0.0/8" if inner.is_loopback and inner.version == 4 else str(inner)
        return f"{host} is a private address; set NEWSMILL_ALLOW_PRIVATE={network} to allow it"
    return None if port is None else port_refusal(port, ports)


def port_refusal(port: int, ports: Sequence[int] = ()) -> str | None:
    """Return why `port` may not be asked; None if it may. `ports` are the only ones, if any."""
    if ports and port not in ports:
        return f"port {port} is none of NEWSMILL_ALLOW_PORTS; add it there to allow it"
    if not ports and port in _SERVICES:
        return f"port {port} belongs to a service that is no web; see NEWSMILL_ALLOW_PORTS"
    return None


def is_public(address: Address) -> bool:
    """Whether `address` is one machine on the public internet."""
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False
    if any(address.version == network.version and address in network for network in _CLOSED):
        return False
    return address.is_global and not address.is_multicast


def _embedded(address: Address) -> Address | None:
    """Return the IPv4 address that an IPv6 one stands for: ::ffff:10.0.0.1 is 10.0.0.1."""
    if not isinstance(address, IPv6Address):
        return None
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address in network for network in _NAT64):
        return last
    # ISATAP: an interface number 0:5efe or 200:5efe and an IPv4 address, below any network.
    if (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE:
        return last
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo
