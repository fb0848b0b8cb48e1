"""newsmill crawl."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click import argument, option

from crawler.verbs.shared import CRAWLED, tell
from workers.verbs.shared import JSON, PARENT, load_settings, options, server


@click.command("crawl")
@argument("sources", nargs=-1, metavar="[SOURCE...]")
@option("--sources", "file", type=click.Path(path_type=Path), help="Instead of sources.toml.")
@options(*CRAWLED, JSON, PARENT)
@option("--dry-run", is_flag=True, help="Print what would be fetched, and fetch no article.")
@option("--force", is_flag=True, help="Fetch also what was fetched before and is not due again.")
@option("-v", "--verbose", count=True, help="Say how it went even when all is well; -vv: all.")
def command(
    sources: Sequence[str], file: Path | None, as_json: bool, parent: int | None, **options: Any
) -> int:
    """One pass over sites, then exit: for cron.

    The pages are queued for newsmill work. SOURCE is a site's address or a name from sources.toml;
    none means all of sources.toml. A source that is being crawled already, on whatever machine, is
    skipped. Ctrl-C or SIGTERM: what is in flight is handed over within 10 s; a second one ends it
    at once. On a terminal it shows what each source is doing, elsewhere only what goes wrong.

    \b
    Examples:
      newsmill crawl https://example.org/
      newsmill crawl                         all of sources.toml
      newsmill crawl https://example.org/ --dry-run
      */15 * * * *  newsmill crawl --sources /etc/newsmill/sources.toml
    """
    settings = load_settings()
    dry_run, force, verbose = (options.pop(name) for name in ("dry_run", "force", "verbose"))
    from crawler.crawl import crawl as crawl_sites
    from crawler.crawl import print_candidates
    from crawler.logs import level_of
    from crawler.progress import CrawlView
    from crawler.sources import choose

    chosen = choose(sources, file, options)
    if dry_run:
        with server(settings, parent) as connection:
            report = print_candidates(chosen, settings, connection, force=force)
        tell(report, as_json=as_json, verbose=verbose)
        return report.exit_code
    with server(settings, parent) as connection:
        with CrawlView(quiet=as_json) as view:
            report = crawl_sites(
                chosen,
                settings=settings,
                connection=connection,
                watch=view.show,
                force=force,
                log_level=level_of(verbose),
            )
        # Here, as to leave a server that hangs takes longer than a crawl may that was told to end.
        tell(report, as_json=as_json, verbose=verbose)
    return report.exit_code
