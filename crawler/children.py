"""newsmill commands as children of this process: told to end, and never left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What SIGTERM leaves a child to finish what it has in hand, in seconds.
GRACE = 20.0


@contextmanager
def child(
    arguments: Sequence[str], stdout: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A newsmill command as a child; on leaving it is ended. It ends by itself if we are killed.

    It is out of reach of the terminal's Ctrl-C, which is ours to pass on. What it prints goes to
    `stdout`, or to stderr.
    """
    verb, *rest = arguments
    # -P: nothing in the current folder is taken for a module of ours.
    command = [sys.executable, "-P", "-m", "newsmill", verb, "--parent", str(os.getpid()), *rest]
    process = subprocess.Popen(  # noqa: S603 - our own command
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout if stdout is not None else sys.stderr.fileno(),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[Any]) -> None:
    """Ask the child to finish what it has in hand, and see to it that it ends."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(GRACE)
    except BaseException as error:
        process.kill()
        process.wait()
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
