"""Why an article came out as it did: what was kept, what was removed, by which rule."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic.alias_generators import to_camel
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cleaner.article import Article

# Colours by what a reader would do with the line: metadata, begging, pointers, furniture.
_COLOURS = {
    **dict.fromkeys(
        ("headline", "standfirst", "byline", "dateline", "date-stamp", "caption"), "cyan"
    ),
    **dict.fromkeys(
        ("view-counter", "most-read", "related", "read-more", "author-bio", "tags"), "yellow"
    ),
    **dict.fromkeys(("newsletter", "promo", "paywall", "advertisement", "cookie", "share"), "red"),
    **dict.fromkeys(("comments", "embed", "live-entry", "repeated"), "magenta"),
}
# A removed text is shown up to here; the JSON has all of it.
SHOWN_CHARS = 4000
_FIELDS = (
    "headline", "alternative_headline", "description", "authors", "publisher", "dateline",
    "date_published", "date_modified", "in_language", "canonical_url", "is_accessible_for_free",
)  # fmt: skip


def explain(article: Article) -> RenderableType:
    """The explanation, to be printed by a rich console."""
    return Group(*_parts(article))


def _parts(article: Article) -> Iterator[RenderableType]:
    sure = f"{article.metadata.confidence:.0%} sure"
    yield Text(article.headline or "(no headline)", style="bold")
    yield Text(
        f"{article.metadata.outcome}, {article.word_count} words, {sure}, "
        f"by {article.metadata.extractor}",
        style="dim",
    )
    yield Text()
    yield _fields(article)
    yield Text()
    yield Text("Kept", style="bold green")
    yield Text(article.article_body)
    yield Text()
    yield Text("Removed", style="bold red")
    yield _removed(article)


def _fields(article: Article) -> Table:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    for title in ("field", "value", "read from"):
        table.add_column(title, overflow="fold")
    for name in _FIELDS:
        value = getattr(article, name)
        if value not in (None, ()):
            table.add_row(
                name, Text(_shown(value)), article.metadata.field_sources.get(to_camel(name), "")
            )
    return table


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(item) for item in value)
    return str(getattr(value, "name", None) or getattr(value, "domain", None) or value)


def _removed(article: Article) -> Table:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    table.add_column("kind", no_wrap=True)
    table.add_column("rule", no_wrap=True, style="dim")
    table.add_column("text", overflow="fold")
    for entry in article.metadata.removed:
        colour = _COLOURS.get(entry.kind, "white")
        text = entry.text if len(entry.text) <= SHOWN_CHARS else entry.text[:SHOWN_CHARS] + " …"
        table.add_row(Text(entry.kind, style=colour), entry.rule, Text(text, style=colour))
    return table
