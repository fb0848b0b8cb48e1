"""The status for people: a snapshot as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from workers.server import ServerState
    from workers.status import Status


def show_status(status: Status) -> RenderableType:
    """Queues, workers, streams, readers, outcomes by site and failures, one table each."""
    parts: list[RenderableType] = [
        _queues(status),
        _workers(status),
        _streams(status),
        _groups(status),
    ]
    parts += [_outcomes(status), *_failures(status)]
    return Group(*(part for part in parts if part))


def show_server(state: ServerState) -> str:
    """The server in one line."""
    kind = "newsmill's own Valkey" if state.embedded else "server"
    if not state.running:
        return f"{kind} at {state.where}: not running"
    memory = f"{(state.memory_bytes or 0) / 1e6:.1f} MB"
    stays = ", stays until stopped" if state.pinned else ""
    return (
        f"{kind} at {state.where}: running, version {state.version}, pid {state.pid}, {memory}, "
        f"{state.clients} clients{stays}"
    )


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for at, column in enumerate(columns):
        table.add_column(
            column, justify="left" if at == 0 else "right", no_wrap=at > 0, overflow="fold"
        )
    return table


def _queues(status: Status) -> Table:
    table = _table("queue", "waiting", "started", "to retry", "failed")
    for queue in status.queues:
        failed = Text(str(queue.failed), style="red" if queue.failed else "")
        table.add_row(
            queue.name, str(queue.waiting), str(queue.started), str(queue.scheduled), failed
        )
    return table


def _workers(status: Status) -> RenderableType:
    if not status.workers:
        waiting = any(queue.waiting for queue in status.queues)
        return Text(
            "\nno workers" + (": start some with newsmill work" if waiting else ""),
            style="yellow" if waiting else "dim",
        )
    table = _table("\nworker", "\nhost", "\npid", "\nstate")
    for worker in status.workers:
        table.add_row(worker.name[:12], worker.host, str(worker.pid or ""), worker.state)
    return table


def _streams(status: Status) -> Table:
    table = _table("\nstream", "\nentries", "\noldest", "\nnewest")
    for stream in status.streams:
        table.add_row(
            stream.name,
            str(stream.length),
            _age(stream.oldest_seconds),
            _age(stream.newest_seconds),
        )
    return table


def _groups(status: Status) -> RenderableType | None:
    groups = [group for stream in status.streams for group in stream.groups]
    if not groups:
        return None
    table = _table("\nreaders", "\nlag", "\nunacknowledged", "\nconsumers")
    for group in groups:
        lag = "?" if group.lag is None else str(group.lag)
        table.add_row(group.name, lag, str(group.pending), str(group.consumers))
    return table


def _outcomes(status: Status) -> RenderableType:
    if not status.outcomes:
        return Text("\nno page yet: newsmill crawl https://…", style="dim")
    table = _table("\nsite", "\npages", "\noutcomes")
    for site, outcomes in status.outcomes.items():
        table.add_row(
            site,
            str(sum(outcomes.values())),
            "  ".join(f"{name} {count}" for name, count in outcomes.items()),
        )
    return table


def _failures(status: Status) -> list[RenderableType]:
    if not status.failures:
        return []
    table = _table("\nfailed job", "\npages", "\nfault")
    for failure in status.failures:
        table.add_row(failure.job[:12], failure.description, Text(failure.fault, style="red"))
    return [table]


def _age(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
