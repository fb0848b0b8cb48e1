"""A TCP proxy before the embedded server: it can cut connections, and hold acknowledgements."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Self

from tests.command import running
from workers.embedded import socket_of

if TYPE_CHECKING:
    from workers.settings import Settings


class Between:
    """Lets bytes through in both ways; `url` is its address as a Redis.

    With `hold`, a request that holds these bytes goes no further, and `held` is set.
    """

    def __init__(self, settings: Settings, hold: bytes | None = None) -> None:
        self.held = threading.Event()
        self._hold = hold
        self._behind = str(socket_of(settings.state_dir))
        self._pairs: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self._port = self._door.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def cut(self) -> None:
        """Break all connections and take no new ones."""
        with contextlib.suppress(OSError):  # on a socket that listens this wakes accept
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for each in self._pairs:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._pairs.clear()

    def mend(self) -> None:
        """Take connections again."""
        self._door = socket.create_server(("127.0.0.1", self._port))
        self._listen()

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=(self._door,), daemon=True).start()

    def _accept(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                front, _ = door.accept()
                back = socket.socket(socket.AF_UNIX)
                back.connect(self._behind)
                self._pairs += [front, back]
                for ends in ((front, back, self._hold), (back, front, None)):
                    threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, hold: bytes | None) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1_000_000):
                if hold and hold in data:
                    self.held.set()
                    continue
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)


def killed_before_acknowledging(settings: Settings, *arguments: str) -> None:
    """Run a command, and kill it when it has written what it read and is about to say so."""
    with (
        Between(settings, hold=b"XACK") as server,
        running(*arguments, REDIS_URL=server.url) as process,
    ):
        assert server.held.wait(30)
        process.kill()
        process.wait()
