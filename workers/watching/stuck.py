"""What is stuck, why, and what to do: rules over a Status, each for one kind of trouble.

Stuck means that pages wait for somebody to act. What may mend itself, or loses nothing when it
waits, is a warning.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from workers.queue import CLEAN, CRAWL, MARGIN_SECONDS
from workers.watching.facts import GroupStatus, QueueStatus, Status, Trouble

if TYPE_CHECKING:
    from workers.retention import Room
    from workers.settings import Settings
    from workers.watching.drift import Drift

STALLED_SECONDS = 600  # a batch may take half of it, and a killed worker is missed after minutes
UNSEEN_SECONDS = 3_600  # a reader that is deployed anew, or one from cron, is back by then
NEARLY_FULL = 0.9  # of maxmemory: at all of it every write fails, those of a rewrite too


def stuck(
    status: Status, settings: Settings, room: Room | None, refusal: str = ""
) -> tuple[Trouble, ...]:
    """All that is stuck, the worst first: what stops everything before what stops a part.

    `refusal` is what the server says when it is to write something and will not.
    """
    return (
        *_server(status, refusal),
        *_full(room),
        *(trouble for queue in status.queues for trouble in _queue(queue, status, settings)),
        *(_failed(queue) for queue in status.queues if queue.failed),
        *(
            trouble
            for stream in status.streams
            for group in stream.groups
            for trouble in _group(group)
        ),
    )


def warnings(
    status: Status, drifts: list[Drift], when: Callable[[float], str]
) -> tuple[Trouble, ...]:
    """What is worth a look; `when` says a moment (unix seconds) in words."""
    found = [_drifted(each, when) for each in drifts]
    if status.server.memory_max_bytes and status.server.policy != "noeviction":
        found.append(
            Trouble(
                kind="eviction",
                what=f"the server may drop any key when memory is short ({status.server.policy})",
                do="set maxmemory-policy to noeviction: a queue must not forget",
            )
        )
    return tuple(found)


def _server(status: Status, refusal: str) -> Iterator[Trouble]:
    server = status.server
    if refusal and not server.write_error:
        yield Trouble(
            kind="refused",
            what=f"the server refuses to write: {refusal}",
            do="mend what it names: crawls and workers wait for it",
        )
    if server.write_error:
        yield Trouble(
            kind="disk",
            what=f"{server.write_error}: the server refuses what is to be kept",
            do="free disk space where it keeps its data (newsmill server status says where), "
            "and look at its log",
        )
    most = server.memory_max_bytes
    if most and server.memory_bytes > NEARLY_FULL * most:
        yield Trouble(
            kind="memory",
            what=f"the server's memory is nearly full: {server.memory_bytes / 1e6:.0f} of "
            f"{most / 1e6:.0f} MB",
            do="raise its maxmemory, or lower NEWSMILL_ARTICLES_MAX_MB and have readers catch up",
        )


def _full(room: Room | None) -> Iterator[Trouble]:
    if room and room.full:
        what, _, do = room.why.rpartition(": ")
        yield Trouble(kind="stream-full", what=f"crawls pause: {what}", do=do)


def _queue(queue: QueueStatus, status: Status, settings: Settings) -> Iterator[Trouble]:
    to_do = queue.waiting + queue.scheduled
    if not to_do:
        return
    jobs = _jobs(to_do, "waits", "wait")
    start = "newsmill work" + (" --queues crawl" if queue.name == CRAWL else "")
    # An RQ worker says which queues it serves; who does not say so may serve this one.
    serving = [one for one in status.workers if queue.name in (one.queues or (queue.name,))]
    if not serving:
        yield Trouble(
            kind="no-worker",
            what=f"{jobs} in {queue.name} and no worker serves it",
            do=f"run {start}",
        )
        return
    if status.suspended:
        yield Trouble(
            kind="suspended", what=f"{jobs} in {queue.name}: workers are suspended", do="rq resume"
        )
        return
    if queue.overdue:
        yield Trouble(
            kind="overdue",
            what=f"{_jobs(queue.overdue, 'is', 'are')} overdue to be tried again in {queue.name}: "
            "no worker looks at the time",
            do=f"start {start} anew",
        )
    longest = max(
        STALLED_SECONDS, settings.batch_pages * settings.page_timeout + 2 * MARGIN_SECONDS
    )
    quiet = [queue.oldest_waiting_seconds or 0.0]
    quiet += [queue.finished_seconds] if queue.finished_seconds is not None else []
    # A crawl takes up to a day: that none has ended says nothing.
    if queue.name == CLEAN and queue.waiting and min(quiet) > longest:
        yield Trouble(
            kind="stalled",
            what=f"{jobs} in {queue.name} and none was done for {min(quiet) / 60:.0f} min, "
            f"though {len(serving)} worker{'s' * (len(serving) != 1)} live",
            do=f"look at their log, and start {start} anew",
        )


def _failed(queue: QueueStatus) -> Trouble:
    return Trouble(
        kind="failed",
        what=f"{_jobs(queue.failed, 'has', 'have')} failed in {queue.name}",
        do="mend what their last lines below name, then newsmill replay --failed",
    )


def _group(group: GroupStatus) -> Iterator[Trouble]:
    behind, seen = group.behind_seconds, group.seen_seconds
    if behind is not None and behind > UNSEEN_SECONDS and (seen is None or seen > UNSEEN_SECONDS):
        waiting = group.pending + (group.lag or 0)
        last = "never" if seen is None else f"{seen / 3600:.0f} h ago"
        yield Trouble(
            kind="reader-gone",
            what=f"group {group.name} lags {waiting} entr{'ies' if waiting != 1 else 'y'} behind, "
            f"and was last seen {last}",
            do=f"start its reader, or newsmill forget --group {shlex.quote(group.name)}",
        )
    if group.dead_letters:
        number = group.dead_letters
        yield Trouble(
            kind="dead-letters",
            what=f"group {group.name} gave up {number} entr{'ies' if number > 1 else 'y'}",
            do=f"see why: newsmill consume --group {shlex.quote(group.name)} --dead; mend it, then "
            "--retry-dead, or --drop-dead",
        )


def _drifted(drift: Drift, when: Callable[[float], str]) -> Trouble:
    shifts = ", ".join(str(shift) for shift in drift.shifts)
    return Trouble(
        kind="drift",
        what=f"{drift.site} since about {when(drift.since)}: {shifts}",
        do=f"look at newsmill fetch URL --explain, or newsmill forget --memory {drift.site}",
    )


def _jobs(count: int, one: str, many: str) -> str:
    return f"{count} job {one}" if count == 1 else f"{count} jobs {many}"
