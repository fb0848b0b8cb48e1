"""What a sink is: the far end of a hand-off, where the same article may come twice."""

from __future__ import annotations

import hashlib
import json
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from workers.consumer import Entry


class SinkError(Exception):
    """The hand-off cannot go on until somebody sees to it: show the message, and end.

    What was in hand stays unacknowledged, and comes again.
    """


class NotNow(Exception):  # noqa: N818 - a state of the far end, not a fault
    """The far end cannot take it at the moment: write the same items again later.

    `counts` says that the items may be the reason, so that they are not tried for ever.
    `after` is how many seconds the far end asked to be left alone, if it did.
    """

    def __init__(self, reason: str, *, counts: bool = False, after: float | None = None) -> None:
        super().__init__(reason)
        self.counts = counts
        self.after = after


class Refused(Exception):  # noqa: N818 - an answer
    """The far end does not take these items, and will not later: write them by halves.

    One that is refused by itself is a dead letter.
    """


class Item(NamedTuple):
    """An entry of the stream, and its article read from the JSON."""

    entry: Entry
    article: dict[str, Any]


class Sink(Protocol):
    """Where articles go. What `write` has returned from is safe there, even if power fails."""

    where: str  # fit to be shown: no secret in it
    size: int  # items a write
    linger: float  # seconds that a write waits for more items while it is not full
    tries: int  # of a write that raises NotNow and counts

    def write(self, items: Sequence[Item]) -> None:
        """Take all of the items, in their order; those that are there already change nothing.

        Raises NotNow, Refused and SinkError; OSError for a disk.
        """

    def close(self) -> None:
        """Let go of files and connections."""


def read_item(entry: Entry) -> Item:
    """The entry with its article. Raises Refused if that is not JSON, or no object on one line."""
    try:
        article = json.loads(entry.article_json)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the article is not JSON: {error}") from None
    if not isinstance(article, dict) or "\n" in entry.article_json:
        raise Refused("the article is no JSON object on one line")
    return Item(entry, article)


def own_group(kind: str, url: str) -> str:
    """The consumer group of a hand-off that was not given one: the same for the same address.

    Login and query play no part, as secrets change and shall not show. Raises SinkError for what
    is no URL.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise SinkError(f"no URL: {error}") from None
    place = f"{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}".lower()
    digest = hashlib.sha256(f"{kind} {place}".encode()).hexdigest()[:8]
    return "-".join(part for part in (kind, parts.hostname, digest) if part)


def extra(module: str, name: str) -> ModuleType:
    """The module, which the extra `name` of newsmill brings. Raises SinkError if it is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise SinkError(
            f"{module.partition('.')[0]} is needed for this ({error}): "
            f"pip install 'newsmill[{name}]'"
        ) from None
