"""Pace: how fast one site is asked, as Scrapy's knobs."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_OWN_CONCURRENCY = 8  # one's own machine, allowed by name, needs no manners: Scrapy's default


def set_pace(
    settings: BaseSettings, url: str, *, delay: float | None, concurrency: int | None
) -> None:
    """Set the knobs for the site of `url`; None leaves the polite default, `scrapy -s` wins.

    A host of NEWSMILL_ALLOW_PRIVATE is one's own: no delay unless one is asked for.
    """
    knobs: dict[str, Any] = {}
    if is_own(url, settings["NEWSMILL_ALLOW_PRIVATE"]):
        delay = delay or 0.0
        concurrency = concurrency or _OWN_CONCURRENCY
        knobs["AUTOTHROTTLE_ENABLED"] = False
    if delay is not None:
        knobs.update(DOWNLOAD_DELAY=delay, AUTOTHROTTLE_START_DELAY=delay)
    if concurrency is not None:
        knobs.update(
            CONCURRENT_REQUESTS_PER_DOMAIN=concurrency,
            CONCURRENT_REQUESTS=2 * concurrency,
            AUTOTHROTTLE_TARGET_CONCURRENCY=float(concurrency),
        )
    settings.setdict(knobs, priority="spider")


def is_own(url: str, allowed: Sequence[Network]) -> bool:
    """Whether the host of `url` is one of the networks in `allowed`."""
    host = urlsplit(url).hostname or ""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return False
    return any(address in network for network in allowed)
