"""Teasers: links that stand for other stories, and the texts that belong to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import HEADINGS, Block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A text that is a link, or nearly.
LINKED = 0.7
# Shorter links name sections, longer ones stories.
LINK_WORDS = 3
# So many make a list.
LEAST_TEASERS = 5
# A card holds a standfirst and perhaps a line below it; more texts make a story beside a teaser.
CARD_TEXTS = 2
# So many cards beside each other, each with one link, make a row of them.
LEAST_CARDS = 3
# A story beside cards has at least the words of a brief.
LEAST_OWN = 15
# Shorter texts are labels: a card's time, its section, its writer.
TEXT_WORDS = 5
_NAVIGATION = frozenset({"footer", "breadcrumb", "comments"})


@dataclass(frozen=True)
class Teasers:
    """The page's teasers, and which kept texts are theirs and which the page's own (by index)."""

    count: int
    told: frozenset[int]
    own: tuple[int, ...]


def find_teasers(blocks: Sequence[Block], keep: Sequence[bool], sizes: Sequence[int]) -> Teasers:
    """Headings that are links; where there are few, other links that are as long as a headline.

    `sizes` are the blocks' word counts.
    """
    found = _linked_headings(blocks)
    if len(found) < LEAST_TEASERS:
        found = _repeated(blocks, _story_links(blocks))
    kept = [i for i, kept in enumerate(keep) if kept and sizes[i] >= TEXT_WORDS]
    told = _told(blocks, kept, found, sizes)
    return Teasers(len(found), frozenset(told), tuple(i for i in kept if i not in told))


def card_texts(blocks: Sequence[Block], keep: Sequence[bool]) -> frozenset[int]:
    """The kept texts that belong to a row of cards beside a story; none where no story is beside.

    Each card is headed by a link and holds a text or two. Extractors take such texts for the
    story's where it is shorter than they are together.
    """
    found = _repeated(blocks, _linked_headings(blocks))
    kept = [i for i, kept in enumerate(keep) if kept]
    told = _told(blocks, kept, found, [block.word_count for block in blocks] if found else [])
    own = sum(blocks[i].word_count for i in kept if i not in told)
    return frozenset(told) if own >= LEAST_OWN else frozenset()


def is_story_link(block: Block) -> bool:
    """A link as long as a headline, outside navigation."""
    return is_linked(block) and block.word_count >= LINK_WORDS and not in_navigation(block)


def is_linked(block: Block) -> bool:
    """Whether nearly all of the text is a link."""
    return block.link_chars > LINKED * len(block.text)


def in_navigation(block: Block) -> bool:
    """Whether the block stands in a menu, a footer or the readers' comments."""
    return any(
        element.tag in ("nav", "footer") or not _NAVIGATION.isdisjoint(places.signs(element))
        for element in block.ancestors[1:]
    )


def _linked_headings(blocks: Sequence[Block]) -> dict[HtmlElement, int]:
    """Headings of two words or more that are links: the heading's element to its block's index."""
    found = {}
    for i, block in enumerate(blocks):
        if not is_linked(block) or len(block.words) < 2:
            continue
        heading = next((e for e in block.ancestors[-3:] if e.tag in HEADINGS), None)
        if heading is not None and not in_navigation(block):
            found[heading] = i
    return found


def _story_links(blocks: Sequence[Block]) -> dict[HtmlElement, int]:
    return {
        block.element: i
        for i, block in enumerate(blocks)
        if block.element is not None and is_story_link(block)
    }


def _repeated(blocks: Sequence[Block], found: Mapping[HtmlElement, int]) -> dict[HtmlElement, int]:
    """Those that stand in a row of cards alike: a pointer inside a story has no such siblings."""
    held, _ = _cards(found, blocks)
    rows: Counter[tuple[object, object]] = Counter()
    card_row = {}
    for element, i in found.items():
        path = blocks[i].ancestors[: blocks[i].ancestors.index(element) + 1]
        # The whole path down to a link that has another inside holds more than itself.
        at = next((at for at, around in enumerate(path) if held[around] == 1), len(path) - 1)
        if path[at].tag in HEADINGS:
            continue  # the heading of a section, with nothing around the two
        card_row[element] = (path[at - 1] if at else None, path[at].tag)
        rows[card_row[element]] += 1
    return {
        element: found[element] for element, row in card_row.items() if rows[row] >= LEAST_CARDS
    }


def _told(
    blocks: Sequence[Block],
    kept: Sequence[int],
    found: Mapping[HtmlElement, int],
    sizes: Sequence[int],
) -> set[int]:
    """Which of the kept texts stand in a teaser's card, beside no more than its standfirst."""
    if not found:
        return set()
    held, heads = _cards(found, blocks)
    cards = {i: _card(blocks[i], held, heads) for i in kept}
    texts = Counter(
        card for i, card in cards.items() if card is not None and sizes[i] >= TEXT_WORDS
    )
    return {i for i, card in cards.items() if card is not None and texts[card] <= CARD_TEXTS}


def _cards(
    teasers: Mapping[HtmlElement, int], blocks: Sequence[Block]
) -> tuple[Counter[HtmlElement], dict[HtmlElement, HtmlElement]]:
    """For each element around a teaser, how many teasers it holds, and one of them."""
    held: Counter[HtmlElement] = Counter()
    heads: dict[HtmlElement, HtmlElement] = {}
    for heading, i in teasers.items():
        path = blocks[i].ancestors
        around = path[: path.index(heading) + 1]
        held.update(around)
        heads.update(dict.fromkeys(around, heading))
    return held, heads


def _card(
    block: Block, cards: Mapping[HtmlElement, int], heads: Mapping[HtmlElement, HtmlElement]
) -> HtmlElement | None:
    """The teaser whose card holds the text, if no other teaser is in that card."""
    for element in reversed(block.ancestors):
        if element in cards:
            return heads[element] if cards[element] == 1 else None
    return None
