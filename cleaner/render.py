"""An article for people and programs: JSON, a JSON line, Markdown, plain text, HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from cleaner.addresses import parts_of
from cleaner.article import Article, Block, Image

Format = str

_BACKTICKS = re.compile("`+")


def to_json(article: Article) -> str:
    """JSON over several lines."""
    return article.to_json(indent=2) + "\n"


def to_jsonl(article: Article) -> str:
    """JSON on one line."""
    return article.to_json() + "\n"


def to_text(article: Article) -> str:
    """Headline, byline and body as plain text."""
    parts = [article.headline, article.alternative_headline, _byline(article), article.article_body]
    return "\n\n".join(part for part in parts if part) + "\n"


def to_markdown(article: Article) -> str:
    """Headline, byline, pictures and body as Markdown."""
    parts = [f"# {_md(article.headline)}" if article.headline else ""]
    parts += [f"*{_md(article.description)}*" if article.description else "", _md(_byline(article))]
    parts += [_md_image(image) for image in article.images if _safe(image.url)]
    parts += [_md_block(block) for block in article.blocks]
    if _safe(article.url):
        parts.append(f"Source: <{article.url}>")
    return "\n\n".join(part for part in parts if part) + "\n"


def to_html(article: Article) -> str:
    """One self-contained HTML page."""
    language = escape(article.in_language or "", quote=True)
    title = escape(article.headline or "")
    lines = [
        "<!doctype html>",
        f'<html lang="{language}" dir="auto">' if language else '<html dir="auto">',
        f'<head><meta charset="utf-8"><title>{title}</title>',
        "<style>body{max-width:42em;margin:2em auto;padding:0 1em;font:1.05em/1.6 serif}"
        "figure{margin:1.5em 0}img{max-width:100%}figcaption,.by{color:#555;font-size:.9em}"
        "td,th{border:1px solid #ccc;padding:.2em .6em}</style></head>",
        "<body><article>",
        f"<h1>{title}</h1>" if title else "",
        f'<p class="by">{escape(_byline(article))}</p>' if _byline(article) else "",
        *(_html_image(image) for image in article.images if _safe(image.url)),
        *(_html_block(block) for block in article.blocks),
        _html_source(article.url),
        "</article></body></html>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


FORMATS: dict[Format, Callable[[Article], str]] = {
    "json": to_json,
    "jsonl": to_jsonl,
    "markdown": to_markdown,
    "text": to_text,
    "html": to_html,
}


def _byline(article: Article) -> str:
    who = ", ".join(author.name for author in article.authors)
    return " · ".join(part for part in (who, article.dateline, article.date_published) if part)


def _md(text: str | None) -> str:
    """Text whose characters mean nothing to Markdown."""
    return "".join("\\" + c if c in "\\`*_[]<>#|" else c for c in text or "")


def _md_block(block: Block) -> str:
    match block.kind:
        case "heading":
            return f"{'#' * min(6, (block.level or 2))} {_md(block.text)}"
        case "list":
            return "\n".join(f"- {_md(item)}" for item in block.items or ())
        case "quote" | "embed":
            return "\n".join(f"> {_md(line)}" for line in (block.text or "").split("\n"))
        case "code":
            fence = _fence(block.text or "")
            return f"{fence}\n{block.text}\n{fence}"
        case "table":
            return "\n".join(_md_rows(block))
        case _:
            return "  \n".join(_md(line) for line in (block.text or "").split("\n"))


def _fence(code: str) -> str:
    """Backticks around code: more than it holds in a row, so that it cannot end itself."""
    longest = max((len(run) for run in _BACKTICKS.findall(code)), default=0)
    return "`" * max(3, longest + 1)


def _md_rows(block: Block) -> Iterator[str]:
    rows = block.rows or ()
    width = max((len(row) for row in rows), default=0)
    for at, row in enumerate(rows):
        cells = [_md(cell) for cell in row] + [""] * (width - len(row))
        yield "| " + " | ".join(cells) + " |"
        if at == 0:
            yield "|" + " --- |" * width


def _md_image(image: Image) -> str:
    credit = f" ({_md(image.credit)})" if image.credit else ""
    return f"![{_md(image.caption)}](<{image.url}>)" + (
        f"\n*{_md(image.caption)}{credit}*" if image.caption else ""
    )


def _html_block(block: Block) -> str:
    text = escape(block.text or "").replace("\n", "<br>")
    match block.kind:
        case "heading":
            level = min(6, max(2, block.level or 2))
            return f"<h{level}>{text}</h{level}>"
        case "list":
            return (
                "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items or ()) + "</ul>"
            )
        case "quote" | "embed":
            return f"<blockquote>{text}</blockquote>"
        case "code":
            return f"<pre>{escape(block.text or '')}</pre>"
        case "table":
            rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows or ())
            return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        case _:
            return f"<p>{text}</p>"


def _html_image(image: Image) -> str:
    words = " ".join(
        part for part in (image.caption, f"({image.credit})" if image.credit else None) if part
    )
    caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
    address = escape(image.url or "", quote=True)
    spoken = escape(image.caption or "", quote=True)
    return f'<figure><img src="{address}" alt="{spoken}">{caption}</figure>'


def _html_source(url: str | None) -> str:
    return (
        f'<p class="by"><a href="{escape(url or "", quote=True)}">{escape(url or "")}</a></p>'
        if _safe(url)
        else ""
    )


def _safe(url: str | None) -> bool:
    """Only web addresses: a page may name a script where a picture should be."""
    return bool(url) and parts_of(url).scheme in ("http", "https")
