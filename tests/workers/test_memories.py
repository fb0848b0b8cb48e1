from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from threading import Barrier

import pytest
from redis import Redis

from cleaner.memory import MAX_PAGES, PAGE, SiteMemory, key_of
from workers import memories, server
from workers.settings import Settings

HOST = "heron.example"
STORY = "https://www.heron.example/bridge"


def lesson(place: str = "body", line: str = "a line") -> SiteMemory:
    return SiteMemory(pages=1, places={key_of([place]): (PAGE, 0)}, lines={key_of([line]): 1})


def test_of_a_site_never_seen_nothing_is_known(connection: Redis) -> None:
    assert memories.Memories(connection).of(STORY) == SiteMemory()


def test_what_a_batch_learns_is_known_to_the_next_one_and_not_before(connection: Redis) -> None:
    first, second = memories.Memories(connection), memories.Memories(connection)
    first.learn(STORY, lesson())
    first.learn("http://heron.example/other", lesson())
    assert second.of(STORY).pages == 0
    first.save()
    assert second.of(STORY).pages == 0
    assert memories.Memories(connection).of(STORY) == lesson().merge(lesson())


def test_two_batches_of_the_same_time_lose_nothing(connection: Redis, settings: Settings) -> None:
    each, writers = 4, 4
    assert each * writers <= MAX_PAGES  # so that nothing has to fade
    start = Barrier(writers)

    def teach(writer: int) -> None:
        with server.open_server(settings) as own:
            start.wait()
            for n in range(each):
                memories.add(own, HOST, lesson(f"place {writer}", f"line {writer} {n}"))

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(teach, range(writers)))
    wanted = [
        lesson(f"place {writer}", f"line {writer} {n}")
        for writer in range(writers)
        for n in range(each)
    ]
    assert memories.read(connection, HOST) == reduce(SiteMemory.merge, wanted)


def test_a_worker_that_was_faster_makes_the_other_begin_anew(
    connection: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge = SiteMemory.merge
    with server.open_server(settings) as faster:

        def interrupted(self: SiteMemory, other: SiteMemory) -> SiteMemory:
            monkeypatch.setattr(SiteMemory, "merge", merge)
            memories.add(faster, HOST, lesson("theirs"))
            return merge(self, other)

        monkeypatch.setattr(SiteMemory, "merge", interrupted)
        memories.add(connection, HOST, lesson("ours"))
    assert memories.read(connection, HOST) == lesson("theirs").merge(lesson("ours"))


@pytest.mark.parametrize(
    "value", ["", "{", "[]", '{"version": 99, "pages": 3}', '{"pages": -1}', "\udcff", "x" * 10_000]
)
def test_a_value_that_cannot_be_read_counts_as_nothing_and_is_written_over(
    connection: Redis, value: str
) -> None:
    connection.set(memories.memory_key(HOST), value.encode("utf-8", "surrogateescape"))
    assert memories.read(connection, HOST) == SiteMemory()
    memories.add(connection, HOST, lesson())
    assert memories.read(connection, HOST) == lesson()


def test_a_key_of_another_type_counts_as_nothing_and_is_written_over(connection: Redis) -> None:
    connection.hset(memories.memory_key(HOST), "pages", "3")
    assert memories.read(connection, HOST) == SiteMemory()
    memories.add(connection, HOST, lesson())
    assert memories.read(connection, HOST) == lesson()


def test_a_memory_expires_and_each_lesson_prolongs_it(connection: Redis) -> None:
    memories.add(connection, HOST, lesson())
    connection.expire(memories.memory_key(HOST), 60)
    memories.add(connection, HOST, lesson())
    assert connection.ttl(memories.memory_key(HOST)) > memories.KEEP_SECONDS - 60


def test_a_sure_page_teaches_nothing_and_writes_nothing(connection: Redis) -> None:
    batch = memories.Memories(connection)
    batch.learn(STORY, SiteMemory())
    batch.save()
    assert memories.sites(connection) == []


def test_a_forgotten_site_is_unknown_and_the_others_are_not(connection: Redis) -> None:
    memories.add(connection, HOST, lesson())
    memories.add(connection, "tern.example", lesson())
    assert memories.forget(connection, HOST)
    assert not memories.forget(connection, HOST)
    assert memories.sites(connection) == ["tern.example"]
