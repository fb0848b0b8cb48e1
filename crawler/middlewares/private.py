"""No page may send the crawler to a machine that the internet cannot reach.

Names are judged where they are resolved, so that the address that was judged is the one that is
connected to; addresses written as numbers are judged before the request.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress, IHostResolution

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class PrivateAddress(IgnoreRequest):
    """The host is not on the public internet. Its text names the setting that would allow it."""


def refusal(host: str, allowed: Sequence[Network]) -> str | None:
    """Return why the address `host` may not be fetched; None if it may, or is a name."""
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
    inner = _embedded(address) or address
    if inner.is_global and not inner.is_multicast:
        return None
    if any(inner.version == network.version and inner in network for network in allowed):
        return None
    network = "127.0.0.0/8" if inner.is_loopback and inner.version == 4 else str(inner)
    return f"{host} is a private address; set NEWSMILL_ALLOW_PRIVATE={network} to allow it"


def _embedded(address: Address) -> Address | None:
    """Return the IPv4 address that an IPv6 one stands for: ::ffff:10.0.0.1 is 10.0.0.1."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    teredo = address.teredo[1] if address.teredo else None
    nat64 = ipaddress.IPv6Network("64:ff9b::/96")
    if address in nat64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or teredo


class PrivateAddressMiddleware:
    """Refuses addresses in the URL, and says why a name was refused by the resolver."""

    def __init__(self, crawler: Crawler) -> None:
        self._allowed = cast("Sequence[Network]", crawler.settings["NEWSMILL_ALLOW_PRIVATE"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PrivateAddressMiddleware:
        """Build it from the crawler's settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise PrivateAddress for a private address in the URL, or another scheme than http(s)."""
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise PrivateAddress(f"only http and https are fetched, not {parts.scheme}")
        if reason := refusal(parts.hostname or "", self._allowed):
            raise PrivateAddress(reason)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Turn "unknown host" into PrivateAddress where it was the resolver that refused."""
        if isinstance(exception, CannotResolveHostError):
            from twisted.internet import reactor

            resolver = cast("Any", reactor).nameResolver
            reasons: dict[str, str] = getattr(resolver, "reasons", {})
            if reason := reasons.get(urlsplit(request.url).hostname or ""):
                raise PrivateAddress(reason)


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver, which passes on only those addresses that may be fetched."""

    def __init__(self, reactor: ReactorBase, cache_size: int, allowed: Sequence[Network]) -> None:
        super().__init__(reactor, cache_size)
        self._allowed = allowed
        self.reasons: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Build it from the settings of the process."""
        settings = crawler.settings
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings["NEWSMILL_ALLOW_PRIVATE"])

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve as the interface says, leaving out what `refusal` refuses."""
        receiver = _Filter(resolutionReceiver, hostName, self._allowed, self.reasons)
        return super().resolveHostName(
            cast("IResolutionReceiver", receiver),
            hostName,
            portNumber,
            addressTypes,
            transportSemantics,
        )


@implementer(IResolutionReceiver)
class _Filter:
    """Stands before a receiver and keeps the refused addresses from it."""

    def __init__(
        self,
        receiver: IResolutionReceiver,
        host: str,
        allowed: Sequence[Network],
        reasons: dict[str, str],
    ) -> None:
        # Any: Twisted declares its interfaces without `self`, which mypy cannot call.
        self._receiver: Any = receiver
        self._host, self._allowed = host, allowed
        self._reasons = reasons

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        """Pass it on."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """Pass the address on if it may be fetched."""
        if reason := refusal(address.host, self._allowed):
            self._reasons[self._host] = f"{self._host} resolves to {reason}"
            return
        self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        """Pass it on."""
        self._receiver.resolutionComplete()
