"""`scrapy crawl`, which does not start without Redis and whose exit code says how it went."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from crawler.addresses import BadAddress
from crawler.crawl import site_crawl
from crawler.outlets import RedisOutlet
from crawler.reactor import Crawl, Crawls
from crawler.sources import SourcesError
from crawler.spiders.site import SiteSpider
from crawler.spiders.urls import UrlsSpider
from workers.server import ServerError, open_server

if TYPE_CHECKING:
    import argparse

    import redis
    from scrapy import Spider


class Command(crawl.Command):
    """Scrapy's command, with an outlet for its spider. Exit codes, lock and end as `newsmill`."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; 2 for a wrong argument, 3 when Redis cannot be had."""
        if len(args) != 1:
            super().run(args, opts)  # says what is wrong
            return
        assert self.settings is not None
        settings = self.settings["NEWSMILL_SETTINGS"]
        spider = self._probe(args[0], opts.spargs)
        arguments: dict[str, Any] = dict(opts.spargs)
        connection: redis.Redis | None = None
        with ExitStack() as stack:
            if not getattr(spider, "dry_run", False):
                try:
                    connection = stack.enter_context(open_server(settings))
                except ServerError as error:
                    print(f"error: {error}", file=sys.stderr)
                    self.exitcode = 3
                    return
                arguments["outlet"] = RedisOutlet(connection, settings)
            one = _crawl_of(spider, arguments)
            Crawls([one], self.settings, connection).run()
            self.exitcode = one.report().exit_code

    def _probe(self, name: str, options: dict[str, Any]) -> Spider:
        """Build the spider once to see its mistakes."""
        assert self.crawler_process is not None
        try:
            return self.crawler_process.spider_loader.load(name)(**options)
        except (BadAddress, SourcesError, TypeError) as error:
            raise UsageError(str(error), print_help=False) from None
        except KeyError as error:
            raise UsageError(str(error.args[0]), print_help=False) from None


def _crawl_of(spider: Spider, arguments: dict[str, Any]) -> Crawl:
    if isinstance(spider, SiteSpider):
        return site_crawl(spider.source, arguments, dry_run=spider.dry_run)
    given = isinstance(spider, UrlsSpider)
    return Crawl(name=spider.name, url="", spider=type(spider), arguments=arguments, given=given)
