"""The site's memory as a voter: what a page's places and lines recall, and what the page teaches.

A place is where a block stands; site_places.py says when two pages have the same.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaner.blocks import Block
from cleaner.document import Document
from cleaner.memory import PAGE, Evidence, SiteMemory, key_of
from cleaner.verdict import Verdict
from cleaner.votes.shape import TEXT_WORDS, link_share
from cleaner.votes.site_places import WHOLE, places_of

# Of this share in links a sentence points elsewhere; features.py draws the line there, too.
POINTER = 0.3
# The gold bodies have a list of links here and there, a page's menus alone are more than this.
MOST_LINKS = 0.1
# Shorter lines ("Ms Lund said.") recur in honest stories.
LINE_WORDS = 4
# Lines that the jury removes anyway need no memory.
LINE_LIKELIHOOD = 0.1
# A verdict that the story's edges or gaps overruled counts as half sure.
OVERRULED = PAGE // 2
# Evidence of half a page for either side is taken for granted.
SMOOTHING = PAGE // 2
# At most this is added to a block's log-odds, so that a likelihood of 0.12 or 0.88 can just be
# tipped: what the page itself says loudly, no memory silences.
MOST_ODDS = 2.0
# A memory that speaks for all: several pages taught it, and on this page nearly all words stand in
# places that two of them agreed on.
SURE_PAGES, SURE_EVIDENCE, SURE_SHARE = 4, 3 * PAGE // 2, 0.8
KNOWN_WORDS = 0.9
# A place of less was seen once and the jury was in two minds about it.
LEAST_EVIDENCE = PAGE // 2
# A sure memory's word is checked on one page of so many: often enough that a redesign that keeps
# its class names is noticed within days, seldom enough to cost little.
SAMPLE = 16


@dataclass(frozen=True, kw_only=True)
class Recall:
    """What the memory says of a page's blocks: the evidence of each place, None if it is unknown,
    and whether each line is one that the site repeats; `sure` if that is enough to judge by.
    """

    seen: Sequence[Evidence | None]
    repeated: Sequence[bool]
    sure: bool

    def undecided(self, blocks: Sequence[Block]) -> list[int]:
        """Where the page's features must be heard: all but labels and links in places of clutter.

        Running text is heard wherever it stands, so that a wrong memory is found out.
        """
        return [
            i
            for i, (block, seen) in enumerate(zip(blocks, self.seen, strict=True))
            if not _is_clutter(seen) or _is_text(block)
        ]

    def lacks(self, verdicts: Sequence[Verdict]) -> bool:
        """Whether something might be kept in a place that is hardly known: no memory vouches."""
        return any(
            _share(seen) is None and (verdict.keep or verdict.unsure)
            for verdict, seen in zip(verdicts, self.seen, strict=True)
        )

    def lines_alone(self) -> Recall:
        """The same without its places: where these were the chief voter, they were heard."""
        return replace(self, seen=[None] * len(self.seen))

    def votes(self) -> list[float]:
        """For each block the share of its place that was body, 0 to 1; 0.5 if hardly known."""
        return [0.5 if share is None else share for share in map(_share, self.seen)]


def recall(memory: SiteMemory, blocks: Sequence[Block]) -> Recall:
    """What the memory says of each block."""
    seen = [memory.places.get(place) for place in places_of(blocks)]
    return Recall(
        seen=seen,
        repeated=[
            block.word_count >= LINE_WORDS and memory.repeats(key_of(block.words))
            for block in blocks
        ],
        sure=memory.pages >= SURE_PAGES and _knows(blocks, seen),
    )


def _knows(blocks: Sequence[Block], seen: Sequence[Evidence | None]) -> bool:
    """Whether nearly all words stand in places of which it is known what they hold, some of it
    body.
    """
    total = known = body = 0
    for block, evidence in zip(blocks, seen, strict=True):
        size = len(block.words)
        total += size
        if evidence is not None and sum(evidence) >= SURE_EVIDENCE:
            share = evidence[0] / sum(evidence)
            known += size if share >= SURE_SHARE or share <= 1 - SURE_SHARE else 0
            body += size if share >= SURE_SHARE and size >= TEXT_WORDS else 0
    return body > 0 and known >= KNOWN_WORDS * total


def _share(seen: Evidence | None) -> float | None:
    """The share of a place that was body, 0 to 1; None where the jury was never sure of it."""
    return seen[0] / sum(seen) if seen is not None and sum(seen) >= LEAST_EVIDENCE else None


def _is_clutter(seen: Evidence | None) -> bool:
    return (
        seen is not None and sum(seen) >= SURE_EVIDENCE and seen[0] <= (1 - SURE_SHARE) * sum(seen)
    )


def is_odd(blocks: Sequence[Block], verdicts: Sequence[Verdict]) -> bool:
    """Whether the verdicts are what no right memory says of an article: much of its body links, or
    most of the page's running text clutter.
    """
    kept = links = lost = 0
    for block, verdict in zip(blocks, verdicts, strict=True):
        size = len(block.words)
        kept += size if verdict.keep else 0
        links += size if verdict.keep and link_share(block) > WHOLE else 0
        lost += size if not verdict.keep and _is_text(block) else 0
    return links > MOST_LINKS * kept or lost > kept


def _is_text(block: Block) -> bool:
    """Running text, whatever it is about: a sentence or more, and no pointer."""
    return len(block.words) >= TEXT_WORDS and link_share(block) < POINTER


def is_sample(document: Document) -> bool:
    """Whether the page is one of the SAMPLE on which a sure memory is checked; always the same."""
    name = document.url or document.html
    return hashlib.blake2b(name.encode("utf-8", "replace")).digest()[0] % SAMPLE == 0


def lean(verdicts: Sequence[Verdict], recalled: Recall) -> list[Verdict]:
    """The verdicts after the memory was heard: its places move them, its lines end them."""
    return [
        Verdict(keep=False, likelihood=0.0) if repeated else _moved(verdict, seen)
        for verdict, seen, repeated in zip(verdicts, recalled.seen, recalled.repeated, strict=True)
    ]


def _moved(verdict: Verdict, seen: Evidence | None) -> Verdict:
    if seen is None or not 0 < verdict.likelihood < 1:
        return verdict
    odds = math.log((seen[0] + SMOOTHING) / (seen[1] + SMOOTHING))
    own = math.log(verdict.likelihood / (1 - verdict.likelihood))
    likelihood = 1 / (1 + math.exp(-own - max(-MOST_ODDS, min(MOST_ODDS, odds))))
    return Verdict(keep=likelihood > 0.5, likelihood=likelihood)


def lesson(
    blocks: Sequence[Block], verdicts: Sequence[Verdict], keep: Sequence[bool]
) -> SiteMemory:
    """What a page teaches: a memory of one page.

    `verdicts` and `keep` must be the jury's without the memory, lest it confirm itself. A place
    counts as much as the jury was sure of it, a page at most, however many blocks stand there.
    """
    held: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for place, verdict, kept in zip(places_of(blocks), verdicts, keep, strict=True):
        sureness = PAGE * abs(2 * verdict.likelihood - 1) if verdict.keep == kept else OVERRULED
        held[place].append((sureness, kept))
    places = {
        place: (
            round(sum(sureness for sureness, kept in rows if kept) / len(rows)),
            round(sum(sureness for sureness, kept in rows if not kept) / len(rows)),
        )
        for place, rows in held.items()
    }
    lines = {
        key_of(block.words): 1
        for block, verdict in zip(blocks, verdicts, strict=True)
        if verdict.likelihood > LINE_LIKELIHOOD and block.word_count >= LINE_WORDS
    }
    return SiteMemory(pages=1, places=places, lines=lines)
