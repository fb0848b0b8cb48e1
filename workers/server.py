"""The Redis that everything shares: the one of NEWSMILL_REDIS_URL, or an embedded Valkey.

The embedded server listens on a unix socket alone and keeps an append-only file in the state
folder. Whoever needs it first starts it, and the last one to leave stops it, unless `start` pinned
it.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote
from uuid import uuid4

import redis
from redis.backoff import ExponentialWithJitterBackoff, NoBackoff
from redis.retry import Retry

from workers import embedded
from workers.embedded import ServerError
from workers.settings import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.settings import Settings

__all__ = ["ServerError", "ServerState", "client_url", "open_server", "start", "state", "stop"]

PROBE_SECONDS = 2.0  # a server that does not answer PING in this time is taken for hung
LOAD_SECONDS = 240.0  # a server that reads a large append-only file says so, and is waited for
REPLY_SECONDS = 10.0  # the longest single command; a blocking read must ask for less


class ServerState(NamedTuple):
    """How the server is: `where` it is reached (password masked), and if running, what it says."""

    where: str
    embedded: bool
    running: bool
    pinned: bool = False
    pid: int | None = None
    version: str | None = None
    memory_bytes: int | None = None
    clients: int | None = None


@contextlib.contextmanager
def open_server(settings: Settings) -> Iterator[redis.Redis]:
    """A connected client; the embedded server is started or joined for it where no URL is set.

    On leaving, the embedded server is stopped if nobody else is connected and it is not pinned.
    Raises ServerError when there is no server to be had.
    """
    if settings.redis_url:
        _greet(settings)
        with _client(settings) as connection:
            yield connection
        return
    # Our connections carry a name of their own, so that leaving can tell them from other people's.
    name = f"newsmill-{uuid4().hex}"
    with embedded.behind_the_door(settings.state_dir):
        _join(settings)
        present = _client(settings, name)
        present.ping()  # connected from here to the end: the server has somebody to stay for
    try:
        with _client(settings, name) as connection:
            yield connection
    finally:
        _leave(settings, present, name)


def client_url(settings: Settings) -> str:
    """The server's address as other programs take it (`rq info --url`); may hold a secret."""
    return settings.redis_url or f"unix://{quote(str(embedded.socket_of(settings.state_dir)))}"


def start(settings: Settings) -> ServerState:
    """Start or join the embedded server and pin it: it stays until `stop`. Raises ServerError."""
    _only_embedded(settings)
    with embedded.behind_the_door(settings.state_dir):
        _join(settings)
        embedded.pin_of(settings.state_dir).touch()
    return state(settings)


def stop(settings: Settings) -> bool:
    """Stop the embedded server, whoever is connected; True if there was one. Its data stays.

    Raises ServerError if it cannot be stopped, or if it is not newsmill's to stop.
    """
    _only_embedded(settings)
    with embedded.behind_the_door(settings.state_dir):
        embedded.pin_of(settings.state_dir).unlink(missing_ok=True)
        if not embedded.alive(settings.state_dir):
            return False
        _shut_down(settings)
        return True


def state(settings: Settings) -> ServerState:
    """How the server is, starting and changing nothing. Raises ServerError if it does not answer.

    That the embedded server is not running is no error.
    """
    own = settings.redis_url is None
    where = masked(client_url(settings))
    pinned = own and embedded.pin_of(settings.state_dir).exists()
    not_running = ServerState(where, embedded=True, running=False, pinned=pinned)
    if own and not embedded.alive(settings.state_dir):
        return not_running
    try:
        _greet(settings)
        with _probe(settings) as connection:
            info = connection.info()
    except (ServerError, redis.RedisError):
        if own and not embedded.alive(settings.state_dir):
            return not_running  # it ended while it was asked
        raise
    return ServerState(
        where,
        embedded=own,
        running=True,
        pinned=pinned,
        pid=int(info["process_id"]),
        version=str(info.get("valkey_version") or info["redis_version"]),
        memory_bytes=int(info["used_memory"]),
        clients=int(info["connected_clients"]) - 1,  # without the one that asks
    )


def _client(settings: Settings, name: str | None = None) -> redis.Redis:
    """A client that outlives a server's restart of a few seconds and never waits for ever."""
    return redis.Redis.from_url(
        client_url(settings),
        client_name=name,
        socket_timeout=REPLY_SECONDS,
        # Five more tries in about two seconds; a longer outage is the caller's to judge.
        retry=Retry(ExponentialWithJitterBackoff(base=0.1, cap=1.0), 5),
    )


def _probe(settings: Settings) -> redis.Redis:
    """A client that says at once how things are."""
    url = client_url(settings)
    patience = {"socket_timeout": PROBE_SECONDS}
    if not url.startswith("unix:"):
        patience["socket_connect_timeout"] = PROBE_SECONDS
    return redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), **patience)


def _greet(settings: Settings) -> None:
    """Return once the server answers. Raises ServerError when it does not, with what to do."""
    where = masked(client_url(settings))
    advice = "start it, correct NEWSMILL_REDIS_URL, or unset that to use newsmill's own server"
    if not settings.redis_url:
        log = embedded.log_of(settings.state_dir)
        advice = f"read {log}, then run: newsmill server stop"
    begun = time.monotonic()
    while True:
        try:
            with _probe(settings) as connection:
                connection.ping()
            return
        except redis.exceptions.BusyLoadingError:
            if time.monotonic() - begun > LOAD_SECONDS:
                raise ServerError(f"{where} is still loading its data: try again later") from None
        except redis.exceptions.TimeoutError:
            raise ServerError(f"{where} does not answer: {advice}") from None
        except (redis.exceptions.AuthenticationError, redis.exceptions.ResponseError) as error:
            raise ServerError(f"{where} refuses ({error}): check the password") from None
        except (redis.RedisError, OSError, ValueError) as error:
            # Our own server makes its socket an instant before it listens.
            coming = not settings.redis_url and embedded.alive(settings.state_dir)
            if not coming or time.monotonic() - begun > PROBE_SECONDS:
                raise ServerError(f"no Redis at {where} ({error}): {advice}") from None
        time.sleep(0.05)


def _join(settings: Settings) -> None:
    """Start the embedded server if it does not live, and return once it answers."""
    embedded.ensure(settings.state_dir)
    try:
        _greet(settings)
    except ServerError:
        if not embedded.alive(settings.state_dir):
            raise embedded.did_not_start(settings.state_dir) from None
        raise


def _leave(settings: Settings, present: redis.Redis, name: str) -> None:
    """Stop the embedded server if nobody else needs it; a server that is gone already is fine."""
    with (
        present,
        contextlib.suppress(redis.RedisError, ServerError),
        embedded.behind_the_door(settings.state_dir),
    ):
        pinned = embedded.pin_of(settings.state_dir).exists()
        if not pinned and embedded.alive(settings.state_dir) and not _others(present, name):
            _shut_down(settings)


def _others(present: redis.Redis, name: str) -> bool:
    """Whether connections other than those called `name` are open."""
    for pause in (0.05, 0.0):  # one that was closed an instant ago may be listed once more
        if all(client["name"] == name for client in present.client_list()):
            return False
        time.sleep(pause)
    return True


def _shut_down(settings: Settings) -> None:
    """Ask the server to write everything out and end, and see to it that it does."""
    try:
        with _probe(settings) as connection:
            connection.shutdown()
        asked = True
    except redis.RedisError:
        asked = False
    embedded.end(settings.state_dir, asked=asked)


def _only_embedded(settings: Settings) -> None:
    if settings.redis_url:
        raise ServerError(
            f"NEWSMILL_REDIS_URL names {masked(settings.redis_url)}, which newsmill neither starts "
            "nor stops: unset it to manage newsmill's own server"
        )
