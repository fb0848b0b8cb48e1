"""Headings such as "Most read", and the removed blocks below that they speak for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import HEADINGS, Block
from cleaner.clutter import Match

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# How many lines a heading of that kind speaks for: a comment section is long, a newsletter's box
# has a slogan, a field, a button and a line of legal words.
_LINES = {
    "most-read": 400, "related": 400, "comments": 400, "tags": 40, "share": 20, "newsletter": 12,
    "promo": 12, "author-bio": 12, "paywall": 12, "cookie": 12,
}  # fmt: skip
LABEL_WORDS = 4  # "Also in Economy", "More from Skelde"
# A menu's items are named like headings, "Newsletter" and "Topics", and head nothing.
_MENU_TAGS = frozenset({"nav", "footer", "menu"})
_MENU_SIGNS = frozenset({"breadcrumb", "footer"})
_ITEM_TAGS = frozenset({"ul", "ol", "tr", "table", "dl", "body"})


def headed(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> dict[int, Match]:
    """The headings and the removed blocks below them, by their indexes."""
    found: dict[int, Match] = {}
    for i, block in enumerate(blocks):
        match = matches[i]
        if keep[i] or match is None or match.kind not in _LINES or not _is_heading(block, match):
            continue
        rule = Match(match.kind, f"under-heading:{match.rule.split(':')[-1]}")
        for j in _reach(blocks, keep, matches, i):
            found[j] = rule
        found[i] = match
    return found


def _is_heading(block: Block, match: Match) -> bool:
    if block.element is None:
        return match.rule.startswith("line:")
    if _in_menu(block):
        return False
    if block.tag in HEADINGS:
        return True
    short = match.rule.startswith("line:") or len(block.words) <= LABEL_WORDS
    return short and not block.link_chars and block.tag not in ("button", "option", "label")


def _in_menu(block: Block) -> bool:
    return any(
        element.tag in _MENU_TAGS or places.signs(element) & _MENU_SIGNS
        for element in block.ancestors[1:]
    )


def _reach(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None], head: int
) -> Iterator[int]:
    """Indexes of the removed blocks that the heading at `head` speaks for."""
    scope = _scope(blocks, head)
    if blocks[head].element is not None and scope is None:
        return
    match = matches[head]
    assert match is not None
    for j in range(head + 1, min(head + 1 + _LINES[match.kind], len(blocks))):
        other = matches[j]
        if keep[j] or (scope is not None and scope not in blocks[j].ancestors):
            return
        if scope is None and _ends_flat_list(match.kind, other):
            return
        if scope is not None and _is_next_heading(blocks[head], blocks[j]):
            return
        yield j


def _scope(blocks: Sequence[Block], head: int) -> HtmlElement | None:
    """The smallest element that holds the heading and something below it.

    None where that is a list or a table: its items stand beside each other.
    """
    if head + 1 >= len(blocks):
        return None
    for element in reversed(blocks[head].ancestors):
        if element in blocks[head + 1].ancestors and element is not blocks[head].element:
            return element if element.tag not in _ITEM_TAGS else None
    return None


def _is_next_heading(head: Block, block: Block) -> bool:
    """Whether the block is a heading like `head`, beside it."""
    return (
        block.tag in HEADINGS
        and block.tag == head.tag
        and block.ancestors[:-1] == head.ancestors[:-1]
    )


def _ends_flat_list(kind: str, match: Match | None) -> bool:
    """In flat text a list ends where the footer or a label of another kind begins."""
    if match is None:
        return False
    other_head = match.kind in _LINES and match.kind != kind and match.rule.startswith("line:")
    return other_head or match.kind in ("legal", "footer", "cookie")
