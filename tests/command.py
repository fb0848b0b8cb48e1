"""The command line in a process of its own, as its users run it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
SECONDS = 120.0  # no command of the tests takes a quarter of it


class Done(NamedTuple):
    """How a command ended: `lines` are those of stderr."""

    code: int
    out: str
    lines: list[str]

    def jsonl(self) -> list[dict[str, Any]]:
        """Stdout as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**settings: str) -> dict[str, str]:
    """The environment of the tests with loopback allowed; settings by their name in capitals."""
    chosen = {"ALLOW_PRIVATE": "127.0.0.0/8", **settings}
    # How wide a terminal is, its own answer says.
    inherited = {k: value for k, value in os.environ.items() if k not in ("COLUMNS", "LINES")}
    return {**inherited, **{f"NEWSMILL_{name}": value for name, value in chosen.items()}}


def newsmill(*arguments: str, stdin: bytes = b"", cwd: Path = ROOT, **settings: str) -> Done:
    """Run it to its end."""
    return run([sys.executable, "-P", "-m", "newsmill", *arguments], stdin, cwd, **settings)


def run(command: list[str], stdin: bytes = b"", cwd: Path = ROOT, **settings: str) -> Done:
    """Run any command to its end."""
    done = subprocess.run(
        command,
        input=stdin,
        cwd=cwd,
        env=environment(**settings),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode().splitlines())


def tool(name: str) -> str:
    """A console script of the environment that runs the tests."""
    return str(Path(sys.executable).with_name(name))


def in_terminal(*arguments: str, columns: int = 80, **settings: str) -> Done:
    """Run it in a terminal so wide: `out` as the terminal gets it, `lines` without its colours."""
    pid, terminal = pty.fork()
    if pid == 0:
        command = [sys.executable, "-P", "-m", "newsmill", *arguments]
        os.execve(sys.executable, command, {**environment(**settings), "TERM": "xterm-256color"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    written = b""
    with contextlib.suppress(OSError):  # how Linux says that the other end is closed
        while piece := os.read(terminal, 65_536):
            written += piece
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    out = written.decode().replace("\r\n", "\n")
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out)
    return Done(os.waitstatus_to_exitcode(status), out, plain.splitlines())


@contextmanager
def running(*arguments: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """It as a process, in a group of its own as a shell gives it; killed at the end if need be."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "newsmill", *arguments],
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def ended(process: subprocess.Popen[bytes]) -> Done:
    """Wait for its end."""
    out, err = process.communicate(timeout=SECONDS)
    return Done(process.returncode, out.decode(), err.decode().splitlines())


def free_port() -> int:
    """A TCP port of loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for(what: str, ready: Callable[[], object], seconds: float = 40.0) -> None:
    """Return as soon as `ready()`; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for: {what}"
        time.sleep(0.05)


def descendants(pid: int) -> set[int]:
    """The processes that come from this one, and live."""
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in listed.stdout.splitlines()]
    parents = {int(row[0]): int(row[1]) for row in rows if not row[2].startswith("Z")}
    found: set[int] = set()
    while more := {child for child, up in parents.items() if up in found | {pid}} - found:
        found |= more
    return found


def alive(pid: int) -> bool:
    """Whether the process runs (one that nobody has waited for does not)."""
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip()) and not listed.stdout.strip().startswith("Z")
