"""newsmill run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click import argument, option

from crawler.verbs.shared import CRAWLED
from workers.verbs.shared import WORKERS, load_settings, options, say, server


@click.command("run")
@argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Appended to.")
@options(*CRAWLED, WORKERS)
def command(sources: Sequence[str], output: Path, workers: int | None, **options: Any) -> int:
    """Crawl sites, clean, and write the articles to a file.

    A second run adds what is new or has changed; without the file it writes all again. After Ctrl-C
    what is queued stays queued: run again, or newsmill work --burst.

    \b
    Examples:
      newsmill run https://example.org/ -o articles.jsonl
      newsmill run https://example.org/ https://example.net/ -o articles.jsonl --since 2d
    """
    settings = load_settings()
    from crawler.progress import ProgressLine
    from crawler.run import Errand, as_arguments
    from crawler.run import run as run_all
    from crawler.sources import choose

    errand = Errand(
        targets=[source.url for source in choose(sources, None, options)],
        out=output,
        crawl_options=as_arguments(options),
        workers=workers,
    )
    line = ProgressLine(f"crawling {', '.join(errand.targets)}")
    with server(settings) as connection, line:
        progress = run_all(connection, settings, errand, lambda now: line.say(str(now)))
    say(progress.last_words(output))
    return progress.exit_code
