"""Lists of stories with view counts: the entries, and the dashes, ranks, tabs and buttons around.

What makes a list is that counts repeat; no tab's name, no unit and no order is taken for granted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from cleaner.blocks import Block
from cleaner.clutter import Match, are_known_tabs, is_more, is_separator, is_tab, is_tabs
from cleaner.metadata.datelines import agency_line
from cleaner.votes.shape import TEXT_WORDS
from cleaner.words import ends_sentence

LIST_ENTRIES = 2  # one count alone is the page's own
# Between two entries stand at most a rank, a dash, a title or a time.
LIST_GAP = 4

LISTED = Match("most-read", "counted-list")


def counted_lists(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> dict[int, Match]:
    """Every line of the lists among the removed blocks, by its index."""
    found: dict[int, Match] = {}
    for run in _runs(keep):
        for group in _groups(blocks, matches, run):
            start, end = _whole(blocks, matches, group, (run[0], run[-1]))
            found.update(dict.fromkeys(range(start, end + 1), LISTED))
    return found


def mark_lists(blocks: Sequence[Block], matches: Sequence[Match | None]) -> list[Match | None]:
    """The matches, with every line of a counted list known as such before anything is judged."""
    found = counted_lists(blocks, [False] * len(blocks), matches)
    return [found.get(i, match) for i, match in enumerate(matches)]


def _runs(keep: Sequence[bool]) -> Iterator[list[int]]:
    """Stretches of removed blocks between kept ones."""
    for kept, run in groupby(range(len(keep)), key=keep.__getitem__):
        if not kept:
            yield list(run)


def _groups(
    blocks: Sequence[Block], matches: Sequence[Match | None], run: Sequence[int]
) -> Iterator[list[int]]:
    """Entries close to each other, in groups large enough to be a list."""
    entries = [i for i in run if _is_entry(blocks, matches, i)]
    group: list[int] = []
    for i in entries:
        if group and not _continues(blocks, matches, group[-1], i):
            yield from _large(matches, group)
            group = []
        group.append(i)
    yield from _large(matches, group)


def _large(matches: Sequence[Match | None], group: list[int]) -> Iterator[list[int]]:
    if sum(_is_counted_title(matches[i]) for i in group) >= LIST_ENTRIES:
        # A count alone at the edge of such a list is the page's own.
        while is_bare(matches[group[0]]):
            group = group[1:]
        while is_bare(matches[group[-1]]):
            group = group[:-1]
    if len(group) >= LIST_ENTRIES:
        yield group


def _continues(
    blocks: Sequence[Block], matches: Sequence[Match | None], one: int, other: int
) -> bool:
    """Whether nothing but a list's furniture and a title stand between two entries."""
    between = range(one + 1, other)
    titles = sum(_is_title(blocks[i], matches[i]) for i in between)
    texts = any(
        matches[i] is None and len(blocks[i].words) >= TEXT_WORDS and ends_sentence(blocks[i].text)
        for i in between
    )
    return len(between) <= LIST_GAP and titles <= 1 and not texts


def _is_entry(blocks: Sequence[Block], matches: Sequence[Match | None], i: int) -> bool:
    """A headline with its count, or a count alone with a headline above or below it."""
    if _is_counted_title(matches[i]):
        return True
    near = (i - 1, i + 1)
    return is_bare(matches[i]) and any(
        0 <= j < len(blocks) and _is_title(blocks[j], matches[j]) for j in near
    )


def _is_counted_title(match: Match | None) -> bool:
    counted = match is not None and match.rule.startswith("counted-title")
    return counted and match is not None and match.kind == "most-read"


def is_bare(match: Match | None) -> bool:
    """A line that is only a count."""
    return match is not None and match.kind == "view-counter"


def _is_title(block: Block, match: Match | None) -> bool:
    separate = is_separator(block.text) or ends_sentence(block.text)
    return match is None and len(block.words) >= 3 and not separate


def _whole(
    blocks: Sequence[Block],
    matches: Sequence[Match | None],
    group: Sequence[int],
    bounds: tuple[int, int],
) -> tuple[int, int]:
    """First and last line of the list, with its outermost titles and its furniture."""
    start, end = group[0], group[-1]
    if is_bare(matches[start]) and is_bare(matches[end]):
        below = end < bounds[1] and _is_title(blocks[end + 1], matches[end + 1])
        above = _title_above(blocks, matches, start, bounds[0])
        # With a title on both sides the one above is as likely the page's own headline: titles
        # stand below their counts if the last count has one in the same paragraph.
        if below and not (above is not None and blocks[end + 1].after_gap):
            end += 1
        elif above is not None:
            start = above
    while start > bounds[0] and _belongs(blocks[start - 1], matches[start - 1]):
        start -= 1
    while end < bounds[1] and _belongs(blocks[end + 1], matches[end + 1]):
        end += 1
    return start, end


def _title_above(
    blocks: Sequence[Block], matches: Sequence[Match | None], start: int, bound: int
) -> int | None:
    above = start - 1
    return above if above >= bound and _is_title(blocks[above], matches[above]) else None


def _belongs(block: Block, match: Match | None) -> bool:
    """Whether the line is part of a list's furniture: a dash, a tab, its heading, "show more"."""
    if match is not None and match.kind == "most-read":
        return True
    if is_separator(block.text) or is_tab(block.words) or is_more(block.words):
        return True
    unnamed = match is None or match.kind == "navigation"
    tabs = unnamed and is_tabs(block.text) and agency_line(block.text)[0] is None
    return tabs or are_known_tabs(block.text)
