"""A look at the streams and at the groups that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workers import outbox
from workers.reading.dead_letters import dead_key
from workers.watching.facts import GroupStatus, StreamStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redis import Redis


def streams(connection: Redis, now: float) -> tuple[StreamStatus, ...]:
    """Both streams, with their groups."""
    return tuple(_stream(connection, name, now) for name in (outbox.ARTICLES, outbox.REJECTED))


def _stream(connection: Redis, name: str, now: float) -> StreamStatus:
    if not connection.exists(name):
        return StreamStatus(
            name=name, length=0, oldest_seconds=None, newest_seconds=None, groups=()
        )
    with connection.pipeline(transaction=False) as look:
        look.xlen(name)
        look.xrange(name, count=1)
        look.xrevrange(name, count=1)
        look.memory_usage(name)
        look.xinfo_groups(name)
        length, oldest, newest, memory, groups = look.execute()
    return StreamStatus(
        name=name,
        length=length,
        oldest_seconds=_age(oldest, now),
        newest_seconds=_age(newest, now),
        groups=tuple(_group(connection, name, group, now) for group in groups),
        memory_bytes=memory or 0,
        entry_bytes=round(memory / length) if memory and length else None,
    )


def _group(connection: Redis, stream: str, group: Mapping[str, Any], now: float) -> GroupStatus:
    name = group["name"]
    given: bytes = group["last-delivered-id"]
    with connection.pipeline(transaction=False) as look:
        look.xinfo_consumers(stream, name)
        look.xpending_range(stream, name, min="-", max="+", count=1)
        look.xrange(stream, min=b"(" + given, count=1)
        look.xlen(dead_key(name.decode()))
        consumers, pending, waiting, dead = look.execute()
    ages = (_age([(each["message_id"], None)], now) for each in pending)
    oldest_pending, oldest_waiting = next(ages, None), _age(waiting, now)
    behind = [age for age in (oldest_pending, oldest_waiting) if age is not None]
    idle = min((each["idle"] for each in consumers), default=None)
    return GroupStatus(
        name=name.decode(),
        consumers=group["consumers"],
        pending=group["pending"],
        lag=group.get("lag"),
        oldest_pending_seconds=oldest_pending,
        behind_seconds=max(behind, default=None),
        seen_seconds=None if idle is None else idle / 1000,
        dead_letters=dead,
    )


def _age(entries: list[tuple[bytes, object]], now: float) -> float | None:
    if not entries:
        return None
    made = int(entries[0][0].partition(b"-")[0]) / 1000
    return round(max(0.0, now - made), 1)
