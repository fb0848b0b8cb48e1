"""Is the page an article at all? Told from the page itself; the answer is an Outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner import places
from cleaner.blocks import HEADINGS, Block, word_count, words_of
from cleaner.clutter import Match, holds
from cleaner.outcome import NotAnArticle, Outcome

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A brief of two sentences has about thirty words; captions and slogans have fewer than this.
LEAST_WORDS = 15
# Below this, words that a wall or a lost page would use are the page's message, not its subject.
WALL_WORDS = 150
# What a banner or a title says is the page's message only where hardly anything else is said.
BESIDE_WORDS = 60
_ASKS = "the page asks for a check or a consent instead of showing a story"
# Each with whether its words count anywhere; a lost page says so in its title and headings.
_WALLS = (
    ("bot-wall", Outcome.BOT_WALL, True, _ASKS),
    ("consent-wall", Outcome.CONSENT_WALL, True, _ASKS),
    ("soft-404", Outcome.SOFT_404, False, "the page says that it was not found"),
)
# A paywalled stub shows a paragraph or two.
STUB_WORDS = 150
# A list of plain links: at least so many, each as long as a short headline.
LEAST_LINKS, LINK_WORDS = 3, 3
# A page that calls itself locked and shows less than this shows its lead alone.
LOCKED_WORDS = 40
# A wall stands right below the last paragraph that it lets through.
WALL_REACH = 6
# Texts of more words than this are no teasers.
TEASER_WORDS = 60
# A card holds a standfirst and perhaps a line below it; more texts make a story beside a teaser.
CARD_TEXTS = 2
# On fronts and lists nearly all text belongs to teasers; stories have a few teasers in the flow.
TOLD_SHARE = 0.7
LEAST_TEASERS = 5


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the judgement of the page rests on."""

    blocks: Sequence[Block]
    keep: Sequence[bool]
    matches: Sequence[Match | None]
    title: str
    types: frozenset[str]
    free: bool | None
    dated: bool
    declared: bool


def judge_page(evidence: Evidence) -> Outcome:
    """ARTICLE or LIVE_BLOG. Raises NotAnArticle with what the page is instead."""
    body_words = sum(
        word_count(b) for b, kept in zip(evidence.blocks, evidence.keep, strict=True) if kept
    )
    _refuse_walls(evidence, body_words)
    _refuse_paywalled(evidence, body_words)
    _refuse_listing(evidence, body_words)
    if body_words < LEAST_WORDS:
        links = sum(_is_story_link(block) for block in evidence.blocks)
        if links >= LEAST_LINKS:
            raise NotAnArticle(Outcome.LISTING, f"{links} links to stories and no running text")
        raise NotAnArticle(Outcome.EMPTY, f"{body_words} words of running text")
    return Outcome.LIVE_BLOG if _is_live(evidence) else Outcome.ARTICLE


def _is_story_link(block: Block) -> bool:
    linked = block.link_chars > 0.7 * len(block.text)
    return linked and word_count(block) >= LINK_WORDS and not _in_navigation(block)


def _refuse_walls(evidence: Evidence, body_words: int) -> None:
    if evidence.dated and body_words >= LEAST_WORDS:
        return  # walls and lost pages carry no date
    said = list(zip(evidence.blocks, evidence.keep, strict=True))
    heads = [words_of(evidence.title), *(b.words for b, _ in said if b.tag in ("h1", "h2"))][:4]
    body = [block.words for block, kept in said if kept]
    around = [block.words for block, kept in said if not kept]
    for kind, outcome, anywhere, message in _WALLS:
        beside = [*heads, *around] if anywhere else heads
        by_the_body = anywhere and any(holds(kind, words) for words in body)
        reach = WALL_WORDS if by_the_body else BESIDE_WORDS
        if body_words < reach and (by_the_body or any(holds(kind, words) for words in beside)):
            raise NotAnArticle(outcome, message)


def _refuse_paywalled(evidence: Evidence, body_words: int) -> None:
    last = max((i for i, kept in enumerate(evidence.keep) if kept), default=-1)
    below = range(last + 1, min(last + 1 + WALL_REACH, len(evidence.blocks)))
    walled = any(_is_wall(evidence.matches[i]) for i in below)
    stub = body_words < STUB_WORDS and walled and evidence.free is not True
    if stub or (evidence.free is False and body_words < LOCKED_WORDS):
        raise NotAnArticle(Outcome.PAYWALLED, f"{body_words} words before the paywall")


def _is_wall(match: Match | None) -> bool:
    """A sentence that asks for a subscription; "Log in" alone stands on every page."""
    return match is not None and match.kind == "paywall" and not match.rule.startswith("line:")


def _refuse_listing(evidence: Evidence, body_words: int) -> None:
    teasers = _teasers(evidence.blocks)
    kept = [
        i for i, keep in enumerate(evidence.keep) if keep and word_count(evidence.blocks[i]) >= 5
    ]
    held, heads = _cards(teasers, evidence.blocks)
    cards = Counter(_card(evidence.blocks[i], held, heads) for i in kept)
    told = sum(
        texts for heading, texts in cards.items() if heading is not None and texts <= CARD_TEXTS
    )
    if (
        len(teasers) >= LEAST_TEASERS
        and kept
        and told >= TOLD_SHARE * len(kept)
        and body_words < TEASER_WORDS * len(teasers)
    ):
        raise NotAnArticle(
            Outcome.LISTING, f"{len(teasers)} teasers, {told} of {len(kept)} texts are theirs"
        )
    few = body_words < LEAST_WORDS * (1 if evidence.declared else 3)
    if few and teasers:
        raise NotAnArticle(
            Outcome.LISTING, f"{len(teasers)} teasers, {body_words} words of running text"
        )


def _teasers(blocks: Sequence[Block]) -> dict[HtmlElement, int]:
    """Headings that are links, outside navigation: the heading's element to its block's index."""
    found = {}
    for i, block in enumerate(blocks):
        heading = next((e for e in block.ancestors[-3:] if e.tag in HEADINGS), None)
        linked = block.link_chars > 0.7 * len(block.text)
        if heading is not None and linked and len(block.words) >= 2 and not _in_navigation(block):
            found[heading] = i
    return found


def _cards(
    teasers: Mapping[HtmlElement, int], blocks: Sequence[Block]
) -> tuple[Counter[HtmlElement], dict[HtmlElement, HtmlElement]]:
    """For each element around a teaser's heading, how many it holds, and one of them."""
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
    """The teaser heading whose card holds the text, if no other teaser is in that card."""
    for element in reversed(block.ancestors):
        if element in cards:
            return heads[element] if cards[element] == 1 else None
    return None


def _in_navigation(block: Block) -> bool:
    return any(
        element.tag in ("nav", "footer")
        or places.signs(element) & {"footer", "breadcrumb", "comments"}
        for element in block.ancestors[1:]
    )


def _is_live(evidence: Evidence) -> bool:
    return "LiveBlogPosting" in evidence.types
