"""Waiting for what is lost: longer each time, with a word about it, and never past the end."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from workers.sinks.sink import SinkError

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.sinks.progress import Progress

FIRST_SECONDS = 0.5  # a restarted server is mostly back by then
LONGEST_SECONDS = 30.0  # after an outage of an hour, work goes on within half a minute
SLICE_SECONDS = 0.2  # how soon Ctrl-C is seen
MEANWHILE_SECONDS = 30.0  # a tenth of the time after which others of a group claim what lies idle


class Ended(Exception):  # noqa: N818 - as KeyboardInterrupt, no fault
    """Somebody asked the process to end while it waited: leave what is in hand for the next."""


class Waiting:
    """Waits for `what`, in pauses that double; `patience` is its seconds in all, None for no end.

    The first pause and each new reason are told, and so is the end of it.
    """

    def __init__(
        self, what: str, progress: Progress, asked: object, patience: float | None
    ) -> None:
        self._what = what
        self._progress = progress
        self._asked = asked
        self._patience = patience
        self._pauses = 0
        self._waited = 0.0
        self._told = ""

    def again(
        self,
        reason: str,
        *,
        after: float = 0.0,
        patient: bool = False,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """Pause, `after` seconds at least. With `patient` it does not count against the patience.

        `meanwhile` is called at first and then twice a minute. Raises Ended, and SinkError when the
        patience is over.
        """
        doubled = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(self._pauses, 16))
        pause = max(after, doubled * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
        if self._patience is not None and not patient and self._waited + pause > self._patience:
            raise SinkError(
                f"{self._what}: {reason}; waited {self._waited:.0f} s for it in vain: see to "
                "it and start again, nothing is lost"
            )
        if reason != self._told:
            self._progress.say(f"waiting for {self._what}: {reason}")
            self._told = reason
        self._sleep(pause, meanwhile)
        self._pauses += 1
        self._waited += 0.0 if patient else pause

    def over(self, *, silent: bool = False) -> None:
        """It is there; the next wait begins anew."""
        if self._told and not silent:
            self._progress.say(f"{self._what} is back")
        self._pauses, self._waited, self._told = 0, 0.0, ""

    def _sleep(self, seconds: float, meanwhile: Callable[[], object]) -> None:
        until = time.monotonic() + seconds
        meanwhile()
        called = time.monotonic()
        while (left := until - time.monotonic()) > 0:
            if self._asked:
                raise Ended
            time.sleep(min(left, SLICE_SECONDS))
            if time.monotonic() - called >= MEANWHILE_SECONDS:
                meanwhile()
                called = time.monotonic()
        if self._asked:
            raise Ended
