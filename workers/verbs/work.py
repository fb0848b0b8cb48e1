"""newsmill work."""

from __future__ import annotations

import sys

import click
from click import option

from workers.verbs.shared import PARENT, WORKERS, load_settings, options, say, server


@click.command("work")
@option("--queues", default="clean", show_default=True, metavar="NAMES", help="clean, crawl, both.")
@options(WORKERS, PARENT)
@option("--burst", is_flag=True, help="Return when nothing is queued any more.")
@option("-q", "--quiet", is_flag=True, help="Log only what goes wrong, not a line a page.")
def command(queues: str, workers: int | None, parent: int | None, burst: bool, quiet: bool) -> int:
    """Clean what is queued and deliver it, or crawl.

    Each queue gets processes of its own. A queue of crawls is filled by newsmill schedule and by
    newsmill warc --enqueue.
    Ctrl-C or SIGTERM: pages in hand are finished, crawls end within 10 s, the rest stays queued; a
    second one cuts them short, to be tried again.

    \b
    Examples:
      newsmill work
      newsmill work --workers 4
      newsmill work --queues crawl     for newsmill schedule
      newsmill work --queues clean,crawl
      newsmill work --burst            clean what is there, then return
    """
    settings = load_settings()
    from workers.pool import work as work_queues
    from workers.queue import named

    names = named(queues)
    on_terminal = sys.stderr.isatty() and not quiet  # elsewhere a log collector reads the lines
    with server(settings, parent) as connection:
        if on_terminal and not burst:
            say(f"{workers or settings.workers} workers for {queues}; Ctrl-C ends them")
        stopped = work_queues(
            connection, settings, names=names, workers=workers, burst=burst, quiet=quiet
        )
    if stopped and on_terminal:
        say("stopped; what is queued stays queued: newsmill work")
    return 0
