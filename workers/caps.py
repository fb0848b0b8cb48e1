"""What one page may take of the process that cleans it: seconds and bytes of memory.

Time is watched twice. An alarm raises PageTimeoutError, which the page's batch survives. Code that
no alarm reaches, such as a loop in a C library, is ended with its process a little later; the
worker that forked it sees that, and notes it against the page.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

GRACE_SECONDS = 5  # from the alarm to the end of the process: Python may be busy unwinding
MEGABYTE = 1_000_000


class PageTimeoutError(BaseException):
    """A page took too long. No Exception, so that nothing that forgives these can swallow it."""


@contextlib.contextmanager
def capped(seconds: int, megabytes: int) -> Iterator[None]:
    """Hold what happens in here to so many seconds, and so much memory on top of what is in use.

    Raises PageTimeoutError, or MemoryError. Only in a process's main thread.
    """
    with _memory_limit(megabytes), time_limit(seconds), _last_resort(seconds + GRACE_SECONDS):
        yield


@contextlib.contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise PageTimeoutError in here after so many seconds. Only in a process's main thread.

    An alarm that was set outside, such as the job's own limit, goes on afterwards.
    """

    def stop(*_: object) -> None:
        raise PageTimeoutError(f"not done after {seconds} s")

    begun = time.monotonic()
    handler = signal.signal(signal.SIGALRM, stop)
    left = signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            signal.alarm(max(1, left - int(time.monotonic() - begun)))


@contextlib.contextmanager
def _last_resort(seconds: int) -> Iterator[None]:
    """End the process after so many seconds, whatever it does; stderr says where it was."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__ or 2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@contextlib.contextmanager
def _memory_limit(megabytes: int) -> Iterator[None]:
    """Have allocations fail beyond so much. Where the system does not tell its use, no limit."""
    used = _address_space()
    if used is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + megabytes * MEGABYTE
    limits = [each for each in (wanted, soft, hard) if each != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int | None:
    """The bytes of this process's address space, as the limit counts them; None if unknown."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
