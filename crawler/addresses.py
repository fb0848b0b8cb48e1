"""Addresses: what may be fetched, and which URLs belong to a site."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit, urlunsplit

from cleaner.addresses import DEFAULT_PORTS, BadAddress, canonical

if TYPE_CHECKING:
    from scrapy import Request

__all__ = [
    "DEFAULT_PORTS",
    "BadAddress",
    "Fingerprinter",
    "canonical",
    "checked",
    "is_front_page",
    "root",
    "same_site",
]


def checked(url: str) -> str:
    """Return `url`, as somebody typed it, without its fragment.

    Raises BadAddress when it is not an http(s) address, and names the one that was probably meant.
    """
    url = url.strip()
    parts = _split(url)
    if parts.scheme in DEFAULT_PORTS and parts.hostname:
        canonical(url)  # raises BadAddress for a host that is none, and for too many characters
        return urlunsplit(parts._replace(fragment=""))
    if "://" not in url and re.match(r"[\w-]+(\.[\w-]+)+|localhost\b|\[", url):
        raise BadAddress(f"{url!r} has no scheme; did you mean https://{url}?")
    raise BadAddress(f"{url!r} is not a web address; give one such as https://example.org/news")


def same_site(url: str, source: str) -> bool:
    """Whether `url` is on the host of `source` or below it, `www.` or not, at the same port."""
    try:
        one, other = _split(url), _split(source)
    except BadAddress:
        return False
    if one.scheme not in DEFAULT_PORTS or _port(one) != _port(other):
        return False
    host, site = _bare_host(one), _bare_host(other)
    if _is_ip(site):
        return host == site
    return bool(site) and (host == site or host.endswith("." + site))


def is_front_page(url: str) -> bool:
    """Whether `url` is the root of its host."""
    parts = _split(url)
    return parts.path in ("", "/") and not parts.query


def root(url: str) -> str:
    """Return the front page of the host of `url`."""
    parts = _split(url)
    return f"{parts.scheme}://{parts.netloc}/"


class Fingerprinter:
    """Tells Scrapy's duplicate filter that a page is its canonical address."""

    def fingerprint(self, request: Request) -> bytes:
        """Return the same bytes for every spelling of one address."""
        try:
            address = canonical(request.url)
        except BadAddress:
            address = request.url
        return hashlib.sha1(f"{request.method} {address}".encode(), usedforsecurity=False).digest()


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number raises only when it is read
    except ValueError as error:
        raise BadAddress(f"{url[:200]!r} is not a web address: {error}") from None
    return parts


def _port(parts: SplitResult) -> int | None:
    return None if parts.port == DEFAULT_PORTS.get(parts.scheme) else parts.port


def _bare_host(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".").removeprefix("www.")


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
