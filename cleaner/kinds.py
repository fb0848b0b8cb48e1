"""What each removed block is: the kind a person would give it, and the rule that saw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.headed import headed
from cleaner.lists import counted_lists
from cleaner.neighbours import name_rest

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Kinds that a line's words may suggest and its place may overrule: "Politics", "More", "Photo".
_WEAK = frozenset({"navigation", "footer", "caption", "date-stamp"})
_WEAK_LINES = frozenset({"read-more", "share", "related", "tags"})
# A place's sign to the kind of what stands there; the first that an ancestor shows wins.
_SIGN_KINDS = (
    ("newsletter", "newsletter"), ("cookie", "cookie"), ("most-read", "most-read"),
    ("comments", "comments"), ("paywall", "paywall"), ("author-bio", "author-bio"),
    ("related", "related"), ("share", "share"), ("advertisement", "advertisement"),
    ("breadcrumb", "navigation"), ("promo", "promo"), ("caption", "caption"), ("tags", "tags"),
    ("footer", "footer"), ("byline", "byline"), ("date-stamp", "date-stamp"),
    ("dateline", "dateline"), ("standfirst", "standfirst"), ("lead", "standfirst"),
    ("headline", "headline"), ("live", "live-entry"), ("media", "embed"), ("card", "related"),
)  # fmt: skip
_TAG_KINDS = {
    "nav": "navigation",
    "footer": "footer",
    "header": "navigation",
    "figcaption": "caption",
    "menu": "navigation",
}
# Signs of single lines and small boxes; so far up they name a section's style.
FAR = 3
_LINE_KINDS = frozenset(
    {"headline", "standfirst", "byline", "dateline", "date-stamp", "live-entry", "embed"}
)
# Signs of a story's head; teasers of other stories have such heads, too.
_TITLE_KINDS = frozenset({"headline", "standfirst"})
_VAGUE_RULES = frozenset({"place:card"})
_MENU_RULES = frozenset({"tag:nav", "tag:menu", "tag:footer", "place:breadcrumb", "place:footer"})
_SIGN_RULES = tuple((sign, Match(kind, f"place:{sign}")) for sign, kind in _SIGN_KINDS)
UNNAMED = Match("other", "not-body")


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
    below_heads = headed(blocks, keep, matches)
    places_said = _Said()
    last = max((i for i, kept in enumerate(keep) if kept), default=len(blocks))
    for i, block in enumerate(blocks):
        if not keep[i]:
            own = matches[i]
            place = _place(block, places_said, in_story=i <= last)
            kinds[i] = (
                lists.get(i)
                or _name_one(block, own, read.get(i), below_heads.get(i), place)
                or UNNAMED
            )
    return name_rest(blocks, kinds, UNNAMED)


def _name_one(
    block: Block, own: Match | None, read: Match | None, below: Match | None, place: Match | None
) -> Match | None:
    """The block's kind by its words, what was read from it, the heading above, or its place."""
    if own is not None and not _is_weak(own, place, linked=block.link_chars > 0):
        # A counter inside a list of stories is part of the list.
        in_list = own.kind == "view-counter" and (below or place)
        if in_list and in_list.kind == "most-read":
            return in_list
        return own
    if read is not None:
        return read
    return below or _strong_place(place) or own or place


def _is_weak(own: Match, place: Match | None, *, linked: bool) -> bool:
    """Whether the place may overrule the words: "Politics" anywhere, "Newsletter" in a menu."""
    if own.kind in _WEAK:
        return True
    line = own.rule.startswith("line:")
    in_menu = linked and place is not None and place.rule in _MENU_RULES
    return line and (own.kind in _WEAK_LINES or in_menu)


def _strong_place(place: Match | None) -> Match | None:
    return (
        place
        if place is not None and place.kind not in ("headline", "standfirst", "live-entry")
        else None
    )


def _place(block: Block, said: _Said, *, in_story: bool) -> Match | None:
    """What the nearest telling ancestor says.

    Cards and titles stand in menus, too: what is around them counts for more. Behind the story a
    title is another story's.
    """
    vague: Match | None = None
    for distance, element in enumerate(reversed(block.ancestors)):
        found = said[element, min(distance, FAR)]
        if found is None:
            continue
        if found.kind in _TITLE_KINDS or found.rule in _VAGUE_RULES:
            title = found.kind in _TITLE_KINDS and not in_story
            vague = vague or (Match("related", "title-of-another") if title else found)
        elif vague is None or found.rule in _MENU_RULES or vague.kind == "related":
            return found
    return vague


class _Said(dict[tuple["HtmlElement", int], "Match | None"]):
    """What an element says of blocks so far below it; each is asked once for all its blocks."""

    def __missing__(self, key: tuple[HtmlElement, int]) -> Match | None:
        element, distance = key
        return self.setdefault(key, _said_by(str(element.tag), places.signs(element), distance))


@lru_cache(maxsize=4096)  # pages have the same few signs together
def _said_by(tag: str, signs: frozenset[str], distance: int) -> Match | None:
    for sign, match in _SIGN_RULES:
        if sign in signs and (distance < FAR or match.kind not in _LINE_KINDS):
            return match
    kind = _TAG_KINDS.get(tag)
    if kind == "navigation" and tag == "header" and distance < 2:
        return None  # an article's own header holds its headline and stamps
    if kind:
        return Match(kind, f"tag:{tag}")
    return Match("related", "tag:aside") if tag == "aside" else None
