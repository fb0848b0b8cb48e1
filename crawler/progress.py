"""Progress of long work: one live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from typing import Self

from rich.markup import escape
from rich.status import Status

from workers.show import console

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
