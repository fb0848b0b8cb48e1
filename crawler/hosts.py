"""Hosts: which of them keep failing, and are left alone for a while.

A host that fails again and again is not asked for five minutes, then ten, twenty ... up to a day.
After each pause one request decides: an answer, and the host is as any other again; a failure, and
the next pause begins. What is known is kept in Redis under newsmill:host:<host>, so that the next
crawl, on whatever machine, knows it too; without a connection in memory alone.

A name that the DNS does not know is no failure here: it costs no time, and when our own network is
down every name is like that.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import redis

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

PREFIX = "newsmill:host:"
FIRST_PAUSE = 300.0  # seconds: a restart or a deployment is over by then
LONGEST_PAUSE = 86_400.0  # seconds: a host that comes back is found within a day
_KEPT = 2 * 86_400  # seconds after its last failure: then a host has a clean slate

Failure = Literal["silent", "troubled"]
# Three times nothing at all, or nine answers that say the server is in trouble: pages of one kind
# may answer 500 on a healthy site, and each is tried three times.
_POINTS: dict[Failure, int] = {"silent": 3, "troubled": 1}
_ENOUGH = 9


@dataclass(frozen=True, kw_only=True)
class Host:
    """What is known of a host: failures in a row, in points; pauses so far; when it may be asked.

    `until` is in unix seconds, 0 for now. `why` is the last failure.
    """

    points: int = 0
    pauses: int = 0
    until: float = 0.0
    why: str = ""

    def __str__(self) -> str:
        """Until when and why, for people."""
        moment = datetime.fromtimestamp(self.until, UTC)
        return f"left alone until {moment:%Y-%m-%d %H:%M} UTC, as it kept failing ({self.why})"


class Hosts:
    """The hosts of one crawl. Methods take a host as `host_of` writes it."""

    def __init__(
        self, connection: redis.Redis | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._connection, self._clock = connection, clock
        self._known: dict[str, Host] = {}

    def resting(self, host: str) -> Host | None:
        """Return the host if it is left alone now, else None."""
        known = self._get(host)
        left = known.until - self._clock()
        # More than the longest pause ahead: a clock was set back since, and tells nothing.
        return known if 0 < left <= LONGEST_PAUSE else None

    def on_trial(self, host: str) -> bool:
        """Whether a pause is over and no answer came since: one request is to decide."""
        return self._get(host).pauses > 0 and self.resting(host) is None

    def failed(self, host: str, kind: Failure, why: str) -> Host | None:
        """Count a failure; return the host if it is left alone from now on."""
        known = self._get(host)
        if self.resting(host):  # it was in flight when the pause began
            return None
        known = replace(known, points=known.points + _POINTS[kind], why=why)
        if known.pauses or known.points >= _ENOUGH:
            pause = min(FIRST_PAUSE * 2.0**known.pauses, LONGEST_PAUSE)
            return self.leave_alone(host, pause, why)
        self._put(host, known)
        return None

    def leave_alone(self, host: str, seconds: float, why: str) -> Host:
        """Leave the host alone for so long, a day at most, and return it."""
        seconds = min(seconds, LONGEST_PAUSE)
        # Past twenty pauses nothing grows any more.
        pauses = min(self._get(host).pauses + 1, 20)
        host_now = Host(pauses=pauses, until=self._clock() + seconds, why=why)
        self._put(host, host_now)
        return host_now

    def answered(self, host: str) -> bool:
        """Forget the host's failures; True if it had been left alone before."""
        known = self._get(host)
        if known != Host():
            self._put(host, Host())
        return known.pauses > 0

    def _get(self, host: str) -> Host:
        if host not in self._known:
            self._known[host] = self._read(host)
        return self._known[host]

    def _read(self, host: str) -> Host:
        if self._connection is None:
            return Host()
        try:
            found = self._connection.get(PREFIX + host)
            return Host(**json.loads(found)) if isinstance(found, bytes | str) else Host()
        except (redis.RedisError, OSError) as error:
            logger.debug("what is known of %s cannot be read: %s", host, error)
        except (ValueError, TypeError):
            logger.warning("%s%s is not as it was written; it is written anew", PREFIX, host)
        return Host()

    def _put(self, host: str, known: Host) -> None:
        self._known[host] = known
        if self._connection is None:
            return
        try:
            if known == Host():
                self._connection.delete(PREFIX + host)
            else:
                kept = max(0.0, known.until - self._clock()) + _KEPT
                self._connection.set(PREFIX + host, json.dumps(asdict(known)), ex=int(kept))
        except (redis.RedisError, OSError) as error:
            logger.debug("what is known of %s cannot be kept: %s", host, error)


def host_of(url: str) -> str:
    """Return the host of `url`, with its port if that is not the usual one."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").rstrip(".")
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"
