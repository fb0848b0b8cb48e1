"""An article for people and programs: JSON, a JSON line, Markdown, plain text, HTML."""

from __future__ import annotations

from collections.abc import Callable

from cleaner.article import Article, byline
from cleaner.render_html import to_html
from cleaner.render_markdown import to_markdown

Format = str


def to_json(article: Article) -> str:
    """JSON over several lines."""
    return article.to_json(indent=2) + "\n"


def to_jsonl(article: Article) -> str:
    """JSON on one line."""
    return article.to_json() + "\n"


def to_text(article: Article) -> str:
    """Headline, byline and body as plain text."""
    head = [article.headline, article.alternative_headline, byline(article)]
    return "\n\n".join(part for part in [*head, article.article_body] if part) + "\n"


FORMATS: dict[Format, Callable[[Article], str]] = {
    "json": to_json,
    "jsonl": to_jsonl,
    "markdown": to_markdown,
    "text": to_text,
    "html": to_html,
}
