"""What the tests of consumers share: numbered articles on the stream, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.workers.sample import SITE, article, page
from workers import outbox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis import Redis

    from cleaner.article import Article
    from workers.reading.entries import Entry


def publish(connection: Redis, count: int, first: int = 0, site: str = SITE, **given: Any) -> None:
    """Articles with the numbers from `first`."""
    for number in range(first, first + count):
        url = f"{site}story-{number}"
        outbox.publish(connection, article(url, body=f"Story {number}.", **given), page(url))


def number(one: Entry | Article) -> int:
    return int((one.url or "").rpartition("-")[2])


def numbers(entries: Iterable[Entry | Article]) -> list[int]:
    return [number(entry) for entry in entries]


def pending(connection: Redis, group: str = "search") -> int:
    found: Any = connection.xpending(outbox.ARTICLES, group)
    return int(found["pending"])


def add_malformed(connection: Redis, **fields: str | bytes) -> None:
    """An entry that newsmill did not write."""
    sent: Any = fields or {"hello": "world"}
    connection.xadd(outbox.ARTICLES, sent)
