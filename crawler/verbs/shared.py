"""What the verbs that crawl share: their options, and how they tell how it went."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click
from click import FloatRange, IntRange, option

from workers.verbs.shared import say

if TYPE_CHECKING:
    from crawler.report import CrawlReport

CRAWLED = (
    option("--since", metavar="WHEN", help="Skip what is dated earlier: 2026-05-01, 7d, 24h."),
    option("--max-pages", type=IntRange(1), metavar="N", help="At most N new pages a site."),
    option("--include", multiple=True, metavar="REGEX", help="Only addresses that match one."),
    option("--exclude", multiple=True, metavar="REGEX", help="No addresses that match one."),
    option("--delay", type=FloatRange(0), help="Seconds between two requests (1)."),
    option("--concurrency", type=IntRange(1, 16), help="Requests to a site at once (1)."),
)


def tell(report: CrawlReport, *, as_json: bool, verbose: bool) -> None:
    """A crawl's report: for scripts its last line on stdout, for cron only when it matters."""
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    elif verbose or sys.stderr.isatty() or report.exit_code:
        say(str(report))
