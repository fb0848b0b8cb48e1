"""A port that nobody should ask: it notes who does."""

from __future__ import annotations

import socket
import threading
from typing import Self


class Silence:
    """Listens on 127.0.0.1; `asked` has what came in, after the end of the block."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.asked: list[str] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def _listen(self) -> None:
        while True:
            client, _ = self._socket.accept()
            said = client.recv(1000)
            client.close()
            if said == b"end":
                return
            self.asked.append(said.decode(errors="replace"))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # After all that came before: connections are accepted in their order.
        with socket.create_connection(self._socket.getsockname()) as last:
            last.sendall(b"end")
        self._thread.join()
        self._socket.close()
