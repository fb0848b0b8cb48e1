"""newsmill server."""

from __future__ import annotations

import json

import click
from click import Choice, argument

from workers.verbs.shared import JSON, load_settings, options


@click.command("server")
@argument("verb", type=Choice(("start", "stop", "status")))
@options(JSON)
def command(verb: str, as_json: bool) -> None:
    """The embedded server: start, stop, status.

    It starts by itself when it is needed and stops when the last command has ended; after start it
    runs until stop. What it holds stays on disk.

    \b
    Examples:
      newsmill server start      keep it running between commands
      newsmill server status
      newsmill server stop
    """
    settings = load_settings()
    from workers import server as servers
    from workers.show import show_server

    if verb == "stop":
        click.echo("stopped" if servers.stop(settings) else "not running")
        return
    state = servers.start(settings) if verb == "start" else servers.state(settings)
    click.echo(json.dumps(state._asdict()) if as_json else show_server(state))
