"""Spider `warc`: the pages of one web archive, as if they were fetched now."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from typing import TYPE_CHECKING

from scrapy import Spider
from scrapy.exceptions import CloseSpider

from crawler.addresses import checked
from crawler.sources import SourcesError
from crawler.warc.files import LocalFile, RemoteFile, Unreachable
from crawler.warc.pages import Choice, PageReader
from crawler.warc.records import Damage, records
from workers.page import Dropped, Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from crawler.outlets import Outlet

Item = Page | Dropped
logger = logging.getLogger(__name__)

_TOLD = 5  # damaged places that get a line of their own: a file may consist of them
_PAUSE = 0.1  # seconds between two looks whether a paused crawl goes on


class WarcSpider(Spider):
    """Reads one file. From a shell: `scrapy crawl warc -a file=news.warc.gz`.

    `file` is a path or an address. `include_host` and `exclude_host` are globs with spaces between,
    `since` and `until` days. Raises BadAddress for the address and SourcesError for the rest.
    """

    name = "warc"
    custom_settings = {  # noqa: RUF012 - as Scrapy declares it
        # Pieces of one file: no reader of it is in a hurry for the next, and none comes twice.
        "DOWNLOAD_DELAY": 0.0,
        "AUTOTHROTTLE_ENABLED": False,
        "COMPRESSION_ENABLED": False,  # a piece of a gzip file is no gzip file
    }

    def __init__(  # noqa: PLR0913 - Scrapy's -a arguments are these
        self,
        file: str = "",
        *,
        include_host: str | Sequence[str] = (),
        exclude_host: str | Sequence[str] = (),
        since: str | date | None = None,
        until: str | date | None = None,
        outlet: Outlet | None = None,
        on_item: Callable[[Item], None] | None = None,
    ) -> None:
        super().__init__()
        if not file:
            raise SourcesError("no file given; give file=news.warc.gz or its address")
        self.file = checked(file) if "://" in file else file
        if "://" not in file:
            LocalFile(file).close()
        self.choice = Choice(
            include_hosts=_words(include_host),
            exclude_hosts=_words(exclude_host),
            since=_day(since, "since"),
            until=_day(until, "until"),
        )
        self.outlet, self.on_item = outlet, on_item
        self._damages = 0

    async def start(self) -> AsyncIterator[Item]:
        """Give the pages, no faster than they are taken.

        Ends with CloseSpider("damaged") if a part of the file could not be read, and with
        CloseSpider("unreachable") if the rest of it cannot be had now.
        """
        opened = self._open()
        # In a thread: unpacking is work, and a file that is fetched lets its reader wait.
        made = self._items(opened)
        try:
            while (item := await asyncio.to_thread(next, made, None)) is not None:
                self._count("found")
                self._count("fetched")
                while self.crawler.engine.paused:
                    await asyncio.sleep(_PAUSE)
                # Not cut short when the crawl is ended: a batch is on its way with it.
                await asyncio.shield(asyncio.create_task(self._hand_over(item)))
        except Unreachable as error:
            logger.error("%s: what was before is handed over: %s", self.file, error)
            raise CloseSpider("unreachable") from None
        finally:
            opened.close()
        if self._damages:
            logger.warning("%s: %d damaged places, the rest is read", self.file, self._damages)
            raise CloseSpider("damaged")
        nothing: Item
        for nothing in ():
            yield nothing  # Scrapy wants a generator
        self._count("files")  # a file may be read well and hold no page that is wanted

    async def _hand_over(self, item: Item) -> None:
        """Give one page to the pipeline, and wait for it: items that start() yields are not."""
        scraper = self.crawler.engine.scraper
        try:
            await scraper.start_itemproc_async(item, response=None)
        finally:
            # Scrapy looks whether a spider that closes is through only after responses.
            if (slot := scraper.slot) and slot.closing and not slot.closing.called:
                scraper._check_if_closing()

    def _open(self) -> LocalFile | RemoteFile:
        if "://" not in self.file:
            return LocalFile(self.file)
        return RemoteFile(self.file, self.crawler.engine.download_async, asyncio.get_running_loop())

    def _items(self, opened: LocalFile | RemoteFile) -> Iterator[Item]:
        limit = self.crawler.settings.getint("DOWNLOAD_MAXSIZE")
        reader = PageReader(self.file, self.choice, self.crawler)
        for record in records(opened, limit):
            if isinstance(record, Damage):
                self._tell(record.offset, record.reason)
                continue
            try:
                item = reader.read(record)
            except ValueError as error:
                self._tell(record.offset + record.inner, str(error))
                continue
            if item is not None:
                yield item

    def _tell(self, offset: int, reason: str) -> None:
        self._damages += 1
        if self._damages <= _TOLD:
            logger.warning("%s: damaged at byte %d: %s", self.file, offset, reason)

    def _count(self, name: str) -> None:
        self.crawler.stats.inc_value(f"newsmill/{name}")


def _words(value: str | Sequence[str]) -> tuple[str, ...]:
    words = value.split() if isinstance(value, str) else value
    return tuple(word.lower() for word in words)


def _day(value: str | date | None, name: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise SourcesError(f"{name}={value!r} is no day; give one such as 2026-05-31") from None
