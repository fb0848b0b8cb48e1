"""How things stand: what is stuck, queues, workers, streams and readers, outcomes by site."""

# RQ is typed in parts only:
# mypy: allow-untyped-calls

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from redis.exceptions import ResponseError
from rq.suspension import is_suspended

from workers import retention
from workers.settings import load
from workers.watching import drift, latency, tally
from workers.watching.facts import GroupStatus, Stage, Status, StreamStatus, Trouble
from workers.watching.looks import queues, server, streams
from workers.watching.stuck import stuck, warnings
from workers.watching.tally import outcomes

if TYPE_CHECKING:
    from redis import Redis

    from workers.retention import Room
    from workers.settings import Settings

__all__ = ["GroupStatus", "Status", "StreamStatus", "Trouble", "outcomes", "snapshot"]

# Of looking for drift: some 500 sites. Those with the most pages come first; `newsmill metrics`
# looks at all.
DRIFT_SECONDS = 0.4


def snapshot(connection: Redis, settings: Settings | None = None) -> Status:
    """How things stand now, under these settings (None: the defaults).

    What retention lets go of goes by this look, and jobs whose worker died are put back on their
    queue. Raises redis.RedisError.
    """
    settings, now = settings or load({}), time.time()
    room, refusal = _tidy(connection, settings, now)
    last_hour, last_day = tally.last_hour(connection, now), tally.last_day(connection, now)
    status = Status(
        at=now,
        queues=queues.queues(connection, now),
        workers=queues.workers(connection, now),
        suspended=bool(is_suspended(connection)),
        streams=streams.streams(connection, now),
        server=server.server(connection),
        stages=_stages(connection, now),
        outcomes=outcomes(connection),
        last_hour=last_hour,
        last_day=last_day,
        failures=queues.failures(connection, now),
    )
    # A site without pages does not begin to drift.
    busiest = sorted(last_day, key=lambda site: -sum(last_day[site].values()))
    drifts = drift.drifts(connection, busiest, DRIFT_SECONDS)
    return status.model_copy(
        update={
            "stuck": stuck(status, settings, room, refusal),
            "warnings": warnings(status, drifts, _clock),
        }
    )


def _tidy(connection: Redis, settings: Settings, now: float) -> tuple[Room | None, str]:
    """Let go of what is to go; how much room there is, or else why the server refuses to write.

    A look must not fail when it is needed most.
    """
    try:
        room = retention.room(connection, settings, now)
        tally.let_go(connection)
        queues.tidy(connection)
    except ResponseError as error:
        return None, str(error)
    return room, ""


def _stages(connection: Redis, now: float) -> tuple[Stage, ...]:
    return tuple(
        Stage(
            name=name,
            pages=histogram.pages,
            p50_seconds=histogram.quantile(0.5),
            p95_seconds=histogram.quantile(0.95),
        )
        for name, histogram in latency.last_hour(connection, now).items()
        if histogram.pages
    )


def _clock(at: float) -> str:
    """A moment as it is told at night: the time, and of another day than today that too."""
    moment = datetime.fromtimestamp(at).astimezone()
    today = datetime.now().astimezone().date()
    return f"{moment:%H:%M}" if moment.date() == today else f"{moment:%d %b %H:%M}"
