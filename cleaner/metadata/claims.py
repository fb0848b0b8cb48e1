"""Claims: what one source says of the article.

Every source gives the same form; merge.py decides.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from cleaner.article import Author, Image
from cleaner.blocks import fold_space
from cleaner.document import printable

# The longest story of the gold pages has half of it; a longer claim is there to hurt.
MAX_CLAIM_CHARS = 200_000
_TAG = re.compile(r"<[^>]{1,200}>")


@dataclass(frozen=True)
class Heading:
    """A heading that readers see: `bare` is its text without kicker and subtitle.

    `parts` are the texts of the elements that it is made of. `level` is 1 to 6, or 0 for a line
    that is no heading; `gap` counts the blocks down to the story's first, below 0 inside it.
    """

    text: str
    bare: str
    parts: tuple[str, ...]
    level: int
    gap: int


@dataclass(kw_only=True)
class Claims:
    """What one source says; None or an empty tuple where it is silent. Dates are as written.

    `date_loose` looks for a day anywhere on the page; it reads all of it, so it is asked last.
    `types` are those of all that the page's JSON-LD tells of, for telling pages apart.
    `signed` says that the authors stand in the story's head behind a by-word or a link to them.
    """

    type: str | None = None
    types: frozenset[str] = frozenset()
    headline: str | None = None
    headings: tuple[Heading, ...] = ()
    alternative_headline: str | None = None
    description: str | None = None
    authors: tuple[Author, ...] = ()
    signed: bool = False
    publisher: str | None = None
    dateline: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    date_loose: Callable[[], str | None] | None = None
    in_language: str | None = None
    article_section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    canonical_url: str | None = None
    amp_url: str | None = None
    is_accessible_for_free: bool | None = None
    body: str | None = None


def plain(value: object) -> str | None:
    """A claim's text without entities, tags and doubled spaces; None where nothing is left."""
    if not isinstance(value, str):
        return None
    text = html.unescape(value[:MAX_CLAIM_CHARS])
    if "<" in text:
        text = _TAG.sub(" ", text)
    return fold_space(printable(html.unescape(text))) or None
