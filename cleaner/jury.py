"""The jury at work: who is asked, in which order, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.copies import without_copies
from cleaner.document import Document
from cleaner.edges import trim
from cleaner.gaps import fill
from cleaner.judged import BY_FEATURES, BY_MEMORY, Judged, confidence
from cleaner.memory import SiteMemory
from cleaner.metadata import meta_tags
from cleaner.metadata.claims import Claims
from cleaner.metadata.merge import claimed_headline, claimed_standfirst
from cleaner.posts import with_whole_posts
from cleaner.stories import other_stories
from cleaner.teasers import card_texts
from cleaner.verdict import Table, Verdict, judge, tip
from cleaner.votes import features, readability, trafilatura
from cleaner.votes import memory as site_memory
from cleaner.votes.overlap import overlap
from cleaner.votes.screen import HOPELESS, worth_hearing
from cleaner.words import words_of

# Where the features alone, with the page's heart in the chief voter's place, are as sure as this of
# what might be body, no extractor is asked: they are 60% of the gold pages, and on held-out sites
# asking for them helps no score.
SURE_ALONE = 0.93
# What is less likely body than this is left out of that: nearly all pages have much plain clutter.
MIGHT_BE_BODY = 0.02
# The second opinion costs as much as the first: it is asked where the first left this share of the
# page's text undecided, or found nothing.
UNSURE_SHARE = 0.3
# Where the memory judges, the likelihoods of what the features hear: a right memory gives 0.93 and
# more on the gold pages, one that takes body for clutter and clutter for body at most 0.91.
SURE = 0.92
# A memory corrects single lines. One that moves a fifth of the body is wrong, or knows this very
# page from an earlier visit; of a body shorter than so many words it may move a line.
MOST_MOVED, SHORT_BODY = 0.2, 100
# What is not heard in places that always held clutter.
CLUTTER = Verdict(keep=False, likelihood=0.0)
REPEATED = Match("repeated", "site-memory")
SIGNED = Match("byline", "claimed-author")


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the jury is told of a page before anyone votes."""

    document: Document
    blocks: Sequence[Block]
    matches: Sequence[Match | None]
    claims: dict[str, Claims]
    linked: Sequence[float]
    hints: features.Hints
    features: features.PageFeatures


def case_of(
    document: Document,
    blocks: Sequence[Block],
    matches: Sequence[Match | None],
    claims: dict[str, Claims],
) -> Case:
    """What the jury is told of a page with markup."""
    linked = overlap(blocks, (claims["json-ld"].body or "").splitlines())
    hints = features.Hints(
        headline=claimed_headline(claims, meta_tags.title(document)),
        standfirst=claimed_standfirst(claims),
    )
    return Case(
        document=document,
        blocks=blocks,
        matches=matches,
        claims=claims,
        linked=linked,
        hints=hints,
        features=features.PageFeatures(blocks, matches, linked, hints),
    )


def judge_blocks(case: Case, memory: SiteMemory | None) -> Judged:
    """The verdicts over a page's blocks: the voters, the weights, and the story's edges.

    The extractors are costly. They are asked where the page's own features leave doubt, or where
    these contradict a memory that is sure, and on a sample of the pages that it is sure of.
    """
    if memory is None:
        return _by_voters(case)
    recalled = site_memory.recall(memory, case.blocks)
    if recalled.sure and not site_memory.is_sample(case.document):
        own = _by_memory(case, recalled)
        if own is not None:
            return _with_memory(case, own, recalled.lines_alone())
    return _with_memory(case, _by_voters(case), recalled)


def _by_voters(case: Case) -> Judged:
    return _by_features(case) or _by_extractors(case)


def _by_features(case: Case) -> Judged | None:
    """The page with its heart in the chief voter's place; None where that leaves doubt."""
    votes = case.features.setting.in_heart()
    heard = worth_hearing(case.blocks, votes, case.linked)
    verdicts, rows = _judge_some(case, votes, heard, HOPELESS, "features")
    open_to_doubt = [i for i in heard if verdicts[i].likelihood > MIGHT_BE_BODY]
    sure = confidence([case.blocks[i] for i in open_to_doubt], [verdicts[i] for i in open_to_doubt])
    if sure < SURE_ALONE or not any(verdict.keep for verdict in verdicts):
        return None
    return replace(_judged(case, votes, verdicts, BY_FEATURES), rows=rows)


def _by_extractors(case: Case) -> Judged:
    chief, extractor = chief_vote(case)
    heard, second = worth_hearing(case.blocks, chief, case.linked), None
    verdicts, rows = _judge_some(case, chief, heard, HOPELESS, "html")
    if extractor == "trafilatura" and _unsure(case.blocks, verdicts):
        second = readability.vote(case.document, case.blocks)
        extractor, verdicts = "trafilatura+readability", tip(verdicts, second)
    return replace(_judged(case, chief, verdicts, extractor), rows=rows, second=second)


def chief_vote(case: Case) -> tuple[list[float], str]:
    """The votes of the extractor that finds something on the page, and its name."""
    votes = trafilatura.vote(case.document, case.blocks)
    if any(vote > 0.5 for vote in votes):
        return votes, "trafilatura"
    return readability.vote(case.document, case.blocks), "readability"


def _by_memory(case: Case, recalled: site_memory.Recall) -> Judged | None:
    """The page with its places' past in the chief voter's place; None if its features object."""
    chief, heard = recalled.votes(), recalled.undecided(case.blocks)
    verdicts, rows = _judge_some(case, chief, heard, CLUTTER, "html")
    sure = confidence([case.blocks[i] for i in heard], [verdicts[i] for i in heard])
    odd = site_memory.is_odd(case.blocks, verdicts)
    if odd or sure < SURE or _unsure(case.blocks, verdicts) or recalled.lacks(verdicts):
        return None
    judged = _judged(case, chief, verdicts, BY_MEMORY)
    return replace(judged, rows=rows)


def _with_memory(case: Case, own: Judged, recalled: site_memory.Recall) -> Judged:
    """The page after its site's memory was heard. One that overturns much is not believed."""
    matches = [
        REPEATED if repeated and kept and match is None else match
        for match, kept, repeated in zip(own.matches, own.keep, recalled.repeated, strict=True)
    ]
    verdicts = site_memory.lean(own.verdicts, recalled)
    if verdicts == own.verdicts and not any(match is REPEATED for match in matches):
        return replace(own, own=own)
    moved = _judged(replace(case, matches=matches), own.chief, verdicts, own.extractor)
    sizes = [len(block.words) for block in case.blocks]
    body = sum(size for size, kept in zip(sizes, own.keep, strict=True) if kept)
    changed = sum(
        size for size, one, other in zip(sizes, own.keep, moved.keep, strict=True) if one != other
    )
    believed = changed <= MOST_MOVED * max(body, SHORT_BODY)
    return replace(moved if believed else own, rows=own.rows, second=own.second, own=own)


def _judge_some(
    case: Case, chief: Sequence[float], heard: Sequence[int], others: Verdict, table: Table
) -> tuple[list[Verdict], dict[int, features.Row]]:
    """The weights' verdicts over the blocks at `heard` with their rows; the rest get `others`."""
    rows = case.features.rows(chief, heard)
    verdicts = [others] * len(case.blocks)
    found = judge(rows, [case.matches[i] for i in heard], table)
    for i, verdict in zip(heard, found, strict=True):
        verdicts[i] = verdict
    return verdicts, dict(zip(heard, rows, strict=True))


def _judged(
    case: Case, chief: Sequence[float], verdicts: Sequence[Verdict], extractor: str
) -> Judged:
    """The page with its gaps filled and its edges trimmed."""
    matches = _with_bylines(case.blocks, case.matches, case.claims)
    blocks, hints = case.blocks, case.hints
    likelihoods = [verdict.likelihood for verdict in verdicts]
    keep = fill(blocks, [verdict.keep for verdict in verdicts], likelihoods, matches, chief)
    elsewhere = other_stories(blocks, keep, features.find_headline(blocks, hints.headline))
    keep = [kept and i not in elsewhere for i, kept in enumerate(keep)]
    cards = card_texts(blocks, keep)
    keep = [kept and i not in cards for i, kept in enumerate(keep)]
    keep = trim(blocks, keep, likelihoods, matches, hints)
    keep = without_copies(blocks, with_whole_posts(blocks, keep, matches))
    return Judged(
        document=case.document,
        blocks=case.blocks,
        matches=matches,
        chief=chief,
        verdicts=verdicts,
        keep=keep,
        cards=cards,
        claims=case.claims,
        hints=case.hints,
        extractor=extractor,
        rows={},
        linked=case.linked,
    )


def _with_bylines(
    blocks: Sequence[Block], matches: Sequence[Match | None], claims: dict[str, Claims]
) -> list[Match | None]:
    """The matches, with the lines that are only the name of an author whom the head names."""
    names = {tuple(words_of(a.name)) for claim in claims.values() for a in claim.authors}
    return [
        SIGNED if match is None and block.words in names else match
        for block, match in zip(blocks, matches, strict=True)
    ]


def _unsure(blocks: Sequence[Block], verdicts: Sequence[Verdict]) -> bool:
    size = sum(len(b.words) for b, v in zip(blocks, verdicts, strict=True) if v.unsure)
    kept = sum(len(b.words) for b, v in zip(blocks, verdicts, strict=True) if v.keep)
    return size > UNSURE_SHARE * max(1, kept)
