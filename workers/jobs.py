"""The jobs of the queue: `clean_batch` is wiring, `deliver` does the work for one page."""

from __future__ import annotations

import contextlib
import logging
import time
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from redis.exceptions import RedisError
from rq import get_current_job

from cleaner import NotAnArticle, Outcome, clean_and_learn
from cleaner.document import decode
from workers import ledger, outbox, queue, retention, settings, tries
from workers.caps import PageTimeoutError, capped
from workers.logs import event
from workers.memories import Memories
from workers.page import Page, with_fetch
from workers.tries import MAX_TRIES, Tries
from workers.watching import latency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

    from workers.settings import Settings
    from workers.steps import Command

log = logging.getLogger(__name__)

# Before a batch is tried again that a server in trouble cut short: its tries last half a minute.
PAUSE_SECONDS = 2.0


class PageFailedError(RuntimeError):
    """A page that is alone in its job met a fault: the job is to be tried again."""


class ServerForgotError(RuntimeError):
    """The server came back without what was written last: the job is to be tried again."""


def clean_batch(pages: list[dict[str, Any]]) -> dict[str, int]:
    """Clean and deliver pages, each a Page as JSON; the counts by outcome come back.

    A page that met a fault goes on in a job of its own, so that it holds nobody up. Raises
    PageFailedError if this is that job and the page is to be tried again, ServerForgotError, and
    redis.RedisError.
    """
    job = get_current_job()
    if job is None:
        raise RuntimeError("clean_batch runs as an RQ job: put pages on the queue with enqueue()")
    chosen = settings.load()
    batch = [Page.model_validate(page) for page in pages]
    try:
        outcomes = deliver_all(job.connection, batch, chosen, job_id=job.id)
    except RedisError:
        time.sleep(PAUSE_SECONDS)
        raise
    if forgotten := _forgotten(job.connection, batch):
        raise ServerForgotError(f"{len(forgotten)} pages, such as {forgotten[0].url}")
    queue.settled(job.connection, job.id)
    job.args = ([],)  # RQ keeps a job as long as its result, and saves it anew at its end
    retention.room(job.connection, chosen)
    return dict(Counter(str(outcome) for outcome in outcomes))


def deliver_all(
    connection: Redis, pages: Sequence[Page], chosen: Settings, *, job_id: str = ""
) -> list[Outcome]:
    """Deliver each page; the outcomes of those that have one now. A fault never stops the others.

    A page of several that meets a fault, or that a worker died of, is queued as a job of its own.
    A page that is alone here is tried MAX_TRIES times, then recorded as poison; before that its
    fault is raised as PageFailedError. What the pages taught of their sites is saved before. Raises
    redis.RedisError if the server is lost, which counts against no page.
    """
    memories = Memories(connection)
    known = tries.look_up(connection, pages)
    outcomes: list[Outcome] = []
    fault = ""
    for page in pages:
        before = known[page.token]
        if before.begun and len(pages) > 1:
            queue.enqueue_alone(connection, page, page_timeout=chosen.page_timeout)
            continue
        begun = time.perf_counter()
        if before.begun >= MAX_TRIES:
            outcome: Outcome | None = _poison(connection, page, before, chosen)
        else:
            tries.begin(connection, page, job_id)
            outcome, fault = _try(connection, page, chosen, memories, before)
        if outcome:
            outcomes.append(outcome)
            _report(page, outcome, begun)
        elif len(pages) > 1:
            queue.enqueue_alone(connection, page, page_timeout=chosen.page_timeout)
    tries.put_down(connection, job_id)
    memories.save()
    if fault and len(pages) == 1 and not outcomes:
        raise PageFailedError(f"{pages[0].url}: {fault}")
    return outcomes


def _forgotten(connection: Redis, pages: Sequence[Page]) -> list[Page]:
    """Those that have neither an outcome nor a job of their own.

    A server whose machine failed comes back without its last second. What it held then is whole,
    but a process that went on meanwhile believes in more.
    """
    with connection.pipeline(transaction=True) as look:
        for page in pages:
            look.exists(outbox.token_key(page.token))
            look.zscore(queue.PENDING, queue.alone_id(page))
        found = look.execute()
    known = zip(pages, found[::2], found[1::2], strict=True)
    return [page for page, counted, alone in known if not counted and alone is None]


def _try(
    connection: Redis, page: Page, chosen: Settings, memories: Memories, before: Tries
) -> tuple[Outcome | None, str]:
    """Try a page once: its outcome, or None and the fault if it is to be tried again."""
    try:
        with capped(chosen.page_timeout, chosen.page_memory_mb):
            return deliver(connection, page, chosen, memories), ""
    except RedisError:
        with contextlib.suppress(RedisError):
            tries.take_back(connection, page)
        raise
    except (Exception, PageTimeoutError) as error:
        fault = first_line(error)
    event(log, "page-fault", logging.WARNING, page=page.token, url=page.url, fault=fault)
    tries.note(connection, page, fault)
    if before.begun + 1 < MAX_TRIES:
        return None, fault
    return _poison(connection, page, Tries(before.begun + 1, fault), chosen), fault


def _poison(connection: Redis, page: Page, known: Tries, chosen: Settings) -> Outcome:
    fault = known.fault or "its worker died without a word"
    detail = f"{fault}; tried {known.begun} times"
    return outbox.reject(connection, page, Outcome.POISON, detail, chosen, also=tries.over(page))


def deliver(
    connection: Redis, page: Page, chosen: Settings, memories: Memories | None = None
) -> Outcome:
    """Clean a page and publish or reject it; its outcome. A page counted before is left alone.

    `memories` help to judge it, and learn from it. Raises whatever goes wrong, which a judgement
    about the page is not.
    """
    begun = time.time()
    earlier = outbox.counted(connection, page.token)
    if earlier:
        tries.forget(connection, page)
        return earlier
    memories = memories or Memories(connection)
    html = decode(page.body, page.charset)
    try:
        article, lesson = clean_and_learn(html, page.url, memory=memories.of(page.url))
    except NotAnArticle as judgement:
        ended = _over(page, begun)
        return outbox.reject(
            connection, page, judgement.outcome, judgement.detail, chosen, also=ended
        )
    # A page that is met again would teach its own sentences as lines that the site repeats.
    first = ledger.id_at(connection, page.url) is None
    outcome = outbox.publish(
        connection,
        with_fetch(article, page),
        page,
        chosen,
        also=_over(page, begun),
    )
    if first and outcome is not Outcome.DUPLICATE:
        memories.learn(page.url, lesson)
    return outcome


def first_line(fault: BaseException) -> str:
    """An exception on one line: its type and the head of its message."""
    message = next(iter(str(fault).splitlines()), "")
    return f"{type(fault).__name__}: {message}" if message else type(fault).__name__


def _over(page: Page, begun: float) -> list[Command]:
    """What belongs to the step in which a page is done that was begun then, in unix seconds."""
    now = time.time()
    stages = {"clean": now - begun}
    if page.fetch_seconds is not None:
        stages["fetch"] = page.fetch_seconds
    with contextlib.suppress(ValueError):  # a page of somebody else's need not say when
        fetched = datetime.fromisoformat(page.fetched_at).timestamp()
        stages |= {"queue": begun - fetched, "total": now - fetched}
    return [*tries.over(page), *latency.commands(stages, now)]


def _report(page: Page, outcome: Outcome, begun: float) -> None:
    took = round((time.perf_counter() - begun) * 1000)
    site = outbox.site_of(page.source or page.url)
    event(log, "page", outcome=outcome, url=page.url, site=site, ms=took, page=page.token)
