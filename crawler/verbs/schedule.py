"""newsmill schedule."""

from __future__ import annotations

from pathlib import Path

import click
from click import option

from workers.verbs.shared import PARENT, load_settings, options, server


@click.command("schedule")
@option("--sources", "file", type=click.Path(path_type=Path), help="Instead of sources.toml.")
@options(PARENT)
def command(file: Path | None, parent: int | None) -> int:
    """Crawl each source at its own rhythm, until Ctrl-C.

    A source's rhythm is `every` in sources.toml: a span such as 15m, or a cron string. Its turns
    are queued for newsmill work --queues crawl, on whatever machine; one that was never crawled or
    is overdue has its turn at once. Changes of the file are picked up.

    \b
    Examples:
      newsmill schedule
      newsmill schedule --sources /etc/newsmill/sources.toml
      newsmill work --queues clean,crawl      does the work
    """
    settings = load_settings()
    from crawler.schedule import run as run_schedule

    with server(settings, parent) as connection:
        run_schedule(connection, settings, file or Path("sources.toml"), click.echo)
    return 0
