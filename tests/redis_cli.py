"""Stands in for redis-cli where that is not installed: redis-cli -s SOCKET --raw COMMAND ...

It sends the words as they are and prints the reply as `redis-cli --raw` does, a value a line.
"""

from __future__ import annotations

import sys
from typing import Any

import redis


def main(words: list[str]) -> int:
    """Send one command; 1 if the server refuses it."""
    socket = ""
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option == "-s":
            socket = words.pop(0)
        elif option != "--raw":
            print(f"redis-cli stand-in: no option {option}", file=sys.stderr)
            return 2
    # RESP2 is what redis-cli speaks; its replies are flat lists.
    client = redis.Redis(unix_socket_path=socket, protocol=2)
    connection: Any = client.connection_pool.get_connection()  # under the client's own parsing
    try:
        connection.send_command(*words)
        show(connection.read_response())
    except redis.ResponseError as error:
        print(error)
        return 1
    finally:
        client.close()
    return 0


def show(reply: Any) -> None:
    """Print a reply, a value a line."""
    if isinstance(reply, list):
        for item in reply:
            show(item)
    else:
        print(reply.decode() if isinstance(reply, bytes) else "" if reply is None else reply)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
