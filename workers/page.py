"""Page: what travels from the crawler to the workers, as plain JSON."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

if TYPE_CHECKING:
    from cleaner.article import Article


def _unpack(value: object) -> object:
    return zlib.decompress(base64.b64decode(value)) if isinstance(value, str) else value


def _pack(body: bytes) -> str:
    return base64.b64encode(zlib.compress(body)).decode("ascii")


PackedBytes = Annotated[
    bytes, BeforeValidator(_unpack), PlainSerializer(_pack, return_type=str, when_used="json")
]
"""Bytes that are base64 of their zlib compression in JSON, which has no bytes of its own."""


class Page(BaseModel):
    """One fetched page. `token` names this fetch: however often its job is tried, it counts once.

    `url` is the address after redirects, `requested_url` the one first asked for. `charset` is what
    the Content-Type header said, if anything. `source` is the crawled site's address, by which
    outcomes are counted; `discovered_via` says how the URL was found, such as
    "feed https://example.org/rss", `fetch_seconds` how long the site took to answer. `request` is
    the id of the request that is to be answered with what becomes of it (replies.py).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    requested_url: str
    status: int
    body: PackedBytes
    charset: str | None = None
    fetched_at: str
    source: str | None = None
    discovered_via: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fetch_seconds: float | None = None
    request: str | None = None
    token: str = Field(default_factory=lambda: uuid4().hex)


class Dropped(BaseModel):
    """A URL that never became a Page, and what became of it: robots-denied, http-error, ...

    `request` is as in Page.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    requested_url: str
    outcome: str
    detail: str
    fetched_at: str
    source: str | None = None
    discovered_via: str | None = None
    request: str | None = None
    token: str = Field(default_factory=lambda: uuid4().hex)


def with_fetch(article: Article, page: Page) -> Article:
    """The article with what only the fetch knows."""
    metadata = article.metadata.model_copy(
        update={
            "date_downloaded": page.fetched_at,
            "status_code": page.status,
            "discovered_via": page.discovered_via,
            "etag": page.etag,
            "last_modified": page.last_modified,
        }
    )
    return article.model_copy(update={"requested_url": page.requested_url, "metadata": metadata})
