"""WARC files for tests: records as an archive's crawler writes them, whole or broken."""

from __future__ import annotations

import gzip
from uuid import uuid4


def record(  # each a way in which records differ
    url: str,
    body: bytes | str = "<html><body>Story</body></html>",
    *headers: str,
    day: str = "2026-05-03",
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    length: str | None = None,
    record_type: str = "response",
    more: str = "",
) -> bytes:
    """One record, plain; `length` is what it says of itself, `more` lines of its own headers."""
    payload = body if isinstance(body, bytes) else body.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers, "", ""]
    block = "\r\n".join(lines).encode() + payload
    head = (
        f"WARC/1.0\r\nWARC-Type: {record_type}\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
        f"WARC-Date: {day}T10:00:00Z\r\nWARC-Target-URI: {url}\r\n{more}"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {length or len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def info() -> bytes:
    """The record that files begin with."""
    return b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 11\r\n\r\nsoftware: x\r\n\r\n"


def packed(*records: bytes) -> bytes:
    """A file with a gzip member a record."""
    return b"".join(gzip.compress(each) for each in records)


def chunked(body: bytes, size: int = 20) -> bytes:
    """A body as HTTP sends it in chunks."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
