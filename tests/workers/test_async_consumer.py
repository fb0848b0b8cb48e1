"""AsyncConsumer keeps Consumer's promises, and a cancelled task loses nothing."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from cleaner.article import Article
from tests.command import environment
from tests.workers.consuming import add_malformed, number, numbers, pending, publish
from tests.workers.test_consumer_trouble import kill, own_server
from workers import AsyncConsumer, Consumer, server
from workers.reading import dead_letters
from workers.server import open_server

if TYPE_CHECKING:
    from redis import Redis

    from workers.settings import Settings

__all__ = ["own_server"]  # a fixture


def reader(**options: Any) -> AsyncConsumer:
    return AsyncConsumer("search", **{"idle_seconds": 0, **options})


async def collected(consumer: AsyncConsumer) -> list[int]:
    return [number(article) async for article in consumer]


def test_a_loop_gives_typed_articles_and_acknowledges_each_after_its_body(
    connection: Redis,
) -> None:
    publish(connection, 12)

    async def work() -> list[int]:
        seen: list[int] = []
        async for article in reader():
            assert isinstance(article, Article)
            assert pending(connection) <= 12 - len(seen)
            seen.append(number(article))
        return seen

    assert asyncio.run(work()) == list(range(12))
    assert pending(connection) == 0


def test_after_a_break_the_last_one_comes_again_and_the_rest_is_free(connection: Redis) -> None:
    publish(connection, 12)

    async def work() -> None:
        async with reader() as consumer:
            async for article in consumer:
                if number(article) == 3:
                    break
        assert await collected(reader(name="two")) == list(range(4, 12))
        async with reader() as consumer:
            async for article in consumer:
                assert number(article) == 3
                await consumer.done()
                break
        assert await collected(reader()) == []

    asyncio.run(work())


@pytest.mark.parametrize("where", ["in the body", "while it waits"])
def test_a_cancelled_task_loses_nothing_and_lets_go_of_its_name(
    connection: Redis, where: str
) -> None:
    publish(connection, 3)

    async def consume(seen: list[int], reached: asyncio.Event) -> None:
        async with AsyncConsumer("search") as consumer:
            async for article in consumer:
                seen.append(number(article))
                if len(seen) == 3:
                    reached.set()
                    if where == "in the body":
                        await asyncio.sleep(60)

    async def work() -> None:
        seen: list[int] = []
        reached = asyncio.Event()
        task = asyncio.create_task(consume(seen, reached))
        await reached.wait()
        while where != "in the body" and pending(connection):
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        publish(connection, 1, first=3)
        assert await collected(reader()) == ([2, 3] if where == "in the body" else [3])

    asyncio.run(work())


def test_however_often_it_is_cancelled_every_article_is_given_out(connection: Redis) -> None:
    async def consume(seen: set[int]) -> None:
        async for article in AsyncConsumer("search"):
            seen.add(number(article))

    async def work() -> None:
        seen: set[int] = set()
        for first in range(0, 60, 3):
            publish(connection, 3, first=first)
            task = asyncio.create_task(consume(seen))
            await asyncio.sleep(0.001 * (first % 40))
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        seen |= set(await collected(reader()))
        assert seen == set(range(60))

    asyncio.run(work())
    assert pending(connection) == 0


def test_handlers_may_be_coroutines_or_plain_and_are_tried_again(connection: Redis) -> None:
    publish(connection, 3)
    seen: list[int] = []

    async def handler(article: Article) -> None:
        await asyncio.sleep(0)
        seen.append(number(article))
        if number(article) == 1:
            raise OSError("away")

    asyncio.run(reader().run(handler, attempts=3, wait_seconds=0.001))
    assert seen == [0, 1, 1, 1, 2]
    (letter,) = dead_letters.read(connection, "search")
    assert (letter.fault, letter.attempts) == ("OSError: away", 3)
    plain: list[Article] = []
    asyncio.run(AsyncConsumer("other", idle_seconds=0).run(plain.append))
    assert numbers(plain) == [0, 1, 2]


def test_batches_entries_filters_and_malformed_entries(connection: Redis) -> None:
    publish(connection, 5)
    add_malformed(connection)
    publish(connection, 1, first=5, in_language="de")

    async def work() -> None:
        batches = [numbers(batch) async for batch in reader(languages=["en"]).batches(3, 0.01)]
        assert batches == [[0, 1, 2], [3, 4]]
        async with reader() as consumer:
            assert not consumer.is_new_group
            await consumer.rewind()
            assert numbers([entry async for entry in consumer.entries(2)]) == [0, 1]
            entries = await consumer.read(2)
            assert numbers(entries) == [2, 3]
            await consumer.acknowledge(entries)
            assert [numbers(b) async for b in consumer.entry_batches(9, 0)] == [[4, 5]]
        assert await collected(reader()) == []

    asyncio.run(work())
    assert pending(connection) == 0


def test_a_loop_outlives_a_server_that_is_killed_and_started_again(own_server: Settings) -> None:
    with open_server(own_server) as connection:
        publish(connection, 20)

    async def work() -> list[int]:
        seen: list[int] = []
        async with AsyncConsumer("search", "one", url=server.client_url(own_server)) as consumer:
            async for article in consumer:
                seen.append(number(article))
                if len(seen) == 5:
                    await asyncio.to_thread(kill, own_server)
                    starting = asyncio.create_task(asyncio.to_thread(server.start, own_server))
                if number(article) == 19:
                    await consumer.done()
                    break
        await starting
        return seen

    seen = asyncio.run(work())
    assert set(seen) == set(range(20))
    assert len(seen) <= 21
    with open_server(own_server) as connection:
        assert pending(connection) == 0


def test_ctrl_c_ends_it_and_what_was_in_hand_comes_again(connection: Redis) -> None:
    publish(connection, 2)
    code = (
        "import asyncio\n"
        "from workers import AsyncConsumer\n"
        "async def main():\n"
        "    async with AsyncConsumer('search') as consumer:\n"
        "        async for article in consumer:\n"
        "            print(article.url, flush=True)\n"
        "            await asyncio.sleep(60)\n"
        "try:\n"
        "    asyncio.run(main())\n"
        "except KeyboardInterrupt:\n"
        "    print('ended')\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert out == "ended\n"
    assert numbers(Consumer("search", idle_seconds=0)) == [0, 1]


def test_a_server_that_is_not_there_is_an_error_that_says_what_to_do() -> None:
    from workers.server import ServerError

    with pytest.raises(ServerError, match="NEWSMILL_REDIS_URL"):
        asyncio.run(collected(AsyncConsumer("search", url="redis://localhost:1/0")))
    with pytest.raises(ServerError, match="NEWSMILL_REDIS_URL"):
        Consumer("search", url="redis://localhost:1/0")
