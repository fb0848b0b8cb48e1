"""One crawl a source at a time, over all machines: a lock in Redis that expires with its holder.

newsmill:crawl:<source>   string: who crawls it, as JSON; its token for redis-py's Lock
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import redis
from redis.exceptions import LockNotOwnedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from redis.lock import Lock

logger = logging.getLogger(__name__)

# A crawl that is killed frees its source after so many seconds. Less would take the lock from a
# crawl whose Redis is restarted, which takes up to half of it.
LEASE_SECONDS = 40.0
# How often a crawl says that it lives: three of four may fail.
RENEW_SECONDS = 10.0


class Holder(NamedTuple):
    """Who crawls a source: since when (ISO 8601, UTC), on which machine, in which process."""

    since: str
    host: str
    pid: int

    def __str__(self) -> str:
        """The holder in words."""
        since = datetime.fromisoformat(self.since).astimezone()
        return f"by process {self.pid} on {self.host} since {since:%Y-%m-%d %H:%M:%S}"


class HeldError(Exception):
    """Somebody else crawls the source. Leave it to them: it is no error, and passes by itself."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(f"it is being crawled {holder or 'by another process'}")
        self.holder = holder


@contextmanager
def crawl_lock(
    connection: redis.Redis, source: str, on_lost: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Within, no other crawl of `source` (a source's name or address) runs on any machine.

    The lock is renewed by a thread. `on_lost` is called in it if somebody else has got the lock,
    as happens when this machine slept: then end. Raises HeldError, and redis.RedisError.
    """
    lock = connection.lock(lock_key(source), timeout=LEASE_SECONDS, thread_local=False)
    token = _token()
    if not lock.acquire(blocking=False, token=token):
        raise HeldError(holder_of(connection, source))
    lease = _Lease(lock, token, on_lost)
    threading.Thread(target=lease.renew, name="crawl lock", daemon=True).start()
    try:
        yield
    finally:
        lease.end()


def holder_of(connection: redis.Redis, source: str) -> Holder | None:
    """Who crawls the source, or None. Raises redis.RedisError."""
    found = connection.get(lock_key(source))
    if not isinstance(found, bytes):
        return None
    try:
        held = json.loads(found)
        return Holder(str(held["since"]), str(held["host"]), int(held["pid"]))
    except (ValueError, KeyError, TypeError):
        return None


def lock_key(source: str) -> str:
    """The Redis key of a source's lock."""
    return f"newsmill:crawl:{source}"


def _token() -> str:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    mine = {"since": since, "host": socket.gethostname(), "pid": os.getpid(), "id": uuid4().hex}
    return json.dumps(mine)


class _Lease:
    """A lock that was got, renewed until `end`."""

    def __init__(self, lock: Lock, token: str, on_lost: Callable[[], None]) -> None:
        self._lock, self._token, self._on_lost = lock, token, on_lost
        self._ended = threading.Event()
        self._taking = threading.Lock()  # else it might be taken again just after its release

    def renew(self) -> None:
        """Renew the lock now and then, until it is ended or lost. To be run in a thread."""
        while not self._ended.wait(RENEW_SECONDS):
            try:
                if not self._renewed():
                    self._on_lost()
                    return
            except redis.RedisError as error:
                # Redis is lost: the hand-over says so, and waits. It may come back in time.
                logger.debug("the lock could not be renewed: %s", error)

    def end(self) -> None:
        """Give the lock back. If Redis is lost it runs out by itself."""
        with self._taking:
            self._ended.set()
        with contextlib.suppress(redis.RedisError):
            self._lock.release()

    def _renewed(self) -> bool:
        """Whether the lock is still ours; one that ran out and that nobody took is taken again."""
        try:
            return bool(self._lock.reacquire())
        except LockNotOwnedError:
            with self._taking:
                ended = self._ended.is_set()
                return ended or self._lock.acquire(blocking=False, token=self._token)
