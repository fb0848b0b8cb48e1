"""`scrapy crawl`, which does not start without Redis and whose exit code says how it went."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from crawler.addresses import BadAddress
from crawler.crawl import report_of
from crawler.outlets import RedisOutlet
from crawler.sources import SourcesError
from workers.server import ServerError, open_server

if TYPE_CHECKING:
    import argparse

    from scrapy import Spider
    from scrapy.crawler import Crawler


class Command(crawl.Command):
    """Scrapy's command, with an outlet for its spider. Exit codes as `newsmill crawl`."""

    _made: Crawler | None = None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; 2 for a wrong argument, 3 when Redis cannot be had."""
        options: dict[str, Any] = opts.spargs
        with ExitStack() as stack:
            if len(args) == 1 and self._probe(args[0], options):
                assert self.settings is not None
                settings = self.settings["NEWSMILL_SETTINGS"]
                try:
                    connection = stack.enter_context(open_server(settings))
                except ServerError as error:
                    print(f"error: {error}", file=sys.stderr)
                    self.exitcode = 3
                    return
                options["outlet"] = RedisOutlet(connection, settings)
            super().run(args, opts)
        if self._made is not None and not self.exitcode:
            self.exitcode = report_of(self._made).exit_code

    def _probe(self, name: str, options: dict[str, Any]) -> bool:
        """Build the spider once to see its mistakes; return whether it needs an outlet."""
        assert self.crawler_process is not None
        try:
            spider = self.crawler_process.spider_loader.load(name)(**options)
        except (BadAddress, SourcesError, TypeError) as error:
            raise UsageError(str(error), print_help=False) from None
        except KeyError as error:
            raise UsageError(str(error.args[0]), print_help=False) from None
        return not getattr(spider, "dry_run", False)

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        self._made = super()._create_crawler(spidercls)
        return self._made
