"""The jury at work: who is asked, in which order, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaner.blocks import Block, words_of
from cleaner.clutter import Match
from cleaner.document import Document
from cleaner.edges import trim
from cleaner.flat import fill_lines
from cleaner.gaps import fill
from cleaner.lists import LISTED, mark_lists
from cleaner.memory import SiteMemory
from cleaner.metadata import meta_tags
from cleaner.metadata.claims import Claims
from cleaner.metadata.merge import claimed_headline, claimed_standfirst
from cleaner.verdict import Verdict, judge, tip
from cleaner.votes import features, readability, trafilatura
from cleaner.votes.overlap import overlap

# The second opinion costs as much as the first: it is asked where the first left this share of the
# page's text undecided, or found nothing.
UNSURE_SHARE = 0.15
REPEATED = Match("repeated", "site-memory")
SIGNED = Match("byline", "claimed-author")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A page's blocks with all that was said of them."""

    document: Document
    blocks: Sequence[Block]
    matches: Sequence[Match | None]
    verdicts: Sequence[Verdict]
    keep: Sequence[bool]
    claims: dict[str, Claims]
    hints: features.Hints
    extractor: str


def judge_blocks(
    document: Document,
    blocks: Sequence[Block],
    matches: Sequence[Match | None],
    claims: dict[str, Claims],
    memory: SiteMemory | None,
) -> Judged:
    """The verdicts over a page's blocks: the voters, the weights, and the story's edges."""
    chief = trafilatura.vote(document, blocks)
    extractor = "trafilatura"
    if not any(vote > 0.5 for vote in chief):
        chief, extractor = readability.vote(document, blocks), "readability"
    linked = claims["json-ld"].body
    ballots = features.Ballots(
        trafilatura=chief, linked_data=overlap(blocks, (linked or "").splitlines())
    )
    hints = features.Hints(
        headline=claimed_headline(claims, meta_tags.title(document)),
        standfirst=claimed_standfirst(claims),
    )
    rows = features.describe(blocks, matches, ballots, hints)
    verdicts = judge(rows, matches, "html")
    if extractor == "trafilatura" and _unsure(blocks, verdicts):
        verdicts, extractor = (
            tip(verdicts, readability.vote(document, blocks)),
            "trafilatura+readability",
        )
    if memory is not None:
        known = [memory.repeats(block.text) for block in blocks]
        matches = [REPEATED if r else match for match, r in zip(matches, known, strict=True)]
        verdicts = [
            replace(v, keep=False, likelihood=0.0) if r else v
            for v, r in zip(verdicts, known, strict=True)
        ]
    matches = _with_bylines(blocks, matches, claims)
    keep = fill(blocks, [verdict.keep for verdict in verdicts], matches, chief)
    keep = trim(blocks, keep, matches, hints.headline, hints.standfirst)
    return Judged(
        document=document,
        blocks=blocks,
        matches=matches,
        verdicts=verdicts,
        keep=keep,
        claims=claims,
        hints=hints,
        extractor=extractor,
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


def judge_lines(
    document: Document, blocks: Sequence[Block], matches: Sequence[Match | None]
) -> Judged:
    """Flat text has no tree for the other voters to hear, and lists may part a story anywhere.

    So the lists are taken out first, and the features of the lines that remain decide.
    """
    matches = mark_lists(blocks, matches)
    story = [i for i, match in enumerate(matches) if match != LISTED]
    silent = [0.0] * len(story)
    rows = features.describe(
        [blocks[i] for i in story],
        [matches[i] for i in story],
        features.Ballots(trafilatura=silent, linked_data=silent),
        features.Hints(),
    )
    verdicts = [Verdict(keep=False, likelihood=0.0)] * len(blocks)
    for i, verdict in zip(story, judge(rows, [matches[i] for i in story], "flat"), strict=True):
        verdicts[i] = verdict
    keep = fill_lines(blocks, [verdict.keep for verdict in verdicts], matches)
    keep = trim(blocks, keep, matches, None, None)
    return Judged(
        document=document,
        blocks=blocks,
        matches=matches,
        verdicts=verdicts,
        keep=keep,
        claims={},
        hints=features.Hints(),
        extractor="features",
    )


def _unsure(blocks: Sequence[Block], verdicts: Sequence[Verdict]) -> bool:
    size = sum(len(b.words) for b, v in zip(blocks, verdicts, strict=True) if v.unsure)
    kept = sum(len(b.words) for b, v in zip(blocks, verdicts, strict=True) if v.keep)
    return size > UNSURE_SHARE * max(1, kept)


def confidence(blocks: Sequence[Block], verdicts: Sequence[Verdict]) -> float:
    """How sure the jury was, 0 to 1: its verdicts' mean likelihood over the words they decide."""
    total = sum(len(block.words) for block in blocks) or 1
    sure = sum(
        len(b.words) * (v.likelihood if v.keep else 1 - v.likelihood)
        for b, v in zip(blocks, verdicts, strict=True)
    )
    return round(min(1.0, sure / total), 3)
