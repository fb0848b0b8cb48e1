"""Redirects: loops end at once, and no redirect leads the crawl of one site to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.redirect import (
    BaseRedirectMiddleware,
    MetaRefreshMiddleware,
    RedirectMiddleware,
)
from scrapy.exceptions import IgnoreRequest

from crawler.addresses import BadAddress, canonical

if TYPE_CHECKING:
    from scrapy import Request


class BadRedirect(IgnoreRequest):
    """The redirect leads nowhere that is wanted; its text says where, and the page is dropped."""


class _Watchful(BaseRedirectMiddleware):
    """Looks at each redirect before it is taken."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        passed = [*request.meta.get("redirect_urls", []), request.url]
        if redirected.url in passed:
            raise BadRedirect(f"redirect loop: {redirected.url} was here before")
        wants = getattr(self.crawler.spider, "may_redirect_to", None)
        if request.meta.get("candidate") and wants and not wants(request, redirected.url):
            raise BadRedirect(f"{reason} leads off the site, to {redirected.url}")
        taken = super()._redirect(redirected, request, reason)
        # Another spelling of the same page, such as one the server wants with its own parameter:
        # the duplicate filter would take it for seen, and the page would be lost.
        taken.dont_filter = request.dont_filter or _key(redirected.url) in map(_key, passed)
        return taken


class WatchfulRedirects(_Watchful, RedirectMiddleware):
    """Scrapy's RedirectMiddleware, watchful."""


class WatchfulMetaRefresh(_Watchful, MetaRefreshMiddleware):
    """Scrapy's MetaRefreshMiddleware, watchful."""


def _key(url: str) -> str:
    try:
        return canonical(url)
    except BadAddress:
        return url
