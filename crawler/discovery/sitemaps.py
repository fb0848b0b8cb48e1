"""Sitemaps: plain ones, news sitemaps and indexes, gzip or not, read as a stream."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from crawler.addresses import BadAddress, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 50 * 1024 * 1024  # the protocol's own limit for an uncompressed sitemap
MAX_ENTRIES = 50_000  # likewise
_MAX_ELEMENTS = 30 * MAX_ENTRIES  # a news entry has eleven, one with pictures some more
_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 64 * 1024
_OF_MEDIA = re.compile("image|video")  # namespaces whose `loc` and `title` are a picture's


@dataclass(frozen=True, kw_only=True)
class SitemapEntry:
    """One page of a sitemap, or one sitemap of an index. Dates carry an offset."""

    url: str
    lastmod: datetime | None = None
    published: datetime | None = None
    title: str | None = None
    language: str | None = None

    @property
    def changed(self) -> datetime | None:
        """The latest date that is known of the page."""
        return max((day for day in (self.lastmod, self.published) if day), default=None)


@dataclass(kw_only=True)
class Sitemap:
    """What a sitemap names: pages, and further sitemaps if it is an index."""

    pages: list[SitemapEntry] = field(default_factory=list)
    sitemaps: list[SitemapEntry] = field(default_factory=list)


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Return what the sitemap `body`, fetched from `url`, names.

    Gzip is unpacked up to MAX_BYTES. Entities are never expanded. What is broken gives what was
    readable before, something else than a sitemap gives an empty one; never raises.
    """
    sitemap = Sitemap()
    for kind, values in _elements(_Unpacked(body)):
        if not values.get("loc"):
            continue
        try:
            entry = SitemapEntry(
                url=canonical(values["loc"], url),
                lastmod=_moment(values.get("lastmod")),
                published=_moment(values.get("publication_date")),
                title=values.get("title"),
                language=values.get("language"),
            )
        except BadAddress:
            continue
        (sitemap.pages if kind == "url" else sitemap.sitemaps).append(entry)
        if len(sitemap.pages) + len(sitemap.sitemaps) >= MAX_ENTRIES:
            break
    return sitemap


class _Unpacked(io.RawIOBase):
    """Reads bytes, unpacking gzip as it goes and ending at MAX_BYTES, so that no bomb unfolds."""

    def __init__(self, body: bytes) -> None:
        self._source = io.BytesIO(body)
        packed = body.startswith(_GZIP_MAGIC)
        self._unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if packed else None
        self._left = MAX_BYTES

    def read(self, size: int = -1) -> bytes:
        size = min(self._left, size if size > 0 else _CHUNK)
        if size <= 0:
            return b""
        piece = self._source.read(size) if self._unpacker is None else self._unpack(size)
        self._left -= len(piece)
        return piece

    def _unpack(self, size: int) -> bytes:
        assert self._unpacker is not None
        while not self._unpacker.eof:
            packed = self._unpacker.unconsumed_tail or self._source.read(_CHUNK)
            if not packed:
                break
            try:
                if piece := self._unpacker.decompress(packed, size):
                    return piece
            except zlib.error:
                break
        return b""


def _elements(stream: io.RawIOBase) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ("url" or "sitemap", the text of its children by local name) as they are read."""
    parser = etree.iterparse(
        stream,
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )
    values: dict[str, str] = {}
    try:
        for _, element in islice(parser, _MAX_ELEMENTS):
            if not isinstance(element.tag, str):
                continue
            space, _, name = element.tag.rpartition("}")
            if name in ("url", "sitemap"):
                yield name, values
                values = {}
            elif not _OF_MEDIA.search(space) and element.text and element.text.strip():
                values.setdefault(name, element.text.strip())
            parent = element.getparent()
            if name in ("url", "sitemap") or parent is None or parent.getparent() is None:
                _forget(element)
    except (etree.XMLSyntaxError, ValueError, OSError):
        return


def _forget(element: etree._Element) -> None:
    """Free an element and those before it, so that memory does not grow with the sitemap."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
