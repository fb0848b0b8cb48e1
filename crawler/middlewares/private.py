"""No page may send the crawler to a machine that the internet cannot reach.

Names are judged where they are resolved, so that the address that was judged is the one that is
connected to: an answer of the DNS that changes between two lookups changes nothing. Addresses
written as numbers take the same way, and are also judged before the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer  # type: ignore[import-untyped]

from crawler.addresses import DEFAULT_PORTS
from crawler.middlewares import Refused
from crawler.middlewares.networks import Network, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress, IHostResolution


class PrivateAddress(Refused):
    """The host or port is closed to the crawler. Its text names the setting that would allow it."""


class PrivateAddressMiddleware:
    """Refuses addresses in the URL, and says why a name was refused by the resolver."""

    def __init__(self, crawler: Crawler) -> None:
        self._allowed = cast("Sequence[Network]", crawler.settings["NEWSMILL_ALLOW_PRIVATE"])
        self._ports = cast("Sequence[int]", crawler.settings["NEWSMILL_ALLOW_PORTS"])
        self._longest = crawler.settings.getint("URLLENGTH_LIMIT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PrivateAddressMiddleware:
        """Build it from the crawler's settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refused for another scheme than http(s), a long URL, a private address or port."""
        if len(request.url) > self._longest:
            # Scrapy's own limit minds what spiders find, not where redirects lead.
            raise Refused(f"the address has more than {self._longest} characters")
        scheme, host, port = _place(request.url)
        if scheme not in DEFAULT_PORTS:
            raise Refused(f"only http and https are fetched, not {scheme}")
        if reason := refusal(host, self._allowed, port=port, ports=self._ports):
            raise PrivateAddress(reason)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Turn "unknown host" into PrivateAddress where it was the resolver that refused."""
        if isinstance(exception, CannotResolveHostError) and (reason := refused_name(request.url)):
            raise PrivateAddress(reason)


def refused_name(url: str) -> str | None:
    """Return why the resolver gave no address for the host of `url`; None if it did not refuse."""
    from twisted.internet import reactor

    resolver = cast("Any", reactor).nameResolver
    reasons: dict[tuple[str, int], str] = getattr(resolver, "reasons", {})
    _, host, port = _place(url)
    return reasons.get((host, port))


def _place(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of `url`; ("", "", 0) for one that is malformed."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", "", 0
    return parts.scheme, parts.hostname or "", port


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver, which passes on only those addresses that may be fetched."""

    def __init__(
        self,
        reactor: ReactorBase,
        cache_size: int,
        allowed: Sequence[Network],
        ports: Sequence[int] = (),
    ) -> None:
        super().__init__(reactor, cache_size)
        self._allowed, self._ports = allowed, ports
        self.reasons: dict[tuple[str, int], str] = {}  # by host and port

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Build it from the settings of the process."""
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings["NEWSMILL_ALLOW_PRIVATE"],
            settings["NEWSMILL_ALLOW_PORTS"],
        )

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve as the interface says, leaving out what `refusal` refuses."""

        def judge(address: str) -> str | None:
            return refusal(address, self._allowed, port=portNumber, ports=self._ports)

        self.reasons.pop((hostName, portNumber), None)
        receiver = _Filter(resolutionReceiver, (hostName, portNumber), judge, self.reasons)
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
        place: tuple[str, int],
        judge: Callable[[str], str | None],
        reasons: dict[tuple[str, int], str],
    ) -> None:
        # Any: Twisted declares its interfaces without `self`, which mypy cannot call.
        self._receiver: Any = receiver
        self._place, self._judge, self._reasons = place, judge, reasons

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        """Pass it on."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """Pass the address on if it may be fetched."""
        if reason := self._judge(address.host):
            self._reasons[self._place] = f"{self._place[0]} resolves to {address.host}: {reason}"
            return
        self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        """Pass it on."""
        self._receiver.resolutionComplete()
