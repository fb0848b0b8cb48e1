"""What goes wrong in the chaos run, and the processes it happens to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.command import ROOT, environment

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    from tests.chaos.server import Server


class Service:
    """A newsmill command that is started anew when it has ended, as systemd would do."""

    def __init__(self, server: Server, log: Path, *arguments: str, out: Path | None = None) -> None:
        self._server, self._arguments, self._log, self._out = server, arguments, log, out
        self._process: subprocess.Popen[bytes] | None = None
        self.keep()

    def keep(self) -> None:
        """Start it if it does not live."""
        if self._process is not None and self._process.poll() is None:
            return
        settings = {"REDIS_URL": self._server.url, "STATE_DIR": str(self._server.folder)}
        with self._log.open("ab") as log, (self._out or self._log).open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "newsmill", *self._arguments],
                cwd=ROOT,
                env=environment(**settings),
                stdout=out,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process
        return self._process.pid

    def send(self, sign: signal.Signals) -> None:
        """Send it a signal, if it lives."""
        assert self._process
        if self._process.poll() is None:
            self._process.send_signal(sign)

    def end(self, seconds: float = 30.0) -> None:
        """End it, gently if it lets itself be."""
        assert self._process
        self.send(signal.SIGTERM)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Troubles:
    """Each takes a moment, and says in a word what it did; "" if there was nobody to do it to."""

    def __init__(
        self, server: Server, work: Service, consume: Service, chance: random.Random
    ) -> None:
        self._server, self._work, self._consume, self._chance = server, work, consume, chance

    def kills(self) -> list[Callable[[], str]]:
        """Those that end a process at once."""
        return [
            self.kill_cleaner,
            self.kill_cleaner,
            self.kill_worker,
            self.kill_worker,
            self.kill_all_workers,
            self.kill_server,
            self.kill_consumer,
            self.fill_disk,
        ]

    def others(self) -> list[Callable[[], str]]:
        """Those that leave everybody alive, or time to end."""
        return [self.cut_connections, self.freeze_server, self.time_out, self.restart_workers]

    def kill_cleaner(self) -> str:
        """SIGKILL a process that has a batch in hand."""
        return self._signal(2, signal.SIGKILL, "cleaner killed")

    def kill_worker(self) -> str:
        """SIGKILL a worker, which leaves its batch behind."""
        return self._signal(1, signal.SIGKILL, "worker killed")

    def kill_all_workers(self) -> str:
        """SIGKILL the command that runs the workers, which end soon after."""
        self._work.send(signal.SIGKILL)
        return "newsmill work killed"

    def kill_server(self) -> str:
        """SIGKILL the server."""
        self._server.kill(self._chance.uniform(0.1, 2.0))
        return "server killed and started again"

    def kill_consumer(self) -> str:
        """SIGKILL the consumer."""
        self._consume.send(signal.SIGKILL)
        return "consumer killed"

    def fill_disk(self) -> str:
        """Fill the disk of the append-only file."""
        self._server.fill_disk(self._chance.uniform(1.0, 2.0))
        return "disk full for a while"

    def cut_connections(self) -> str:
        """Cut all connections to the server."""
        self._server.cut()
        return "connections cut"

    def freeze_server(self) -> str:
        """Have the server answer nothing for a while."""
        self._server.freeze(self._chance.uniform(0.5, 3.0))
        return "server frozen for a while"

    def time_out(self) -> str:
        """Have a batch believe that its time is up."""
        return self._signal(2, signal.SIGALRM, "cleaner timed out")

    def restart_workers(self) -> str:
        """End the workers as an operator does."""
        self._work.send(signal.SIGTERM)
        return "newsmill work told to end"

    def _signal(self, depth: int, sign: signal.Signals, word: str) -> str:
        """Send a signal to one of the processes that are so deep below the command."""
        found = {self._work.pid}
        parents = _parents()
        for _ in range(depth):
            found = {pid for pid, parent in parents.items() if parent in found}
        if not found:
            return ""
        try:
            os.kill(self._chance.choice(sorted(found)), sign)
        except ProcessLookupError:
            return ""
        return word


def _parents() -> dict[int, int]:
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in listed.stdout.splitlines()]
    return {int(row[0]): int(row[1]) for row in rows if not row[2].startswith("Z")}
