"""newsmill fetch."""

from __future__ import annotations

from collections.abc import Sequence

import click
from click import argument

from workers.verbs.shared import FAILED, NOTHING, SHOWN_AS, load_settings, options, say


@click.command("fetch")
@argument("urls", nargs=-1, required=True, metavar="URL...")
@options(*SHOWN_AS)
def command(urls: Sequence[str], form: str | None, explain: bool) -> int:
    """Fetch pages and clean them now, without Redis.

    \b
    Examples:
      newsmill fetch https://example.org/2026/05/a-story
      newsmill fetch URL --format markdown > story.md
      newsmill fetch URL --explain
      newsmill fetch URL1 URL2 URL3 > articles.jsonl
    """
    settings = load_settings()
    from crawler.crawl import fetch as fetch_pages
    from workers.direct import Printer

    default = "json" if len(urls) == 1 else "jsonl"
    printer = Printer(form, default=default, explained=explain)
    if len(urls) > 1:
        printer.warm_up()  # in the crawl's own thread it would hold the other answers up
    report = fetch_pages(urls, settings, printer.fetched)
    printer.end()
    if report.stopped:
        say("stopped")
    if not printer.shown:
        return NOTHING
    return FAILED if report.stopped or printer.shown < report.found else 0
