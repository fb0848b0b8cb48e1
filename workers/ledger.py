"""The ledger: what is known of each article, and what a new sighting of it means.

    newsmill:ledger:<article id>       hash: hash revision url own entry site published first_seen
                                       last_seen
    newsmill:ledger:<article id>:urls  hash: an address of it -> the content hash last seen there
    newsmill:ledger:url:<url>          string: the article id last seen at this address

The rules of `judge` keep three things apart that look alike: an article that changed, an article
that is met again, and the same article under another address, whose text may differ a little (an
AMP page) without anything having changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

PREFIX = "newsmill:ledger:"
KEEP_SECONDS = 90 * 86_400  # feeds and sitemaps show an article for a month or two; later it is new
MAX_ADDRESSES = 50  # tracking parameters make addresses without end; the first ones will do

Event = Literal["new", "update"]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the ledger says of an article; `revision` 0 means that it is not there.

    `url` is where it lives: its own address once that was seen (then `own`), until then the first.
    `entry` is its last revision's place in the stream; `published` and `first_seen` are ISO 8601.
    """

    revision: int = 0
    content_hash: str = ""
    entry: str = ""
    url: str = ""
    own: bool = False
    published: str = ""
    first_seen: str = ""
    addresses: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """An article as found just now; `own_address` if the page calls `url` its canonical one."""

    url: str
    content_hash: str
    own_address: bool


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a sighting means: an event to publish, or where there is none, what it repeats."""

    event: Event | None
    repeats: Literal["unchanged", "duplicate"] = "unchanged"
    detail: str = ""


def article_key(article_id: str) -> str:
    """The Redis key of an article's record."""
    return PREFIX + article_id


def addresses_key(article_id: str) -> str:
    """The Redis key of an article's addresses."""
    return f"{PREFIX}{article_id}:urls"


def url_key(url: str) -> str:
    """The Redis key of an address."""
    return f"{PREFIX}url:{url}"


def look_up(connection: Redis, article_id: str) -> Known:
    """What is known of the article with this id."""
    with connection.pipeline(transaction=True) as pipeline:
        pipeline.hgetall(article_key(article_id))
        pipeline.hgetall(addresses_key(article_id))
        record, addresses = (
            {name.decode(): value.decode() for name, value in found.items()}
            for found in pipeline.execute()
        )
    if not record:
        return Known()
    return Known(
        revision=int(record["revision"]),
        content_hash=record["hash"],
        entry=record.get("entry", ""),
        url=record["url"],
        own=record["own"] == "1",
        published=record.get("published", ""),
        first_seen=record.get("first_seen", ""),
        addresses=addresses,
    )


def id_at(connection: Redis, url: str) -> str | None:
    """The id of the article last seen at this address."""
    found = connection.get(url_key(url))
    return found.decode() if isinstance(found, bytes) else None


def sites_of(connection: Redis, article_ids: Sequence[str]) -> list[str]:
    """The site by which each article was last found, as `outbox.site_of` writes it; "" if unknown.

    It is not the article's own host where a site has moved.
    """
    with connection.pipeline(transaction=False) as pipeline:
        for article_id in article_ids:
            pipeline.hget(article_key(article_id), "site")
        return [(found or b"").decode() for found in pipeline.execute()]


def judge(known: Known, sighting: Sighting) -> Finding:
    """What this sighting means, by what is known so far."""
    if known.revision == 0:
        return Finding(event="new")
    again = Finding(
        event=None,
        repeats="unchanged" if sighting.url == known.url else "duplicate",
        detail=f"same as revision {known.revision}, known at {known.url}",
    )
    if sighting.content_hash == known.content_hash:
        return again
    if known.addresses.get(sighting.url) == sighting.content_hash:
        return again  # this address always differed a little, and has not changed
    if known.own and not sighting.own_address and sighting.url not in known.addresses:
        return again  # a real change will show at the article's own address
    return Finding(event="update")


def entries(known: Known, sighting: Sighting, finding: Finding, seen: str) -> dict[str, str]:
    """The fields to write into the article's record; `seen` is the time of the sighting."""
    fields = {"last_seen": seen}
    if finding.event == "new":
        fields["first_seen"] = seen
    if finding.event:
        fields |= {"hash": sighting.content_hash, "revision": str(known.revision + 1)}
    if finding.event == "new" or (sighting.own_address and not known.own):
        fields |= {"url": sighting.url, "own": "1" if sighting.own_address else "0"}
    return fields
