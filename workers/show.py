"""For people: consoles, the server in a line, the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workers.server import ServerState
    from workers.settings import Setting

# Where there is no terminal nothing has an edge to be wrapped at: a pipe gets whole lines.
PIPE_WIDTH = 10_000


def console(*, stderr: bool = False) -> Console:
    """A console that colours and wraps on a terminal, and does neither in a pipe."""
    made = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not made.is_terminal:
        made.width = PIPE_WIDTH
    return made


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
