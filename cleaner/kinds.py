"""What each removed block is: the kind a person would give it, and the rule that saw it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import HEADINGS, Block
from cleaner.clutter import Match, is_more, is_separator, is_tab, is_tabs

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Kinds whose heading speaks for the lines below it.
_HEADS_LIST = frozenset(
    {
        "most-read",
        "related",
        "newsletter",
        "comments",
        "tags",
        "author-bio",
        "promo",
        "share",
        "paywall",
        "cookie",
    }
)
# Kinds that a line's words may suggest and its place may overrule: "Politics", "More", "Photo".
_WEAK = frozenset({"navigation", "footer", "caption", "legal", "date-stamp"})
_WEAK_LINES = frozenset({"read-more", "share", "related", "tags"})
# A place's sign to the kind of what stands there; the first that an ancestor shows wins.
_SIGN_KINDS = (
    ("newsletter", "newsletter"), ("cookie", "cookie"), ("most-read", "most-read"), ("comments", "comments"),
    ("paywall", "paywall"), ("author-bio", "author-bio"), ("related", "related"), ("share", "share"),
    ("advertisement", "advertisement"), ("breadcrumb", "navigation"), ("promo", "promo"), ("caption", "caption"),
    ("tags", "tags"), ("footer", "footer"), ("byline", "byline"), ("date-stamp", "date-stamp"),
    ("dateline", "dateline"), ("standfirst", "standfirst"), ("headline", "headline"), ("live", "live-entry"),
    ("media", "embed"), ("card", "related"),
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
# A list of most-read stories has at least two; between two entries stand at most a rank, a dash, a time.
LABEL_WORDS = 4  # "Also in Economy", "More from Skelde"
LIST_ENTRIES = 2
LIST_GAP = 3


def name(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    matches: Sequence[Match | None],
    read: Mapping[int, Match],
) -> dict[int, Match]:
    """A kind and rule for every removed block, by its index. `read` are those that metadata was read from."""
    kinds: dict[int, Match] = {}
    lists = _counted_lists(blocks, keep, matches)
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
    kind = _TAG_KINDS.get(str(element.tag))
    if kind == "navigation" and element.tag == "header" and distance < 2:
        return None  # an article's own header holds its headline and stamps
    if kind:
        return Match(kind, f"tag:{element.tag}")
    return Match("related", "tag:aside") if element.tag == "aside" else None


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
    for j in range(head + 1, len(blocks)):
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


def _counted_lists(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> dict[int, Match]:
    """Lists of stories with view counts: the entries, and the dashes, tabs and buttons around them."""
    found: dict[int, Match] = {}
    for run in _runs(keep):
        entries = [i for i in run if _is_counted_title(matches[i])]
        if len(entries) < LIST_ENTRIES:
            entries = [i for i in run if _is_counter_by_title(blocks, matches, i)]
        for group in _groups(entries):
            start, end = group[0], group[-1]
            while start > run[0] and _belongs(blocks[start - 1], matches[start - 1]):
                start -= 1
            while end < run[-1] and _belongs(blocks[end + 1], matches[end + 1]):
                end += 1
            if _is_bare(matches[group[-1]]) and not _is_bare(matches[max(run[0], group[0] - 1)]):
                start = min(start, max(run[0], _title_before(blocks, matches, group[0], run[0])))
            for i in range(start, end + 1):
                found[i] = Match("most-read", "counted-list")
    return found


def _runs(keep: Sequence[bool]) -> Iterator[list[int]]:
    """Stretches of removed blocks between kept ones."""
    run: list[int] = []
    for i, kept in enumerate(keep):
        if not kept:
            run.append(i)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_counted_title(match: Match | None) -> bool:
    return (
        match is not None and match.kind == "most-read" and match.rule.startswith("counted-title")
    )


def _is_counter_by_title(blocks: Sequence[Block], matches: Sequence[Match | None], i: int) -> bool:
    """A line that is only a count, with a headline above or below it."""
    return _is_bare(matches[i]) and any(
        0 <= j < len(blocks) and _is_title(blocks[j], matches[j]) for j in (i - 1, i + 1)
    )


def _is_bare(match: Match | None) -> bool:
    return match is not None and match.kind == "view-counter"


def _is_title(block: Block, match: Match | None) -> bool:
    return match is None and len(block.words) >= 3 and not block.text.endswith(".")


def _groups(entries: Sequence[int]) -> Iterator[list[int]]:
    """Entries close to each other, in groups large enough to be a list."""
    group: list[int] = []
    for i in entries:
        if group and i - group[-1] > LIST_GAP:
            if len(group) >= LIST_ENTRIES:
                yield group
            group = []
        group.append(i)
    if len(group) >= LIST_ENTRIES:
        yield group


def _belongs(block: Block, match: Match | None) -> bool:
    """Whether the line is part of a list's furniture: a dash, a tab, its heading, "show more"."""
    if match is not None and match.kind == "most-read":
        return True
    return (
        is_separator(block.text)
        or is_tabs(block.text)
        or is_tab(block.words)
        or is_more(block.words)
    )


def _title_before(
    blocks: Sequence[Block], matches: Sequence[Match | None], first: int, start: int
) -> int:
    """Where the list begins if its titles stand before their counts."""
    before = first - 1
    return before if before >= start and _is_title(blocks[before], matches[before]) else first
