"""Addresses: the one canonical form of a URL, and which URLs belong to a site.

w3lib does the canonical form because Scrapy has loaded it already (courlan costs another 0.1 s to
import) and because courlan also removes parameters such as `eid`, `cid` and `source`, by which many
news sites name their articles.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

if TYPE_CHECKING:
    from scrapy import Request

# Parameters that say where a reader came from and never which page is meant.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|itm|stm|hsa|vero|oly|at|ns)_\w+|[a-z]*clid|msclkid|gbraid|wbraid|igshid?|"
    r"_gl|_ga|_hsenc|_hsmi|mc_cid|mc_eid|mkt_tok|wt_mc|cmpid|yptr|spm|__twitter_impression",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Longer ones are made up by scripts or loops of links; browsers and servers stop near 2,000 too.
MAX_LENGTH = 2083


class BadAddress(ValueError):  # noqa: N818 - it reads as what it is
    """Not a web address that can be fetched. Its text says what is wrong: show it and stop."""


def checked(url: str) -> str:
    """Return `url`, as somebody typed it, without its fragment.

    Raises BadAddress when it is not an http(s) address, and names the one that was probably meant.
    """
    url = url.strip()
    parts = _split(url)
    if parts.scheme in _DEFAULT_PORTS and parts.hostname:
        return urlunsplit(parts._replace(fragment=""))
    if "://" not in url and re.match(r"[\w-]+(\.[\w-]+)+|localhost\b|\[", url):
        raise BadAddress(f"{url!r} has no scheme; did you mean https://{url}?")
    raise BadAddress(f"{url!r} is not a web address; give one such as https://example.org/news")


def canonical(url: str, base: str | None = None) -> str:
    """Return the one form of `url` (joined to `base`) by which a page is known.

    No fragment, no tracking parameters, no default port, lower-case host, sorted query, `/` as the
    empty path. Raises BadAddress for what is not http(s), is malformed or longer than MAX_LENGTH.
    """
    try:
        joined = urljoin(base, url.strip()) if base else url.strip()
    except ValueError as error:
        raise BadAddress(f"{url!r} is not a web address: {error}") from None
    parts = _split(joined)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or len(joined) > MAX_LENGTH:
        raise BadAddress(f"{joined[:200]!r} is not a web address")
    query = "&".join(
        pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0])
    )
    netloc = parts.netloc.rpartition("@")[2].lower()
    if parts.port == _DEFAULT_PORTS[parts.scheme]:
        netloc = netloc.rpartition(":")[0]
    rebuilt = urlunsplit((parts.scheme, netloc, parts.path or "/", query, ""))
    try:
        return str(canonicalize_url(rebuilt))
    except ValueError as error:
        raise BadAddress(f"{joined[:200]!r} is not a web address: {error}") from None


def same_site(url: str, source: str) -> bool:
    """Whether `url` is on the host of `source` or below it, `www.` or not, at the same port."""
    try:
        one, other = _split(url), _split(source)
    except BadAddress:
        return False
    if one.scheme not in _DEFAULT_PORTS or _port(one) != _port(other):
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
    return None if parts.port == _DEFAULT_PORTS.get(parts.scheme) else parts.port


def _bare_host(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".").removeprefix("www.")


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
