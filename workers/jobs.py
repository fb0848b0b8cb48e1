"""The jobs of the queue: `clean_batch` is wiring, `deliver` does the work for one page."""

from __future__ import annotations

import contextlib
import logging
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from rq import get_current_job

from cleaner import NotAnArticle, Outcome, clean_and_learn
from cleaner.document import decode
from workers import ledger, outbox, settings
from workers.logs import event
from workers.memories import Memories
from workers.page import Page, with_fetch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from redis import Redis

    from workers.settings import Settings

log = logging.getLogger(__name__)

MAX_DEATHS = 2  # a page in whose hands two workers died is given up: a third would die too
DEATH_SECONDS = 86_400  # by then a batch was tried again, or lies among the failed ones


class PagesFailedError(RuntimeError):
    """Pages of a batch met a fault; the others are done. The batch is to be tried again."""


class PageTimeoutError(BaseException):
    """A page took too long. No Exception, so that nothing that forgives these can swallow it."""


def clean_batch(pages: list[dict[str, Any]]) -> dict[str, int]:
    """Clean and deliver pages, each a Page as JSON; the counts by outcome come back.

    Raises PagesFailedError after all pages had their turn, if some met a fault and the job has
    tries left; on the last try such pages end as `poison`.
    """
    job = get_current_job()
    if job is None:
        raise RuntimeError("clean_batch runs as an RQ job: put pages on the queue with enqueue()")
    outcomes = deliver_all(
        job.connection,
        [Page.model_validate(page) for page in pages],
        settings.load(),
        last_try=not job.should_retry,
    )
    return dict(Counter(str(outcome) for outcome in outcomes))


def deliver_all(
    connection: Redis, pages: Sequence[Page], chosen: Settings, *, last_try: bool
) -> list[Outcome]:
    """Deliver each page; a fault in one never stops the others.

    Raises PagesFailedError at the end if pages met a fault, unless it is the last try: then these
    are recorded as poison. What the pages taught of their sites is saved before.
    """
    memories = Memories(connection)
    outcomes: list[Outcome] = []
    faults: list[str] = []
    deaths = {page.token: _deaths(connection, page) for page in pages}
    # A page that a worker died of comes last, so that it cannot take its batch with it again.
    for page in sorted(pages, key=lambda page: deaths[page.token]):
        begun = time.perf_counter()
        if deaths[page.token] >= MAX_DEATHS:
            detail = f"its worker died {deaths[page.token]} times while cleaning it"
            outcomes.append(_reject(connection, page, Outcome.POISON, detail, chosen))
            _report(page, outcomes[-1], begun)
            continue
        connection.set(_death_key(page), deaths[page.token] + 1, ex=DEATH_SECONDS)
        try:
            with time_limit(chosen.page_timeout):
                outcome = deliver(connection, page, chosen, memories)
        except (Exception, PageTimeoutError) as fault:
            line = first_line(fault)
            if not last_try:
                faults.append(f"{page.url}: {line}")
                event(log, "page-fault", logging.WARNING, url=page.url, fault=line)
                connection.delete(_death_key(page))
                continue
            outcome = _reject(connection, page, Outcome.POISON, line, chosen)
        connection.delete(_death_key(page))
        outcomes.append(outcome)
        _report(page, outcome, begun)
    memories.save()
    if faults:
        raise PagesFailedError(f"{len(faults)} of {len(pages)} pages failed: {faults[0]}")
    return outcomes


def deliver(
    connection: Redis, page: Page, chosen: Settings, memories: Memories | None = None
) -> Outcome:
    """Clean a page and publish or reject it; its outcome. A page counted before is left alone.

    `memories` help to judge it, and learn from it. Raises whatever goes wrong, which a judgement
    about the page is not.
    """
    earlier = outbox.counted(connection, page.token)
    if earlier:
        return earlier
    memories = memories or Memories(connection)
    html = decode(page.body, page.charset)
    try:
        article, lesson = clean_and_learn(html, page.url, memory=memories.of(page.url))
    except NotAnArticle as judgement:
        return _reject(connection, page, judgement.outcome, judgement.detail, chosen)
    # A page that is met again would teach its own sentences as lines that the site repeats.
    first = ledger.id_at(connection, page.url) is None
    outcome = outbox.publish(
        connection,
        with_fetch(article, page),
        page,
        max_rejected=chosen.rejected_max_entries,
    )
    if first and outcome is not Outcome.DUPLICATE:
        memories.learn(page.url, lesson)
    return outcome


@contextlib.contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise PageTimeoutError in here after so many seconds. Only in a process's main thread.

    An alarm that was set outside, such as the job's own limit, goes on afterwards.
    """

    def stop(*_: object) -> None:
        raise PageTimeoutError(f"not done after {seconds} s")

    begun = time.monotonic()
    handler = signal.signal(signal.SIGALRM, stop)
    left = signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            signal.alarm(max(1, left - int(time.monotonic() - begun)))


def first_line(fault: BaseException) -> str:
    """An exception on one line: its type and the head of its message."""
    message = next(iter(str(fault).splitlines()), "")
    return f"{type(fault).__name__}: {message}" if message else type(fault).__name__


def _reject(
    connection: Redis, page: Page, outcome: Outcome, detail: str, chosen: Settings
) -> Outcome:
    return outbox.reject(connection, page, outcome, detail, max_rejected=chosen.rejected_max_entries)


def _report(page: Page, outcome: Outcome, begun: float) -> None:
    took = round((time.perf_counter() - begun) * 1000)
    site = outbox.site_of(page.source or page.url)
    event(log, "page", outcome=outcome, url=page.url, site=site, ms=took)


def _deaths(connection: Redis, page: Page) -> int:
    found = connection.get(_death_key(page))
    return int(found) if found else 0


def _death_key(page: Page) -> str:
    """Counts the workers that began this page and did not come back from it."""
    return f"newsmill:in-hand:{page.token}"
