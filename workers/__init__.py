"""The workers: pages come off an RQ queue, are cleaned, and leave on a Redis stream.

    from workers import Consumer
    for article in Consumer(group="search"):
        ...

Names are looked up on first use, so that importing a module of this package loads nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workers.async_consumer import AsyncConsumer
    from workers.consumer import Consumer
    from workers.reading.entries import Entry

__all__ = ["AsyncConsumer", "Consumer", "Entry"]

_HOMES = {
    "AsyncConsumer": "workers.async_consumer",
    "Consumer": "workers.consumer",
    "Entry": "workers.reading.entries",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'workers' has no attribute {name!r}")
