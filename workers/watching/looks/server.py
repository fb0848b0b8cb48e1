"""A look at the server itself: its memory, its disk, and what it costs to know an address."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING, Any

from workers import ledger, visits
from workers.watching.facts import ServerStatus

if TYPE_CHECKING:
    from redis import Redis

SAMPLED = 100  # keys: two milliseconds, and on a server of our own most of them are addresses
# What MEMORY USAGE leaves out: the key's places in the tables of keys and of times to live.
_TABLES = 64


def server(connection: Redis) -> ServerStatus:
    """The server."""
    with connection.pipeline(transaction=False) as look:
        look.info("memory")
        look.info("persistence")
        look.info("server")
        memory, disk, process = look.execute()
    return ServerStatus(
        memory_bytes=memory["used_memory"],
        up_seconds=process.get("uptime_in_seconds"),
        memory_max_bytes=memory.get("maxmemory") or None,
        policy=memory.get("maxmemory_policy", "noeviction"),
        write_error=_write_error(disk),
        known_url_bytes=known_url_bytes(connection),
    )


def known_url_bytes(connection: Redis) -> int | None:
    """The bytes that an address with an article takes: its visit and its part of the ledger.

    By keys picked at random; None where none of them is such a key.
    """
    with connection.pipeline(transaction=False) as look:
        for _ in range(SAMPLED):
            look.randomkey()
        keys: set[bytes] = {key for key in look.execute() if key and _kind(key)}
    with connection.pipeline(transaction=False) as look:
        for key in sorted(keys):
            look.memory_usage(key)
        sizes: dict[str, list[int]] = {}
        for key, size in zip(sorted(keys), look.execute(), strict=True):
            if size:  # else it has gone meanwhile
                sizes.setdefault(_kind(key), []).append(size + _TABLES)
    return round(sum(fmean(of_kind) for of_kind in sizes.values())) if sizes else None


def _kind(key: bytes) -> str:
    """Which of an address's keys it is: each address of an article has one of each kind."""
    name = key.decode(errors="replace")
    if name.startswith(visits.PREFIX):
        return "visit"
    if not name.startswith(ledger.PREFIX):
        return ""
    rest = name.removeprefix(ledger.PREFIX)
    if ":" not in rest:
        return "article"
    return "addresses" if rest.endswith(":urls") else rest.partition(":")[0]


def _write_error(disk: dict[str, Any]) -> str | None:
    """What could not be written to disk lately; None if all could."""
    told = {
        "aof_last_write_status": "the append-only file could not be written",
        "aof_last_bgrewrite_status": "the append-only file could not be rewritten",
        "rdb_last_bgsave_status": "the snapshot could not be saved",
    }
    return next((what for name, what in told.items() if disk.get(name, "ok") != "ok"), None)
