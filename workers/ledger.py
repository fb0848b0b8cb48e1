"""The ledger: what is known of each article, and what a new sighting of it means.

    newsmill:ledger:<article id>       hash: hash revision headline published modified url own entry
                                       site syndicated first_seen last_seen
    newsmill:ledger:<article id>:urls  hash: an address of it -> the content hash last seen there
    newsmill:ledger:url:<url>          string: the article id last seen at this address
    newsmill:ledger:body:<site>:<content hash>
                                       string: the article id first published there with this body

All expire 90 days after the article was last seen. The rules of `judge` keep three things apart
that look alike: an article that changed, an article that is met again, and the same article under
another address, whose text may differ a little (an AMP page) without anything having changed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from workers.steps import Command, Guard, flat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from redis import Redis

PREFIX = "newsmill:ledger:"
KEEP_SECONDS = 90 * 86_400  # feeds and sitemaps show an article for a month or two; later it is new
SAME_BODY_WORDS = 50  # a shorter body may be a template: "No matches today", "Video"
CLOCK_SECONDS = 300  # clocks of a network differ by seconds; a wrong one by hours
MAX_ADDRESSES = 50  # tracking parameters make addresses without end; the first ones will do

Event = Literal["new", "update"]
Change = Literal["headline", "body", "datePublished", "dateModified"]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the ledger says of an article; `revision` 0 means that it is not there.

    `url` is where it lives: its own address once that was seen (then `own`), until then the first.
    `entry` is its last revision's place in the stream. `headline`, `published` and `modified` are
    those of the last revision, `headline` None where an older version kept none; `published`,
    `modified`, `first_seen` and `last_seen` are ISO 8601, `last_seen` "" if it is to come,
    which `noted_seen`, as the record has it, may be.
    """

    revision: int = 0
    content_hash: str = ""
    headline: str | None = None
    published: str = ""
    modified: str = ""
    entry: str = ""
    url: str = ""
    own: bool = False
    syndicated: str = ""
    first_seen: str = ""
    last_seen: str = ""
    noted_seen: str = ""
    addresses: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """An article as found just now; `own_address` if the page calls `url` its canonical one.

    `seen` is the moment of its fetch, ISO 8601.
    """

    url: str
    content_hash: str
    own_address: bool
    headline: str = ""
    published: str = ""
    modified: str = ""
    seen: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a sighting means: an event to publish, or where there is none, what it repeats.

    `changed` says of an update what is not as before; `repeated` is the id of the other article
    whose body this is.
    """

    event: Event | None
    changed: tuple[Change, ...] = ()
    repeats: Literal["unchanged", "duplicate"] = "unchanged"
    repeated: str = ""
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


def body_key(site: str, content_hash: str) -> str:
    """The Redis key of a body that was published at a site."""
    return f"{PREFIX}body:{site}:{content_hash}"


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
        headline=record.get("headline"),
        published=record.get("published", ""),
        modified=record.get("modified", ""),
        entry=record.get("entry", ""),
        url=record["url"],
        own=record["own"] == "1",
        syndicated=record.get("syndicated", ""),
        first_seen=record.get("first_seen", ""),
        last_seen=_credible(record.get("last_seen", "")),
        noted_seen=record.get("last_seen", ""),
        addresses=addresses,
    )


def id_at(connection: Redis, url: str) -> str | None:
    """The id of the article last seen at this address."""
    found = connection.get(url_key(url))
    return found.decode() if isinstance(found, bytes) else None


def id_of_body(connection: Redis, site: str, content_hash: str) -> str:
    """The id of the article that was first published at this site with this body; "" for none."""
    found = connection.get(body_key(site, content_hash))
    return found.decode() if isinstance(found, bytes) else ""


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
    if _is_older(sighting, known):  # its job waited while a later fetch was published
        return replace(again, detail=f"fetched before revision {known.revision} was last seen")
    if sighting.content_hash == known.content_hash:
        new_headline = known.headline is not None and sighting.headline != known.headline
        if new_headline and sighting.url == known.url:
            return Finding(event="update", changed=changes(known, sighting))
        return again
    if known.addresses.get(sighting.url) == sighting.content_hash:
        return again  # this address always differed a little, and has not changed
    if known.own and not sighting.own_address and sighting.url not in known.addresses:
        return again  # a real change will show at the article's own address
    return Finding(event="update", changed=changes(known, sighting))


def changes(known: Known, sighting: Sighting) -> tuple[Change, ...]:
    """What of the sighting is not as in the revision that is known."""
    differs: dict[Change, bool] = {
        "headline": known.headline is not None and sighting.headline != known.headline,
        "body": sighting.content_hash != known.content_hash,
        "datePublished": sighting.published != known.published,
        "dateModified": sighting.modified != known.modified,
    }
    return tuple(name for name, found in differs.items() if found)


def same_body(other: Known, sighting: Sighting, words: int) -> Finding | None:
    """The finding for an article never seen whose very body another of its site has, if it counts.

    A body of a few words proves nothing, unless the headline is the same too.
    """
    if other.revision == 0 or other.content_hash != sighting.content_hash:
        return None
    if words < SAME_BODY_WORDS and other.headline != sighting.headline:
        return None
    detail = f"same body as revision {other.revision} of {other.url}"
    return Finding(event=None, repeats="duplicate", detail=detail)


def guards(article_id: str, known: Known) -> list[Guard]:
    """What a decision about the article rests on: that nobody published or saw it meanwhile."""
    key, revision = article_key(article_id), str(known.revision or "")
    return [
        Guard(read=["HGET", key, "revision"], found=revision),
        Guard(read=["HGET", key, "last_seen"], found=known.noted_seen),
    ]


def record(
    article_id: str, known: Known, sighting: Sighting, finding: Finding, more: Mapping[str, str]
) -> list[Command]:
    """The commands that write down the sighting, with `more` fields of the article's record."""
    fields = {"last_seen": max(sighting.seen, known.last_seen, key=_moment), **more}
    if finding.event == "new":
        fields["first_seen"] = sighting.seen
    if finding.event:
        fields |= {
            "hash": sighting.content_hash,
            "revision": str(known.revision + 1),
            "headline": sighting.headline,
            "published": sighting.published or known.published,
            "modified": sighting.modified or known.modified,
        }
    if finding.event == "new" or (sighting.own_address and not known.own):
        fields |= {"url": sighting.url, "own": "1" if sighting.own_address else "0"}
    key, addresses, address = (
        article_key(article_id),
        addresses_key(article_id),
        url_key(sighting.url),
    )
    seconds = str(KEEP_SECONDS)
    commands = [["HSET", key, *flat(fields)], ["SET", address, article_id, "EX", seconds]]
    if sighting.url in known.addresses or len(known.addresses) < MAX_ADDRESSES:
        commands.append(["HSET", addresses, sighting.url, sighting.content_hash])
    return [*commands, ["EXPIRE", key, seconds], ["EXPIRE", addresses, seconds]]


def _is_older(sighting: Sighting, known: Known) -> bool:
    return bool(known.last_seen) and _moment(sighting.seen) < _moment(known.last_seen)


def _credible(last_seen: str) -> str:
    """ "" for a moment to come, which only a clock that ran ahead can have written.

    All that is fetched by right ones would count as older until then.
    """
    return "" if _moment(last_seen) > time.time() + CLOCK_SECONDS else last_seen


def _moment(text: str) -> float:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:  # "", or what a program of somebody else's put on the queue
        return 0.0
