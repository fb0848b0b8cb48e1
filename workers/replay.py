"""Replay: rejected pages and failed jobs back on their queues.

A page that goes back takes its outcome with it, as every page has exactly one: the same transaction
queues it under a new token, lets go of its bytes in quarantine, and removes the rejected entry and
its count. So a replay may be killed at any moment: a page is either still in quarantine or queued.

The page stays as it was fetched, with its `fetched_at`: of an article that was published since from
a later fetch, the ledger sees that this one is older. The token says how often a page was brought
back, as in 5f0c…_2, so that its lines in the logs belong together.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from redis.exceptions import WatchError

from workers import outbox, quarantine, queue
from workers.watching import tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from redis import Redis

    from workers.page import Page
    from workers.quarantine import Kept, Wanted

_BATCH_BYTES = 4_000_000  # packed, of a job: many pages are small, and one job should be too
_ROUNDS = 20  # each means that somebody else dropped or replayed one of the batch meanwhile
_LINES = 1_000  # of the rejected stream a round trip: 300 KB


def replay(
    connection: Redis,
    wanted: Wanted,
    *,
    batch_pages: int,
    page_timeout: int,
    limit: int | None = None,
) -> Counter[str]:
    """Queue the wanted pages of the quarantine anew, the oldest first; how many of which outcome.

    `batch_pages` go in a job, `page_timeout` is the seconds that one may take to clean. Raises
    redis.RedisError; what was queued until then stays queued.
    """
    done: Counter[str] = Counter()
    for batch in _batches(connection, wanted, batch_pages, limit):
        done.update(kept.outcome for kept in _put_back(connection, batch, page_timeout))
    return done


def waiting(connection: Redis, wanted: Wanted, limit: int | None = None) -> Counter[str]:
    """How many pages `replay` would queue now, by outcome."""
    counts: Counter[str] = Counter()
    for kept in quarantine.listed(connection, wanted):
        if limit is not None and counts.total() >= limit:
            break
        counts[kept.outcome] += 1
    return counts


def without_bytes(connection: Redis, wanted: Wanted) -> Counter[str]:
    """The wanted entries of newsmill:rejected whose pages are no longer there, by outcome.

    What has no bytes by nature, such as an http-error, counts only if it is asked for by name.
    """
    counts: Counter[str] = Counter()
    for some in _rejected(connection, wanted):
        here = quarantine.has(connection, [token for token, _ in some])
        lines = zip(some, here, strict=True)
        counts.update(outcome for (_, outcome), is_here in lines if not is_here)
    return counts


def next_token(token: str) -> str:
    """The token of the same page when it is brought back: "5f0c" → "5f0c_2" → "5f0c_3"."""
    found = re.fullmatch(r"(.*)_(\d+)", token)
    return f"{found[1]}_{int(found[2]) + 1}" if found else f"{token}_2"


def _batches(
    connection: Redis, wanted: Wanted, batch_pages: int, limit: int | None
) -> Iterator[list[Kept]]:
    batch: list[Kept] = []
    size = 0
    for number, kept in enumerate(quarantine.listed(connection, wanted)):
        if limit is not None and number >= limit:
            break
        if batch and (len(batch) >= batch_pages or size + kept.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(kept)
        size += kept.size
    if batch:
        yield batch


def _put_back(connection: Redis, batch: Sequence[Kept], page_timeout: int) -> Sequence[Kept]:
    """Queue a batch as one job; those of it that were still there."""
    for _ in range(_ROUNDS):
        with connection.pipeline(transaction=True) as step:
            keys = [quarantine.key_of(kept.token) for kept in batch]
            step.watch(*keys)  # type: ignore[no-untyped-call]
            found = [(kept, _page(step, kept.token)) for kept in batch]
            pages = [(kept, page) for kept, page in found if page]
            if not pages:
                return []
            step.multi()
            again = [_again(page) for _, page in pages]
            queue.enqueue(connection, again, page_timeout=page_timeout, pipeline=step)
            for kept, _ in pages:
                step.delete(quarantine.key_of(kept.token))
                step.zrem(quarantine.INDEX, kept.token)
                step.hdel(quarantine.SIZES, kept.token)
                step.xdel(outbox.REJECTED, kept.entry)
                for command in tally.taken_back(site=kept.site, outcome=kept.outcome):
                    step.execute_command(*command)  # type: ignore[no-untyped-call]
            try:
                step.execute()
            except WatchError:
                continue
            return [kept for kept, _ in pages]
    raise RuntimeError("others replay or drop the same pages: try again when they are done")


def _page(step: Any, token: str) -> Page | None:
    packed = step.hmget(quarantine.key_of(token), "page", "body")  # at once, as it watches
    return quarantine.unpacked(*packed)


def _again(page: Page) -> Page:
    return page.model_copy(update={"token": next_token(page.token)})


def _rejected(connection: Redis, wanted: Wanted) -> Iterator[list[tuple[str, str]]]:
    """Token and outcome of the wanted entries of the rejected stream, some at a time."""
    at = f"{int(wanted.since * 1000)}-0"
    outcomes = wanted.outcomes or quarantine.OUTCOMES
    while raw := _range(connection, at):
        lines = [[(part or b"").decode() for part in entry] for entry in _fields(raw)]
        yield [
            (token, outcome)
            for outcome, site, token in lines
            if outcome in outcomes and wanted.fits(outcome, site)
        ]
        at = f"({raw[-1][0].decode()}"


def _range(connection: Redis, at: str) -> Any:
    return connection.xrange(outbox.REJECTED, min=at, count=_LINES)


def _fields(raw: Any) -> Iterator[list[bytes | None]]:
    for _, entry in raw:
        yield [entry.get(name) for name in (b"outcome", b"site", b"token")]
