"""Progress of long work: one live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.status import Status

if TYPE_CHECKING:
    from rich.console import Console

# In a log a line every so many seconds shows that it moves without filling the file.
PLAIN_SECONDS = 10.0


class ProgressLine:
    """Shows the latest of many messages on stderr's console."""

    def __init__(self, console: Console, first: str) -> None:
        self._console = console
        self._latest = first
        self._shown = ""
        self._shown_at = 0.0
        self._live = Status(first, console=console) if console.is_terminal else None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def say(self, message: str) -> None:
        """Show this message, at once on a terminal, when it is time elsewhere."""
        if self._live:
            self._live.update(message)
        elif message != self._shown and time.monotonic() - self._shown_at >= PLAIN_SECONDS:
            self._console.print(message, highlight=False, markup=False, soft_wrap=True)
            self._shown, self._shown_at = message, time.monotonic()
