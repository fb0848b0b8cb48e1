"""What verbs share: exit codes, options, the settings and the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from click import Choice, IntRange, option

if TYPE_CHECKING:
    import redis

    from workers.settings import Settings

FAILED, USAGE, NOTHING, STOPPED = 1, 2, 3, 130
FORMATS = ("json", "jsonl", "markdown", "text", "html")

PARENT = option("--parent", type=int, hidden=True)  # who started it, and is not to be outlived
JSON = option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
WORKERS = option("--workers", type=IntRange(1, 256), help="Processes (one a processor).")
SHOWN_AS = (
    option("--format", "form", type=Choice(FORMATS), help="json, or jsonl for several URLs."),
    option("--explain", is_flag=True, help="What was kept and removed, with kind and rule."),
)


def _named(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    """A group's name that can be typed again, as in `forget --group`."""
    if name is not None and not (name.strip() and name.isprintable()):
        raise click.BadParameter(f"{name!r} is no name: give one such as search")
    return name


def group(default: str | None, more: str = "") -> Callable[..., Any]:
    """The option --group: `default` is its name unless given, `more` what --help adds."""
    told = "Whose place is kept." + (f"  {more}" if more else "")
    shown = default is not None
    return option("--group", default=default, show_default=shown, callback=_named, help=told)


def options(*given: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator that gives a command these options, in their order."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for each in reversed(given):
            command = each(command)
        return command

    return decorate


def load_settings() -> Settings:
    """The settings in force. Each verb reads them: a mistyped NEWSMILL_ name is an error in all."""
    from workers.settings import load

    return load()


@contextmanager
def server(settings: Settings, parent: int | None = None) -> Iterator[redis.Redis]:
    """The server, for a verb that ends when `parent` has ended, if it has one."""
    from workers.endings import end_with
    from workers.server import open_server

    end_with(parent)
    with open_server(settings) as connection:
        yield connection


def say(line: str) -> None:
    """Print a line for people, on stderr."""
    click.echo(line, err=True)
