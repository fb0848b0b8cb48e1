"""The quarantine: rejected pages keep their bytes for a while, so that replay needs no refetch.

    newsmill:quarantine:<token>  hash: url requested site outcome detail at entry size page body;
                                 `at` in unix seconds, `entry` its id in newsmill:rejected, `page`
                                 the Page as JSON without its body, `body` that as base64 of zstd;
                                 expires after quarantine_seconds
    newsmill:quarantine          sorted set: token by `at`
    newsmill:quarantine:sizes    hash: token -> bytes that its hash takes

The last two hold a line a page until `trim`, which the workers call, finds it too old, or finds
more than quarantine_max_bytes. Sizes are summed up each time rather than counted along: no worker's
end can make the sum wrong.

The body is text, as a step is sent as JSON. Over 732 pages of news sites, 185 KB in the mean, zstd
at level 6 makes 32 KB of one in 1.3 ms, zlib 36 KB in 3.0 ms; base64 adds a third to either.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from cleaner.outcome import Outcome
from workers.page import Page
from workers.steps import ENTRY
from workers.zstd import zstd

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from redis import Redis

    from workers.settings import Settings
    from workers.steps import Command

INDEX = "newsmill:quarantine"
SIZES = "newsmill:quarantine:sizes"

OUTCOMES = {
    Outcome.POISON: "a fault of the cleaner, which a later version may have mended",
    Outcome.EMPTY: "no body was found: a rule, or what a site's memory learned, can be wrong",
    Outcome.LISTING: "taken for a page of teasers, by a rule that can be wrong",
    Outcome.PAYWALLED: "taken for the head of an article only, by a rule that can be wrong",
    Outcome.CONSENT_WALL: "taken for a wall, by a rule that can be wrong",
    Outcome.BOT_WALL: "taken for a wall, by a rule that can be wrong",
    Outcome.SOFT_404: "taken for an error page, by a rule that can be wrong",
    Outcome.NOT_HTML: "taken for something else than a page, by a rule that can be wrong",
    Outcome.TOO_LARGE: "over a limit of the cleaner's, which can be raised",
}
"""What a change of ours could turn into an article, and why. The others tell of the site or of
what is known already; they come out the same, or have no bytes at all."""

_LEVEL = 6  # of zstd: level 10 takes 2 % off and 0.9 ms more, 15 takes 4 % and 9 ms
_AT_ONCE = 500  # pages a round trip: their lines are 200 KB
_SHOWN = ("url", "requested", "site", "outcome", "detail", "at", "entry", "size")

_REMOVE = """
local function remove(token)
  redis.call('ZREM', 'newsmill:quarantine', token)
  redis.call('HDEL', 'newsmill:quarantine:sizes', token)
  return redis.call('DEL', 'newsmill:quarantine:' .. token)
end
"""
_DROP = (
    _REMOVE
    + """
local dropped = 0
for _, token in ipairs(ARGV) do dropped = dropped + remove(token) end
return dropped
"""
)
# ARGV: when what is still kept was rejected, and how many bytes may stay. A thousand at a time, so
# that nobody waits long.
_TRIM = (
    _REMOVE
    + """
local gone = redis.call('ZRANGE', KEYS[1], '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, 1000)
for _, token in ipairs(gone) do remove(token) end
local bytes = 0
for _, size in ipairs(redis.call('HVALS', KEYS[2])) do bytes = bytes + tonumber(size) end
local over = 0
for _, token in ipairs(redis.call('ZRANGE', KEYS[1], 0, 999)) do
  if bytes <= tonumber(ARGV[2]) then break end
  bytes = bytes - tonumber(redis.call('HGET', KEYS[2], token) or '0')
  remove(token)
  over = over + 1
end
return {#gone, over}
"""
)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A rejected page of which the bytes are there. `at` is when it was rejected, unix seconds.

    `entry` is its id in newsmill:rejected, `size` the bytes that it takes in Redis.
    """

    token: str
    url: str
    requested: str
    site: str
    outcome: str
    detail: str
    at: float
    entry: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which rejected pages: of any of `outcomes` (empty: all), of `site` ("": all), since `since`.

    `site` is the crawled site's host as outbox.site_of writes it, `since` in unix seconds.
    """

    outcomes: Collection[str] = ()
    site: str = ""
    since: float = 0.0

    def fits(self, outcome: str, site: str) -> bool:
        """Whether a page of this outcome and site is meant; since when, whoever reads looks at."""
        return (not self.outcomes or outcome in self.outcomes) and self.site in ("", site)


def key_of(token: str) -> str:
    """The Redis key of a page."""
    return f"{INDEX}:{token}"


def commands(
    page: Page, *, outcome: Outcome, detail: str, at: float, seconds: int
) -> list[Command]:
    """What a step that rejects a page does to keep its bytes for `seconds`.

    None if those are 0, or if the outcome is not one of OUTCOMES. `at` is now, in unix seconds.
    """
    if seconds <= 0 or outcome not in OUTCOMES:
        return []
    from workers.outbox import site_of  # here, as the outbox imports this

    body = base64.b64encode(zstd.compress(page.body, _LEVEL)).decode("ascii")
    fields = {
        "url": page.url,
        "requested": page.requested_url,
        "site": site_of(page.source or page.url),
        "outcome": str(outcome),
        "detail": detail,
        "at": f"{at:.3f}",
        "entry": ENTRY,
        "page": page.model_dump_json(exclude={"body"}),
        "body": body,
    }
    size = str(sum(len(name) + len(value.encode()) for name, value in fields.items()))
    key = key_of(page.token)
    flat = [part for field in fields.items() for part in field]
    return [
        ["HSET", key, *flat, "size", size],
        ["EXPIRE", key, str(seconds)],
        ["ZADD", INDEX, fields["at"], page.token],
        ["HSET", SIZES, page.token, size],
    ]


def trim(connection: Redis, settings: Settings, now: float | None = None) -> int:
    """Remove what is too old, and the oldest of what is too much; how many that were.

    To be called about once a minute, by as many workers as there are. `now` is in unix seconds.
    Raises redis.RedisError.
    """
    script = connection.register_script(_TRIM)
    now = time.time() if now is None else now
    oldest = f"{now - settings.quarantine_seconds:.3f}"
    removed = 0
    while found := sum(script(keys=[INDEX, SIZES], args=[oldest, settings.quarantine_max_bytes])):
        removed += found
    return removed


def totals(connection: Redis) -> tuple[int, int]:
    """How many pages are kept, and the bytes that they take."""
    sizes: Any = connection.hvals(SIZES)
    return len(sizes), sum(map(int, sizes))


def listed(connection: Redis, wanted: Wanted = Wanted()) -> Iterator[Kept]:
    """The pages that are kept, the oldest first, without their bytes."""
    tokens: Any = connection.zrange(INDEX, wanted.since, "+inf", byscore=True)
    for some in _chunks(token.decode() for token in tokens):
        for kept in _read(connection, some):
            if kept and wanted.fits(kept.outcome, kept.site):
                yield kept


def find(connection: Redis, name: str) -> list[Kept]:
    """The pages with this token, or of this address, the latest first."""
    (kept,) = _read(connection, [name])
    if kept:
        return [kept]
    return [each for each in listed(connection) if name in (each.url, each.requested)][::-1]


def page_of(connection: Redis, token: str) -> Page | None:
    """A page with its bytes; None if they are gone."""
    packed: Any = connection.hmget(key_of(token), "page", "body")
    return unpacked(*packed)


def unpacked(page: bytes | None, body: bytes | None) -> Page | None:
    """A page of its fields `page` and `body`; None if they are gone."""
    if page is None or body is None:
        return None
    return Page(**json.loads(page), body=zstd.decompress(base64.b64decode(body)))


def drop(connection: Redis, tokens: Iterable[str]) -> int:
    """Let go of the bytes of these pages; how many had some. Their outcome stays as it is."""
    script = connection.register_script(_DROP)
    return sum(int(script(args=some)) for some in _chunks(tokens))


def has(connection: Redis, tokens: Sequence[str]) -> list[bool]:
    """Of each token, whether its page's bytes are there."""
    with connection.pipeline(transaction=False) as pipeline:
        for token in tokens:
            pipeline.exists(key_of(token))
        return [bool(found) for found in pipeline.execute()]


def _read(connection: Redis, tokens: Sequence[str]) -> list[Kept | None]:
    with connection.pipeline(transaction=False) as pipeline:
        for token in tokens:
            pipeline.hmget(key_of(token), *_SHOWN)
        rows = pipeline.execute()
    return [
        _kept(token, [(value or b"").decode() for value in row]) if row[0] is not None else None
        for token, row in zip(tokens, rows, strict=True)
    ]


def _kept(token: str, row: list[str]) -> Kept:
    told: dict[str, Any] = dict(zip(_SHOWN, row, strict=True))
    return Kept(token=token, **told | {"at": float(told["at"]), "size": int(told["size"])})


def _chunks(tokens: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(tokens)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
