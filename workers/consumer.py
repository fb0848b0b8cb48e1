"""Reading articles from the stream: each to one member of a group, until it is acknowledged.

    from workers import Consumer

    for article in Consumer(group="search"):
        index(article.id, article.headline, article.article_body)

An article is acknowledged after its loop body, when the next one is asked for. What was read and
not acknowledged comes again: to the same member when it starts anew, or to another of the group
once it lay idle for `claim_ms`. So work must bear repetition; `id` and `metadata.revision` tell.
docs/consuming.md says what is promised.
"""

from __future__ import annotations

import signal
import threading
import time
from contextlib import ExitStack, closing, contextmanager, nullcontext
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from redis.backoff import NoBackoff
from redis.retry import Retry

from workers.reading.entries import Entry, read_after
from workers.reading.joining import ATTEMPTS, WAIT_SECONDS, free_name, new_reading, settings_of
from workers.reading.member import CLAIM_MS, Options, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from redis import Redis

    from cleaner.article import Article

__all__ = ["CLAIM_MS", "Consumer", "Entry", "join", "read_after"]

T = TypeVar("T")


class Consumer:
    """A member of a consumer group on `newsmill:articles`; iterating it gives Articles.

    `connection` is a redis client; without one, the server of `url`, else of the settings, is
    opened, and closed when the loop ends or by `close` (or use it in a `with`). `name` should stay
    the same over restarts, and differ between members that run at the same time. By default it is
    the first name that is free on this machine, or of a given connection the host's name.

    Options: `start`, where a group begins that is not there yet: "0" (all that is kept), "$" (what
    comes from now on), or a time. `domains` (subdomains too) and `languages` (ISO 639-1): what is
    not of them is passed over. `idle_seconds` without a new entry end the loop: 0 when nothing is
    left, None never. `count` entries are read at a time. `claim_ms`: a member that has not
    acknowledged an entry for so long is taken for dead; longer than any loop body. After
    `max_deliveries` (None: no limit) an entry becomes a dead letter.

    One loop at a time: a thread needs a Consumer of its own. Raises ServerError where there is no
    server, and redis.RedisError.
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
        self._kept = False  # by a `with`: the end of a loop does not close
        self.is_new_group = False
        self._open()

    @property
    def group(self) -> str:
        """The group's name."""
        return self._reading.member.group

    @property
    def name(self) -> str:
        """The member's name in the group."""
        return self._reading.member.name

    def __enter__(self) -> Self:
        self._kept = True
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self._kept = False
        self.close()

    def close(self) -> None:
        """Let go of what was read and not given out, of the name, and of an own connection."""
        if self._client is not None:
            try:
                self._do(self._reading.release())
            finally:
                self._client = None
                self._resources.close()

    def __iter__(self) -> Iterator[Article]:
        with closing(self._loop(self._reading.take_articles)) as given:
            for ((_, article),) in given:
                yield article

    def entries(
        self, limit: int | None = None, *, until: Callable[[], object] | None = None
    ) -> Iterator[Entry]:
        """Entries instead of articles; `limit` of them at most, and until `until()` is true."""
        with closing(self._loop(self._reading.take, until)) as given:
            for number, (entry,) in enumerate(given, 1):
                yield entry
                if number == limit:
                    self.done()
                    break

    def batches(self, size: int = 100, fill_seconds: float = 1.0) -> Iterator[list[Article]]:
        """Lists of up to `size` articles, acknowledged after each body.

        A batch that is not full is given out `fill_seconds` after its first came.
        """
        with closing(self._loop(lambda: self._reading.take_articles(size, fill_seconds))) as given:
            for pairs in given:
                yield [article for _, article in pairs]

    def entry_batches(self, size: int = 100, fill_seconds: float = 1.0) -> Iterator[list[Entry]]:
        """As `batches`, with entries."""
        with closing(self._loop(lambda: self._reading.take(size, fill_seconds))) as given:
            yield from given

    def run(
        self,
        handler: Callable[[Article], object],
        *,
        attempts: int = ATTEMPTS,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        """Call `handler` with each article; if it raises, again after a wait that doubles.

        After so many attempts the entry becomes a dead letter, and the next one has its turn.
        """
        with closing(self._loop(self._reading.take_articles)) as given:
            for ((entry, article),) in given:
                attempt = 1
                while True:
                    try:
                        handler(article)
                    except Exception as error:
                        plan = self._reading.failed(entry, error, attempt, attempts, wait_seconds)
                        if self._do(plan):
                            attempt += 1
                            continue
                    break

    def done(self) -> None:
        """Acknowledge what the loop gave out last, before a `break`."""
        self._do(self._reading.done())

    def read(self, count: int = 100, block_ms: int = 0) -> list[Entry]:
        """Up to `count` entries; [] if none came in `block_ms` milliseconds (0: do not wait).

        First those that this member read before a restart and did not acknowledge, then those
        whose reader seems dead, then new ones. Unlike a loop, it raises while the server is lost.
        """
        self._open()
        return self._do(self._reading.read(count, block_ms))

    def acknowledge(self, entries: Iterable[Entry]) -> None:
        """Say that the work with these entries is done: they do not come again."""
        self._open()
        self._do(self._reading.member.acknowledge(entries))

    def rewind(self, start: str | datetime = "0") -> None:
        """Begin anew for the whole group: every entry since `start` that is kept comes again."""
        self._open()
        self._do(self._reading.member.rewind(start))

    def _loop(
        self, take: Callable[[], Plan[list[T]]], until: Callable[[], object] | None = None
    ) -> Generator[list[T], None, None]:
        self._open()
        with _listening() if until is None else nullcontext(until) as asked:
            self._reading.until = asked
            self._reading.resume()
            try:
                while given := self._do(take()):
                    yield given
                    self._do(self._reading.done())
            finally:
                self._reading.until = lambda: False
                if not self._kept:
                    self.close()
                elif self._client is not None:
                    self._do(self._reading.release())

    def _do(self, plan: Plan[T]) -> T:
        """Carry a plan out."""
        if self._client is None:
            raise RuntimeError("the consumer was closed in its own loop: break instead")
        try:
            step = next(plan)
            while True:
                try:
                    if isinstance(step, int | float):
                        time.sleep(step)
                        reply = None
                    else:
                        reply = step(self._client)
                except Exception as error:
                    step = plan.throw(error)
                else:
                    step = plan.send(reply)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            plan.close()

    def _open(self) -> None:
        if self._client is not None:
            return
        with ExitStack() as opened:
            if self._given is not None:
                self._client = self._given
            else:
                from workers.server import open_server

                settings = settings_of(self._url)
                self._client = opened.enter_context(open_server(settings))
                # A try that the client repeats by itself would hide that a reply was lost.
                self._client.set_retry(Retry(NoBackoff(), 0))
                if self._find_name:
                    folder = settings.state_dir / "consumers"
                    self._reading.member.name = opened.enter_context(free_name(self.group, folder))
            opened.callback(setattr, self, "_client", None)
            self.is_new_group = self._do(self._reading.member.begin())
            self._resources = opened.pop_all()


@contextmanager
def join(
    connection: Redis, group: str, folder: Path, **options: Unpack[Options]
) -> Iterator[Consumer]:
    """A consumer under a name that no other process of this machine has meanwhile.

    The first name that is free, so that who comes after a crash is given what lies unacknowledged.
    `folder` holds the locks; the options are Consumer's. Raises OSError, and redis.RedisError.
    """
    with (
        free_name(group, folder) as name,
        Consumer(group, name, connection=connection, **options) as consumer,
    ):
        yield consumer


@contextmanager
def _listening() -> Iterator[Callable[[], object]]:
    """Within, the first Ctrl-C or SIGTERM makes what is given true: the body in hand is finished.

    Only where the program has no handlers of its own, and in its main thread.
    """
    from workers.endings import asked_to_end

    ours = threading.current_thread() is threading.main_thread() and (
        signal.getsignal(signal.SIGINT) is signal.default_int_handler
        and signal.getsignal(signal.SIGTERM) in (signal.SIG_DFL, signal.default_int_handler)
    )
    if not ours:
        yield lambda: False
        return
    with asked_to_end() as asked:
        yield lambda: asked
