"""What a hand-off shows on stderr: a count on a terminal, and everywhere what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.markup import escape
from rich.status import Status

from workers.show import console

if TYPE_CHECKING:
    from workers.sinks.writing import Tally


class Progress:
    """Shows how far a hand-off to `where` is."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._console = console(stderr=True)
        self._live: Status | None = None
        if self._console.is_terminal:
            self._live = Status(escape(f"to {where}"), console=self._console)

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    @property
    def watched(self) -> bool:
        """Whether somebody looks on."""
        return self._console.is_terminal

    def show(self, tally: Tally) -> None:
        """How it stands; on a terminal alone."""
        if self._live:
            self._live.update(escape(f"to {self._where}: {counted(tally)}"))

    def say(self, line: str) -> None:
        """A line that stays, in a log too."""
        self._console.print(line, highlight=False, markup=False, soft_wrap=True)


def counted(tally: Tally) -> str:
    """The tally in words."""
    dead = f", {tally.dead:,} to the dead letters" if tally.dead else ""
    return f"{tally.delivered:,} articles{dead}"
