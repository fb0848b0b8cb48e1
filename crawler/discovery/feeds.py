"""Feeds: RSS, Atom, RDF and JSON Feed, read as far as they can be read."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.addresses import BadAddress, canonical
from crawler.discovery.dates import latest, parse_moment
from crawler.discovery.json_feed import read_items
from crawler.discovery.unpacked import pieces
from crawler.discovery.xml import XML_NAMESPACE, decoded, read_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

MAX_BYTES = 10_000_000  # as NEWSMILL_RESPONSE_MAX_BYTES, also when it is unpacked
_MAX_ENTRIES = 5_000  # archives as one feed; what comes after is old
_MAX_TEXT = 2_100  # characters of one value: no address is longer, and a title is cut
_ITEMS = {"item", "entry"}
_TEXTS = {
    *("link", "guid", "id", "origLink", "title", "language"),
    *("pubDate", "date", "published", "updated", "modified", "issued", "created"),
}
_DATES = ("pubDate", "date", "published", "updated", "modified", "issued", "created")
# Elements that have names of ours and mean something else: a picture's title, a feed's own link.
_OTHERS = re.compile(r"search\.yahoo\.com/mrss|itunes|podcast|thr|opensearch|googleplay", re.I)
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedEntry:
    """One entry of a feed. `url` is canonical, `published` carries its offset.

    `published` is the latest of the entry's dates: an update makes an old article new. `language`
    is the entry's or the feed's own word.
    """

    url: str
    published: datetime | None = None
    title: str | None = None
    language: str | None = None


def read_feed(body: bytes, url: str) -> list[FeedEntry]:
    """Return the entries of the feed `body` that was fetched from `url`, in its own order.

    A broken feed gives what can be read of it, something else gives an empty list; never raises.
    Entities are neither unfolded nor fetched.
    """
    stream = pieces(body, MAX_BYTES)
    text = "".join(decoded(stream)) if _is_json(body) else ""
    found = read_items(text) if text else _xml_items(stream)
    entries = []
    for values in found:
        if entry := _entry(values, url):
            entries.append(entry)
        if len(entries) >= _MAX_ENTRIES:
            break
    return entries


def _is_json(body: bytes) -> bool:
    head = next(decoded(pieces(body[:1024], 1024)), "")
    return head.lstrip().startswith("{")


def _xml_items(stream: Iterable[bytes]) -> Iterator[dict[str, str]]:
    target = _Items()
    for _ in read_xml(stream, target):
        yield from target.take()


def _entry(values: Mapping[str, str], url: str) -> FeedEntry | None:
    base = urljoin(url, values.get("base", ""))
    for name in ("origLink", "href", "link", "guid", "id", "about"):
        address = values.get(name, "")
        # What is no link by its name must look like one.
        if not address or (name in ("guid", "id", "about") and "://" not in address[:8]):
            continue
        try:
            canonical_url = canonical(address, base)
        except (BadAddress, ValueError):
            continue
        return FeedEntry(
            url=canonical_url,
            published=latest(*(parse_moment(values.get(key)) for key in _DATES)),
            title=_plain(values.get("title", "")),
            language=values.get("language") or None,
        )
    return None


def _plain(title: str) -> str | None:
    """Return a title without markup, which feeds escape once or twice."""
    text = html.unescape(_TAG.sub(" ", html.unescape(title)))
    return " ".join(text.split()) or None


class _Items:
    """Collects the values of items and entries by name, as the XML parser meets them."""

    def __init__(self) -> None:
        self.over = False
        self._items: list[dict[str, str]] = []
        self._feed: dict[str, str] = {}  # what holds for all: language and base
        self._item: dict[str, str] | None = None
        self._depth = self._item_depth = 0
        self._name, self._name_depth = "", 0

    def take(self) -> list[dict[str, str]]:
        """Return the items since the last call."""
        taken, self._items = self._items, []
        return taken

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an item, or one of its values."""
        self._depth += 1
        space, _, name = tag.rpartition("}")
        if name in _ITEMS:
            self._close()  # the one before was never closed
            self._item, self._item_depth = dict(self._feed), self._depth
        values = self._feed if self._item is None else self._item
        if base := attributes.get(XML_NAMESPACE + "base"):
            values["base"] = urljoin(values.get("base", ""), base[:_MAX_TEXT])
        if language := attributes.get(XML_NAMESPACE + "lang"):
            values["language"] = language[:_MAX_TEXT]
        if self._item is None:
            if name == "language":
                self._open(name, values)
        elif name in _ITEMS:
            about = next((value for key, value in attributes.items() if key.endswith("}about")), "")
            values["about"] = about
        elif self._depth == self._item_depth + 1 and not _OTHERS.search(space):
            self._child(name, attributes, values)

    def _child(self, name: str, attributes: Mapping[str, str], values: dict[str, str]) -> None:
        if name == "link" and "href" in attributes:
            kind = attributes.get("type", "text/html")
            if attributes.get("rel", "alternate") == "alternate" and "html" in kind:
                values.setdefault("href", attributes["href"][:_MAX_TEXT])
        elif name == "guid" and attributes.get("isPermaLink", "true").lower() == "false":
            return
        elif name in _TEXTS:
            self._open(name, values)

    def _open(self, name: str, values: dict[str, str]) -> None:
        if not values.get(name) or name == "language":
            self._name, self._name_depth = name, self._depth
            values[name] = ""

    def data(self, text: str) -> None:
        """Add to the value that is being read."""
        if self._name:
            values = self._feed if self._item is None else self._item
            values[self._name] = (values.get(self._name, "") + text)[:_MAX_TEXT]

    def end(self, _: str) -> None:
        """Close a value, or an item."""
        if self._name and self._depth <= self._name_depth:
            values = self._feed if self._item is None else self._item
            values[self._name] = values.get(self._name, "").strip()
            self._name = ""
        if self._item is not None and self._depth <= self._item_depth:
            self._close()
        self._depth -= 1

    def _close(self) -> None:
        if self._item is not None:
            self._items.append(self._item)
        self._item, self._name = None, ""
