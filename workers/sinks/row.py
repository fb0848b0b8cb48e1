"""An article as a row of typed columns: the same ones in Parquet and in PostgreSQL.

The columns are part of what users build on. They grow with `schemaVersion` of the Article: a new
one comes at the end, none is renamed or changes its type within a major version.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import UnionType
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_type_hints

if TYPE_CHECKING:
    from workers.sinks.sink import Item

_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: no UTF-8 can hold it
REPLACEMENT = "\ufffd"  # what Unicode puts where something could not be represented


class Row(NamedTuple):
    """One revision of an article. What is unknown is None, or an empty list."""

    id: str
    revision: int
    event: str  # new or update
    changed: list[str]  # of an update: headline, body, datePublished, dateModified
    entry_id: str  # its place on the stream
    delivered_at: datetime  # when it was put there
    url: str
    domain: str
    language: str | None
    outcome: str  # article or live-blog
    headline: str | None
    description: str | None
    authors: list[str]
    publisher: str | None
    sections: list[str]
    keywords: list[str]
    published: str | None  # ISO 8601 as in the article: a bare day where no time is known
    published_on: date | None  # that day, as the page's own clock has it
    published_at: datetime | None  # that moment, if a time and its offset are known
    modified: str | None
    modified_at: datetime | None
    fetched_at: datetime | None
    body: str
    word_count: int | None
    content_hash: str | None
    syndicated_from: str | None
    schema_version: str | None
    article: str  # the whole article as JSON


def row_of(item: Item) -> Row:
    """The item as a row. Values of an unexpected type become text, or None where none can be."""
    entry, article = item
    metadata = _object(article.get("metadata"))
    published, modified = article.get("datePublished"), article.get("dateModified")
    return Row(
        id=whole(entry.id),
        revision=entry.revision,
        event=whole(entry.event),
        changed=_texts(metadata.get("changed")),
        entry_id=entry.entry_id,
        delivered_at=stream_time(entry.entry_id),
        url=whole(entry.url),
        domain=whole(entry.domain),
        language=_text(entry.language or None),
        outcome=whole(entry.outcome),
        headline=_text(article.get("headline")),
        description=_text(article.get("description")),
        authors=_texts([_object(one).get("name") for one in _list(article.get("authors"))]),
        publisher=_text(_object(article.get("publisher")).get("name")),
        sections=_texts(article.get("articleSection")),
        keywords=_texts(article.get("keywords")),
        published=_text(published),
        published_on=_day(published),
        published_at=_moment(published),
        modified=_text(modified),
        modified_at=_moment(modified),
        fetched_at=_moment(metadata.get("dateDownloaded")),
        body=_text(article.get("articleBody")) or "",
        word_count=_number(article.get("wordCount")),
        content_hash=_text(article.get("contentHash")),
        syndicated_from=_text(metadata.get("syndicatedFrom")),
        schema_version=_text(article.get("schemaVersion")),
        article=whole(entry.article_json),
    )


class Column(NamedTuple):
    """A column's type (str, int, list[str], date, datetime), and whether it may be None."""

    kind: object
    optional: bool


def columns() -> dict[str, Column]:
    """The columns of a row by name, in their order."""
    found = {}
    for name, hint in get_type_hints(Row).items():
        optional = isinstance(hint, UnionType)
        found[name] = Column(get_args(hint)[0] if optional else hint, optional)
    return found


def place(entry_id: str) -> tuple[int, int]:
    """An entry id as two numbers, which sort as entries stand on the stream."""
    milliseconds, _, number = entry_id.partition("-")
    return int(milliseconds), int(number or 0)


def stream_time(entry_id: str) -> datetime:
    """When the entry was put on the stream, in UTC by the server's clock."""
    return datetime.fromtimestamp(place(entry_id)[0] / 1000, UTC)


def whole(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair, so that it can be UTF-8."""
    return text if text.isascii() else _SURROGATE.sub(REPLACEMENT, text)


def _text(value: object) -> str | None:
    return None if value is None else whole(str(value))


def _texts(value: object) -> list[str]:
    return [text for text in map(_text, _list(value)) if text is not None]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if abs(value) < 2**31 else None  # PostgreSQL's integer takes no more


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    """The moment that an ISO text names, in UTC; None for a bare day, and for what is no date."""
    try:
        moment = datetime.fromisoformat(str(value))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # the year 1 in the east is the year 0 in UTC
        return None
