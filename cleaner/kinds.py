"""What each removed block is: the kind a person would give it, and the rule that saw it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import HEADINGS, Block
from cleaner.clutter import Match
from cleaner.lists import counted_lists

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Kinds whose heading speaks for the lines below it.
_HEADS_LIST = frozenset(
    {
        "most-read", "related", "newsletter", "comments", "tags", "author-bio", "promo", "share",
        "paywall", "cookie",
    }
)  # fmt: skip
# Kinds that a line's words may suggest and its place may overrule: "Politics", "More", "Photo".
_WEAK = frozenset({"navigation", "footer", "caption", "legal", "date-stamp"})
_WEAK_LINES = frozenset({"read-more", "share", "related", "tags"})
# A place's sign to the kind of what stands there; the first that an ancestor shows wins.
_SIGN_KINDS = (
    ("newsletter", "newsletter"), ("cookie", "cookie"), ("most-read", "most-read"),
    ("comments", "comments"), ("paywall", "paywall"), ("author-bio", "author-bio"),
    ("related", "related"), ("share", "share"), ("advertisement", "advertisement"),
    ("breadcrumb", "navigation"), ("promo", "promo"), ("caption", "caption"), ("tags", "tags"),
    ("footer", "footer"), ("byline", "byline"), ("date-stamp", "date-stamp"),
    ("dateline", "dateline"), ("standfirst", "standfirst"), ("lead", "standfirst"), ("headline", "headline"),
    ("live", "live-entry"), ("media", "embed"), ("card", "related"),
)  # fmt: skip
_TAG_KINDS = {
    "nav": "navigation",
    "footer": "footer",
    "header": "navigation",
    "figcaption": "caption",
    "menu": "navigation",
}
# Signs of single lines and small boxes; further up they name a section's style.
_LINE_KINDS = frozenset(
    {"headline", "standfirst", "byline", "dateline", "date-stamp", "live-entry", "embed"}
)
_SIGN_RULES = tuple((sign, Match(kind, f"place:{sign}")) for sign, kind in _SIGN_KINDS)
# A heading speaks for a list or a comment section, not for half a page.
LIST_LINES = 400
LABEL_WORDS = 4  # "Also in Economy", "More from Skelde"


def name(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    matches: Sequence[Match | None],
    read: Mapping[int, Match],
) -> dict[int, Match]:
    """A kind and rule for every removed block, by its index.

    `read` are those that metadata was read from.
    """
    kinds: dict[int, Match] = {}
    lists = counted_lists(blocks, keep, matches)
    headed = _headed(blocks, keep, matches)
    for i, block in enumerate(blocks):
        if not keep[i]:
            kinds[i] = _name_one(block, matches[i], read.get(i), lists.get(i), headed.get(i))
    return kinds


def _name_one(
    block: Block, own: Match | None, read: Match | None, listed: Match | None, headed: Match | None
) -> Match:
    place = _place(block)
    if listed is not None:
        return listed
    if own is not None and not _is_weak(own):
        # A counter inside a list of stories is part of the list.
        in_list = own.kind == "view-counter" and (headed or place)
        if in_list and in_list.kind == "most-read":
            return in_list
        return own
    if read is not None:
        return read
    return headed or _strong_place(place) or own or place or Match("other", "not-body")


def _is_weak(own: Match) -> bool:
    return own.kind in _WEAK or (own.kind in _WEAK_LINES and own.rule.startswith("line:"))


def _strong_place(place: Match | None) -> Match | None:
    return (
        place
        if place is not None and place.kind not in ("headline", "standfirst", "live-entry")
        else None
    )


def _place(block: Block) -> Match | None:
    """What the nearest telling ancestor says."""
    for distance, element in enumerate(reversed(block.ancestors)):
        found = _of_element(element, distance)
        if found:
            return found
    return None


def _of_element(element: HtmlElement, distance: int) -> Match | None:
    signs = places.signs(element)
    for sign, match in _SIGN_RULES:
        if sign in signs and (distance < 3 or match.kind not in _LINE_KINDS):
            return match
    tag = str(element.tag)
    kind = _TAG_KINDS.get(tag)
    if kind == "navigation" and tag == "header" and distance < 2:
        return None  # an article's own header holds its headline and stamps
    if kind:
        return Match(kind, f"tag:{tag}")
    return Match("related", "tag:aside") if tag == "aside" else None


def _headed(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> dict[int, Match]:
    """Blocks below a heading such as "Most read", as far as the heading reaches."""
    found: dict[int, Match] = {}
    for i, block in enumerate(blocks):
        match = matches[i]
        if (
            keep[i]
            or match is None
            or match.kind not in _HEADS_LIST
            or not _is_heading(block, match)
        ):
            continue
        rule = Match(match.kind, f"under-heading:{match.rule.split(':')[-1]}")
        for j in _reach(blocks, keep, matches, i):
            found[j] = rule
        found[i] = match
    return found


def _is_heading(block: Block, match: Match) -> bool:
    if block.element is None:
        return match.rule.startswith("line:")
    label = len(block.words) <= LABEL_WORDS and not block.link_chars
    return block.tag in HEADINGS or match.rule.startswith("line:") or label


def _reach(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None], head: int
) -> Iterator[int]:
    """Indexes of the removed blocks that the heading at `head` speaks for."""
    scope = _scope(blocks, head)
    kind = matches[head].kind if matches[head] else None  # type: ignore[union-attr]
    for j in range(head + 1, min(head + 1 + LIST_LINES, len(blocks))):
        match = matches[j]
        other_head = (
            match is not None
            and match.kind in _HEADS_LIST
            and match.kind != kind
            and match.rule.startswith("line:")
        )
        if keep[j] or (scope is not None and scope not in blocks[j].ancestors):
            return
        if scope is None and (other_head or _ends_flat_list(blocks[j], match)):
            return
        yield j


def _scope(blocks: Sequence[Block], head: int) -> HtmlElement | None:
    """The smallest element that holds the heading and something below it."""
    if head + 1 >= len(blocks):
        return None
    for element in reversed(blocks[head].ancestors):
        if element in blocks[head + 1].ancestors and element is not blocks[head].element:
            return element
    return None


def _ends_flat_list(block: Block, match: Match | None) -> bool:
    """In flat text a list ends where the footer, a label of another kind or a stamp begins."""
    return match is not None and match.kind in ("legal", "footer", "cookie")
