"""Entries of `newsmill:articles` as Python values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from workers.outbox import ARTICLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from redis import Redis

    from cleaner.article import Article

    Row = tuple[str, Mapping[Any, Any]]

BLOCK_MS = 1_000  # asked of the server at a time: below any client's patience with a reply


class Malformed(ValueError):  # noqa: N818 - said of an entry
    """The entry is not as newsmill writes them: set it aside, with this message as the fault."""


class Entry(NamedTuple):
    """An article as the stream holds it, whole in `article_json`; what is unknown is "".

    `changed` says what an update changed, comma-separated: headline, body, datePublished,
    dateModified. `page` is the token of the fetch, which names the page in the logs.
    """

    entry_id: str
    id: str
    event: str
    revision: int
    url: str
    domain: str
    language: str
    published: str
    outcome: str
    article_json: str
    changed: str = ""
    page: str = ""

    def article(self) -> Article:
        """The article, typed. Keys that a newer newsmill has added are passed over.

        Raises Malformed if the JSON is no article.
        """
        from pydantic import ValidationError

        from cleaner.article import Article

        try:
            return Article.model_validate_json(self.article_json, extra="ignore")
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise Malformed(f"not an article: {where}: {first['msg']}") from None


def read_after(
    connection: Redis, last_id: str, *, count: int = 100, block_ms: int = 0
) -> list[Entry]:
    """Up to `count` entries behind `last_id` ("0": from the start), without a group.

    Nothing is remembered of the reader: whoever reads like this keeps its own place. [] if none
    came in `block_ms` milliseconds (0: do not wait), or in one second. What newsmill did not write
    is passed over. Raises redis.RedisError.
    """
    while True:
        found: Any = connection.xread(
            {ARTICLES: last_id}, count=count, block=min(block_ms, BLOCK_MS) or None
        )
        raw = given(found)
        entries = list(_well_formed(raw))
        if entries or not raw:
            return entries
        last_id = raw[-1][0]


def given(found: Any) -> list[Row]:
    """The entries of a reply to XREAD or XREADGROUP on our stream, as redis-py makes it.

    By RESP2 or RESP3, as bytes or text.
    """
    streams = found.values() if isinstance(found, dict) else [entries for _, entries in found or ()]
    for entries in streams:
        return claimed(entries[0] if entries and isinstance(entries[0], list) else entries)
    return []


def claimed(entries: Any) -> list[Row]:
    """The entries of a reply to XCLAIM; those that are gone from the stream are left out."""
    return [(_text(entry_id), fields) for entry_id, fields in entries if fields]


def entry_of(entry_id: str, raw: Mapping[Any, Any]) -> Entry:
    """The entry with these fields. Raises Malformed."""
    try:
        fields = {_text(name): _text(value) for name, value in raw.items()}
        return Entry(
            entry_id=entry_id,
            id=fields["id"],
            event=fields["event"],
            revision=int(fields["revision"]),
            url=fields["url"],
            domain=fields["domain"],
            language=fields["language"],
            published=fields["published"],
            outcome=fields["outcome"],
            article_json=fields["article"],
            changed=fields.get("changed", ""),
            page=fields.get("page", ""),
        )
    except KeyError as missing:
        raise Malformed(f"no field {missing.args[0]!r}") from None
    except UnicodeDecodeError:
        raise Malformed("a field is not UTF-8") from None
    except ValueError:
        raise Malformed(f"revision is no number: {fields['revision'][:40]!r}") from None


def _well_formed(raw: Sequence[Row]) -> Iterator[Entry]:
    for entry_id, fields in raw:
        try:
            yield entry_of(entry_id, fields)
        except Malformed:
            continue


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
