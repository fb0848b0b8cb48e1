"""What Consumer and AsyncConsumer share when they join a group: name, server and options."""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import ExitStack, contextmanager, suppress
from itertools import count as numbers
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from workers.reading.hand import Reading
from workers.reading.member import Member, Options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workers.settings import Settings

ATTEMPTS = 5  # of a handler, 1, 2, 4 and 8 seconds between: a restart of what it talks to
WAIT_SECONDS = 1.0  # before the second attempt


def new_reading(group: str, name: str | None, options: Options) -> Reading:
    """A reading of the group by a member of this name. Raises ValueError and TypeError."""
    if not isinstance(group, str):
        raise TypeError(f"a group has a name: Consumer('search', connection=...), not {group!r}")
    if not group:
        raise ValueError("a group has a name, by which its place is kept")
    if unknown := sorted(set(options) - set(Options.__annotations__)):
        known = ", ".join(sorted(Options.__annotations__))
        raise TypeError(f"no such option: {', '.join(unknown)}; there are {known}")
    of_member: dict[str, Any] = dict(options)
    of_reading = {key: of_member.pop(key) for key in ("count", "idle_seconds") if key in of_member}
    member = Member(group, name or socket.gethostname() or f"pid-{os.getpid()}", **of_member)
    return Reading(member, **of_reading)


def settings_of(url: str | None) -> Settings:
    """The settings in force, with the server of `url` if it is given. Raises SettingsError."""
    from workers.settings import load

    settings = load()
    return settings.model_copy(update={"redis_url": url}) if url else settings


@contextmanager
def free_name(group: str, folder: Path) -> Iterator[str]:
    """A name that no other process of this machine has in the group meanwhile: the first free one.

    `folder` holds the locks. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{socket.gethostname()}-{os.getuid()}"
    with ExitStack() as held:
        for number in numbers(1):
            name = f"{stem}-{number}"
            lock = held.enter_context((folder / f"{quote(group, '')}.{name}.lock").open("a"))
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
        yield name
