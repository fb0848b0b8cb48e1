"""Dead letters: what a consumer group could not work with, set aside so that it blocks nobody.

    newsmill:dead:<group>    stream of the entry's own fields, and `entry` (its id on
                             newsmill:articles), `fault`, `attempts`, `at`; the last 2,000, about

An entry is added here and acknowledged in one atomic step, once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from workers.outbox import ARTICLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis import Redis

MAX_LETTERS = 2_000  # at some 25 KB an article 50 MB a group; past it the oldest go
MAX_FAULT = 500  # characters: a line or two to read, not a whole traceback
_MAX_FIELDS = 2_000  # names and values of an entry that are kept: Lua's stack takes 8,000
ANY_CLAIM_MS = 7 * 86_400_000  # an entry idle for a week is claimed by whoever looks next
_PUT_BACK_BY = "put-back"  # the member whose entries wait to be claimed by a living one

# An entry that was acknowledged meanwhile, or is no longer on the stream, adds nothing.
_BURY = f"""
local found = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1]
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 or not found then return 0 end
local kept = {{}}
for at = 1, math.min(#found[2], {_MAX_FIELDS}) do kept[at] = found[2][at] end
for _, word in ipairs({{'entry', ARGV[2], 'fault', ARGV[3], 'attempts', ARGV[4], 'at', ARGV[5]}}) do
  kept[#kept + 1] = word
end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', {MAX_LETTERS}, '*', unpack(kept))
return 1
"""

# FORCE makes the entry pending again although it was acknowledged.
_PUT_BACK = f"""
if #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) == 0 then return 0 end
redis.call('XCLAIM', KEYS[1], ARGV[1], '{_PUT_BACK_BY}', 0, ARGV[2],
  'IDLE', {ANY_CLAIM_MS}, 'RETRYCOUNT', 0, 'FORCE', 'JUSTID')
redis.call('XDEL', KEYS[2], ARGV[3])
return 1
"""


class DeadLetter(NamedTuple):
    """An entry that was set aside: its id on newsmill:articles, why, after how many tries, when.

    `fields` are the entry's own, as they were, `article` the whole JSON among them.
    """

    letter_id: str
    entry_id: str
    fault: str
    attempts: int
    at: str
    fields: dict[str, str]


def dead_key(group: str) -> str:
    """The Redis key of a group's dead letters."""
    return f"newsmill:dead:{group}"


def bury(connection: Any, group: str, entry_id: str, fault: str, attempts: int) -> Any:
    """Set a pending entry aside, and acknowledge it: 1, or 0 if it was not there any more.

    The reply is to be awaited if the connection is one of redis.asyncio. Raises redis.RedisError.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    words = (group, entry_id, " ".join(fault.split())[:MAX_FAULT], str(attempts), now)
    return connection.eval(_BURY, 2, ARTICLES, dead_key(group), *words)


def read(connection: Redis, group: str, count: int = MAX_LETTERS) -> list[DeadLetter]:
    """A group's dead letters, the oldest first, up to `count`. Raises redis.RedisError."""
    found: Any = connection.xrange(dead_key(group), count=count)
    return [_letter(letter_id, fields) for letter_id, fields in found]


def put_back(
    connection: Redis, group: str, letters: Iterable[DeadLetter] | None = None
) -> tuple[int, int]:
    """Have these letters (None: all) given out to the group again; how many were, and were not.

    Only the group gets them, as if they had never been delivered. What is no longer on the stream
    cannot be given out: it stays here. Raises redis.RedisError, of a group that is not there too.
    """
    done = gone = 0
    for letter in read(connection, group) if letters is None else letters:
        words = (group, letter.entry_id, letter.letter_id)
        if connection.eval(_PUT_BACK, 2, ARTICLES, dead_key(group), *words):
            done += 1
        else:
            gone += 1
    return done, gone


def drop(connection: Redis, group: str, letters: Iterable[DeadLetter]) -> int:
    """Remove these letters for good; how many there were. Raises redis.RedisError."""
    ids = [letter.letter_id for letter in letters]
    return int(connection.xdel(dead_key(group), *ids)) if ids else 0


def _letter(letter_id: bytes | str, raw: dict[Any, Any]) -> DeadLetter:
    fields = {_text(name): _text(value) for name, value in raw.items()}
    return DeadLetter(
        letter_id=_text(letter_id),
        entry_id=fields.pop("entry", ""),
        fault=fields.pop("fault", ""),
        attempts=int(fields.pop("attempts", "0")),
        at=fields.pop("at", ""),
        fields=fields,
    )


def _text(value: bytes | str) -> str:
    # An entry that newsmill did not write may hold anything.
    return value.decode(errors="replace") if isinstance(value, bytes) else value
