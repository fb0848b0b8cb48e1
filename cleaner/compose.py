"""From kept blocks to the article's body, its removal ledger and its fingerprints."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

from cleaner import article
from cleaner.article import Removed
from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.live import Entries
from cleaner.metadata.figures import Figure
from cleaner.parts import build, grouped
from cleaner.words import words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

CELL_MARK = " | "


def compose_blocks(
    blocks: Sequence[Block], keep: Sequence[bool], *, live: bool, figures: Sequence[Figure] = ()
) -> tuple[article.Block, ...]:
    """The kept blocks as the article's, with the story's pictures at their places.

    List items, table cells, the paragraphs of a quote, and in a live blog those of an entry are
    put together.
    """
    kept = [block for block, is_kept in zip(blocks, keep, strict=True) if is_kept]
    entries = Entries(blocks, keep) if live else None
    waiting = deque(figures)
    composed: list[article.Block] = []
    for entry, members in groupby(kept, lambda block: entries.of(block) if entries else None):
        parts = [(group.members[0].index, build(group)) for group in grouped(members)]
        if entries is not None and entry is not None:
            whole = _live_entry([part for _, part in parts], entries.time_of(entry))
            parts = [(parts[0][0], whole)]
        for at, part in parts:
            composed.extend(_pictures_before(at, entry, waiting))
            composed.append(part)
    composed.extend(_picture(figure) for figure in waiting)
    return tuple(composed)


def _pictures_before(
    at: int, entry: HtmlElement | None, waiting: deque[Figure]
) -> Iterator[article.Block]:
    """The pictures above block `at`; those inside a live entry follow it."""
    while waiting and waiting[0].at <= at:
        if entry is not None and entry in waiting[0].element.iterancestors():
            return
        yield _picture(waiting.popleft())


def _picture(figure: Figure) -> article.Block:
    image = figure.image
    return article.Block(kind="image", url=image.url, caption=image.caption, credit=image.credit)


def _live_entry(parts: Sequence[article.Block], time: str | None) -> article.Block:
    """An entry of a live blog: its heading, its time, and all else as one text."""
    heading = parts[0].text if parts[0].kind == "heading" else None
    text = body_text(parts[1:] if heading else parts)
    return article.Block(kind="live-entry", heading=heading, time=time, text=text or None)


def body_text(blocks: Iterable[article.Block]) -> str:
    """The body as a person would copy it: blocks joined by a blank line, items behind "- "."""
    return "\n\n".join(text for block in blocks if (text := _text(block)))


def _text(block: article.Block) -> str:
    if block.kind == "list":
        return "\n".join(f"- {item}" for item in block.items or ())
    if block.kind == "table":
        return "\n".join(CELL_MARK.join(row) for row in block.rows or ())
    return "\n\n".join(text for text in (block.heading, block.text) if text)


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
        if last is not None and (i != last[0] + 1 or match != last[1]):
            yield last[1], texts
            texts = []
        texts.append(blocks[i].text)
        last = (i, match)
    if last is not None:
        yield last[1], texts


def digest(text: str) -> str:
    """32 hexadecimal digits that stand for the text."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def simhash(text: str) -> str:
    """A 64-bit SimHash over word pairs, as 16 hexadecimal digits.

    Charikar 2002; Manku et al. 2007. Near copies differ in few bits.
    """
    words = words_of(text)
    pairs = list(map(" ".join, pairwise(words))) if len(words) > 1 else [" ".join(words)]
    digests = b"".join([blake2b(pair.encode(), digest_size=8).digest() for pair in pairs])
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8)).reshape(-1, 64)
    return np.packbits(2 * bits.sum(axis=0) > len(pairs)).tobytes().hex()
