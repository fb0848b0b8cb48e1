"""How often a page was tried, so that one that crashes, hangs or eats memory is given up in time.

    newsmill:try:<token>        hash: count -> how many tries were begun, fault -> what ended the
                                last one; gone with the page's outcome, or after a week
    newsmill:in-hand:<job id>   string: the token of the page that the job's worker has in hand

A try is counted when it begins: a worker that is killed has no time to say so afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

    from workers.page import Page
    from workers.steps import Command

MAX_TRIES = 3  # one can be bad luck, such as a machine that ends; a third page-made death is none
KEEP_SECONDS = 7 * 86_400  # a batch may wait so long for workers to come back
MAX_FAULT = 400  # characters: fits into a rejection's detail


class Tries(NamedTuple):
    """How many tries of a page were begun without an outcome, and what ended the last one."""

    begun: int = 0
    fault: str = ""


def look_up(connection: Redis, pages: Sequence[Page]) -> dict[str, Tries]:
    """The tries of each page so far, by token."""
    with connection.pipeline(transaction=False) as pipeline:
        for page in pages:
            pipeline.hmget(_key(page.token), "count", "fault")
        found = pipeline.execute()
    return {
        page.token: Tries(int(count or 0), (fault or b"").decode())
        for page, (count, fault) in zip(pages, found, strict=True)
    }


def begin(connection: Redis, page: Page, job_id: str) -> None:
    """Count a try of the page, as the one that the job has in hand."""
    with connection.pipeline(transaction=True) as step:
        step.hincrby(_key(page.token), "count", 1)
        step.expire(_key(page.token), KEEP_SECONDS)
        step.set(_hand_key(job_id), page.token, ex=KEEP_SECONDS)
        step.execute()


def take_back(connection: Redis, page: Page) -> None:
    """Take back a try that ended for a reason outside the page, such as a lost Redis."""
    if connection.exists(_key(page.token)):
        connection.hincrby(_key(page.token), "count", -1)


def note(connection: Redis, page: Page, fault: str) -> None:
    """Say what ended the last try of the page."""
    _note(connection, page.token, fault)


def note_death(connection: Redis, job_id: str, how: str) -> None:
    """Say how the worker ended that had a page of this job in hand, if it had."""
    token = connection.get(_hand_key(job_id))
    if isinstance(token, bytes):
        _note(connection, token.decode(), how)


def over(page: Page) -> list[Command]:
    """The commands of a page's step that forget its tries."""
    return [["DEL", _key(page.token)]]


def forget(connection: Redis, page: Page) -> None:
    """Forget the tries of a page that has its outcome."""
    connection.delete(_key(page.token))


def put_down(connection: Redis, job_id: str) -> None:
    """Say that the job has no page in hand any more."""
    connection.delete(_hand_key(job_id))


def _note(connection: Redis, token: str, fault: str) -> None:
    if connection.exists(_key(token)):  # else it had its outcome before the worker ended
        connection.hset(_key(token), "fault", fault[:MAX_FAULT])


def _key(token: str) -> str:
    return f"newsmill:try:{token}"


def _hand_key(job_id: str) -> str:
    return f"newsmill:in-hand:{job_id}"
