"""Outages: faults of the server that pass, so that waiting is the answer."""

from __future__ import annotations

from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    ConnectionError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
    TimeoutError,
)

# A full disk, a replica that is becoming the master, a script that takes long: each ends.
_PASSING = ("MISCONF", "BUSY", "MASTERDOWN", "NOREPLICAS")


def is_outage(error: BaseException) -> bool:
    """Whether the server cannot be had just now: lost, restarting, loading, full."""
    if isinstance(error, AuthenticationError | AuthorizationError):
        return False
    if isinstance(error, ResponseError) and not isinstance(error, ReadOnlyError | OutOfMemoryError):
        # "BUSYGROUP" is an answer, "BUSY ..." is not.
        return str(error).startswith(_PASSING) and not str(error).startswith("BUSYGROUP")
    return isinstance(
        error, ConnectionError | TimeoutError | ReadOnlyError | OutOfMemoryError | OSError
    )
