"""Pages and articles for the tests: invented, and as small as they can be."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

from cleaner.article import Article, Metadata
from workers.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

SITE = "https://heron.example/"
STORY = SITE + "bridge"


def page(url: str = STORY, body: bytes = b"<p>The bridge is open.</p>", **given: Any) -> Page:
    fields: dict[str, Any] = {
        "url": url,
        "requested_url": url,
        "status": 200,
        "body": body,
        "fetched_at": "2026-05-01T08:00:00+00:00",
        "source": SITE,
    }
    return Page(**fields | given)


def article(
    url: str = STORY, body: str = "The bridge is open.", canonical: str | None = None, **given: Any
) -> Article:
    """An article as the cleaner makes them: the id by its canonical URL, the hash by its body."""
    fields: dict[str, Any] = {
        "id": hashlib.sha256((canonical or url).encode()).hexdigest()[:32],
        "url": url,
        "canonical_url": canonical,
        "headline": "Bridge opens",
        "article_body": body,
        "word_count": len(body.split()),
        "content_hash": hashlib.sha256(body.encode()).hexdigest()[:32],
        "simhash": "0" * 16,
        "in_language": "en",
        "date_published": "2026-05-01",
        "metadata": Metadata(extractor="sample", rules_version="1", confidence=1.0),
    }
    return Article(**fields | given)


def wait_for(what: str, ready: Callable[[], bool], seconds: float = 20.0) -> None:
    """Return as soon as `ready()`; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for: {what}"
        time.sleep(0.02)
