"""An article as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.addresses import is_web
from cleaner.article import Article, Block, Image, byline, unplaced

_BACKTICKS = re.compile("`+")


def to_markdown(article: Article) -> str:
    """Headline, byline, body and pictures as Markdown."""
    parts = [f"# {_plain(article.headline)}" if article.headline else ""]
    parts += [f"*{_plain(article.description)}*" if article.description else ""]
    parts += [_plain(byline(article))]
    parts += [_image(image) for image in unplaced(article) if is_web(image.url)]
    parts += [_block(block) for block in article.blocks]
    if is_web(article.url):
        parts.append(f"Source: <{article.url}>")
    return "\n\n".join(part for part in parts if part) + "\n"


def _plain(text: str | None) -> str:
    """Text whose characters mean nothing to Markdown."""
    return "".join("\\" + c if c in "\\`*_[]<>#|" else c for c in text or "")


def _block(block: Block) -> str:
    text = block.text or ""
    match block.kind:
        case "heading":
            return f"{'#' * min(6, (block.level or 2))} {_plain(text)}"
        case "list":
            return "\n".join(_items(block))
        case "quote":
            return _quote(block)
        case "code":
            fence = _fence(text)
            return f"{fence}\n{text}\n{fence}"
        case "table":
            title = f"*{_plain(block.caption)}*\n\n" if block.caption else ""
            return title + "\n".join(_rows(block))
        case "image":
            return _image(Image(url=block.url, caption=block.caption, credit=block.credit))
        case "live-entry":
            head = " ".join(part for part in (block.time, block.heading) if part)
            title = f"### {_plain(head)}\n\n" if head else ""
            return title + _lines(text)
        case _:
            return _lines(text)


def _lines(text: str) -> str:
    """Paragraphs at blank lines, line breaks kept in each."""
    paragraphs = (paragraph.split("\n") for paragraph in text.split("\n\n"))
    return "\n\n".join("  \n".join(_plain(line) for line in lines) for lines in paragraphs)


def _items(block: Block) -> Iterator[str]:
    for number, item in enumerate(block.items or (), start=1):
        first, *more = item.split("\n")
        mark = f"{number}." if block.ordered else "-"
        yield f"{mark} {_plain(first)}"
        indent = " " * (len(mark) + 1)
        for line in more:
            nested = line.startswith("- ")
            yield indent + ("- " + _plain(line[2:]) if nested else _plain(line))


def _quote(block: Block) -> str:
    lines = (block.text or "").split("\n")
    quoted = [f"> {_plain(line)}".rstrip() for line in lines]
    if block.credit and block.credit not in (block.text or ""):
        quoted.append(f"> — {_plain(block.credit)}")
    if is_web(block.url):
        quoted.append(f"> <{block.url}>")
    return "\n".join(quoted)


def _fence(code: str) -> str:
    """Backticks around code: more than it holds in a row, so that it cannot end itself."""
    longest = max((len(run) for run in _BACKTICKS.findall(code)), default=0)
    return "`" * max(3, longest + 1)


def _rows(block: Block) -> Iterator[str]:
    rows = block.rows or ()
    width = max((len(row) for row in rows), default=0)
    for at, row in enumerate(rows):
        cells = [_plain(cell) for cell in row] + [""] * (width - len(row))
        yield "| " + " | ".join(cells) + " |"
        if at == 0:
            yield "|" + " --- |" * width


def _image(image: Image) -> str:
    credit = f" ({_plain(image.credit)})" if image.credit else ""
    words = f"*{_plain(image.caption)}{credit}*" if image.caption else ""
    if not is_web(image.url):
        return words
    return f"![{_plain(image.caption)}](<{image.url}>)" + (f"\n{words}" if words else "")
