"""Rendering: pages of sources with `render = true` go through a browser, by scrapy-playwright.

Off by default and an extra, as a browser costs some 300 MB of memory and a second a page.
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DownloadCancelledError

from crawler.middlewares.redirects import BadRedirect
from crawler.sources import SourcesError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_EXTRA = "scrapy_playwright"


def require() -> str:
    """Return the path of the browser to use, "" for Playwright's own.

    Raises SourcesError, which says what to install, if pages cannot be rendered here.
    """
    if find_spec(_EXTRA) is None:
        raise SourcesError("render = true needs an extra: pip install 'newsmill[render]'")
    on_path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if on_path is None and not any(_own_folder().glob("chromium*")):
        raise SourcesError(
            "render = true needs a browser: apt install chromium, or playwright install chromium"
        )
    return on_path or ""


def set_up(settings: BaseSettings) -> None:
    """Set Scrapy up for a source whose pages are rendered. Raises SourcesError."""
    options: dict[str, Any] = {
        # Playwright switches the sandbox off; only as root Chromium does not start with it.
        "chromium_sandbox": os.geteuid() != 0,
        "args": [
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # names are the tunnel's
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        ],
    }
    if browser := require():
        options["executable_path"] = browser
    handlers = dict.fromkeys(("http", "https"), "crawler.browser.RenderingHandler")
    middleware = {"crawler.rendering.RenderingMiddleware": 120}  # after robots.txt and the limits
    settings.setdict(
        {
            "DOWNLOAD_HANDLERS": {**settings.getdict("DOWNLOAD_HANDLERS"), **handlers},
            "DOWNLOADER_MIDDLEWARES": {**settings.getdict("DOWNLOADER_MIDDLEWARES"), **middleware},
            "PLAYWRIGHT_BROWSER_PROVIDER": "crawler.browser.TunnelledBrowser",
            "PLAYWRIGHT_LAUNCH_OPTIONS": options,
            "PLAYWRIGHT_ABORT_REQUEST": "crawler.browser.is_needless",
            "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 1000 * settings.getfloat("DOWNLOAD_TIMEOUT"),
        },
        priority="spider",
    )


class RenderingMiddleware:
    """Sends pages, not feeds and sitemaps, to the browser, and looks at what comes back."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RenderingMiddleware:
        """Build it from the crawler's settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Have a page rendered."""
        if request.meta.get("candidate"):
            request.meta["playwright"] = True

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise what the crawler's own download would have: the browser follows redirects itself.

        Raises BadRedirect for a page that lies off the site, DownloadCancelledError for a huge one.
        """
        if "playwright" not in response.flags:
            return response
        may = getattr(self._crawler.spider, "may_redirect_to", None)
        if response.url != request.url and may and not may(request, response.url):
            raise BadRedirect(f"the browser is led off the site, to {response.url}")
        if len(response.body) > self._max_bytes:
            raise DownloadCancelledError("the rendered page is too large")
        return response


def _own_folder() -> Path:
    """Where Playwright keeps the browsers that it downloads."""
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path(chosen) if chosen else Path.home() / caches / "ms-playwright"
