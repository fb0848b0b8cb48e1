"""What a reader has of its group's entries, and its patience with the server.

Entries go through three places: the hand (read, not given out), `out` (given out, not yet
acknowledged), and the group's pending list on the server, which holds both until they are
acknowledged. The methods are plans, as member.py says.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from redis.exceptions import RedisError, ResponseError

from workers.reading.entries import BLOCK_MS, Entry, Malformed
from workers.reading.member import COUNT, Member, Plan
from workers.reading.outages import is_outage

if TYPE_CHECKING:
    from cleaner.article import Article

OUTAGE_SECONDS = 30.0  # a reader that is to end waits so long for a lost server, others for ever
FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0  # seconds between tries to reach a lost server
ENDING_SECONDS = 2.0  # once told to end: a cut connection costs no acknowledgement, Ctrl-C no more
SLICE_SECONDS = 0.5  # how soon a pause sees that it shall end

T = TypeVar("T")

log = logging.getLogger(__name__)


class Reading:
    """What a member has in hand. It reads `count` entries at a time.

    It is at its end once nothing came for `idle_seconds` (None: never), or `until()` is true.
    """

    def __init__(
        self, member: Member, *, count: int = COUNT, idle_seconds: float | None = None
    ) -> None:
        self.member = member
        self.out: list[Entry] = []
        self.until: Callable[[], object] = lambda: False
        self._count, self._idle_seconds = count, idle_seconds
        self._patience = float("inf") if idle_seconds is None else OUTAGE_SECONDS
        self._hand: deque[Entry] = deque()
        self._hand_at = 0.0

    def resume(self) -> None:
        """Begin with what was given out before and not acknowledged."""
        self.member.own = "0"
        self.out = []

    def take(self, size: int = 1, fill_seconds: float = 0.0) -> Plan[list[Entry]]:
        """Give out the next entries, up to `size`; [] when it is time to end.

        Once there is one, waits up to `fill_seconds` for more.
        """
        idle_from = time.monotonic()
        while not self.until():
            self._drop_stale()
            if not self._hand:
                self.out = (yield from self._patiently(partial(self.member.recovered, size))) or []
                if self.out:
                    return self.out
                idle = time.monotonic() - idle_from
                block_ms = self._left_ms(idle)
                if (yield from self._patiently(partial(self._deal, size, block_ms))):
                    idle_from = time.monotonic()
                elif self._idle_seconds is not None and idle >= self._idle_seconds:
                    return []
            if self._hand:
                yield from self._fill(size, fill_seconds)
                if not self.until():
                    self.out = [self._hand.popleft() for _ in range(min(size, len(self._hand)))]
                    return self.out
        return []

    def take_articles(
        self, size: int = 1, fill_seconds: float = 0.0
    ) -> Plan[list[tuple[Entry, Article]]]:
        """As `take`, with the articles; an entry that holds none is set aside."""
        while entries := (yield from self.take(size, fill_seconds)):
            pairs = []
            for entry in entries:
                try:
                    pairs.append((entry, entry.article()))
                except Malformed as fault:
                    yield from self.bury(entry, str(fault), 1)
            if pairs:
                return pairs
        return []

    def read(self, count: int, block_ms: int) -> Plan[list[Entry]]:
        """Up to `count` entries, without keeping any in hand; what is lost here comes again."""
        deadline = time.monotonic() + block_ms / 1000
        entries = (yield from self._patiently(partial(self.member.recovered, count), 0)) or []
        while not entries:
            left_ms = int((deadline - time.monotonic()) * 1000)
            wait_ms = min(left_ms, BLOCK_MS)
            new = yield from self._patiently(partial(self.member.new, count, wait_ms), 0)
            entries, came = new or ([], 0)
            if not came and left_ms <= 0:
                break
        return entries

    def done(self) -> Plan[None]:
        """Acknowledge what was given out last."""
        out = self.out
        if out and not (yield from self._patiently(partial(self.member.acknowledge, out))):
            log.warning("%d entries are done and not acknowledged: they come again", len(out))
        self.out = []

    def failed(
        self, entry: Entry, error: Exception, attempt: int, attempts: int, wait_seconds: float
    ) -> Plan[bool]:
        """What follows when a handler raised: True to try again, after a wait that doubles.

        After the last attempt the entry is set aside.
        """
        fault = f"{type(error).__name__}: {error}"
        if attempt >= attempts:
            yield from self.bury(entry, fault, attempt)
            return False
        wait = min(wait_seconds * 2 ** (attempt - 1), self.member.claim_ms / 2000)
        self.member.log("failed", entry, logging.WARNING, attempt=attempt, wait=wait, fault=fault)
        # Others would take an entry for a dead member's that lies idle for longer than claim_ms.
        yield from self._patiently(partial(self.member.keep, entry))
        yield from self._pause(wait)
        if self.until():
            self.out = []  # not acknowledged: it comes again
            return False
        return True

    def bury(self, entry: Entry, fault: str, attempts: int) -> Plan[None]:
        """Set an entry aside as a dead letter; it is no more among those given out."""
        yield from self._patiently(partial(self.member.set_aside, entry.entry_id, fault, attempts))
        self.out = [other for other in self.out if other != entry]

    def release(self) -> Plan[None]:
        """Let others have what is in hand and was not given out."""
        entries = [] if self._stale() else list(self._hand)
        self._hand.clear()
        try:
            yield from self.member.release(entries)
        except (RedisError, OSError) as error:
            log.info("what was in hand is claimed by others later: %s", error)

    def _deal(self, size: int, block_ms: int) -> Plan[bool]:
        """Take new entries in hand; whether any came, wanted or not."""
        count = self._count if size == 1 else size - len(self._hand)
        entries, came = yield from self.member.new(count, block_ms)
        if not self._hand:
            self._hand_at = time.monotonic()
        self._hand.extend(entries)
        return bool(came)

    def _fill(self, size: int, seconds: float) -> Plan[None]:
        begun = time.monotonic()
        while len(self._hand) < size and not self.until():
            left_ms = int((seconds - (time.monotonic() - begun)) * 1000)
            if left_ms <= 0:
                break
            wait_ms = min(left_ms, BLOCK_MS)
            yield from self._patiently(partial(self._deal, size, wait_ms))

    def _patiently(
        self, plan: Callable[[], Plan[T]], patience: float | None = None
    ) -> Plan[T | None]:
        """What the plan comes to, begun anew after each outage; None if told to end during one.

        Raises what the server says if an outage is longer than `patience` seconds.
        """
        patience = self._patience if patience is None else patience
        lost_at, wait = 0.0, FIRST_WAIT
        while True:
            try:
                result = yield from plan()
            except BaseException as error:
                self.member.own = "0"  # a reply may be lost: what it gave us is pending
                if _is_group_lost(error):
                    plan = _after(self.member.begin, plan)
                    continue
                if not is_outage(error):
                    raise
                fault = error
            else:
                if lost_at:
                    log.info("the server is back: group %s goes on", self.member.group)
                return result
            lost_at = lost_at or time.monotonic()
            if time.monotonic() - lost_at >= patience:
                raise fault
            if wait == FIRST_WAIT:
                log.warning("group %s waits for the server: %s", self.member.group, fault)
            if not self.until():
                yield from self._pause(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            elif time.monotonic() - lost_at < ENDING_SECONDS:
                yield FIRST_WAIT
            else:
                return None

    def _pause(self, seconds: float) -> Plan[None]:
        while seconds > 0 and not self.until():
            yield min(seconds, SLICE_SECONDS)
            seconds -= SLICE_SECONDS

    def _left_ms(self, idle: float) -> int:
        most = min(BLOCK_MS, self.member.claim_ms)  # then it is time to look for the dead's again
        if self._idle_seconds is None:
            return most
        return min(most, int((self._idle_seconds - idle) * 1000))

    def _stale(self) -> bool:
        """Whether others may soon claim what is in hand, or have."""
        return (time.monotonic() - self._hand_at) * 1000 > self.member.claim_ms / 2

    def _drop_stale(self) -> None:
        if self._hand and self._stale():
            self._hand.clear()
            self.member.own = "0"  # what is still ours is given out from there


def _after(first: Callable[[], Plan[Any]], plan: Callable[[], Plan[T]]) -> Callable[[], Plan[T]]:
    def both() -> Plan[T]:
        yield from first()
        return (yield from plan())

    return both


def _is_group_lost(error: BaseException) -> bool:
    """Whether the group was removed, before the call or while it waited."""
    text = str(error)
    return isinstance(error, ResponseError) and (
        "NOGROUP" in text or "no longer exists" in text  # it was waited for
    )
