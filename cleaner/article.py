"""Article and its parts: what comes out of the cleaner, with JSON in schema.org names.

Attributes are snake_case, their JSON camelCase as in schema.org's NewsArticle. What the page does
not say is null or an empty list, never a guess.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

SCHEMA_VERSION = "1.1"

IsoDate = Annotated[
    str,
    StringConstraints(
        pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$"
    ),
]
"""ISO 8601: a bare day where the page gives no time, else a moment with its offset."""

BlockKind = Literal[
    "paragraph", "heading", "list", "quote", "table", "code", "image", "embed", "live-entry"
]
"""What a kept block is."""

ClutterKind = Literal[
    "headline",
    "standfirst",
    "byline",
    "dateline",
    "date-stamp",
    "caption",
    "view-counter",
    "most-read",
    "related",
    "read-more",
    "share",
    "newsletter",
    "promo",
    "paywall",
    "cookie",
    "comments",
    "author-bio",
    "tags",
    "navigation",
    "footer",
    "legal",
    "advertisement",
    "embed",
    "live-entry",
    "repeated",
    "other",
]
"""What a block outside the body is: metadata of the article, or clutter of the page."""

CLUTTER_KINDS: tuple[ClutterKind, ...] = get_args(ClutterKind)


class Part(BaseModel):
    """A frozen value with camelCase JSON."""

    model_config = ConfigDict(
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        extra="forbid",
    )


class Author(Part):
    """Who wrote it: the name alone, without "By" or a role."""

    name: str
    type: Literal["Person", "Organization"] = "Person"
    url: str | None = None


class Publisher(Part):
    """Who published it."""

    name: str | None = None
    domain: str | None = None


class Image(Part):
    """A picture of the article; `url` is null where only its caption is known."""

    url: str | None = None
    caption: str | None = None
    credit: str | None = None


class Block(Part):
    """A piece of the body in reading order.

    `text` is set for all kinds but `list` (`items`), `table` (`rows`, each a list of cells) and
    `image`. `level` is a heading's, 1 to 6; `ordered` says whether a list's items are numbered.
    `credit` is whose words a quote is, or whose picture an image; `url` the image's address, or
    where the quoted post stands; `caption` what stands under an image or over a table. `heading`
    and `time` are a live entry's; `time` is ISO 8601 where the page gives a moment, else the stamp
    as the page shows it, "14:05".
    """

    kind: BlockKind
    text: str | None = None
    level: int | None = None
    ordered: bool | None = None
    items: tuple[str, ...] | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    caption: str | None = None
    credit: str | None = None
    url: str | None = None
    heading: str | None = None
    time: str | None = None


class Removed(Part):
    """An entry of the removal ledger: a text left out of the body, and the rule that named it."""

    kind: ClutterKind
    rule: str
    text: str


class Metadata(Part):
    """How the article came to be: the fetch, the judgement, and where each field was read.

    Of an update `changed` names what is not as in the revision before, and `changed_at` when that
    was seen. `syndicated_from` is the address of the article on another site, seen first, of which
    this is a near-copy.
    """

    date_downloaded: IsoDate | None = None
    status_code: int | None = None
    outcome: Literal["article", "live-blog"] = "article"
    extractor: str
    rules_version: str
    field_sources: dict[str, str] = Field(default_factory=dict)
    confidence: float = Field(ge=0, le=1)
    removed: tuple[Removed, ...] = ()
    discovered_via: str | None = None
    revision: int = Field(default=1, ge=1)
    changed: tuple[Literal["headline", "body", "datePublished", "dateModified"], ...] = ()
    changed_at: IsoDate | None = None
    syndicated_from: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class Article(Part):
    """A clean news article.

    `article_body` is the body's blocks joined by a blank line, without headline, standfirst,
    captions or stamps; a list item is a line that begins with "- ". `id` is a hash of the canonical
    URL (of the body where no URL is known) and stays the same over fetches. `content_hash` is over
    the body alone, so a ticking view counter changes nothing.
    """

    schema_version: str = SCHEMA_VERSION
    id: str
    url: str | None = None
    requested_url: str | None = None
    canonical_url: str | None = None
    amp_url: str | None = None
    type: str = "NewsArticle"
    headline: str | None = None
    alternative_headline: str | None = None
    description: str | None = None
    authors: tuple[Author, ...] = ()
    publisher: Publisher | None = None
    dateline: str | None = None
    date_published: IsoDate | None = None
    date_modified: IsoDate | None = None
    date_published_raw: str | None = None
    date_modified_raw: str | None = None
    in_language: str | None = None
    article_section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    article_body: str
    blocks: tuple[Block, ...] = ()
    main_image: Image | None = None
    images: tuple[Image, ...] = ()
    is_accessible_for_free: bool | None = None
    word_count: int = Field(ge=0)
    content_hash: str
    simhash: str
    metadata: Metadata

    def to_json(self, *, indent: int | None = None) -> str:
        """The article as JSON in schema.org names."""
        return self.model_dump_json(indent=indent)


def byline(article: Article) -> str:
    """Who wrote it, where, and when, on one line; empty where none is known."""
    who = ", ".join(author.name for author in article.authors)
    return " · ".join(part for part in (who, article.dateline, article.date_published) if part)


def unplaced(article: Article) -> tuple[Image, ...]:
    """The article's pictures that have no place among its blocks."""
    placed = {block.url for block in article.blocks if block.kind == "image"}
    return tuple(image for image in article.images if image.url not in placed)
