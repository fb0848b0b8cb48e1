"""Consumer for asyncio: the same promises, options and names, with `async for` and `await`.

    from workers import AsyncConsumer

    async with AsyncConsumer(group="search") as consumer:
        async for article in consumer:
            await index(article.id, article.headline, article.article_body)

A task that is cancelled leaves what it had in hand unacknowledged, so that it comes again.
"""

from __future__ import annotations

import asyncio
import inspect
from contextlib import ExitStack, aclosing
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from workers.reading.joining import ATTEMPTS, WAIT_SECONDS, free_name, new_reading, settings_of
from workers.reading.member import Options, Plan

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
    from datetime import datetime

    from redis.asyncio import Redis

    from cleaner.article import Article
    from workers.reading.entries import Entry

T = TypeVar("T")


class AsyncConsumer:
    """As Consumer, for asyncio; `connection` is a client of redis.asyncio.

    It joins its group when it is first used or entered. Signals are left to asyncio, which cancels
    the task. `async with` closes it for sure; a loop without closes it at its end, and after a
    `break` as soon as the event loop comes to it.
    """

    def __init__(
        self,
        group: str,
        name: str | None = None,
        *,
        connection: Redis | None = None,
        url: str | None = None,
        **options: Unpack[Options],
    ) -> None:
        self._reading = new_reading(group, name, options)
        self._given, self._url = connection, url
        self._find_name = name is None and connection is None
        self._client: Redis | None = None
        self._resources = ExitStack()
        self._kept = False  # by an `async with`: the end of a loop does not close
        self.is_new_group = False

    @property
    def group(self) -> str:
        """The group's name."""
        return self._reading.member.group

    @property
    def name(self) -> str:
        """The member's name in the group; its own once it is open."""
        return self._reading.member.name

    async def __aenter__(self) -> Self:
        self._kept = True
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._kept = False
        await self.aclose()

    async def aclose(self) -> None:
        """Let go of what was read and not given out, of the name, and of an own connection."""
        if self._client is None:
            return
        try:
            await self._do(self._reading.release())
        finally:
            client, self._client = self._client, None
            if client is not self._given:
                await client.aclose()
            await asyncio.to_thread(self._resources.close)

    async def __aiter__(self) -> AsyncIterator[Article]:
        async with aclosing(self._loop(self._reading.take_articles)) as given:
            async for ((_, article),) in given:
                yield article

    async def entries(self, limit: int | None = None) -> AsyncIterator[Entry]:
        """Entries instead of articles; `limit` of them at most."""
        number = 0
        async with aclosing(self._loop(self._reading.take)) as given:
            async for (entry,) in given:
                yield entry
                number += 1
                if number == limit:
                    await self.done()
                    break

    async def batches(
        self, size: int = 100, fill_seconds: float = 1.0
    ) -> AsyncIterator[list[Article]]:
        """Lists of up to `size` articles, acknowledged after each body.

        A batch that is not full is given out `fill_seconds` after its first came.
        """
        async with aclosing(
            self._loop(lambda: self._reading.take_articles(size, fill_seconds))
        ) as given:
            async for pairs in given:
                yield [article for _, article in pairs]

    async def entry_batches(
        self, size: int = 100, fill_seconds: float = 1.0
    ) -> AsyncIterator[list[Entry]]:
        """As `batches`, with entries."""
        async with aclosing(self._loop(lambda: self._reading.take(size, fill_seconds))) as given:
            async for entries in given:
                yield entries

    async def run(
        self,
        handler: Callable[[Article], object],
        *,
        attempts: int = ATTEMPTS,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        """Call `handler` with each article, and await what it gives if that can be awaited.

        If it raises, again after a wait that doubles. After so many attempts the entry becomes a
        dead letter, and the next one has its turn.
        """
        async with aclosing(self._loop(self._reading.take_articles)) as given:
            async for ((entry, article),) in given:
                attempt = 1
                while True:
                    try:
                        result = handler(article)
                        if inspect.isawaitable(result):
                            await result
                    except Exception as error:
                        plan = self._reading.failed(entry, error, attempt, attempts, wait_seconds)
                        if await self._do(plan):
                            attempt += 1
                            continue
                    break

    async def done(self) -> None:
        """Acknowledge what the loop gave out last, before a `break`."""
        await self._do(self._reading.done())

    async def read(self, count: int = 100, block_ms: int = 0) -> list[Entry]:
        """Up to `count` entries; [] if none came in `block_ms` milliseconds (0: do not wait).

        Unlike a loop, it raises while the server is lost.
        """
        await self._open()
        return await self._do(self._reading.read(count, block_ms))

    async def acknowledge(self, entries: Iterable[Entry]) -> None:
        """Say that the work with these entries is done: they do not come again."""
        await self._open()
        await self._do(self._reading.member.acknowledge(entries))

    async def rewind(self, start: str | datetime = "0") -> None:
        """Begin anew for the whole group: every entry since `start` that is kept comes again."""
        await self._open()
        await self._do(self._reading.member.rewind(start))

    async def _loop(self, take: Callable[[], Plan[list[T]]]) -> AsyncGenerator[list[T], None]:
        await self._open()
        self._reading.resume()
        try:
            while given := await self._do(take()):
                yield given
                await self._do(self._reading.done())
        finally:
            if not self._kept:
                await self.aclose()
            elif self._client is not None:
                await self._do(self._reading.release())

    async def _do(self, plan: Plan[T]) -> T:
        """Carry a plan out."""
        if self._client is None:
            raise RuntimeError("the consumer was closed in its own loop: break instead")
        try:
            step = next(plan)
            while True:
                try:
                    if isinstance(step, int | float):
                        await asyncio.sleep(step)
                        reply = None
                    else:
                        reply = await _uncancelled(step(self._client))
                except Exception as error:
                    step = plan.throw(error)
                else:
                    step = plan.send(reply)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            plan.close()

    async def _open(self) -> None:
        if self._client is not None:
            return
        if self._given is not None:
            self._client = self._given
        else:
            opening = asyncio.ensure_future(asyncio.to_thread(self._open_server))
            try:
                url, self._resources = await asyncio.shield(opening)
            except asyncio.CancelledError:
                opening.add_done_callback(_close_unused)
                raise
            self._client = _client(url)
        try:
            self.is_new_group = await self._do(self._reading.member.begin())
        except BaseException:
            await self.aclose()
            raise

    def _open_server(self) -> tuple[str, ExitStack]:
        """The server's address, and what keeps it and the member's name; blocks."""
        from workers.server import client_url, open_server

        with ExitStack() as opened:
            settings = settings_of(self._url)
            opened.enter_context(open_server(settings))
            if self._find_name:
                folder = settings.state_dir / "consumers"
                self._reading.member.name = opened.enter_context(free_name(self.group, folder))
            return client_url(settings), opened.pop_all()


async def _uncancelled(reply: Awaitable[Any]) -> Any:
    """The reply, unless the task was cancelled meanwhile.

    redis-py sends by way of asyncio.wait_for, which loses a cancellation in Python 3.11.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    try:
        return await reply
    finally:
        if task and task.cancelling() > before:
            raise asyncio.CancelledError


def _client(url: str) -> Redis:
    import redis.asyncio

    from workers.server import REPLY_SECONDS

    # A try that the client repeats by itself would hide that a reply was lost.
    return redis.asyncio.Redis.from_url(
        url, socket_timeout=REPLY_SECONDS, retry=Retry(NoBackoff(), 0)
    )


def _close_unused(opening: asyncio.Future[tuple[str, ExitStack]]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result()[1].close()
