"""From kept blocks to the article's body: paragraphs, headings, lists, quotes, tables."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from cleaner import article, places
from cleaner.article import Removed
from cleaner.blocks import HEADINGS, Block, words_of
from cleaner.clutter import Match

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_EMBED_SIGNS = ("twitter-tweet", "instagram-media", "tiktok-embed", "fb-post", "bluesky-embed")
CELL_MARK = " | "


def compose_blocks(
    blocks: Sequence[Block], keep: Sequence[bool], *, live: bool
) -> tuple[article.Block, ...]:
    """The kept blocks as the article's, with list items and table rows put together."""
    composed: list[article.Block] = []
    holders: list[HtmlElement | None] = []
    previous: Block | None = None
    tables = _Tables()
    for block, kept in zip(blocks, keep, strict=True):
        if not kept:
            continue
        holder = _holder(block, tables)
        if composed and holder is not None and holder is holders[-1]:
            composed[-1] = _extended(composed[-1], block, same_row=_same_row(block, previous))
        elif composed and block.after_break and composed[-1].kind == "paragraph":
            composed[-1] = composed[-1].model_copy(
                update={"text": f"{composed[-1].text}\n{block.text}"}
            )
        else:
            composed.append(_fresh(block, holder, live=live))
            holders.append(holder)
        previous = block
    return tuple(composed)


def body_text(blocks: Sequence[article.Block]) -> str:
    """The body as a person would copy it: blocks joined by a blank line, items behind "- "."""
    return "\n\n".join(text for block in blocks if (text := _text(block)))


def _text(block: article.Block) -> str:
    if block.kind == "list":
        return "\n".join(f"- {item}" for item in block.items or ())
    if block.kind == "table":
        return "\n".join(CELL_MARK.join(row) for row in block.rows or ())
    return block.text or ""


def _holder(block: Block, tables: _Tables) -> HtmlElement | None:
    """The list or table that the block is part of; a table that only lays out the page is none."""
    for element in reversed(block.ancestors):
        if element.tag in ("ul", "ol"):
            return element
        if element.tag == "table":
            return element if tables[element] else None
    return None


class _Tables(dict["HtmlElement", bool]):
    """Which tables hold data; each is looked through once, however many cells it has."""

    def __missing__(self, table: HtmlElement) -> bool:
        return self.setdefault(table, _is_data(table))


def _is_data(table: HtmlElement) -> bool:
    """Layout tables hold paragraphs, other tables or line breaks; data tables hold short cells."""
    if any(table.find(f".//{tag}") is not None for tag in ("table", "p", "br", "div")):
        return False
    rows = table.findall(".//tr")
    return len(rows) >= 2 and max((len(row) for row in rows), default=0) >= 2


def _fresh(block: Block, holder: HtmlElement | None, *, live: bool) -> article.Block:
    if holder is not None and holder.tag == "table":
        return article.Block(kind="table", rows=((block.text,),))
    if holder is not None:
        return article.Block(kind="list", items=(block.text,))
    if block.tag in HEADINGS:
        return article.Block(kind="heading", text=block.text, level=int(block.tag[1]))
    for element in reversed(block.ancestors):
        if element.tag == "blockquote":
            embedded = any(sign in (element.get("class") or "") for sign in _EMBED_SIGNS)
            return article.Block(kind="embed" if embedded else "quote", text=block.text)
        if element.tag == "pre":
            return article.Block(kind="code", text=block.text)
        if live and "live" in places.signs(element):
            return article.Block(kind="live-entry", text=block.text)
    return article.Block(kind="paragraph", text=block.text)


def _extended(block: article.Block, more: Block, *, same_row: bool) -> article.Block:
    if block.kind == "list":
        return block.model_copy(update={"items": (*(block.items or ()), more.text)})
    rows = block.rows or ()
    if same_row:
        return block.model_copy(update={"rows": (*rows[:-1], (*rows[-1], more.text))})
    return block.model_copy(update={"rows": (*rows, (more.text,))})


def _same_row(one: Block, other: Block | None) -> bool:
    return other is not None and _row(one) is not None and _row(one) is _row(other)


def _row(block: Block) -> HtmlElement | None:
    return next((element for element in reversed(block.ancestors) if element.tag == "tr"), None)


def ledger(blocks: Sequence[Block], kinds: Mapping[int, Match]) -> tuple[Removed, ...]:
    """The removal ledger: neighbours of one kind and rule share an entry, a line each."""
    return tuple(
        Removed(kind=match.kind, rule=match.rule, text="\n".join(texts))  # type: ignore[arg-type]
        for match, texts in _merged(blocks, kinds)
    )


def _merged(
    blocks: Sequence[Block], kinds: Mapping[int, Match]
) -> Iterator[tuple[Match, list[str]]]:
    texts: list[str] = []
    last: tuple[int, Match] | None = None
    for i, match in sorted(kinds.items()):
        if last is not None and (match != last[1] or i != last[0] + 1):
            yield last[1], texts
            texts = []
        texts.append(blocks[i].text)
        last = (i, match)
    if last is not None:
        yield last[1], texts


def digest(text: str) -> str:
    """32 hexadecimal digits that stand for the text."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def simhash(text: str) -> str:
    """A 64-bit SimHash over word pairs, as 16 hexadecimal digits.

    Charikar 2002; Manku et al. 2007. Near copies differ in few bits.
    """
    words = words_of(text)
    pairs = list(pairwise(words)) if len(words) > 1 else [tuple(words)]
    digests = b"".join(
        hashlib.blake2b(" ".join(pair).encode(), digest_size=8).digest() for pair in pairs
    )
    found = 0
    for place in range(8):
        bytes_ = Counter(digests[place::8])
        for bit in range(8):
            ones = sum(count for value, count in bytes_.items() if value >> bit & 1)
            if 2 * ones > len(pairs):
                found |= 1 << (8 * (7 - place) + bit)
    return f"{found:016x}"
