"""What a hostile document type says, and how much memory it costs to read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def doctype(root: str, url: str) -> str:
    """Entities that unfold to 10⁹ and to 10⁹ letters, and others that are fetched from `url`."""
    deep = '<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    wide = f'<!ENTITY wide "{"x" * 100_000}">'
    outside = (
        f'<!ENTITY out SYSTEM "{url}a"><!ENTITY % par SYSTEM "{url}b"> %par;'
        f'<!ENTITY file SYSTEM "file://{__file__}">'
    )
    return f'<!DOCTYPE {root} SYSTEM "{url}c" [{deep}{wide}{outside}]>'


TITLE = "&a9;" + "&wide;" * 10_000 + "&out;&file;"


def with_growth(work: Callable[[], T]) -> tuple[T, int]:
    """What the work gives, and by how many kilobytes it raised this process's peak of memory.

    The peak is set back before, else what earlier tests took would hide it. Linux alone tells.
    """
    status = Path("/proc/self/status")
    Path("/proc/self/clear_refs").write_text("5")
    before = _peak(status)
    given = work()
    return given, _peak(status) - before


def _peak(status: Path) -> int:
    found = _PEAK.search(status.read_text())
    assert found
    return int(found[1])
