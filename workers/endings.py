"""How a process ends: asked to by a signal, or left behind by its parent."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_LOOK_SECONDS = 0.5  # how long a child may outlive its parent before it begins to end


class Asked:
    """Whether somebody asked this process to end: true after the first Ctrl-C or SIGTERM."""

    def __init__(self) -> None:
        self._asked = False

    def __bool__(self) -> bool:
        return self._asked

    def note(self, _signal: int, _frame: FrameType | None) -> None:
        """A signal's handler. Raises KeyboardInterrupt the second time: then there is a hurry."""
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True


@contextmanager
def asked_to_end() -> Iterator[Asked]:
    """Within, Ctrl-C and SIGTERM are noted, to be looked at where nothing is half done.

    A second one raises KeyboardInterrupt on the spot. Only in a process's main thread.
    """
    asked = Asked()
    before = {sign: signal.signal(sign, asked.note) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def end_with(parent: int | None) -> None:
    """Have this process sent SIGTERM once `parent`, which started it, is gone, however it went.

    SIGKILL gives a parent no time to end its children, so these look for themselves. None has no
    such parent.
    """
    if parent is None:
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
