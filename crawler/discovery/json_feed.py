"""JSON Feed, 1.0 and 1.1: items as the values that feeds in XML have too."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
# What the items call it → what XML calls it. `external_url` is what a link blog points at.
_NAMES = {
    "url": "href",
    "external_url": "link",
    "id": "id",
    "title": "title",
    "date_published": "published",
    "date_modified": "updated",
    "language": "language",
}


def read_items(text: str) -> Iterator[dict[str, str]]:
    """Yield the items of the JSON Feed `text`, by the names that XML gives their values.

    One that breaks off gives the items before; what is no feed gives nothing; never raises.
    """
    decoder = json.JSONDecoder(strict=False)
    try:
        feed = decoder.decode(text)
    except (ValueError, RecursionError):
        feed = {"items": list(_first_items(text, decoder))}
    items = feed.get("items") if isinstance(feed, dict) else None
    language = feed.get("language") if isinstance(feed, dict) else None
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield {
                "language": language if isinstance(language, str) else "",
                **{ours: value for name, ours in _NAMES.items() if (value := _text(item, name))},
            }


def _first_items(text: str, decoder: json.JSONDecoder) -> Iterator[Any]:
    found = _ITEMS.search(text)
    place = found.end() if found else len(text)
    while place < len(text):
        try:
            item, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        yield item
        between = _BETWEEN.match(text, place)
        place = between.end() if between else place


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
