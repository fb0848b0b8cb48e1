"""Feeds: RSS, Atom and RDF, read as far as they can be read."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any

from crawler.addresses import BadAddress, canonical

# A document type may define entities that grow without end. No feed needs one of its own.
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One entry of a feed. `url` is canonical, `published` carries its offset (UTC)."""

    url: str
    published: datetime | None = None
    title: str | None = None


def read_feed(body: bytes, url: str) -> list[FeedEntry]:
    """Return the entries of the feed `body` that was fetched from `url`, in its own order.

    A broken feed gives what can be read of it, something else gives an empty list; never raises.
    """
    import feedparser  # 0.1 s to import: only crawls that meet a feed pay for it

    # A stream, because feedparser takes bytes for the name of a local file first.
    stream = io.BytesIO(_DOCTYPE.sub(b"", body, count=1))
    headers = {"content-location": url}
    try:
        parsed = feedparser.parse(stream, response_headers=headers, sanitize_html=False)
    except Exception:  # feedparser raises what its many parts raise; a feed must not end a crawl
        return []
    entries = []
    for entry in parsed.entries:
        link = entry.get("feedburner_origlink") or entry.get("link")
        try:
            address = canonical(str(link), url) if link else None
        except BadAddress:
            address = None
        if address:
            entries.append(
                FeedEntry(url=address, published=_moment(entry), title=entry.get("title") or None)
            )
    return entries


def _moment(entry: Any) -> datetime | None:
    """Return the later of the entry's dates: an update makes an old article new."""
    moments = []
    for key in ("published_parsed", "updated_parsed"):
        value = dict.get(entry, key)  # the entry's own get() answers one date for the other
        if isinstance(value, struct_time):
            try:
                moments.append(datetime(*value[:6], tzinfo=UTC))
            except ValueError:
                continue
    return max(moments, default=None)
