"""An explanation on a terminal: the fields and their sources, then the page in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic.alias_generators import to_camel
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cleaner.article import Article
from cleaner.explain import Explanation, Line
from cleaner.outcome import NotAnArticle

# What a reader would do with the line, and the colour of each such group.
GROUPS = {
    "metadata": ("headline", "standfirst", "byline", "dateline", "date-stamp", "caption"),
    "pointers": ("view-counter", "most-read", "related", "read-more", "author-bio", "tags"),
    "requests": ("newsletter", "promo", "paywall", "advertisement", "cookie", "share"),
    "insertions": ("comments", "embed", "live-entry", "repeated"),
    "furniture": ("navigation", "footer", "legal", "other"),
}
GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
_COLOURS = {
    "metadata": "cyan",
    "pointers": "yellow",
    "requests": "red",
    "insertions": "magenta",
    "furniture": "bright_black",
}
# A removed text is shown up to here; the JSON has all of it.
SHOWN_CHARS = 4000
LABEL_CHARS = 60
_FIELDS = (
    "headline", "alternative_headline", "description", "authors", "publisher", "dateline",
    "date_published", "date_modified", "in_language", "article_section", "keywords",
    "canonical_url", "is_accessible_for_free",
)  # fmt: skip


def fields(article: Article) -> Iterator[tuple[str, str, str]]:
    """Name, value and source of each field that is known."""
    for name in _FIELDS:
        value = getattr(article, name)
        if value not in (None, ()):
            source = article.metadata.field_sources.get(to_camel(name), "")
            yield name, _shown(value), source


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(item) for item in value)
    return str(getattr(value, "name", None) or getattr(value, "domain", None) or value)


def facts(explanation: Explanation) -> str:
    """The outcome in a line: of an article how long, how sure and by whom, else why it is none."""
    article = explanation.result
    if isinstance(article, NotAnArticle):
        return f"{article.outcome}: {article.detail}"
    return (
        f"{article.metadata.outcome}, {article.word_count} words, "
        f"{explanation.confidence:.0%} sure, by {explanation.heard}"
    )


def title(explanation: Explanation) -> str:
    """The article's headline, or that there is no article."""
    if isinstance(explanation.result, NotAnArticle):
        return "Not an article"
    return explanation.result.headline or "(no headline)"


def show(explanation: Explanation) -> RenderableType:
    """The explanation, to be printed by a rich console."""
    return Group(*_parts(explanation))


def _parts(explanation: Explanation) -> Iterator[RenderableType]:
    yield Text(title(explanation), style="bold")
    if isinstance(explanation.result, NotAnArticle):
        yield Text(facts(explanation), style="bold red")
    else:
        yield Text(facts(explanation), style="dim")
        yield Text()
        yield _table(("field", "value", "read from"), fields(explanation.result))
    if explanation.lines:
        kept = sum(line.kept for line in explanation.lines)
        yield Text()
        yield Text(f"Kept {kept}, removed {len(explanation.lines) - kept} lines", style="bold")
        yield _page(explanation)


def _table(titles: tuple[str, ...], rows: Iterator[tuple[str, str, str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _page(explanation: Explanation) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("body", justify="right", no_wrap=True, style="dim")
    table.add_column("kind", no_wrap=True)
    table.add_column("rule", no_wrap=True, style="dim")
    table.add_column("text", overflow="fold", ratio=1)
    for run in explanation.runs():
        table.add_row(*_row(run))
    return table


def _joined(run: list[Line]) -> str:
    """Labels and links beside each other, sentences on lines of their own."""
    labels = all(len(line.text) <= LABEL_CHARS for line in run)
    return (" · " if labels else "\n").join(line.text for line in run)


def _row(run: list[Line]) -> tuple[Text, ...]:
    """A kept line, or a run of removed ones, with the likelihoods' span."""
    low, high = min(line.likelihood for line in run), max(line.likelihood for line in run)
    sure = f"{low:.0%}" if f"{low:.0%}" == f"{high:.0%}" else f"{low:.0%}-{high:.0%}"
    first, text = run[0], _joined(run)
    if first.kept:
        return Text(sure), Text(f"+ {first.kind}", style="green"), Text(first.rule), Text(text)
    colour = _COLOURS[GROUP_OF.get(first.kind, "furniture")]
    cut = text if len(text) <= SHOWN_CHARS else text[:SHOWN_CHARS] + " …"
    return (
        Text(sure),
        Text(f"- {first.kind}", style=colour),
        Text(first.rule),
        Text(cut, style=colour),
    )
