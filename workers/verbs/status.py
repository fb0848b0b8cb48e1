"""newsmill status."""

from __future__ import annotations

import click

from workers.verbs.shared import JSON, load_settings, options, server


@click.command("status")
@options(JSON)
def command(as_json: bool) -> None:
    """Queues, workers, streams, readers, outcomes by site.

    \b
    Examples:
      newsmill status
      newsmill status --json | jq '.outcomes'
    """
    from workers.show import console, show_status
    from workers.status import snapshot

    with server(load_settings()) as connection:
        now = snapshot(connection)
    if as_json:
        click.echo(now.model_dump_json())
    else:
        console().print(show_status(now))
