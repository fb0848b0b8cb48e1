"""For people: consoles, and tables of how things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workers.server import ServerState
    from workers.settings import Setting
    from workers.status import Status

# Where there is no terminal nothing has an edge to be wrapped at: a pipe gets whole lines.
PIPE_WIDTH = 10_000


def console(*, stderr: bool = False) -> Console:
    """A console that colours and wraps on a terminal, and does neither in a pipe."""
    made = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not made.is_terminal:
        made.width = PIPE_WIDTH
    return made


def show_status(status: Status) -> RenderableType:
    """Queues, workers, streams, readers, outcomes by site and failures, one table each."""
    tables = [
        _queues(status),
        _workers(status),
        _streams(status),
        _groups(status),
        _outcomes(status),
        _failures(status),
    ]
    spaced: list[RenderableType] = []
    for table in tables:
        if table is not None:
            spaced += ["", table] if spaced else [table]
    return Group(*spaced)


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


def show_settings(settings: Iterable[Setting]) -> RenderableType:
    """Each setting with its value and origin on a line, and what it is for below."""
    return Group(*_setting_lines(settings))


def _setting_lines(settings: Iterable[Setting]) -> Iterator[RenderableType]:
    for setting in settings:
        colour = "green" if setting.origin == "environment" else "dim"
        yield Text.assemble(
            (setting.name, "bold"), f"={setting.value}  ", (f"({setting.origin})", colour)
        )
        yield _indented(setting.description)


def _indented(text: str) -> Table:
    grid = Table.grid(padding=(0, 0, 0, 4))
    grid.add_row(Text(text, style="dim"))
    return grid


def _table(first: str, *numbers: str, last: str = "") -> Table:
    """A table: a name, right-aligned numbers that are never cut, and a text that wraps."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, overflow="fold")
    for column in numbers:
        table.add_column(column, justify="right", no_wrap=True)
    if last:
        table.add_column(last, overflow="fold")
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
        hint = ": start some with newsmill work" if waiting else ""
        return Text(f"no workers{hint}", style="yellow" if waiting else "dim")
    table = _table("worker", "pid", "state", last="host")
    for worker in status.workers:
        table.add_row(worker.name[:12], str(worker.pid or ""), worker.state, worker.host)
    return table


def _streams(status: Status) -> Table:
    table = _table("stream", "entries", "oldest", "newest")
    for stream in status.streams:
        ages = (_age(stream.oldest_seconds), _age(stream.newest_seconds))
        table.add_row(stream.name, str(stream.length), *ages)
    return table


def _groups(status: Status) -> Table | None:
    groups = [group for stream in status.streams for group in stream.groups]
    if not groups:
        return None
    table = _table("readers", "lag", "unacknowledged", "consumers")
    for group in groups:
        lag = "?" if group.lag is None else str(group.lag)
        table.add_row(Text(group.name), lag, str(group.pending), str(group.consumers))
    return table


def _outcomes(status: Status) -> RenderableType:
    if not status.outcomes:
        return Text("no page yet: newsmill crawl https://…", style="dim")
    table = _table("site", "pages", last="outcomes")
    for site, outcomes in status.outcomes.items():
        commonest = sorted(outcomes.items(), key=lambda item: -item[1])
        # A no-break space keeps a name and its count on one line.
        counts = ", ".join(f"{name}\u00a0{count}" for name, count in commonest)
        table.add_row(Text(site), str(sum(outcomes.values())), counts)
    return table


def _failures(status: Status) -> Table | None:
    if not status.failures:
        return None
    table = _table("failed job", last="what and why")
    for failure in status.failures:
        why = Text.assemble(f"{failure.description}: ", (failure.fault, "red"))
        table.add_row(failure.job[:12], why)
    return table


def _age(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
