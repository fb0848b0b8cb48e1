"""An article as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from cleaner.addresses import is_web
from cleaner.article import Article, Block, Image, byline, unplaced

_STYLE = (
    "body{max-width:42em;margin:2em auto;padding:0 1em;font:1.05em/1.6 serif}"
    "figure{margin:1.5em 0}img{max-width:100%}figcaption,.by,time{color:#555;font-size:.9em}"
    "td,th{border:1px solid #ccc;padding:.2em .6em}"
)


def to_html(article: Article) -> str:
    """Headline, byline, body and pictures as one page without scripts."""
    language = escape(article.in_language or "", quote=True)
    title = escape(article.headline or "")
    by = escape(byline(article))
    lines = [
        "<!doctype html>",
        f'<html lang="{language}" dir="auto">' if language else '<html dir="auto">',
        f'<head><meta charset="utf-8"><title>{title}</title>',
        f"<style>{_STYLE}</style></head>",
        "<body><article>",
        f"<h1>{title}</h1>" if title else "",
        f'<p class="by">{by}</p>' if by else "",
        *(_image(image) for image in unplaced(article) if is_web(image.url)),
        *(_block(block) for block in article.blocks),
        f'<p class="by">{_link(article.url)}</p>' if is_web(article.url) else "",
        "</article></body></html>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _block(block: Block) -> str:
    text = block.text or ""
    match block.kind:
        case "heading":
            level = min(6, max(2, block.level or 2))
            return f"<h{level}>{escape(text)}</h{level}>"
        case "list":
            tag = "ol" if block.ordered else "ul"
            return f"<{tag}>{''.join(_items(block.items or ()))}</{tag}>"
        case "quote":
            return f"<blockquote>{_paragraphs(text)}{_source(block)}</blockquote>"
        case "code":
            return f"<pre>{escape(text)}</pre>"
        case "table":
            return _table(block)
        case "image":
            return _image(Image(url=block.url, caption=block.caption, credit=block.credit))
        case "live-entry":
            time = f"<time>{escape(block.time)}</time>" if block.time else ""
            heading = f"<h2>{escape(block.heading)}</h2>" if block.heading else ""
            return f"<section>{time}{heading}{_paragraphs(text)}</section>"
        case _:
            return _paragraphs(text)


def _paragraphs(text: str) -> str:
    """Paragraphs at blank lines, line breaks kept in each."""
    paragraphs = (escape(paragraph).replace("\n", "<br>") for paragraph in text.split("\n\n"))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _items(items: Iterable[str]) -> Iterator[str]:
    """Items; an item's lines that begin with "- " are a list inside it."""
    for item in items:
        lines = item.split("\n")
        nested = "".join(f"<li>{escape(line[2:])}</li>" for line in lines if line.startswith("- "))
        own = "<br>".join(escape(line) for line in lines if not line.startswith("- "))
        yield f"<li>{own}{f'<ul>{nested}</ul>' if nested else ''}</li>"


def _source(block: Block) -> str:
    credit = block.credit if block.credit and block.credit not in (block.text or "") else ""
    link = _link(block.url) if is_web(block.url) else ""
    return f"<footer>{escape(credit)} {link}</footer>" if credit or link else ""


def _table(block: Block) -> str:
    caption = f"<caption>{escape(block.caption)}</caption>" if block.caption else ""
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows or ())
    return f"<table>{caption}" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _image(image: Image) -> str:
    credit = f"({image.credit})" if image.credit else None
    words = " ".join(part for part in (image.caption, credit) if part)
    caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
    address, spoken = (escape(part or "", quote=True) for part in (image.url, image.caption))
    shown = f'<img src="{address}" alt="{spoken}">' if is_web(image.url) else ""
    return f"<figure>{shown}{caption}</figure>" if shown or caption else ""


def _link(url: str | None) -> str:
    return f'<a href="{escape(url or "", quote=True)}">{escape(url or "")}</a>'
