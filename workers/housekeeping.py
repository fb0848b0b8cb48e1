"""What keeps newsmill's keys within their bounds; some worker does it once a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers import quarantine, retention
from workers.watching import tally

if TYPE_CHECKING:
    from redis import Redis

    from workers.settings import Settings

TURN_KEY = "newsmill:housekeeping"
TURN_SECONDS = 60  # what is bounded in bytes overshoots by what comes in a minute


def keep_house(connection: Redis, settings: Settings) -> bool:
    """Drop what is over the bounds, unless somebody did in the last minute; whether it was us.

    Raises redis.RedisError.
    """
    if not connection.set(TURN_KEY, 1, nx=True, ex=TURN_SECONDS):
        return False
    retention.room(connection, settings)
    quarantine.trim(connection, settings)
    tally.let_go(connection)
    return True
