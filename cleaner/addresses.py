"""The one canonical form of a URL, by which a page and its article are known.

w3lib does it because Scrapy has loaded it already (courlan costs another 0.1 s to import) and
because courlan also removes parameters such as `eid`, `cid` and `source`, by which many news sites
name their articles.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# Parameters that say where a reader came from and never which page is meant.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|itm|stm|hsa|vero|oly|at|ns)_\w+|[a-z]*clid|msclkid|gbraid|wbraid|igshid?|"
    r"_gl|_ga|_hsenc|_hsmi|mc_cid|mc_eid|mkt_tok|wt_mc|cmpid|yptr|spm|__twitter_impression",
    re.IGNORECASE,
)
DEFAULT_PORTS = {"http": 80, "https": 443}
# Longer ones are made up by scripts or loops of links; browsers and servers stop near 2,000 too.
MAX_LENGTH = 2083


class BadAddress(ValueError):  # noqa: N818 - it reads as what it is
    """Not a web address that can be fetched. Its text says what is wrong: show it and stop."""


def parts_of(url: str | None) -> SplitResult:
    """The address in its parts, all of them empty where it is none or malformed."""
    try:
        return urlsplit(url or "")
    except ValueError:
        return urlsplit("")


def canonical(url: str, base: str | None = None) -> str:
    """The one form of `url` (joined to `base`) by which a page is known.

    No fragment, no tracking parameters, no default port, lower-case host, sorted query, `/` as the
    empty path. Raises BadAddress for what is not http(s), is malformed or longer than MAX_LENGTH.
    """
    try:
        joined = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(joined)
        port = parts.port  # a port that is no number raises only when it is read
    except ValueError as error:
        raise BadAddress(f"{url[:200]!r} is not a web address: {error}") from None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or len(joined) > MAX_LENGTH:
        raise BadAddress(f"{joined[:200]!r} is not a web address")
    query = "&".join(
        pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0])
    )
    netloc = parts.netloc.rpartition("@")[2].lower()
    if port == DEFAULT_PORTS[parts.scheme]:
        netloc = netloc.rpartition(":")[0]
    rebuilt = urlunsplit((parts.scheme, netloc, parts.path or "/", query, ""))
    try:
        return str(canonicalize_url(rebuilt))
    except ValueError as error:
        raise BadAddress(f"{joined[:200]!r} is not a web address: {error}") from None


def is_web(url: str | None) -> bool:
    """Whether it is a web address: a page may name a script where a picture should be."""
    return bool(url) and parts_of(url).scheme in ("http", "https")
