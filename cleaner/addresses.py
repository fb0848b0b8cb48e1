"""The one canonical form of a URL, by which a page and its article are known.

w3lib does it because Scrapy has loaded it already (courlan costs another 0.1 s to import) and
because courlan also removes parameters such as `eid`, `cid` and `source`, by which many news sites
name their articles.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# Parameters that say where a reader came from and never which page is meant. Not among them: `id`,
# `p`, `article`, `cid`, `eid`, `ref`, `source` and whatever else names articles on some site.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|itm|stm|hsa|vero|oly|at|ns|ga|cx|guce|fb_action)_\w+|"
    r"[a-z]*clid|gclsrc|gad_source|gad_campaignid|gbraid|wbraid|srsltid|fb_(?:source|ref)|"
    r"igshi?d?|li_fat_id|epik|rdt_cid|s_cid|sc_cid|s_kwcid|ef_id|_openstat|_branch_match_id|"
    r"_branch_referrer|_gl|_ga|_hsenc|_hsmi|__hs(?:tc|sc|fp)|hsctatracking|mc_cid|mc_eid|_ke|_kx|"
    r"mkt_tok|wt_z?mc|wt\.z?mc_id|xtor|cmpid|guccounter|smid|smtyp|ref_src|ref_url|dicbo|"
    r"tblci|hootpostid|yptr|spm|trk|trkcampaign|__twitter_impression|nr_email_referer",
    re.IGNORECASE,
)
# Parameters that say whose visit it is: some always, some where the value is a long random word
# (PHP-Nuke's `sid=123` is an article's number).
_VISIT = re.compile(
    r"phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|zenid|oscsid|osadminid", re.IGNORECASE
)
_MAYBE_VISIT = re.compile(r"s|sid|sess|sessid|ses|session|session_?id|sessionkey", re.IGNORECASE)
_RANDOM = re.compile(r"(?=\D*\d)(?=[^a-z]*[a-z])[0-9a-z]{24,}", re.IGNORECASE)
# The same in paths: /a;jsessionid=4F2A and ASP.NET's /(S(lit3py55))/a.
_VISIT_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sid)=[^/;]*|/\((?:[A-Z]\([0-9a-z]+\))+\)(?=/|$)", re.IGNORECASE
)
# A name as DNS spells it, an IPv4 or an IPv6 address.
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+(?:%[\w.]+)?\]")
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

    No fragment, no tracking parameters, no session ids, no default port, no dot segments, no user;
    the host in lower case as DNS spells it, the query sorted, `/` as the empty path. Raises
    BadAddress for what is not http(s), is malformed or longer than MAX_LENGTH.
    """
    try:
        joined = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(joined)
        host = _host(parts.hostname or "")
        # A port that is no number raises only when it is read.
        port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
        # Browsers take a backslash for a slash: they and we would go to different hosts.
        odd = "\\" in parts.netloc
        if odd or parts.scheme not in DEFAULT_PORTS or len(joined) > MAX_LENGTH:
            raise BadAddress(f"{joined[:200]!r} is not a web address")
        path = _VISIT_IN_PATH.sub("", parts.path) or "/"
        query = "&".join(pair for pair in parts.query.split("&") if not _is_noise(pair))
        return str(canonicalize_url(urlunsplit((parts.scheme, host + port, path, query, ""))))
    except BadAddress:
        raise
    except ValueError as error:
        raise BadAddress(f"{url[:200]!r} is not a web address: {error}") from None


def _host(host: str) -> str:
    """A host as DNS spells it. Raises ValueError for what is none."""
    if ":" in host:
        spelled = f"[{host}]"
    elif host.isascii():
        spelled = host.rstrip(".")
    else:
        spelled = host.encode("idna").decode().rstrip(".")  # as Scrapy's requests spell it
    if not _HOST.fullmatch(spelled):
        raise ValueError(f"{host!r} is no host")
    return spelled


def _is_noise(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if _TRACKING.fullmatch(name) or _VISIT.fullmatch(name):
        return True
    return bool(_MAYBE_VISIT.fullmatch(name) and _RANDOM.fullmatch(value))


def is_web(url: str | None) -> bool:
    """Whether it is a web address: a page may name a script where a picture should be."""
    return bool(url) and parts_of(url).scheme in ("http", "https")
