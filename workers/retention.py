"""What the stream of articles holds, and when there is no room for more.

Entries are dropped, oldest first, once they are beyond a cap in number, bytes or age; but none that
a known group has not acknowledged. So a group that does not read makes the stream grow beyond its
caps. Then it is full: crawls pause, and nothing is lost. What is queued is still delivered.
"""

from __future__ import annotations

import time
from shlex import quote
from typing import TYPE_CHECKING, Any, NamedTuple

from workers.outbox import ARTICLES
from workers.reading.dead_letters import dead_key

if TYPE_CHECKING:
    from redis import Redis

    from workers.settings import Settings

DAY = 86_400


class _Mark(NamedTuple):
    """A share of the caps, and what may be on top, as the server drops whole nodes only."""

    share: float
    entries: int
    bytes: int


FULL, EASED = _Mark(1.05, 200, 5_000_000), _Mark(1.02, 120, 2_000_000)  # apart: no flutter

# `cut`: what comes before it no group needs. A group needs what it has in hand, from its first
# entry on, or else what comes after the last it was given.
_SCRIPT = """
local key, max_entries, max_bytes, oldest = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
if redis.call('EXISTS', key) == 0 then return {0, 0, '', '', ''} end
local function id_of_first(from)
  local found = redis.call('XRANGE', key, from, '+', 'COUNT', 1)[1]
  return found and found[1] or ''
end
local function before(a, b)
  local ams, aseq = a:match('(%d+)-(%d+)')
  local bms, bseq = b:match('(%d+)-(%d+)')
  if ams ~= bms then return tonumber(ams) < tonumber(bms) end
  return tonumber(aseq) < tonumber(bseq)
end
local cut, from, slowest = '18446744073709551615-0', '', ''
for _, raw in ipairs(redis.call('XINFO', 'GROUPS', key)) do
  local group = {}
  for i = 1, #raw, 2 do group[raw[i]] = raw[i + 1] end
  local id, start = group['last-delivered-id'], '(' .. group['last-delivered-id']
  if group.pending > 0 then
    id = redis.call('XPENDING', key, group.name)[2]
    start = id
  end
  if before(id, cut) then cut, from, slowest = id, start, group.name end
end
local length = redis.call('XLEN', key)
local bytes = redis.call('MEMORY', 'USAGE', key)
local over = length - max_entries
if length > 0 and bytes > max_bytes then
  over = math.max(over, math.ceil((bytes - max_bytes) * length / bytes))
end
if over > 0 then redis.call('XTRIM', key, 'MINID', '~', cut, 'LIMIT', over) end
if before(oldest, cut) then cut = oldest end
redis.call('XTRIM', key, 'MINID', '~', cut)
return {redis.call('XLEN', key), redis.call('MEMORY', 'USAGE', key), id_of_first('-'),
        from ~= '' and id_of_first(from) or '', slowest}
"""


class Room(NamedTuple):
    """How far the stream is from its caps, after what may be dropped was dropped.

    `oldest_seconds` is the age of its oldest entry, `needed_seconds` of the oldest one that a
    group still needs; `slowest` is that group's name. None and "" where there is none.
    """

    entries: int
    bytes: int
    oldest_seconds: float | None
    needed_seconds: float | None
    slowest: str
    why: str
    eased: bool

    @property
    def full(self) -> bool:
        """Whether crawls are to pause; `why` says which cap is reached, by whom, and what to do."""
        return bool(self.why)


def room(connection: Redis, settings: Settings, now: float | None = None) -> Room:
    """Drop what may be dropped, and return how much room is left. Raises redis.RedisError.

    `now` is unix seconds, None the clock's.
    """
    now = time.time() if now is None else now
    caps = (settings.articles_max_entries, settings.articles_max_mb * 1_000_000)
    age = settings.articles_max_days * DAY
    script = connection.register_script(_SCRIPT)
    oldest_kept = f"{max(0, int((now - age) * 1000))}-0"
    found: Any = script(keys=[ARTICLES], args=[*caps, oldest_kept])
    entries, size, first, needed, slowest = found
    name = slowest.decode(errors="replace")  # other programs make groups, too
    needed_seconds = _age(needed, now)

    def beyond(mark: _Mark) -> list[str]:
        days = (needed_seconds or 0.0) / DAY
        over = {
            f"{entries} entries": entries > caps[0] * mark.share + mark.entries,
            f"{size // 1_000_000} MB": size > caps[1] * mark.share + mark.bytes,
            f"entries {days:.0f} days old": days > settings.articles_max_days * mark.share,
        }
        return [what for what, is_so in over.items() if is_so]

    why = ""
    if name and (reached := beyond(FULL)):
        why = (
            f"newsmill:articles holds {', '.join(reached)} for the group {name!r}, which has not "
            "acknowledged them: have it read on, or drop it with "
            f"newsmill forget --group {quote(name)}"
        )
    return Room(
        entries=entries,
        bytes=size,
        oldest_seconds=_age(first, now),
        needed_seconds=needed_seconds,
        slowest=name,
        why=why,
        eased=not (name and beyond(EASED)),
    )


def forget_group(connection: Redis, group: str) -> bool:
    """Drop a consumer group: its place, what it has in hand, what it gave up. False for none."""
    if not connection.exists(ARTICLES):
        return False
    connection.delete(dead_key(group))
    return bool(connection.xgroup_destroy(ARTICLES, group))


def groups(connection: Redis) -> list[str]:
    """The names of all consumer groups."""
    if not connection.exists(ARTICLES):
        return []
    found: Any = connection.xinfo_groups(ARTICLES)
    return [group["name"].decode(errors="replace") for group in found]


def _age(entry_id: bytes, now: float) -> float | None:
    if not entry_id:
        return None
    return round(max(0.0, now - int(entry_id.partition(b"-")[0]) / 1000), 1)
