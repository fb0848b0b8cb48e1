"""Submit: one URL that another service asks for, fetched as an RQ job and answered by replies.py.

    newsmill:turn:<host>   string: somebody asked this host less than DOWNLOAD_DELAY ago; expires

Who asks puts a job on the queue, by `enqueue` or by Redis alone (docs/submitting.md). The fetch
goes through the same spider and rules as a crawl of given addresses. The request's id makes the
token of its page: a request that is fetched twice, as after the end of a worker, is counted and
answered once.
"""

from __future__ import annotations

import logging
import os
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from rq import Retry, get_current_job
from rq.exceptions import DuplicateJobError

from crawler import crawl as crawling
from crawler.addresses import BadAddress, checked
from crawler.hosts import host_of
from crawler.outlets import RedisOutlet
from crawler.pace import is_own
from crawler.reactor import Crawl, Crawls
from crawler.settings import DOWNLOAD_DELAY
from crawler.spiders.urls import Item, UrlsSpider
from workers import queue, replies, settings
from workers.endings import end_with
from workers.logs import event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from redis import Redis
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from workers.settings import Settings

log = logging.getLogger(__name__)

# Three tries of a minute each, and a Retry-After of five minutes before either of the later ones.
FETCH_SECONDS = 900
TRIES_MORE = 2  # after a fault or the end of a worker, not after an answer of the site
RETRY_SECONDS = [5, 60]
# What RQ takes in a job's id, but for the _ that sets apart a token which replay made.
_REQUEST = re.compile(r"[A-Za-z0-9-]{1,64}")


class NotFetchedError(RuntimeError):
    """The page was neither handed over nor recorded: try the job again, which counts it once."""


def enqueue(connection: Redis, url: str, request: str) -> bool:
    """Queue a request's URL; False if the request was made before. Raises redis.RedisError."""
    try:
        queue.open_queue(connection, queue.CRAWL).enqueue_call(
            queue.SUBMIT_JOB,
            args=({"url": url, "request": request},),
            job_id=f"submit-{request}",
            unique=True,
            description=f"submitted {url}",
            timeout=FETCH_SECONDS,
            result_ttl=queue.RESULT_SECONDS,
            failure_ttl=queue.FAILURE_SECONDS,
            ttl=None,  # waits for as long as there is no worker
            retry=Retry(max=TRIES_MORE, interval=RETRY_SECONDS),
        )
    except DuplicateJobError:
        return False
    return True


def new_request() -> str:
    """An id that no other request has."""
    return uuid4().hex


def checked_request(request: object) -> str:
    """Return the id of a request. Raises BadAddress for what cannot be one."""
    if isinstance(request, str) and _REQUEST.fullmatch(request):
        return request
    raise BadAddress(f"{request!r:.100} is no request id: 1 to 64 letters, digits or -")


def token_of(request: str) -> str:
    """The token of the page that is fetched for a request."""
    return f"request-{request}"


def fetch_url(asked: Mapping[str, Any]) -> dict[str, Any] | Retry:
    """Fetch what is asked for, {"url": ..., "request": ...}, and hand it over to be cleaned.

    Gives back the request's id and how it ended. A job that is ended together with its worker is
    queued again. Raises NotFetchedError when the page could not be handed over, and other faults;
    the last try answers with `failed` before.
    """
    job = get_current_job()
    if job is None:
        raise RuntimeError("fetch_url runs as an RQ job: use newsmill submit")
    end_with(os.getppid())  # not to go on when the worker was killed and others take this up
    request = checked_request(asked.get("request"))  # without one there is nobody to answer
    given = str(asked.get("url") or "")
    connection = job.connection
    earlier = replies.reply_to(connection, request)
    if earlier and earlier.outcome != replies.FAILED:
        return {"request": request, "ended": "answered before"}
    try:
        ended = _fetch(connection, settings.load(), checked(given), request)
    except BadAddress as error:
        replies.tell(connection, request, given, replies.REFUSED, str(error))
        ended = replies.REFUSED
    except Exception as fault:
        if not job.should_retry:
            with suppress(Exception):  # the fault itself says more than a lost answer
                replies.tell(connection, request, given, replies.FAILED, str(fault))
        raise
    event(log, "submitted", url=given, request=request, ended=ended)
    return Retry(max=TRIES_MORE) if ended == "shutdown" else {"request": request, "ended": ended}


def _fetch(connection: Redis, chosen: Settings, url: str, request: str) -> str:
    """Fetch one address for a request; how the crawl ended. Raises NotFetchedError."""
    _wait_turn(connection, url, chosen)
    outlet = RedisOutlet(connection, chosen)
    outlet.batch_pages = 1  # somebody waits for it
    crawl = Crawl(
        name="submitted",
        url=url,
        spider=_SubmittedSpider,
        arguments={"urls": [url], "outlet": outlet, "request": request},
        given=True,
    )
    Crawls([crawl], crawling.prepare(chosen)).run()
    report = crawl.report()
    if report.handed_over + sum(report.dropped.values()) > report.lost:
        return "finished"
    if report.stopped:
        return report.finish_reason
    raise NotFetchedError(f"{url}: {report.finish_reason or 'no end'}: nothing was handed over")


class _SubmittedSpider(UrlsSpider):
    """Fetches one address for a request, and names what comes of it after that."""

    def __init__(self, *, request: str, **options: Any) -> None:
        super().__init__(**options)
        self._named = {"request": request, "token": token_of(request)}

    def parse(self, response: Response, **_: Any) -> Iterator[Item]:
        """Make one item of a response."""
        return self._name(super().parse(response))

    def failed(self, failure: Failure) -> Iterator[Item]:
        """Make one item of a request that brought no response."""
        return self._name(super().failed(failure))

    def _name(self, items: Iterable[Item]) -> Iterator[Item]:
        return (item.model_copy(update=self._named) for item in items)


def _wait_turn(connection: Redis, url: str, chosen: Settings) -> None:
    """Return when no other request was sent to this host within the delay that crawls keep."""
    if is_own(url, chosen.allow_private):
        return
    key = f"newsmill:turn:{host_of(url)}"
    while not connection.set(key, "1", nx=True, px=round(DOWNLOAD_DELAY * 1000)):
        left: Any = connection.pttl(key)
        time.sleep(max(left, 10) / 1000)
