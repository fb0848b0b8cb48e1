"""Tallies: how many pages ended how, by site; in all, in the last day and in the last hour.

    newsmill:sites                      set of the sites that pages were counted of
    newsmill:last-page                  sorted set: site -> unix seconds of its last counted page
    newsmill:outcomes:<site>            hash: outcome -> count of pages
    newsmill:events:<site>              hash: event -> count of what was published
    newsmill:replayed                   hash: "<site> <outcome>" -> counts that were taken back
    newsmill:outcomes-of-others         hash: outcome -> count of pages of sites that were let go
    newsmill:events-of-others           hash: event -> likewise
    newsmill:hours:<YYYY-MM-DDTHH>      hash: "<site> <outcome>" -> count in that hour; 26 hours
    newsmill:minutes:<YYYY-MM-DDTHH:MM> hash: likewise in those five minutes; 70 minutes

<site> is the crawled site's host as `outbox.site_of` writes it. The slots of time are UTC, and hold
as many fields as pairs of site and outcome occurred. Counts for ever are kept of MAX_SITES sites;
`let_go` adds those of the longest silent ones up under "others", so that no sum ever falls.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

    from workers.steps import Command

SITES = "newsmill:sites"
LAST_PAGE = "newsmill:last-page"
REPLAYED = "newsmill:replayed"
OTHER_OUTCOMES = "newsmill:outcomes-of-others"
OTHER_EVENTS = "newsmill:events-of-others"
NAMED = "newsmill:metrics-sites"  # see metrics.py
HOURS, MINUTES = "newsmill:hours:", "newsmill:minutes:"

MAX_SITES = 10_000  # some 500 bytes each: 5 MB. An archive of the web names as many hosts a file
HOUR = 3_600
SLOT_SECONDS = 300  # of the last hour a twelfth: it is right to five minutes with twelve reads
KEEP_HOURS = 26 * HOUR  # from an hour's begin: a day, and the hour that goes on
KEEP_MINUTES = 70 * 60  # likewise an hour, and what clocks of two machines differ

# Under one lock of the server's, or a page that is counted meanwhile would be lost.
_LET_GO = """
local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[1])
local gone = 0
if over <= 0 then return gone end
local most_named = redis.call('ZCARD', KEYS[5])
for _, site in ipairs(redis.call('ZRANGE', KEYS[1], 0, over + most_named - 1)) do
  if gone < over and not redis.call('ZSCORE', KEYS[5], site) then
    for place, kind in ipairs({'outcomes', 'events'}) do
      local key = 'newsmill:' .. kind .. ':' .. site
      local counts = redis.call('HGETALL', key)
      for field = 1, #counts, 2 do
        redis.call('HINCRBY', KEYS[2 + place], counts[field], counts[field + 1])
      end
      redis.call('DEL', key)
    end
    redis.call('ZREM', KEYS[1], site)
    redis.call('SREM', KEYS[2], site)
    gone = gone + 1
  end
end
return gone
"""

Counts = dict[str, dict[str, int]]
"""By site, the count of pages by outcome."""


def commands(*, site: str, outcome: str, event: str | None, at: float) -> list[Command]:
    """What counts a page of `site` that ended as `outcome`, with what was published if anything.

    `at` is when it is counted, in unix seconds: now, not when the page was fetched.
    """
    field, seconds = f"{site} {outcome}", int(at)
    hour, minutes = HOURS + _stamp(seconds, HOUR), MINUTES + _stamp(seconds, SLOT_SECONDS)
    done = [
        ["SADD", SITES, site],
        ["ZADD", LAST_PAGE, str(seconds), site],
        ["HINCRBY", outcomes_key(site), outcome, "1"],
        ["HINCRBY", hour, field, "1"],
        ["EXPIREAT", hour, str(seconds - seconds % HOUR + KEEP_HOURS)],
        ["HINCRBY", minutes, field, "1"],
        ["EXPIREAT", minutes, str(seconds - seconds % SLOT_SECONDS + KEEP_MINUTES)],
    ]
    if event:
        done.append(["HINCRBY", events_key(site), event, "1"])
    return done


def taken_back(*, site: str, outcome: str) -> list[Command]:
    """What takes a page's outcome back, as it is to have another; it stays known that it was."""
    return [
        ["HINCRBY", outcomes_key(site), outcome, "-1"],
        ["HINCRBY", REPLAYED, f"{site} {outcome}", "1"],
    ]


def outcomes_key(site: str) -> str:
    """The Redis key of a site's counts."""
    return f"newsmill:outcomes:{site}"


def events_key(site: str) -> str:
    """The Redis key of a site's counts of what was published, by event."""
    return f"newsmill:events:{site}"


def outcomes(connection: Redis) -> Counts:
    """The count of pages by outcome, by site, in all. Raises redis.RedisError."""
    return _by_site(connection, outcomes_key)


def ever(connection: Redis) -> Counts:
    """As `outcomes`, with those that were taken back: counts that never fall."""
    counts = outcomes(connection)
    for site, taken in _added_up(connection, [REPLAYED]).items():
        of_site = counts.setdefault(site, {})
        for outcome, count in taken.items():
            of_site[outcome] = of_site.get(outcome, 0) + count
    return counts


def events(connection: Redis) -> Counts:
    """The count of what was published by event, by site, in all. Raises redis.RedisError."""
    return _by_site(connection, events_key)


def others(connection: Redis) -> tuple[dict[str, int], dict[str, int]]:
    """Outcomes and events of the sites that were let go, added up. Raises redis.RedisError."""
    with connection.pipeline(transaction=True) as look:
        look.hgetall(OTHER_OUTCOMES)
        look.hgetall(OTHER_EVENTS)
        of_outcomes, of_events = look.execute()
    return _counts(of_outcomes), _counts(of_events)


def last_hour(connection: Redis, now: float) -> Counts:
    """As `outcomes`, of the 55 to 60 minutes before `now`. Raises redis.RedisError."""
    return _added_up(connection, [MINUTES + slot for slot in slots(now)])


def last_day(connection: Redis, now: float) -> Counts:
    """As `outcomes`, of the 23 to 24 hours before `now`. Raises redis.RedisError."""
    return _added_up(connection, [HOURS + _stamp(now - back * HOUR, HOUR) for back in range(24)])


def slots(now: float) -> list[str]:
    """The names of the five-minute slots that make up the last hour, the newest first."""
    return [_stamp(now - back * SLOT_SECONDS, SLOT_SECONDS) for back in range(HOUR // SLOT_SECONDS)]


def let_go(connection: Redis, most: int = MAX_SITES) -> int:
    """Keep the counts of `most` sites, and of those that metrics name; how many were let go.

    The longest silent ones go, and their counts are added to those of "others". To be called by
    who looks at the counts. Raises redis.RedisError.
    """
    keys = [LAST_PAGE, SITES, OTHER_OUTCOMES, OTHER_EVENTS, NAMED]
    gone: Any = connection.register_script(_LET_GO)(keys=keys, args=[most])
    return int(gone)


def _by_site(connection: Redis, key: Any) -> Counts:
    found: Any = connection.smembers(SITES)
    sites = sorted(site.decode() for site in found)
    with connection.pipeline(transaction=False) as look:
        for site in sites:
            look.hgetall(key(site))
        return {
            site: _counts(counts)
            for site, counts in zip(sites, look.execute(), strict=True)
            if counts
        }


def _counts(raw: dict[bytes, bytes]) -> dict[str, int]:
    return {name.decode(): int(count) for name, count in sorted(raw.items()) if int(count)}


def _added_up(connection: Redis, keys: Sequence[str]) -> Counts:
    with connection.pipeline(transaction=False) as look:
        for key in keys:
            look.hgetall(key)
        found = look.execute()
    counts: Counts = {}
    for slot in found:
        for field, count in slot.items():
            site, _, outcome = field.decode().rpartition(" ")
            of_site = counts.setdefault(site, {})
            of_site[outcome] = of_site.get(outcome, 0) + int(count)
    return {site: dict(sorted(counts[site].items())) for site in sorted(counts)}


def _stamp(at: float, size: int) -> str:
    """The name of the slot of `size` seconds that a moment falls into."""
    begun = datetime.fromtimestamp(int(at) // size * size, UTC)
    return f"{begun:%Y-%m-%dT%H}" if size == HOUR else f"{begun:%Y-%m-%dT%H:%M}"
