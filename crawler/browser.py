"""The browser of a source that is rendered. Loaded only for such, as it needs the extra `render`.

It reaches the network through a Tunnel alone, so what holds for the crawler holds for what a page's
scripts ask for, and it ends with its page in time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from playwright.async_api import Error as BrowserError
from scrapy.exceptions import DownloadTimeoutError
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod
from scrapy_playwright.provider import PlaywrightBrowserProvider

from crawler.tunnel import Tunnel

if TYPE_CHECKING:
    from playwright.async_api import Browser
    from playwright.async_api import Page as BrowserPage
    from playwright.async_api import Request as BrowserRequest
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_NEEDLESS = {"image", "media", "font"}  # most of a page's bytes, and none of its text
_QUIET_MS = 5_000  # milliseconds for what scripts fetch: those that poll are never through
_LARGEST_PAGES = 10  # that one connection may bring: a page's scripts come through it too
_OPENED = "newsmill_opened"  # the browser's page, in a request's meta


class TunnelledBrowser(PlaywrightBrowserProvider):  # type: ignore[misc]  # it has no types
    """Starts the browser behind a tunnel, which ends with it."""

    tunnel: Tunnel
    _server: asyncio.Server | None = None

    async def launch_browser(self) -> Browser:
        """Open the tunnel and start a browser that knows no other way."""
        self._server = self._server or await self.tunnel.open()
        port = self._server.sockets[0].getsockname()[1]
        options = {**self.config.launch_options, "proxy": {"server": f"socks5://127.0.0.1:{port}"}}
        assert self.browser_type is not None
        browser: Browser = await self.browser_type.launch(**options)
        return browser

    async def close(self) -> None:
        """End both."""
        await super().close()
        if self._server:
            self._server.close()


class RenderingHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # likewise
    """Renders within the time for a response, and without what is of no use."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)  # the outcome says it
        super().__init__(crawler)
        self.config.startup_context_kwargs = {}
        tunnel = Tunnel(
            allowed=settings["NEWSMILL_ALLOW_PRIVATE"],
            ports=settings["NEWSMILL_ALLOW_PORTS"],
            max_bytes=_LARGEST_PAGES * settings.getint("DOWNLOAD_MAXSIZE"),
        )
        self.browser_provider_cls = type("_Browser", (TunnelledBrowser,), {"tunnel": tunnel})
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._context = {
            "user_agent": settings["USER_AGENT"],
            "accept_downloads": False,
            "service_workers": "block",  # they ask for things past the rules of the page
        }

    async def download_request(self, request: Request) -> Response:
        """Render the page, or download what is none. Raises DownloadTimeoutError."""
        response: Response
        if not request.meta.get("playwright"):
            response = await super().download_request(request)
            return response
        request.meta["playwright_context_kwargs"] = self._context
        request.meta["playwright_page_methods"] = [PageMethod(_settle)]
        request.meta["playwright_page_init_callback"] = _remember
        try:
            async with asyncio.timeout(self._seconds):
                response = await super().download_request(request)
            return response
        except TimeoutError:
            request.meta["dont_retry"] = True  # scripts that hang do so again
            if opened := request.meta.get(_OPENED):
                with contextlib.suppress(BrowserError):
                    await opened.close()
            raise DownloadTimeoutError(f"no whole page in {self._seconds:g} s") from None
        finally:
            request.meta.pop(_OPENED, None)


def is_needless(request: BrowserRequest) -> bool:
    """Whether the browser need not load this for a page's text."""
    return request.resource_type in _NEEDLESS


async def _settle(page: BrowserPage) -> None:
    """Wait until the page's scripts have fetched what they want, but not for ever."""
    with contextlib.suppress(BrowserError):
        await page.wait_for_load_state("networkidle", timeout=_QUIET_MS)


async def _remember(page: BrowserPage, request: Request) -> None:
    request.meta[_OPENED] = page
