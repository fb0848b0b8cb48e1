"""Faults of the outside world, each as one line that says what to do, and an exit code."""

from __future__ import annotations

import redis

from crawler.addresses import BadAddress
from crawler.sources import SourcesError
from workers.server import ServerError
from workers.settings import SettingsError

USAGE, NOTHING_WORKED = 2, 3
_LONGEST = 200  # characters: a line to read; some libraries put whole answers into an error


def explain(error: Exception) -> tuple[str, int] | None:
    """The line and the exit code; None for an error that is a fault of ours."""
    match error:
        case BadAddress() | SourcesError() | SettingsError():
            return str(error), USAGE
        case ServerError():
            return str(error), NOTHING_WORKED
        case redis.RedisError():
            return f"the server failed: {error}; see newsmill server status", NOTHING_WORKED
        case OSError():
            what = f"{error.filename}: " if error.filename else ""
            return f"{what}{error.strerror or error}; see to it and try again", NOTHING_WORKED
    return None


def one_line(error: object) -> str:
    """What an error says, on one short line; "" if it says nothing."""
    return " ".join(str(error).split())[:_LONGEST]
