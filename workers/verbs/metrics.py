"""newsmill metrics."""

from __future__ import annotations

import signal

import click
from click import IntRange, option

from workers.verbs.shared import NOTHING, load_settings, say, server


@click.command("metrics")
@option(
    "--port", type=IntRange(0, 65_535), default=9477, show_default=True, help="0: any free one."
)
@option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
def command(port: int, host: str) -> int:
    """An endpoint for Prometheus, until Ctrl-C or SIGTERM.

    Each scrape reads Redis. While that is lost, newsmill_up is 0. Whoever reaches the port reads
    the names of the sites: keep it on a private address.

    \b
    Examples:
      newsmill metrics
      newsmill metrics --host 10.0.0.5 --port 9477
    """
    settings = load_settings()
    from prometheus_client import CollectorRegistry, start_http_server

    from workers.watching.metrics import Newsmill

    with server(settings) as connection:
        registry = CollectorRegistry()
        registry.register(Newsmill(connection, settings))
        try:
            served, _ = start_http_server(port, host, registry)
        except OSError as error:
            say(
                f"cannot listen on {host}:{port} ({error.strerror or error}): "
                "give another --port or --host"
            )
            return NOTHING
        say(f"metrics at http://{host}:{served.server_port}/metrics")
        try:
            signal.pause()
        except KeyboardInterrupt:
            served.shutdown()
    return 0
