"""What a crawl has seen, sixteen bytes an address: a site of a million takes sixteen megabytes."""

from __future__ import annotations

import hashlib
from array import array
from typing import TYPE_CHECKING

from scrapy.dupefilters import BaseDupeFilter

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.utils.request import RequestFingerprinterProtocol

_FIRST_SLOTS = 1 << 12  # a power of two; 32 KB


class Seen:
    """A set of byte strings that keeps eight bytes of each one's digest.

    Of a million strings, two share these with a chance of 1 in 37 million.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _FIRST_SLOTS))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, item: bytes | str) -> bool:
        return bool(self._slots[self._place(_digest(item))])

    def add(self, item: bytes | str) -> bool:
        """Add it; False if it was there."""
        digest = _digest(item)
        place = self._place(digest)
        if self._slots[place]:
            return False
        self._slots[place] = digest
        self._count += 1
        if 2 * self._count > len(self._slots):  # fuller ones are searched for long
            self._grow()
        return True

    def _place(self, digest: int) -> int:
        mask = len(self._slots) - 1
        place = digest & mask
        while self._slots[place] not in (0, digest):
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        digests = [digest for digest in self._slots if digest]
        self._slots = array("Q", bytes(16 * len(self._slots)))
        for digest in digests:
            self._slots[self._place(digest)] = digest


class DupeFilter(BaseDupeFilter):
    """Scrapy's duplicate filter, which would keep some hundred bytes a request, made small."""

    def __init__(self, fingerprinter: RequestFingerprinterProtocol) -> None:
        self._fingerprinter, self._seen = fingerprinter, Seen()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it with the crawler's fingerprinter."""
        assert crawler.request_fingerprinter is not None
        return cls(crawler.request_fingerprinter)

    def request_seen(self, request: Request) -> bool:
        """Whether a request for the same page was there before."""
        return not self._seen.add(self._fingerprinter.fingerprint(request))

    def log(self, request: Request, spider: Spider) -> None:
        """Say nothing: a page has many links."""


def _digest(item: bytes | str) -> int:
    raw = item.encode() if isinstance(item, str) else item
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest()) or 1  # 0 is a free slot
