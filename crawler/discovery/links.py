"""Links: what one HTML page says of other pages and of its own address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from crawler.addresses import BadAddress, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

# Files that are never pages. Documents such as PDFs are asked for: their type is an outcome.
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|js|mjs|json|map|woff2?|ttf|eot|mp[34]|m4[av]|"
    r"webm|og[gv]|wav|avi|mov|mkv|flv|m3u8|zip|gz|bz2|xz|7z|rar|tar|exe|dmg|apk|iso|ics|xml|rss|atom)$",
    re.IGNORECASE,
)
_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml"}
_DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])\b")
_NUMBERED = re.compile(r"\d{4,}")  # an article's number; section pages count in one to three digits
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link to a page. `rank` is the higher the more the target looks like an article (0 to 4)."""

    url: str
    rank: int


@dataclass(frozen=True, kw_only=True)
class PageLinks:
    """What a page names: links in order of rank, feeds, and its own other addresses.

    `titles` are its headings and titles in lower case: two addresses of one article share one.
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
    feeds = [
        _address(link.get("href"), base)
        for rel, link in relations
        if "alternate" in rel and (link.get("type") or "").lower() in _FEED_TYPES
    ]
    ranked: dict[str, int] = {}
    for address, text in _anchors(tree, base):
        ranked[address] = max(ranked.get(address, 0), rank(address, text))
    links = [Link(url=address, rank=score) for address, score in ranked.items()]
    return PageLinks(
        links=tuple(sorted(links, key=lambda link: -link.rank)),
        feeds=tuple(dict.fromkeys(feed for feed in feeds if feed)),
        canonical=_related("canonical", relations, base),
        amphtml=_related("amphtml", relations, base),
        titles=_titles(tree),
    )


def is_page(url: str) -> bool:
    """Whether the ending of `url` leaves open that it is a page."""
    return not _NOT_PAGES.search(urlsplit(url).path)


def rank(url: str, text: str) -> int:
    """Return how much a link looks like one to an article, from 0 (a section) to 4."""
    path = urlsplit(url).path
    last = path.rstrip("/").rpartition("/")[2]
    return (
        bool(_DATED.search(path))
        + bool(_NUMBERED.search(last))
        + (last.count("-") + last.count("_") >= 2)  # a headline as a slug has three words or more
        + (len(text) >= 25)  # section names are shorter than headlines
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


def _anchors(tree: html.HtmlElement, base: str) -> Iterator[tuple[str, str]]:
    for anchor in tree.iter("a", "area"):
        address = _address(anchor.get("href"), base)
        if address and is_page(address):
            yield address, _plain(anchor)


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
