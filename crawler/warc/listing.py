"""Listings: files that name a month's archives, one a line, as Common Crawl's warc.paths.gz."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.addresses import checked
from crawler.sources import SourcesError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAX_BYTES = 100_000_000  # a month of CC-NEWS names some 400 files in 30 KB, a whole crawl 90,000
_LISTS = (".paths", ".paths.gz")


def expand(names: Sequence[str], base: str = "") -> list[str]:
    """Return the archives that `names` are or list, each once, in order.

    A name that ends in .paths or .paths.gz is a listing on this machine. What it names lies below
    `base`, an address or a folder, or without one beside the listing. Raises BadAddress and
    SourcesError.
    """
    found: list[str] = []
    for name in names:
        if not name.endswith(_LISTS):
            found.append(name)
        elif "://" in name:
            raise SourcesError(f"{name}: download the listing, and name the file on disk")
        else:
            found += _listed(Path(name), base)
    # A path from this machine's root, as jobs may run in another folder.
    return list(dict.fromkeys(checked(f) if "://" in f else str(Path(f).absolute()) for f in found))


def _listed(listing: Path, base: str) -> Iterator[str]:
    for line in _read(listing).splitlines():
        path = line.strip()
        if not path:
            continue
        if "://" in path:
            yield path
        elif "://" in base:
            yield f"{base.rstrip('/')}/{path.lstrip('/')}"
        else:
            yield str((Path(base) if base else listing.parent) / path)


def _read(listing: Path) -> str:
    try:
        content = listing.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = zlib.decompressobj(31).decompress(content, _MAX_BYTES)
        return content.decode()
    except (OSError, UnicodeDecodeError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourcesError(f"{listing}: is no listing that can be read: {reason}") from None
