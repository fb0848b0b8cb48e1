"""Links: what one HTML page says of other pages and of its own address."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from crawler.addresses import BadAddress, canonical, same_site
from crawler.discovery.dates import day_in_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Files that are never pages. Documents such as PDFs are asked for: their type is an outcome.
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|js|mjs|json|map|woff2?|ttf|eot|mp[34]|m4[av]|"
    r"webm|og[gv]|wav|avi|mov|mkv|flv|m3u8|zip|gz|bz2|xz|7z|rar|tar|exe|dmg|apk|iso|ics|xml|rss|atom)$",
    re.IGNORECASE,
)
_FEED_TYPES = re.compile(r"application/(?:(?:rss|atom|rdf)\+xml|feed\+json)")
# Types that say less; of application/json, which may be any interface, the address must say more.
_VAGUE_FEED_TYPES = {"application/xml", "text/xml", "application/json"}
_FEED_ADDRESS = re.compile(
    r"/(?:rss|atom|feeds?|rdf)(?:[/?._]|$)|\.(?:rss|atom|rdf)(?:\?|$)|"
    r"/(?:rss|atom|feed)[\w-]*\.(?:xml|json|php|aspx?)(?:\?|$)|[?&]feed=",
    re.IGNORECASE,
)
_FEED_NAME = re.compile(r"\b(?:rss|atom|json)[ -]?feeds?\b|^(?:rss|atom|feed)$", re.IGNORECASE)
_OF_COMMENTS = re.compile(r"/comments?/|comments?[-_.]?(?:feed|rss)", re.IGNORECASE)

_NUMBERED = re.compile(r"\d{4,}")  # an article's number; section pages count in one to three digits
# Whole parts of a path that say: a list of pages, a person, or nothing to read.
_LISTS = re.compile(
    r"/(?:tags?|topics?|themen?|schlagwort|etiquetas?|authors?|autore?n?|autore?s|auteurs?|writers?|"
    r"profile|users?|login|log-?out|sign-?(?:in|up)|register|subscribe|account|abo|cart|basket|"
    r"search|suche|buscar|recherche|calendar|kalender|calendario|agenda|events?|"
    r"page[/-]\d+|p\d{1,3}|wp-login\.php|wp-admin|newsletters?|print)(?=/|$)",
    re.IGNORECASE,
)
_LIST_QUERY = re.compile(
    r"(?:^|&)(?:page|paged|pg|offset|start|s|q|query|search|tag|author|month|year|sort|order)="
)
_NAVIGATION = re.compile(r"\bnav|menu|\bheader\b|masthead", re.IGNORECASE)
_SECTION_PARTS = 2  # /world/europe/ is a section, deeper ones are seldom linked to in a menu
_SPACES = re.compile(r"\s+")

# Days behind the newest day that the page names → what that takes from an article's rank.
_STALE = ((30, 2), (2, 1))
LIKELY = 1  # the least rank of what may be an article: one sign is enough to look there first


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link to a page. `rank` is the higher the more the target looks like an article, up to 4.

    0 may be anything, -1 is a list of pages (by tag, author, number or day), a search or a login.
    What is older than the page's newest links ranks lower. `dated` is the
    day that the address names, `section` whether it is a section in the site's menu.
    """

    url: str
    rank: int
    dated: date | None = None
    section: bool = False


@dataclass(frozen=True, kw_only=True)
class PageLinks:
    """What a page names: links, feeds, and its own other addresses.

    `links` come with likely articles first, the newest of them before older ones. `titles` are its
    headings and titles in lower case: two addresses of one article share one.
    """

    links: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()
    canonical: str | None = None
    amphtml: str | None = None
    titles: frozenset[str] = frozenset()


def read_links(body: bytes, url: str, encoding: str | None = None) -> PageLinks:
    """Return what the page `body`, fetched from `url`, names; all addresses in canonical form.

    `encoding` None leaves the guess to libxml2. What is not HTML gives an empty answer.
    """
    tree = _parse(body, encoding)
    if tree is None:
        return PageLinks()
    base = next((urljoin(url, href) for href in tree.xpath("//base/@href")), url)
    relations = [
        (set((link.get("rel") or "").lower().split()), link) for link in tree.iterfind(".//link")
    ]
    anchors = list(_anchors(tree, base))
    named = [_address(link.get("href"), base) for rel, link in relations if _names_feed(rel, link)]
    visible = [one for one, anchor in anchors if _shows_feed(one, anchor) and same_site(one, url)]
    feeds = dict.fromkeys(feed for feed in [*named, *visible] if feed)
    return PageLinks(
        links=tuple(newest_first(_links(anchors, feeds))),
        feeds=tuple(sorted(feeds, key=lambda feed: bool(_OF_COMMENTS.search(feed)))),
        canonical=_related("canonical", relations, base),
        amphtml=_related("amphtml", relations, base),
        titles=_titles(tree),
    )


def is_page(url: str) -> bool:
    """Whether the ending of `url` leaves open that it is a page."""
    return not _NOT_PAGES.search(urlsplit(url).path)


def rank(url: str, text: str) -> int:
    """Return how much a link looks like one to an article, from -1 (a list) to 4."""
    parts = urlsplit(url)
    if _LISTS.search(parts.path) or _LIST_QUERY.search(parts.query):
        return -1
    last = parts.path.rstrip("/").rpartition("/")[2]
    return (
        bool(day_in_address(url))
        + bool(_NUMBERED.search(last))
        + (last.count("-") + last.count("_") >= 2)  # a headline as a slug has three words or more
        + (len(text) >= 25)  # section names are shorter than headlines
    )


def newest_first(links: Sequence[Link]) -> list[Link]:
    """Return `links` with likely articles first, by day and then by rank; the others by rank.

    An article that is days older than the newest day that is named loses in rank. One without a day
    in its address goes after those of the newest day: what a page links to is mostly new.
    """
    newest = max((link.dated for link in links if link.dated), default=date.max)
    undated = newest - timedelta(days=1)

    def aged(link: Link) -> Link:
        age = (newest - link.dated).days if link.dated and link.rank > 0 else 0
        lost = next((lost for days, lost in _STALE if age > days), 0)
        return replace(link, rank=max(0, link.rank - lost)) if lost else link

    def place(link: Link) -> tuple[int, int, int]:
        if link.rank < LIKELY:
            return (1, -link.rank, 0)
        return (0, -(link.dated or undated).toordinal(), -link.rank)

    return sorted(map(aged, links), key=place)


def _links(anchors: list[tuple[str, html.HtmlElement]], feeds: dict[str, None]) -> list[Link]:
    found: dict[str, Link] = {}
    for address, anchor in anchors:
        if address in feeds or not is_page(address):
            continue
        score = rank(address, _plain(anchor))
        before = found.get(address)
        section = (before.section if before else False) or _is_section(address, anchor, score)
        found[address] = Link(
            url=address,
            rank=max(score, before.rank) if before else score,
            dated=day_in_address(address),
            section=section,
        )
    return list(found.values())


def _is_section(address: str, anchor: html.HtmlElement, score: int) -> bool:
    parts = urlsplit(address)
    depth = len(parts.path.strip("/").split("/")) if parts.path.strip("/") else 0
    return (
        score == 0
        and 0 < depth <= _SECTION_PARTS
        and not parts.query
        and any(_is_navigation(parent) for parent in anchor.iterancestors())
    )


def _is_navigation(element: html.HtmlElement) -> bool:
    if element.tag in ("nav", "header"):
        return True
    return bool(
        _NAVIGATION.search(f"{element.get('class')} {element.get('id')} {element.get('role')}")
    )


def _names_feed(rel: set[str], link: html.HtmlElement) -> bool:
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    if not rel & {"alternate", "feed"}:
        return False
    if _FEED_TYPES.fullmatch(kind):
        return True
    if "feed" in rel:
        return not kind
    return kind in _VAGUE_FEED_TYPES and bool(_FEED_ADDRESS.search(link.get("href") or ""))


def _shows_feed(address: str, anchor: html.HtmlElement) -> bool:
    """Whether a link in the page leads to a feed: its address says so, and its name or its type."""
    kind = (anchor.get("type") or "").lower()
    name = f"{anchor.get('title') or ''}\n{anchor.get('aria-label') or ''}\n{_plain(anchor)}"
    said = any(_FEED_NAME.search(line.strip()) for line in name.splitlines())
    return bool(
        _FEED_TYPES.fullmatch(kind)
        or re.search(r"\.(?:rss|atom|rdf)$", urlsplit(address).path)
        or (said and _FEED_ADDRESS.search(address))
    )


def _parse(body: bytes, encoding: str | None) -> html.HtmlElement | None:
    # libxml2 stops at a NUL byte, and an unknown encoding raises.
    body = body.replace(b"\0", b"")
    for name in (encoding, None):
        try:
            parser = html.HTMLParser(encoding=name, huge_tree=False)
            tree = html.document_fromstring(body, parser=parser)
        except (etree.LxmlError, LookupError, ValueError, AssertionError):
            continue
        return tree
    return None


def _anchors(tree: html.HtmlElement, base: str) -> Iterator[tuple[str, html.HtmlElement]]:
    for anchor in tree.iter("a", "area"):
        if address := _address(anchor.get("href"), base):
            yield address, anchor


def _address(href: str | None, base: str) -> str | None:
    if not href or href.lstrip().startswith("#"):
        return None
    try:
        return canonical(href, base)
    except BadAddress:
        return None


def _related(
    name: str, relations: list[tuple[set[str], html.HtmlElement]], base: str
) -> str | None:
    named = (_address(link.get("href"), base) for rel, link in relations if name in rel)
    return next((address for address in named if address), None)


def _titles(tree: html.HtmlElement) -> frozenset[str]:
    found = [_plain(element) for element in tree.iter("title", "h1")]
    found += tree.xpath("//meta[@property='og:title' or @name='twitter:title']/@content")
    return frozenset(_SPACES.sub(" ", title).strip().casefold() for title in found if title.strip())


def _plain(element: html.HtmlElement) -> str:
    return _SPACES.sub(" ", str(element.xpath("string()"))).strip()
