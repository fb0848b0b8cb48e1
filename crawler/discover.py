"""What a site offers to a crawl, told to people, to scripts, and as an entry of sources.toml."""

from __future__ import annotations

import json
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.addresses import canonical, checked
from crawler.findings import Findings, Kind, Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workers.settings import Settings

# The longest median gap between a feed's entries, in hours → how often to look. A look costs a few
# requests that are mostly answered "not modified"; a feed of 20 entries is not overrun by far.
_RHYTHMS = ((1, "15m"), (6, "1h"), (48, "6h"))
_SELDOM = "1d"
_MANY = 5_000  # pages at one a second are an hour and a half: a first crawl should not begin so


def discover(
    url: str, settings: Settings, on_step: Callable[[Findings], None] = lambda _: None
) -> tuple[Findings, bool]:
    """Return what the site at `url` names, and whether a signal ended the search early.

    Asks for robots.txt, the front page, some section pages, feeds and sitemaps, as politely as a
    crawl does. `on_step` is told after each answer. Once in a process. Raises BadAddress at once.
    """
    address = checked(url)
    canonical(address)
    from crawler.crawl import prepare
    from crawler.reactor import Crawl, Crawls
    from crawler.survey import Survey

    findings = Findings(url=address)
    arguments = {"findings": findings, "on_step": on_step}
    crawl = Crawl(name=address, url=address, spider=Survey, arguments=arguments)
    Crawls([crawl], prepare(settings)).run()
    return findings, crawl.report().stopped


def exit_code(findings: Findings) -> int:
    """0 all well, 1 something that the site names cannot be had, 3 nothing was found."""
    if not (findings.articles or any(each.useful for each in findings.listings)):
        return 3
    return int(bool(findings.front_problem) or any(each.problem for each in findings.listings))


def as_text(findings: Findings) -> str:
    """The findings as comments and the entry below them: all of it can go into sources.toml."""
    # What a site says must not end the comment, nor do anything to the terminal.
    lines = ("".join(c if c.isprintable() else " " for c in line) for line in _lines(findings))
    return "\n".join([*(f"# {line}" for line in lines), "", entry(findings)])


def as_dict(findings: Findings) -> dict[str, Any]:
    """The findings as JSON has them; `entry` is the text for sources.toml."""
    return {
        "url": findings.url,
        "robots": {
            "status": findings.robots or None,
            "allowed": findings.allowed,
            "crawl_delay": findings.crawl_delay,
        },
        "front_page": {
            "problem": findings.front_problem or None,
            "articles": findings.articles,
            "newest": str(findings.newest_article) if findings.newest_article else None,
            "sections": findings.sections,
        },
        "feeds": [_listing_dict(each) for each in findings.of("feed")],
        "sitemaps": [_listing_dict(each) for each in findings.of("sitemap")],
        "entry": entry(findings),
    }


def advice(findings: Findings) -> str:
    """What to do where little or nothing was found; "" where there is a feed or a sitemap."""
    if not findings.allowed:
        return "robots.txt forbids newsmill the front page: ask the site's owner before you crawl"
    if findings.front_problem and not findings.listings:
        return f"{findings.url} cannot be read: {findings.front_problem}; check the address"
    if findings.useful("feed") or findings.useful("sitemap"):
        return ""
    if findings.articles:
        return (
            "no feed and no sitemap found: a crawl will follow the links of the front page and its "
            "sections; if you know a feed, add it under feeds"
        )
    return (
        "nothing found: if the front page is made by JavaScript, set render = true; else look for "
        "a feed in a browser and add it under feeds, or name a page that lists articles as url"
    )


def entry(findings: Findings) -> str:
    """A [[source]] of sources.toml."""
    host = (urlsplit(findings.url).netloc or findings.url).removeprefix("www.")
    sitemaps = [each for each in findings.useful("sitemap") if not each.child]
    lines = ["[[source]]", f"name = {_quoted(host)}", f"url = {_quoted(findings.url)}"]
    lines += _array("feeds", [each.url for each in findings.useful("feed")])
    lines += _array("sitemaps", [each.url for each in sitemaps])
    if findings.crawl_delay:
        lines.append(f"delay = {findings.crawl_delay:g}  # as robots.txt asks")
    every = _rhythm(findings)
    if every:
        lines.append(f"every = {_quoted(every)}  # as its feeds grow; for newsmill schedule")
    pages = sum(each.entries for each in findings.useful("sitemap"))
    if pages > _MANY or any(each.children > 3 for each in sitemaps):
        lines.append('since = "30d"  # the sitemaps go further back; without this all is fetched')
    return "\n".join(lines) + "\n"


def _lines(findings: Findings) -> Iterator[str]:
    yield f"What {findings.url} names:"
    yield f"robots.txt: {_robots(findings)}"
    if findings.front_problem:
        yield f"front page: not to be had, {findings.front_problem}"
    else:
        newest = f", the newest of {findings.newest_article}" if findings.newest_article else ""
        yield (
            f"front page: {_some(findings.articles, 'link')} to what may be articles{newest}; "
            f"{_some(len(findings.sections), 'section')}"
        )
    kinds: tuple[Kind, ...] = ("feed", "sitemap")
    for kind in kinds:
        listings = findings.of(kind)
        yield from (f"{kind} {each.url}: {_told(each)}" for each in listings)
        if not listings:
            yield f"no {kind}"


def _robots(findings: Findings) -> str:
    if not findings.robots:
        return "no answer"
    if findings.robots >= 500:
        return f"it answers {findings.robots}, which forbids everything until it is well again"
    if not 200 <= findings.robots < 300:
        return f"it answers {findings.robots}, so nothing is forbidden"
    said = ["lets newsmill in" if findings.allowed else "FORBIDS newsmill the front page"]
    if findings.crawl_delay:
        said.append(f"asks for {findings.crawl_delay:g} s between requests")
    said.append(f"names {_some(findings.robots_sitemaps, 'sitemap')}")
    return ", ".join(said)


def _some(count: int, thing: str) -> str:
    return f"{count or 'no'} {thing}{'' if count == 1 else 's'}"


def _told(listing: Listing) -> str:
    found = f"(found by {listing.found})"
    if listing.problem:
        return f"{listing.problem} {found}"
    counts = []
    if listing.children:
        counts.append(f"index of {_some(listing.children, 'sitemap')}")
    if listing.entries:
        counts.append(f"{listing.entries} entr{'y' if listing.entries == 1 else 'ies'}")
    if listing.newest:
        counts.append(f"newest {listing.newest:%Y-%m-%d %H:%M}")
    return f"{', '.join([*counts, *listing.languages])} {found}"


def _listing_dict(listing: Listing) -> dict[str, Any]:
    return {
        "url": listing.url,
        "found": listing.found,
        "entries": listing.entries,
        "sitemaps": listing.children,
        "newest": listing.newest.isoformat() if listing.newest else None,
        "languages": listing.languages,
        "problem": listing.problem or None,
    }


def _rhythm(findings: Findings) -> str | None:
    """How often to look: by the feed that grows fastest."""
    gaps = [gap for each in findings.useful("feed") if (gap := _gap(each)) is not None]
    if not gaps:
        return None
    return next((every for hours, every in _RHYTHMS if min(gaps) < hours), _SELDOM)


def _gap(listing: Listing) -> float | None:
    moments = sorted(listing.moments)
    gaps = [(late - early).total_seconds() / 3600 for early, late in pairwise(moments)]
    return median(gaps) if gaps else None


def _array(key: str, values: list[str]) -> list[str]:
    if not values:
        return []
    if len(values) == 1:
        return [f"{key} = [{_quoted(values[0])}]"]
    return [f"{key} = [", *(f"  {_quoted(value)}," for value in values), "]"]


def _quoted(text: str) -> str:
    """A TOML string: what JSON writes is one, but for the one character that TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


__all__ = ["Findings", "advice", "as_dict", "as_text", "discover", "entry", "exit_code"]
