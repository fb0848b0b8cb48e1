"""Sitemaps: plain ones, news sitemaps, indexes and lists in plain text, read as a stream."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal

from crawler.addresses import BadAddress, canonical
from crawler.discovery.dates import is_before, latest, parse_moment, period_end
from crawler.discovery.feeds import read_feed
from crawler.discovery.unpacked import pieces
from crawler.discovery.xml import decoded, read_xml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

Kind = Literal["page", "sitemap"]
_Values = dict[str, str]  # of one entry, by the elements' local names

MAX_BYTES = 50 * 1024 * 1024  # the protocol's own limit for an uncompressed sitemap
MAX_ENTRIES = 50_000  # likewise
_MAX_TEXT = 2_100  # characters of one value: no address is longer, and a title is cut
_OF_MEDIA = re.compile("image|video")  # namespaces whose `loc` and `title` are a picture's
_NAMES = {"loc", "lastmod", "publication_date", "title", "language"}
_KINDS: dict[str, Kind] = {"url": "page", "sitemap": "sitemap"}
_FEED_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]|^\s*\{")
_SNIFFED = 2_048  # bytes: licences and comments before the root are shorter


@dataclass(frozen=True, kw_only=True, slots=True)
class SitemapEntry:
    """One page of a sitemap, or one sitemap of an index. Dates carry an offset.

    `published`, `title` and `language` are what a news sitemap says of an article.
    """

    url: str
    lastmod: datetime | None = None
    published: datetime | None = None
    title: str | None = None
    language: str | None = None

    @property
    def changed(self) -> datetime | None:
        """The latest date that is known of the page."""
        return latest(self.lastmod, self.published)


def iter_sitemap(
    body: bytes, url: str, *, since: datetime | None = None
) -> Iterator[tuple[Kind, SitemapEntry]]:
    """Yield what the sitemap `body`, fetched from `url`, names, in its own order, as it is read.

    Takes XML, a text of one address a line, and a feed served as sitemap; gzip is unpacked, up to
    MAX_BYTES. At most MAX_ENTRIES. With `since`, leaves out what is surely older: pages by their
    dates, sitemaps by their `lastmod` or, where they have none, by the month or day that their
    address names. Entities are never fetched nor unfolded. What is broken gives what was readable
    before, something else than a sitemap gives nothing; never raises.
    """
    stream = pieces(body, MAX_BYTES)
    head = next(stream, b"")
    stream = chain([head], stream)
    start = head[:_SNIFFED].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _FEED_ROOT.search(start):
        found = _of_feed(body, url)
    elif start.startswith((b"http://", b"https://")):
        found = _of_text(stream)
    else:
        found = _of_xml(stream)
    made = ((kind, _entry(kind, values, url, since)) for kind, values in found)
    yield from islice(((kind, entry) for kind, entry in made if entry), MAX_ENTRIES)


def _of_feed(body: bytes, url: str) -> Iterator[tuple[Kind, _Values]]:
    for item in read_feed(body, url):
        published = item.published.isoformat() if item.published else ""
        values = {"loc": item.url, "publication_date": published}
        yield "page", values | {"title": item.title or "", "language": item.language or ""}


def _of_text(stream: Iterator[bytes]) -> Iterator[tuple[Kind, _Values]]:
    rest = ""
    for text in chain(decoded(stream), ["\n"]):
        *lines, rest = (rest + text).split("\n")
        rest = rest[:_MAX_TEXT]  # a line without end is no address
        for line in lines:
            if (loc := line.strip()).startswith(("http://", "https://")):
                yield "page", {"loc": loc}


def _of_xml(stream: Iterator[bytes]) -> Iterator[tuple[Kind, _Values]]:
    target = _Entries()
    for _ in read_xml(stream, target):
        yield from target.take()


def _entry(kind: Kind, values: _Values, base: str, since: datetime | None) -> SitemapEntry | None:
    lastmod = parse_moment(values.get("lastmod"))
    published = parse_moment(values.get("publication_date"))
    # Dates first: a canonical form costs five times as much, and archives are mostly old.
    if not values.get("loc") or is_before(latest(lastmod, published), since):
        return None
    try:
        url = canonical(values["loc"], base)
    except BadAddress:
        return None
    if kind == "sitemap" and lastmod is None and is_before(period_end(url), since):
        return None
    return SitemapEntry(
        url=url,
        lastmod=lastmod,
        published=published,
        title=values.get("title") or None,
        language=values.get("language") or None,
    )


class _Entries:
    """Collects the values of pages and sitemaps by name, as the XML parser meets them."""

    def __init__(self) -> None:
        self.over = False
        self._entries: list[tuple[Kind, _Values]] = []
        self._values: _Values = {}
        self._name = ""

    def take(self) -> list[tuple[Kind, _Values]]:
        """Return the entries since the last call."""
        taken, self._entries = self._entries, []
        return taken

    def start(self, tag: str, _: object) -> None:
        """Open an entry, or one of its values."""
        space, _, name = tag.rpartition("}")
        if name in _KINDS:
            self._values = {}
        wanted = name in _NAMES and not self._values.get(name) and not _OF_MEDIA.search(space)
        self._name = name if wanted else ""

    def data(self, text: str) -> None:
        """Add to the value that is being read."""
        if self._name:
            self._values[self._name] = (self._values.get(self._name, "") + text)[:_MAX_TEXT]

    def end(self, tag: str) -> None:
        """Close a value, or an entry."""
        if self._name:
            self._values[self._name] = self._values.get(self._name, "").strip()
            self._name = ""
        if kind := _KINDS.get(tag.rpartition("}")[2]):
            self._entries.append((kind, self._values))
            self._values = {}
