"""Progress of long work: live lines on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.live import Live
from rich.markup import escape
from rich.status import Status
from rich.table import Table
from rich.text import Text

from workers.show import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.reactor import Crawl
    from crawler.standing import Standing

# In a log a line every so many seconds shows that it moves without filling the file.
PLAIN_SECONDS = 10.0


class ProgressLine:
    """Shows the latest of many messages on stderr; `first` until there is one, "" shows nothing.

    Nothing else is to be printed meanwhile: on a terminal the line overwrites what is there.
    With `plain` false nothing is said where there is no terminal, as cron jobs want it.
    """

    def __init__(self, first: str, *, plain: bool = True) -> None:
        self._console = console(stderr=True)
        self._plain = plain and first != ""
        self._first = self._shown = first
        self._shown_at = time.monotonic()
        self._live: Status | None = None
        if first and self._console.is_terminal:
            self._live = Status(escape(first), console=self._console)

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        else:
            self._print(self._first)
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def say(self, message: str) -> None:
        """Show this message, at once on a terminal, when it is time elsewhere."""
        if self._live:
            self._live.update(escape(message))
        elif message != self._shown and time.monotonic() - self._shown_at >= PLAIN_SECONDS:
            self._print(message)

    def _print(self, message: str) -> None:
        if self._plain:
            self._console.print(message, highlight=False, markup=False, soft_wrap=True)
        self._shown, self._shown_at = message, time.monotonic()


class CrawlView:
    """Shows on a terminal how each source's crawl stands, a line a source; elsewhere nothing.

    With `quiet` nothing either.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._live: Live | None = None
        screen = console(stderr=True)
        if screen.is_terminal and not quiet:
            self._live = Live(console=screen, transient=True, auto_refresh=False)
            self._height = screen.height

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def show(self, crawls: Sequence[Crawl]) -> None:
        """Show these; the ones at work first, if they are more than the terminal has lines."""
        if self._live:
            from crawler.standing import standing  # Scrapy, which a crawl has loaded by now

            table = view([standing(each) for each in crawls], self._height - 2)
            self._live.update(table, refresh=True)


def view(standings: Sequence[Standing], lines: int) -> Table:
    """The table of a CrawlView, of so many lines at most."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", overflow="ellipsis", no_wrap=True, ratio=2)
    for column in ("fetched", "handed over", "waiting"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("state", overflow="ellipsis", no_wrap=True, ratio=3)
    shown = list(standings)
    if len(shown) > lines - 1:
        shown.sort(key=lambda each: not each.at_work)
        shown = shown[: max(1, lines - 2)]
    for each in shown:
        numbers = (each.fetched, each.handed_over, each.waiting)
        style = "" if each.at_work else "dim"
        table.add_row(Text(each.name), *map(str, numbers), Text(each.state), style=style)
    if len(shown) < len(standings):
        table.add_row(Text(f"and {len(standings) - len(shown)} more", style="dim"))
    return table
