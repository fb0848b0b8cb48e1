"""newsmill status."""

from __future__ import annotations

import json
import sys
import time
from contextlib import ExitStack, suppress
from datetime import datetime
from typing import TYPE_CHECKING

import click
from click import option

from workers.verbs.shared import FAILED, JSON, load_settings, options, server

if TYPE_CHECKING:
    import redis
    from rich.console import RenderableType

    from workers.settings import Settings

SECONDS = 2.0  # between looks of --watch: a look takes some 30 ms


@click.command("status")
@options(JSON)
@option("--watch", is_flag=True, help="Look again every 2 s, until Ctrl-C.")
def command(as_json: bool, watch: bool) -> int:
    """What is stuck, queues, workers, streams, outcomes by site.

    What is wrong comes first, with what to do. Exit code 1 if something is stuck. --watch refreshes
    in place on a terminal; elsewhere each look is printed below the last, with --json as a line.

    \b
    Examples:
      newsmill status
      newsmill status --watch
      newsmill status --json | jq '.outcomes'
      newsmill status > /tmp/status.txt || mail -s newsmill ops@example.org < /tmp/status.txt
    """
    settings = load_settings()
    with server(settings) as connection:
        if watch:
            return _watch(connection, settings, as_json=as_json)
        from workers.watching.status import snapshot

        now = snapshot(connection, settings)
    if as_json:
        click.echo(now.model_dump_json())
    else:
        from workers.show import console
        from workers.watching.view import show_status

        console().print(show_status(now))
    return FAILED if now.stuck else 0


def _watch(connection: redis.Redis, settings: Settings, *, as_json: bool) -> int:
    """Show how things stand until Ctrl-C or SIGTERM. A lost server is waited for."""
    import redis
    from rich.live import Live

    from workers.show import console
    from workers.watching.status import snapshot
    from workers.watching.view import show_status

    told: RenderableType
    shown = console()
    in_place = shown.is_terminal and not as_json
    with ExitStack() as held, suppress(KeyboardInterrupt):
        live = Live(console=shown, screen=True, auto_refresh=False) if in_place else None
        if live:
            held.enter_context(live)
        while True:
            try:
                now = snapshot(connection, settings)
                told = now.model_dump_json() if as_json else show_status(now)
            except (redis.ConnectionError, redis.TimeoutError) as error:
                told = f"the server is lost, and looked for: {error}"
                if as_json:
                    told = json.dumps({"at": time.time(), "lost": str(error)})
            if live:
                live.update(told, refresh=True)
            elif as_json:
                click.echo(told)
            else:
                shown.print(f"--- {datetime.now():%Y-%m-%d %H:%M:%S}")
                shown.print(told)
            sys.stdout.flush()
            time.sleep(SECONDS)
    return 0
