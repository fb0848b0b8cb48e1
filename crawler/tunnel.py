"""A tunnel for a browser: a SOCKS5 proxy on loopback that leads to public addresses only.

A browser resolves names and connects by itself, past the crawler's guard. Made to go through here,
it reaches just those addresses that `refusal` lets pass, whatever a page's scripts ask for.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.middlewares.networks import Network, refusal

_VERSION, _NO_PASSWORD, _CONNECT = 5, 0, 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_GRANTED, _REFUSED, _UNREACHABLE, _UNSUPPORTED = 0, 2, 4, 7
_PATIENCE = 10.0  # seconds until a server takes a connection: browsers give up later
_PIECE = 65_536


@dataclass(frozen=True, kw_only=True)
class Tunnel:
    """What may be reached. `allowed` and `ports` are as in `refusal`, `max_bytes` is what one
    connection may bring."""

    allowed: Sequence[Network]
    ports: Sequence[int]
    max_bytes: int

    async def open(self) -> asyncio.Server:
        """Listen on a free port of 127.0.0.1, until the server that is returned is closed."""
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            host, port = await _asked(reader, writer)
            to_reader, to_writer = await self._connect(host, port)
        except _RefusedError as refused:
            await _answer(writer, refused.code)
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
        else:
            await _answer(writer, _GRANTED, keep=True)
            up = asyncio.create_task(_copy(reader, to_writer))
            await _copy(to_reader, writer, self.max_bytes)
            up.cancel()
            writer.close()
            to_writer.close()

    async def _connect(
        self, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to the first address of `host` that may be reached and answers."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise _RefusedError(_UNREACHABLE) from None
        addresses = dict.fromkeys(str(place[0]) for *_, place in found)
        may_be = [a for a in addresses if not refusal(a, self.allowed, port=port, ports=self.ports)]
        if not may_be:
            raise _RefusedError(_REFUSED)
        for address in may_be:
            with contextlib.suppress(OSError, TimeoutError):
                # The address that was judged, not the name: a second lookup may say otherwise.
                return await asyncio.wait_for(asyncio.open_connection(address, port), _PATIENCE)
        raise _RefusedError(_UNREACHABLE)


class _RefusedError(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    """Return the host and port that the browser wants, as RFC 1928 has it."""
    version, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(bytes([_VERSION, _NO_PASSWORD]))
    _, command, _, kind = await reader.readexactly(4)
    if version != _VERSION or command != _CONNECT or kind not in (_IPV4, _NAME, _IPV6):
        raise _RefusedError(_UNSUPPORTED)
    if kind == _NAME:
        (length,) = await reader.readexactly(1)
        host = (await reader.readexactly(length)).decode("latin-1")
    else:
        host = str(ipaddress.ip_address(await reader.readexactly(4 if kind == _IPV4 else 16)))
    return host, int.from_bytes(await reader.readexactly(2), "big")


async def _answer(writer: asyncio.StreamWriter, code: int, *, keep: bool = False) -> None:
    with contextlib.suppress(OSError):
        # The address that was connected to is of no use to a browser: zeros.
        writer.write(bytes([_VERSION, code, 0, _IPV4, 0, 0, 0, 0, 0, 0]))
        await writer.drain()
    if not keep:
        writer.close()


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None = None
) -> None:
    """Copy until the end, and pass that on, or until it is more than `most` bytes."""
    with contextlib.suppress(OSError):
        while piece := await reader.read(_PIECE):
            if most is not None:
                most -= len(piece)
                if most < 0:
                    break
            writer.write(piece)
            await writer.drain()
        writer.write_eof()
