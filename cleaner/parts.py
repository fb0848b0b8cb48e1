"""Which kept blocks make one part of the body: a list, a table, a quote, a post, code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cleaner import article
from cleaner.addresses import parts_of
from cleaner.blocks import HEADINGS, Block, fold_space
from cleaner.posts import address_of, author_of, post_of
from cleaner.words import ends_sentence

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Kind = Literal["text", "list", "table", "quote", "post", "code"]

# Longer cells are paragraphs, and their table only lays them out.
CELL_CHARS = 200
# Parts of a story: a list or table that holds them lays out entries, galleries or cards.
_LAID_OUT = ("h1", "h2", "h3", "h4", "h5", "h6", "article", "section", "table", "figure")
# A line of prose is a sentence of so many words; lines of code and verse are not.
PROSE_WORDS = 8
_SIGNATURES = ("cite", "footer", "figcaption")
_DASHES = " \t-–—―~"


@dataclass(kw_only=True)
class Group:
    """Neighbouring kept blocks that make one part; `holder` is the element that makes them one."""

    kind: Kind
    holder: HtmlElement | None
    members: list[Block]


def grouped(blocks: Iterable[Block]) -> Iterator[Group]:
    """The kept blocks in groups, in their order."""
    holders = _Holders()
    group: Group | None = None
    for block in blocks:
        kind, holder = holders.of(block)
        if group is not None and kind == group.kind and _goes_on(group, block, holder):
            group.members.append(block)
            continue
        if group is not None:
            yield group
        group = Group(kind=kind, holder=holder, members=[block])
    if group is not None:
        yield group


def _goes_on(group: Group, block: Block, holder: HtmlElement | None) -> bool:
    if holder is not None or group.holder is not None:
        return holder is group.holder
    return block.after_break and block.element is group.members[-1].element


def build(group: Group) -> article.Block:
    """The group as a block of the article."""
    match group.kind:
        case "list":
            return _list(group)
        case "table":
            return _table(group)
        case "quote" | "post":
            return _quote(group)
        case "code":
            return _code(group)
    first = group.members[0]
    if first.tag in HEADINGS:
        text = " ".join(block.text for block in group.members)
        return article.Block(kind="heading", text=text, level=int(first.tag[1]))
    return article.Block(kind="paragraph", text=joined(group.members))


def joined(blocks: Sequence[Block]) -> str:
    """Texts of one part: paragraphs with a blank line between them, lines of one without."""
    text = ""
    for block in blocks:
        text += ("\n" if block.after_break else "\n\n") + block.text
    return text.strip()


class _Holders:
    """What holds a block; each list and table is looked through once, however large it is."""

    def __init__(self) -> None:
        self._whole: dict[HtmlElement, bool] = {}

    def of(self, block: Block) -> tuple[Kind, HtmlElement | None]:
        post = post_of(block)
        if post is not None:
            return "post", post
        found: HtmlElement | None = None
        for element in reversed(block.ancestors):
            if element.tag in ("ul", "ol") and self._is_whole(element):
                found = element  # the outermost of nested lists
            elif found is not None and element.tag in ("td", "th", "blockquote"):
                break
            elif found is None and element.tag == "table" and self._is_whole(element):
                return "table", element
            elif found is None and element.tag in ("blockquote", "pre"):
                return ("quote" if element.tag == "blockquote" else "code"), element
        return ("list", found) if found is not None else ("text", None)

    def _is_whole(self, element: HtmlElement) -> bool:
        if element not in self._whole:
            holds_data = _is_data if element.tag == "table" else _holds_items
            self._whole[element] = holds_data(element)
        return self._whole[element]


def _holds_items(element: HtmlElement) -> bool:
    return next(element.iter(*_LAID_OUT), None) is None


def _is_data(table: HtmlElement) -> bool:
    """Data tables have rows and columns of short cells; layout tables hold the page's parts."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    rows = [cells for row in table.iter("tr") if (cells := _cells(row))]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    return all(_is_short(cell) for row in rows for cell in row)


def _is_short(cell: HtmlElement) -> bool:
    return len(cell.findall(".//p")) < 2 and len(fold_space(cell.text_content())) <= CELL_CHARS


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _list(group: Group) -> article.Block:
    """An item's further lines follow it; the items of a list inside it begin with "- "."""
    assert group.holder is not None
    items: list[str] = []
    top: HtmlElement | None = None
    last: HtmlElement | None = None
    for block in group.members:
        inside = block.ancestors[block.ancestors.index(group.holder) + 1 :]
        path = [element for element in inside if element.tag == "li"]
        if not path or path[0] is not top:
            items.append(block.text)
        else:
            items[-1] += f"\n{block.text}" if path[-1] is last else f"\n- {block.text}"
        top, last = (path[0], path[-1]) if path else (None, None)
    return article.Block(kind="list", items=tuple(items), ordered=group.holder.tag == "ol")


def _table(group: Group) -> article.Block:
    """Every kept row with all its cells, the empty ones too, so that columns stay in line."""
    assert group.holder is not None
    texts: dict[HtmlElement, str] = {}
    titles: list[str] = []
    for block in group.members:
        cell = next((e for e in reversed(block.ancestors) if e.tag in ("td", "th")), None)
        if cell is None:
            titles.append(block.text)
        else:
            texts[cell] = f"{texts[cell]} {block.text}" if cell in texts else block.text
    rows = []
    for row in group.holder.iter("tr"):
        cells = _cells(row)
        if any(cell in texts for cell in cells):
            rows.append(tuple(text for cell in cells for text in _spanned(cell, texts)))
    return article.Block(kind="table", rows=tuple(rows), caption=" ".join(titles) or None)


def _spanned(cell: HtmlElement, texts: dict[HtmlElement, str]) -> list[str]:
    span = cell.get("colspan") or "1"
    # No table of a news page has more columns; HTML allows 1,000.
    width = min(int(span), 50) if span.isascii() and span.isdigit() else 1
    return [texts.get(cell, ""), *[""] * (width - 1)]


def _quote(group: Group) -> article.Block:
    """A quote as the page shows it, signature and all; who is quoted is its credit."""
    assert group.holder is not None
    text = joined(group.members)
    if group.kind == "post":
        credit = author_of(group.holder, [block.text for block in group.members])
        url = address_of(group.holder)
        return article.Block(kind="quote", text=text, credit=credit, url=url)
    cite = parts_of(group.holder.get("cite"))
    url = cite.geturl() if cite.scheme in ("http", "https") else None
    return article.Block(kind="quote", text=text, credit=_signature(group.holder), url=url)


def _signature(quote: HtmlElement) -> str | None:
    for element in quote.iter(*_SIGNATURES):
        credit = fold_space(element.text_content()).strip(_DASHES)
        if credit:
            return credit
    return None


def _code(group: Group) -> article.Block:
    """Preformatted text with its lines; old pages set whole stories so, which are paragraphs."""
    assert group.holder is not None
    marked = next(group.holder.iter("code", "samp", "kbd"), None) is not None
    prose = [ends_sentence(b.text) and len(b.words) >= PROSE_WORDS for b in group.members]
    if not marked and any(prose):
        return article.Block(kind="paragraph", text=joined(group.members))
    text = ""
    for block in group.members:
        text += ("\n" if block.after_break else "\n\n") + block.written.strip("\r\n")
    lines = text.replace("\u00a0", " ").expandtabs(4).splitlines()
    return article.Block(kind="code", text="\n".join(line.rstrip() for line in lines).strip("\n"))
