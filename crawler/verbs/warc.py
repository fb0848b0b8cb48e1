"""newsmill warc."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click
from click import argument, option

from crawler.verbs.shared import tell
from workers.verbs.shared import JSON, load_settings, options, say, server

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("warc")
@argument("files", nargs=-1, required=True, metavar="FILE...")
@option("--include-host", multiple=True, metavar="GLOB", help="Only pages of hosts that match one.")
@option("--exclude-host", multiple=True, metavar="GLOB", help="No pages of hosts that match one.")
@option("--since", type=_DAY, metavar="DAY", help="Only pages fetched on that day (UTC) or later.")
@option("--until", type=_DAY, metavar="DAY", help="Only pages fetched on that day or before.")
@option("--base", default="", metavar="URL", help="Where the files of a listing lie.")
@option("--enqueue", is_flag=True, help="Queue a job a file, for newsmill work --queues crawl.")
@options(JSON)
@option("-v", "--verbose", is_flag=True, help="Say how it went even when all is well.")
def command(
    files: Sequence[str], base: str, enqueue: bool, as_json: bool, verbose: bool, **chosen: Any
) -> int:
    """Read web archives (WARC), as if their pages were fetched now.

    The pages are queued for newsmill work. FILE is a WARC file, plain, gzip or zstd, on this
    machine or an address, or a listing of them that ends in .paths or .paths.gz.

    \b
    Examples:
      newsmill warc news.warc.gz
      newsmill warc https://example.org/news.warc.gz --include-host '*.example.org'
      newsmill warc warc.paths.gz --base https://data.commoncrawl.org/ --enqueue
    """
    settings = load_settings()
    from crawler.warc.listing import expand

    archives = expand(files, base)
    options = {name: list(given) for name, given in chosen.items() if isinstance(given, tuple)}
    days = {name: f"{day:%Y-%m-%d}" for name, day in chosen.items() if isinstance(day, datetime)}
    if enqueue:
        from crawler.warc_jobs import enqueue_files

        with server(settings) as connection:
            queued = enqueue_files(connection, archives, options | days)
        say(f"{queued} of {len(archives)} files queued; the others are known")
        return 0
    from crawler.crawl import read_archives
    from crawler.progress import ProgressLine

    line = ProgressLine("" if as_json else "reading", plain=False)
    with server(settings) as connection, line:
        report = read_archives(
            archives,
            options | days,
            settings=settings,
            connection=connection,
            watch=lambda all_: line.say("; ".join(str(each.report()) for each in all_)),
        )
    tell(report, as_json=as_json, verbose=verbose)
    return report.exit_code
