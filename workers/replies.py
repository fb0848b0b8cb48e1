"""Replies: what became of a URL that another service asked for, told in the step that decides it.

    newsmill:replies          stream of request url requested outcome id revision event entry detail
                              at; the last 10,000, about
    newsmill:reply:<request>  hash: the same fields, for a day; who asks late still finds its answer

`id` is the article's, "" where there is none. Beside the outcomes of pages there are two that no
page has: `refused` for what can be fetched by nobody, and `failed` for a fetch that met a fault.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cleaner.outcome import Outcome
from workers.steps import ENTRY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from redis import Redis

    from workers.page import Dropped, Page
    from workers.steps import Command

STREAM = "newsmill:replies"
MAX_ENTRIES = 10_000  # at some 400 bytes 4 MB: hours of what services ask for
KEPT_SECONDS = 86_400  # as long as the result of the job that fetched it
REFUSED, FAILED = "refused", "failed"

_PUBLISHED = (Outcome.ARTICLE, Outcome.LIVE_BLOG)
_KNOWN = (*_PUBLISHED, Outcome.UNCHANGED, Outcome.DUPLICATE)
_PAUSE_MS = 1_000  # how long one wait for the stream lasts; below any socket's timeout


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer. `url` is where the page was found in the end, `requested` what was asked for.

    `entry` is the id of the page's entry in newsmill:articles or newsmill:rejected.
    """

    request: str
    url: str
    requested: str
    outcome: str
    id: str
    revision: str
    event: str
    entry: str
    detail: str
    at: str

    @property
    def is_article(self) -> bool:
        """Whether there is an article, be it new, changed or known already."""
        return bool(self.id) and self.outcome in _KNOWN


def key_of(request: str) -> str:
    """The Redis key of a request's answer."""
    return f"newsmill:reply:{request}"


def commands(  # noqa: PLR0913
    page: Page | Dropped,
    *,
    outcome: Outcome,
    article_id: str | None,
    revision: int | None,
    detail: str,
    at: float,
) -> list[Command]:
    """What a step that decides on a page does to answer who asked for it; nothing if nobody did.

    `article_id` and `revision` are those of the article, also of a known one; `at` is now, in unix
    seconds.
    """
    if page.request is None:
        return []
    event = ""
    if outcome in _PUBLISHED and revision:
        event = "new" if revision == 1 else "update"
    reply = Reply(
        request=page.request,
        url=page.url,
        requested=page.requested_url,
        outcome=str(outcome),
        id=article_id or "",
        revision=str(revision or ""),
        event=event,
        entry=ENTRY,
        detail=detail,
        at=_iso(at),
    )
    return _answer(reply)


def tell(connection: Redis, request: str, url: str, outcome: str, detail: str) -> None:
    """Answer a request of which no page came: `outcome` is REFUSED or FAILED."""
    reply = Reply(
        request=request,
        url=url,
        requested=url,
        outcome=outcome,
        id="",
        revision="",
        event="",
        entry="",
        detail=detail,
        at=_iso(time.time()),
    )
    with connection.pipeline(transaction=True) as pipeline:
        for command in _answer(reply):
            pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
        pipeline.execute()


def tell_unanswered(connection: Redis, asked: Any, detail: str) -> None:
    """Answer the request of a fetch whose process died, with FAILED, unless it has an answer.

    `asked` is what its job was given, by whomever.
    """
    request = asked.get("request") if isinstance(asked, dict) else None
    if isinstance(request, str) and reply_to(connection, request) is None:
        tell(connection, request, str(asked.get("url") or ""), FAILED, detail)


def reply_to(connection: Redis, request: str) -> Reply | None:
    """The latest answer to a request; None if there is none yet, or none any more."""
    found: Any = connection.hgetall(key_of(request))
    return _reply(found) if found else None


def position(connection: Redis) -> str:
    """The place in the stream behind the last reply so far."""
    last: Any = connection.xrevrange(STREAM, count=1)
    return last[0][0].decode() if last else "0-0"


def wait(
    connection: Redis, requests: Collection[str], *, seconds: float, after: str
) -> Iterator[Reply]:
    """The answers to `requests` as they come, for at most so many seconds.

    `after` is the stream's position from before they were asked; what was answered earlier comes
    first.
    """
    deadline = time.monotonic() + seconds
    place: Any = after
    open_ = dict.fromkeys(requests)
    for request in [*open_]:
        if reply := reply_to(connection, request):
            del open_[request]
            yield reply
    while open_ and (left := deadline - time.monotonic()) > 0:
        pause = max(1, min(_PAUSE_MS, int(left * 1000)))
        found: Any = connection.xread({STREAM: place}, count=1_000, block=pause)
        for entry_id, entry in (pair for _, entries in found or () for pair in entries):
            place = entry_id
            reply = _reply(entry)
            if reply.request in open_:
                del open_[reply.request]
                yield reply


def _answer(reply: Reply) -> list[Command]:
    flat = [part for field in asdict(reply).items() for part in field]
    key = key_of(reply.request)
    return [
        ["XADD", STREAM, "MAXLEN", "~", str(MAX_ENTRIES), "*", *flat],
        ["HSET", key, *flat],
        ["EXPIRE", key, str(KEPT_SECONDS)],
    ]


def _reply(fields_: dict[bytes, bytes]) -> Reply:
    told = {name.decode(): value.decode() for name, value in fields_.items()}
    return Reply(**{field.name: told.get(field.name, "") for field in fields(Reply)})


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
