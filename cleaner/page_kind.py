"""Is the page an article at all? Told from the page itself; the answer is an Outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cleaner.blocks import Block
from cleaner.clutter import Match, holds
from cleaner.outcome import NotAnArticle, Outcome
from cleaner.phrasebook import phrasebook
from cleaner.teasers import (
    LEAST_TEASERS,
    TEXT_WORDS,
    Teasers,
    find_teasers,
    is_linked,
    is_story_link,
)
from cleaner.words import words_of

# A brief of two sentences has about thirty words; captions and slogans have fewer than this.
LEAST_WORDS = 15
# Of a page that neither gives a day nor calls itself an article: addresses, thanks and slogans have
# fewer words than this, or no sentence.
LEAST_UNDATED_WORDS = 25
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
# A paywalled stub shows a paragraph or two, and below the plea its price and terms.
STUB_WORDS, TERMS_WORDS = 150, 60
# A list of plain links: at least so many, each as long as a short headline.
LEAST_LINKS = 3
# A page that calls itself locked and shows less than this shows its lead alone.
LOCKED_WORDS = 45
# A wall stands right below the last paragraph that it lets through.
WALL_REACH = 6
# Texts of more words than this are no teasers.
TEASER_WORDS = 60
# On fronts and lists nearly all text belongs to teasers; stories have a few teasers in the flow.
TOLD_SHARE = 0.7
# A story tells for itself: a topic's or a writer's page has a paragraph above its list.
OWN_TEXTS, OWN_WORDS, OWN_TEXT_WORDS = 3, 60, 12
# What a page that is no story says of itself in schema.org's and OpenGraph's words.
_GOODS = frozenset({"Product", "ProductGroup", "product", "product.item", "og:product"})
_FILMS = frozenset({"VideoObject", "video", "video.other", "video.episode", "video.movie"})
_LISTS = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList", "profile"})
_STORIES = ("Article", "Posting", "Report", "Review", "Recipe", "QAPage", "Newsletter")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the judgement of the page rests on.

    `types` are the page's schema.org types and its og:type; `free` what it says of its price;
    `dated` whether a day of publication was found, `head_dated` whether the page's head says it (in
    the visible text it may be a teaser's); `declared` whether the page calls itself an article.
    """

    blocks: Sequence[Block]
    keep: Sequence[bool]
    matches: Sequence[Match | None]
    title: str
    types: frozenset[str]
    free: bool | None
    dated: bool
    head_dated: bool
    declared: bool

    @cached_property
    def sizes(self) -> list[int]:
        """The words of each block."""
        return [block.word_count for block in self.blocks]

    @cached_property
    def body_words(self) -> int:
        """The words of all kept blocks."""
        return self.words(i for i, kept in enumerate(self.keep) if kept)

    @cached_property
    def teasers(self) -> Teasers:
        """Links that stand for other stories."""
        return find_teasers(self.blocks, self.keep, self.sizes)

    @cached_property
    def heads(self) -> list[tuple[str, ...]]:
        """The words of the title, of its first part and of the first main headings."""
        first = self.title.replace("|", " - ").split(" - ")[0]
        own = [block.words for block in self.blocks if block.tag in ("h1", "h2")]
        return [tuple(words_of(self.title)), tuple(words_of(first)), *own[:3]]

    def words(self, indices: Iterable[int]) -> int:
        """The words of those blocks."""
        return sum(self.sizes[i] for i in indices)


def judge_page(evidence: Evidence) -> Outcome:
    """ARTICLE or LIVE_BLOG. Raises NotAnArticle with what the page is instead."""
    for refuse in _REFUSALS:
        refuse(evidence)
    return Outcome.LIVE_BLOG if "LiveBlogPosting" in evidence.types else Outcome.ARTICLE


def _refuse_walls(evidence: Evidence) -> None:
    if evidence.dated and evidence.body_words >= LEAST_WORDS:
        return  # walls and lost pages carry no date
    said = list(zip(evidence.blocks, evidence.keep, strict=True))
    body = [block.words for block, kept in said if kept]
    around = [block.words for block, kept in said if not kept]
    for kind, outcome, anywhere, message in _WALLS:
        beside = [*evidence.heads, *around] if anywhere else evidence.heads
        by_the_body = anywhere and any(holds(kind, words) for words in body)
        reach = WALL_WORDS if by_the_body else BESIDE_WORDS
        if evidence.body_words < reach and (
            by_the_body or any(holds(kind, words) for words in beside)
        ):
            raise NotAnArticle(outcome, message)


def _refuse_paywalled(evidence: Evidence) -> None:
    if evidence.free is True:
        return
    wall = _wall(evidence)
    kept = [i for i, kept in enumerate(evidence.keep) if kept and i not in evidence.teasers.told]
    shown = evidence.words(i for i in kept if wall is None or i < wall)
    below = evidence.words(i for i in kept if wall is not None and i > wall)
    stub = wall is not None and shown < STUB_WORDS and below < TERMS_WORDS
    if stub or (evidence.free is False and shown + below < LOCKED_WORDS):
        raise NotAnArticle(Outcome.PAYWALLED, f"{shown} words before the paywall")


def _wall(evidence: Evidence) -> int | None:
    """Where a plea to subscribe ends the story: in its last paragraphs or right below them."""
    texts = [
        i
        for i, kept in enumerate(evidence.keep)
        if kept and not _is_plea(evidence.matches[i]) and evidence.sizes[i] >= OWN_TEXT_WORDS
    ]
    for at, i in enumerate(texts):
        below = range(i + 1, min(i + 1 + WALL_REACH, len(evidence.blocks), *texts[at + 1 : at + 2]))
        plea = next((j for j in below if _is_plea(evidence.matches[j])), None)
        if plea is not None:
            return plea
    return None


def _is_plea(match: Match | None) -> bool:
    """A sentence that asks for a subscription; "Log in" alone stands on every page."""
    return match is not None and match.kind == "paywall" and not match.rule.startswith("line:")


def _refuse_listing(evidence: Evidence) -> None:
    teasers, own = evidence.teasers, evidence.words(evidence.teasers.own)
    kept = len(teasers.told) + len(teasers.own)
    if (
        teasers.count >= LEAST_TEASERS
        and kept
        and len(teasers.told) >= TOLD_SHARE * kept
        and evidence.body_words - own < TEASER_WORDS * teasers.count
        and not _tells_a_story(evidence)
    ):
        raise NotAnArticle(
            Outcome.LISTING, f"{teasers.count} teasers, {len(teasers.told)} of {kept} texts theirs"
        )
    least = LEAST_WORDS if evidence.dated else OWN_WORDS
    if teasers.count >= LEAST_TEASERS and not evidence.declared and own < least:
        raise NotAnArticle(
            Outcome.LISTING, f"{teasers.count} teasers, {own} words of running text beside them"
        )


def _tells_a_story(evidence: Evidence) -> bool:
    """Whether a text of the page's own stands beside its teasers, and is no introduction to them.

    A page that calls itself an article and says in its head when it was published tells one in a
    sentence; any other needs some paragraphs above its first teaser.
    """
    if evidence.types & _LISTS:
        return False
    own = evidence.teasers.own
    if evidence.declared and evidence.head_dated:
        return evidence.words(own) >= LEAST_WORDS
    first = min(evidence.teasers.told, default=len(evidence.blocks))
    lead = [i for i in own if i < first and evidence.sizes[i] >= OWN_TEXT_WORDS]
    return len(lead) >= OWN_TEXTS and evidence.words(lead) >= OWN_WORDS


def _refuse_goods(evidence: Evidence) -> None:
    """Goods and films, where the page says so and does not call itself a story."""
    if _says_story(evidence):
        return
    if evidence.types & _GOODS:
        raise NotAnArticle(Outcome.EMPTY, "a shop's goods, no story")
    if evidence.types & _FILMS and evidence.body_words < BESIDE_WORDS:
        raise NotAnArticle(Outcome.EMPTY, "a film without a story")


def _says_story(evidence: Evidence) -> bool:
    return evidence.declared or any(name.endswith(_STORIES) for name in evidence.types)


def _refuse_papers(evidence: Evidence) -> None:
    """The site's own papers: terms, imprint, contact, named as the links to them in footers are."""
    if evidence.dated or _says_story(evidence):
        return
    line = phrasebook().line
    for words in evidence.heads:
        if any(kind in ("footer", "legal") for kind, _ in line(words)):
            raise NotAnArticle(Outcome.EMPTY, f"about the site itself: {' '.join(words)!r}")


def _refuse_short(evidence: Evidence) -> None:
    words = evidence.body_words
    sizes = [
        size
        for block, size, kept in zip(evidence.blocks, evidence.sizes, evidence.keep, strict=True)
        if kept and not is_linked(block)
    ]
    longest = max(sizes, default=0)
    if evidence.dated or evidence.declared:
        enough = words >= LEAST_WORDS and longest >= TEXT_WORDS
    else:
        sentence = longest >= OWN_TEXT_WORDS or words >= BESIDE_WORDS
        enough = words >= LEAST_UNDATED_WORDS and sentence and longest >= TEXT_WORDS
    if enough:
        return
    links = sum(is_story_link(block) for block in evidence.blocks)
    if links >= LEAST_LINKS:
        raise NotAnArticle(
            Outcome.LISTING, f"{links} links to stories, {words} words of running text"
        )
    raise NotAnArticle(Outcome.EMPTY, f"{words} words of running text")


_REFUSALS: tuple[Callable[[Evidence], None], ...] = (
    _refuse_walls,
    _refuse_goods,
    _refuse_listing,
    _refuse_paywalled,
    _refuse_papers,
    _refuse_short,
)
