"""Whether an article's page has changed, or was only judged otherwise than the time before.

The cleaner judges with the site's memory, which grows, and by rules that newer versions change. A
line that moves between body and ledger for that reason is no news to a reader of the stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from cleaner.article import Article

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis import Redis


def is_same_page(connection: Redis, stream: str, entry: str, article: Article) -> bool:
    """Whether the page is the one whose article is the stream's entry, judged otherwise.

    What the stream does not hold any more, or an older version wrote, counts as another. Raises
    redis.RedisError.
    """
    found = connection.xrange(stream, entry, entry) if entry else None
    for _, fields in found or ():
        try:
            published = Article.model_validate_json((fields or {}).get(b"article", b""))
        except ValidationError:
            return False
        return only_judged_anew(published, article)
    return False


def only_judged_anew(before: Article, after: Article) -> bool:
    """Whether all text that came into the body or left it stands on the other page as well, as a
    line that was removed there.
    """
    old, new = set(_body(before)), set(_body(after))
    gained, lost = new - old, old - new
    moved = bool(gained or lost)
    return moved and gained <= set(_removed(before)) and lost <= set(_removed(after))


def _body(article: Article) -> Iterable[str]:
    for block in article.blocks:
        yield from (block.text or "").splitlines()
        yield from block.items or ()
        for row in block.rows or ():
            yield from row


def _removed(article: Article) -> Iterable[str]:
    for entry in article.metadata.removed:
        yield from entry.text.splitlines()
