"""Patience: hosts are asked as slowly as they want, and waited for when they say so.

robots.txt says it with Crawl-delay and Request-rate, an answer of 429 or 503 with Retry-After, or
by itself: then the delay doubles, and shrinks slowly with each good answer. Scrapy's AutoThrottle,
which minds how long answers take, goes first; what is here is the least delay.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.utils.asyncio import call_later
from scrapy.utils.response import response_status_message

from crawler.middlewares.failing import FailingHostsMiddleware
from crawler.middlewares.limits import OverLimit
from crawler.waking import wake

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import ProtegoRobotParser

logger = logging.getLogger(__name__)

BUSY = (429, 503)
_TRIES = 5  # of a page whose host is busy: each comes after a wait, and costs the host little
_FIRST_PENALTY, _LONGEST_PENALTY = 0.5, 60.0  # seconds; beyond a minute the host is left alone
_HEALING = 0.8  # of the penalty stays after a good answer: ten of them leave a tenth
_TICK = 1.0  # seconds in which a waiting request learns that the crawl is to end


@dataclass
class Tempo:
    """How one host is asked, in seconds: `floor` is what robots.txt wants, `penalty` what its
    answers cost, `until` the moment (time.monotonic) until which it is not asked at all."""

    floor: float = 0.0
    penalty: float = 0.0
    until: float = 0.0

    def busy(self, delay: float) -> float:
        """Double the delay, and return it."""
        self.penalty = min(max(2 * max(delay, self.penalty), _FIRST_PENALTY), _LONGEST_PENALTY)
        return self.penalty

    def well(self, base: float) -> None:
        """Shrink the penalty, down to nothing when it is near the usual delay."""
        self.penalty *= _HEALING
        if self.penalty < max(base, _FIRST_PENALTY / 2):
            self.penalty = 0.0


def retry_after(value: bytes | None, date: bytes | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for; None if it is missing or nonsense.

    A moment is taken against the answer's own Date, so that no wrong clock lengthens the wait.
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text[:9])  # thirty years will do
    moment = _moment(text)
    if moment is None:
        return None
    now = _moment((date or b"").decode("latin-1")) or datetime.now(UTC)
    return max(0.0, (moment - now).total_seconds())


def wanted_delay(robots: ProtegoRobotParser, agent: str) -> float | None:
    """Return the seconds between two requests that a robots.txt asks of `agent`, if it does."""
    rate = robots.rp.request_rate(agent)
    asked = [robots.crawl_delay(agent), rate.seconds / rate.requests if rate else None]
    return max((each for each in asked if each is not None and each > 0), default=None)


class Patience(RetryMiddleware):
    """Scrapy's RetryMiddleware, which waits for busy hosts and asks them more often."""

    crawler: Crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        """Build it and have it told of robots.txt and of answers."""
        made = super().from_crawler(crawler)
        made._tempos = {}
        crawler.signals.connect(made._robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(made._downloaded, signal=signals.response_downloaded)
        return made

    _tempos: dict[str, Tempo]

    def left(self, slot: str) -> float:
        """Return the seconds for which the host of a downloader slot is not asked at all."""
        tempo = self._tempos.get(slot)
        return max(0.0, tempo.until - time.monotonic()) if tempo else 0.0

    async def process_request(self, request: Request) -> None:
        """Wait while the host waits. The queue (crawler.turns) lets few requests come so far."""
        engine = self.crawler.engine
        while left := self.left(self._slot(request)):
            await asyncio.sleep(min(left, _TICK))
            if not engine.running:
                raise OverLimit("the crawl ends before the host is to be asked again")

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Have a page of a busy host asked for again, after the wait."""
        busy = response.status == 429 or (response.status == 503 and _wait_of(response) is not None)
        if busy and not request.meta.get("dont_retry"):
            asked = {**request.meta, "max_retry_times": _TRIES - 1}
            reason = response_status_message(response.status)
            again = self._retry(request.replace(meta=asked), reason)
            if again is not None:
                again.priority = request.priority  # it was found as early as before
            return again or response
        answer: Request | Response = super().process_response(request, response)
        return answer

    def _robots_parsed(self, robotparser: ProtegoRobotParser, request: Request) -> None:
        settings = self.crawler.settings
        agent = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        if not (wanted := wanted_delay(robotparser, agent)):
            return
        longest = settings["NEWSMILL_SETTINGS"].crawl_delay_max
        slot = self._slot(request)
        note = f"; newsmill waits {longest:g} s" if wanted > longest else ""
        logger.info("robots.txt of %s asks for %g s between requests%s", slot, wanted, note)
        self._tempo(slot).floor = min(wanted, longest)
        self._apply(slot)

    def _downloaded(self, response: Response, request: Request) -> None:
        slot = self._slot(request)
        if response.status in BUSY:
            self._wait(slot, response)
        elif slot in self._tempos and response.status < 400:
            self._tempos[slot].well(self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        if slot in self._tempos:
            self._apply(slot)

    def _wait(self, slot: str, response: Response) -> None:
        """Wait as long as the host says; if it says nothing, double the delay."""
        asked = _wait_of(response)
        tempo = self._tempo(slot)
        made = self.crawler.engine.downloader.slots.get(slot)
        wait = asked if asked is not None else tempo.busy(made.delay if made else 0.0)
        if wait > self.crawler.settings["NEWSMILL_SETTINGS"].retry_after_max:
            failing = self.crawler.get_downloader_middleware(FailingHostsMiddleware)
            if failing is not None:
                why = f"status {response.status}, Retry-After {wait:.0f} s"
                failing.leave_alone(response.url, wait, why)
            return
        logger.info("%s answers %s: waiting %.1f s", slot, response.status, wait)
        tempo.until = max(tempo.until, time.monotonic() + wait)
        call_later(wait, wake, self.crawler)

    def _apply(self, slot: str) -> None:
        """Give the delay to the downloader's slot, and to the one made after it is dropped."""
        tempo, downloader = self._tempo(slot), self.crawler.engine.downloader
        settings = self.crawler.settings
        least = max(settings.getfloat("DOWNLOAD_DELAY"), tempo.floor, tempo.penalty)
        later = downloader.per_slot_settings.setdefault(slot, {})
        later["delay"] = least
        if tempo.floor:
            later["jitter"] = 0.0  # Scrapy's ±50 % would ask sooner than robots.txt allows
        if made := downloader.slots.get(slot):
            adapts = settings.getbool("AUTOTHROTTLE_ENABLED")
            made.delay = max(made.delay, least) if adapts else least
            made.jitter = later.get("jitter", made.jitter)

    def _slot(self, request: Request) -> str:
        return self.crawler.engine.downloader.get_slot_key(request)

    def _tempo(self, slot: str) -> Tempo:
        return self._tempos.setdefault(slot, Tempo())


def _wait_of(response: Response) -> float | None:
    return retry_after(response.headers.get("Retry-After"), response.headers.get("Date"))


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
