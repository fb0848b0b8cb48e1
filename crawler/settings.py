"""Scrapy's knobs, each with its reason. Scrapy reads every name in capitals; see scrapy.cfg.

What the environment decides is in `knobs`; a mistake in it ends the process with one line, as this
module is where `scrapy` starts.
"""

from __future__ import annotations

from typing import Any

from workers.settings import Settings, SettingsError, load

BOT_NAME = "newsmill"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = (
    "crawler.commands"  # `scrapy crawl` with our exit codes, and no start without Redis
)

# Manners.
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0  # seconds between two requests to a site: what readers do, at most
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # as one reader asks; a source may say more
CONCURRENT_REQUESTS = 4  # a crawler is one site: few in flight keeps the best-first order
# Hosts that wait, or have their one request in flight, take none of these places.
SCHEDULER_PRIORITY_QUEUE = "crawler.turns.TurnsQueue"
AUTOTHROTTLE_ENABLED = True  # a site that answers slowly is asked more slowly
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
AUTOTHROTTLE_MAX_DELAY = 30.0  # seconds: beyond that the site is down, not slow
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = (
    False  # every page is asked for as by a stranger: no sessions, no paywall counters
)
REFERER_ENABLED = True  # redirects want it; the policy keeps addresses from other sites
REFERRER_POLICY = "same-origin"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    # No Accept-Language: Scrapy's "en" makes multilingual sites translate or redirect.
}

# What may come from a site at most. The timeout covers a request as a whole, body included: Scrapy
# sets one timer for both (http11.py, _ScrapyAgent.download_request), so a trickle ends too.
DOWNLOAD_WARNSIZE = 0  # the limit itself is an outcome; a warning before it is noise
DOWNLOAD_FAIL_ON_DATALOSS = True  # half an article is worse than none
DOWNLOAD_VERIFY_CERTIFICATES = True  # news from whoever sits in between is not news
DEPTH_LIMIT = 0  # the spiders count hops themselves: a feed's entry is no deeper than its feed
METAREFRESH_MAXDELAY = 10  # seconds; later ones reload a front page, they do not redirect
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]
RETRY_EXCEPTIONS = [
    # Not an unknown host nor a refused connection: two seconds later they are the same.
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    "twisted.internet.error.ConnectError",
    "builtins.OSError",  # a compressed body that cannot be unpacked
]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the page's outcome says it
HTTPERROR_ALLOW_ALL = True  # the spiders turn every status into an outcome
REACTOR_THREADPOOL_MAXSIZE = 10  # name lookups of several sites at once
HTTPPROXY_ENABLED = False  # a proxy resolves names itself, past the guard against private addresses
TWISTED_DNS_RESOLVER = "crawler.middlewares.private.GuardedResolver"
DNSCACHE_SIZE = 10_000

# What is not wanted of Scrapy.
TELNETCONSOLE_ENABLED = False  # a door to the process
REMOTE_CONTROL_ENABLED = False  # likewise
MEMUSAGE_ENABLED = False  # mails
STATS_DUMP = False  # the report says what people want to know
LOG_LEVEL = "WARNING"  # `scrapy -L INFO` for more
LOG_FORMATTER = "crawler.logs.ShortFormatter"  # Scrapy's own prints an item's whole HTML
LOG_FORMAT = "%(levelname)s: %(message)s"
LOG_VERSIONS: list[str] = []

REQUEST_FINGERPRINTER_CLASS = "crawler.addresses.Fingerprinter"
DUPEFILTER_CLASS = "crawler.seen.DupeFilter"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # breadth first within a priority
SCRAPER_SLOT_MAX_ACTIVE_SIZE = (
    50_000_000  # bytes that may wait on a slow outlet: five largest pages
)
ITEM_PIPELINES = {"crawler.pipelines.HandOver": 300}
DOWNLOADER_MIDDLEWARES = {
    # The spiders know their site by `same_site`, which minds ports; this one does not.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    # Before robots.txt, which would else be asked for where nothing may be.
    "crawler.middlewares.private.PrivateAddressMiddleware": 90,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    # Sees bodies unpacked, and each address of a redirect.
    "crawler.middlewares.conditional.ConditionalMiddleware": 120,
    # Before Scrapy's default headers, which fill in what is missing.
    "crawler.middlewares.source_headers.SourceHeadersMiddleware": 380,
    "crawler.middlewares.patience.Patience": 550,
    # Nearer to the downloader than the retries: each try counts, and none is made in vain.
    "crawler.middlewares.failing.FailingHostsMiddleware": 560,
    # After robots.txt and hosts left alone: a page that is not asked for is none of max_pages.
    "crawler.middlewares.limits.LimitsMiddleware": 570,
    "crawler.middlewares.redirects.WatchfulMetaRefresh": 580,
    "crawler.middlewares.redirects.WatchfulRedirects": 600,
}


def knobs(settings: Settings) -> dict[str, Any]:
    """Return the knobs that the environment decides."""
    return {
        "NEWSMILL_SETTINGS": settings,
        "NEWSMILL_ALLOW_PRIVATE": settings.allow_private,
        "NEWSMILL_ALLOW_PORTS": settings.allow_ports,
        "USER_AGENT": settings.user_agent,
        # The product token alone: the contact in the user agent may name another robot.
        "ROBOTSTXT_USER_AGENT": "newsmill" if settings.user_agent.startswith("newsmill/") else None,
        "DOWNLOAD_TIMEOUT": settings.download_timeout,
        "DOWNLOAD_MAXSIZE": settings.response_max_bytes,
        "REDIRECT_MAX_TIMES": settings.redirects_max,
        "URLLENGTH_LIMIT": settings.url_max_length,
    }


try:
    globals().update(knobs(load()))
except SettingsError as error:
    raise SystemExit(f"newsmill: {error}") from None
