"""A Status for people: what is wrong first, then numbers. Made for 80 columns and for a night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.watching.facts import Status, Trouble

SITES_SHOWN = 20  # the busiest of the last day: more do not fit a screen; --json has them all


def show_status(status: Status) -> RenderableType:
    """What is stuck, warnings, and a table each of what there is."""
    parts = [
        _troubles(status),
        _failures(status),
        _queues(status),
        _workers(status),
        _streams(status),
        _groups(status),
        _stages(status),
        _outcomes(status),
    ]
    spaced: list[RenderableType] = []
    for part in parts:
        if part is not None:
            spaced += ["", part] if spaced else [part]
    return Group(*spaced)


def _troubles(status: Status) -> RenderableType:
    lines = Table.grid(padding=(0, 1, 0, 0))
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for trouble in status.stuck:
        lines.add_row(Text("stuck:", style="bold red"), _line(trouble))
    if not status.stuck:
        lines.add_row(Text("nothing is stuck", style="green"))
    for trouble in status.warnings:
        lines.add_row(Text(f"{trouble.kind}:", style="bold yellow"), _line(trouble))
    return lines


def _line(trouble: Trouble) -> Text:
    return Text.assemble(trouble.what, "; ", (trouble.do, "bold"))


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
    table = _table("queue", "waiting", "oldest", "started", "to retry", "failed")
    for queue in status.queues:
        failed = Text(str(queue.failed), style="red" if queue.failed else "")
        numbers = (str(queue.started), str(queue.scheduled), failed)
        table.add_row(queue.name, str(queue.waiting), _span(queue.oldest_waiting_seconds), *numbers)
    return table


def _workers(status: Status) -> RenderableType:
    if not status.workers:
        return Text("no workers", style="dim")
    table = _table("worker", "pid", "state", "for", last="what, and where")
    for worker in status.workers:
        what = ", ".join(job.description for job in worker.doing) or ", ".join(worker.queues)
        since = _span(max((job.seconds or 0.0 for job in worker.doing), default=None))
        where = Text.assemble(what, " on " if what else "", worker.host)
        table.add_row(worker.name[:12], str(worker.pid or ""), worker.state, since, where)
    return table


def _streams(status: Status) -> RenderableType:
    table = _table("stream", "entries", "memory", "an entry", "oldest", "newest")
    for stream in status.streams:
        cost = _bytes(stream.memory_bytes), _bytes(stream.entry_bytes)
        ages = _span(stream.oldest_seconds), _span(stream.newest_seconds)
        table.add_row(stream.name, str(stream.length), *cost, *ages)
    server = status.server
    most = f" of {_bytes(server.memory_max_bytes)}" if server.memory_max_bytes else ""
    line = f"server: {_bytes(server.memory_bytes)}{most} of memory"
    if server.known_url_bytes:
        line += f", some {_bytes(server.known_url_bytes)} a known address"
    return Group(table, Text(line))


def _groups(status: Status) -> Table | None:
    groups = [group for stream in status.streams for group in stream.groups]
    if not groups:
        return None
    # Short heads, so that a group's name stays on one line at 80 columns, to be copied.
    table = _table("readers", "lag", "in hand", "behind", "seen", "members", "dead")
    up = status.server.up_seconds
    for group in groups:
        lag = "?" if group.lag is None else str(group.lag)
        given_up = Text(str(group.dead_letters), style="red" if group.dead_letters else "")
        table.add_row(
            Text(group.name),
            lag,
            str(group.pending),
            _span(group.behind_seconds),
            _seen(group.seen_seconds, up),
            str(group.consumers),
            given_up,
        )
    return table


def _stages(status: Status) -> Table | None:
    if not status.stages:
        return None
    table = _table("last hour", "pages", "half within", "95 % within")
    for stage in status.stages:
        spans = _span(stage.p50_seconds), _span(stage.p95_seconds)
        table.add_row(stage.name, str(stage.pages), *spans)
    return table


def _outcomes(status: Status) -> RenderableType:
    if not status.outcomes:
        return Text("no page yet: newsmill crawl https://…", style="dim")
    table = _table("site", "pages", last="outcomes")
    busiest = sorted(
        status.outcomes, key=lambda site: (-sum(status.last_day.get(site, {}).values()), site)
    )
    for site in busiest[:SITES_SHOWN]:
        for row in _site(status, site):
            table.add_row(*row)
    if len(busiest) > SITES_SHOWN:
        table.add_row(Text(f"and {len(busiest) - SITES_SHOWN} more: --json", style="dim"))
    return table


def _site(status: Status, site: str) -> Iterator[tuple[Text, Text, Text]]:
    """A line of all, of the last day and of the last hour; the latter where they tell more."""
    ever = status.outcomes[site]
    yield Text(site), Text(str(sum(ever.values()))), Text(_counts(ever))
    before = ever
    for name, counts in (("last day", status.last_day), ("last hour", status.last_hour)):
        of_site = counts.get(site, {})
        if of_site != before:
            row = f"  {name}", str(sum(of_site.values())), _counts(of_site)
            yield Text(row[0], "dim"), Text(row[1], "dim"), Text(row[2], "dim")
            before = of_site


def _counts(outcomes: dict[str, int]) -> str:
    commonest = sorted(outcomes.items(), key=lambda item: -item[1])
    # A no-break space keeps a name and its count on one line.
    return ", ".join(f"{name}\u00a0{count}" for name, count in commonest) or "-"


def _failures(status: Status) -> Table | None:
    if not status.failures:
        return None
    table = _table("failed job", "ago", last="what and why")
    for failure in status.failures:
        why = Text.assemble(f"{failure.description}: ", (failure.fault, "red"))
        table.add_row(failure.job[:12], _span(failure.seconds), why)
    return table


def _seen(seconds: float | None, up: float | None) -> str:
    """How long ago; after a restart of the server all that is known is that it was before."""
    before = seconds is not None and up is not None and seconds >= up
    return f"> {_span(up)}" if before else _span(seconds)


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 10 or seconds == 0 else f"{seconds:.2g} s"


def _bytes(count: int | None) -> str:
    if count is None:
        return "-"
    for size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"
