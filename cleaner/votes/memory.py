"""The site's memory as a voter: what a page's places and lines recall, and what the page teaches.

A place is where a block stands, written so that it is the same on all pages of a site: the tags and
class names of the block and of the elements around it, without numbers and generated names.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.blocks import Block, word_count
from cleaner.document import Document
from cleaner.memory import PAGE, Evidence, SiteMemory, key_of
from cleaner.verdict import Verdict
from cleaner.votes.shape import TEXT_WORDS, link_share

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A block's own element and three around it tell the gold sites' places apart as well as the whole
# path does, and wrappers that come and go further up do no harm.
REACH = 4
# The first class names say what an element is, later ones how it looks today.
NAMES = 2
# Of this share in links or bold a block is a pointer or a label, and a place of its own.
WHOLE = 0.8
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
# A sure memory's word is checked on one page of so many: often enough that a redesign that keeps
# its class names is noticed within days, seldom enough to cost little.
SAMPLE = 16

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTER = re.compile(r"[^A-Za-z0-9]+")
_DIGIT = re.compile(r"\d")
_VOWEL = re.compile(r"[aeiouy]")


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
            if not _is_clutter(seen) or (len(block.words) >= TEXT_WORDS and link_share(block) < 0.3)
        ]

    def lacks(self, verdicts: Sequence[Verdict]) -> bool:
        """Whether something might be kept that stands in an unknown place: no memory vouches for
        it.
        """
        return any(
            seen is None and (verdict.keep or verdict.unsure)
            for verdict, seen in zip(verdicts, self.seen, strict=True)
        )

    def votes(self) -> list[float]:
        """For each block the share of its place that was body, 0 to 1; 0.5 where nobody knows."""
        return [seen[0] / sum(seen) if seen and sum(seen) else 0.5 for seen in self.seen]


def recall(memory: SiteMemory, blocks: Sequence[Block]) -> Recall:
    """What the memory says of each block."""
    seen = [memory.places.get(place) for place in places_of(blocks)]
    return Recall(
        seen=seen,
        repeated=[
            word_count(block) >= LINE_WORDS and memory.repeats(key_of(block.words))
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


def _is_clutter(seen: Evidence | None) -> bool:
    return (
        seen is not None and sum(seen) >= SURE_EVIDENCE and seen[0] <= (1 - SURE_SHARE) * sum(seen)
    )


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
        if verdict.likelihood > LINE_LIKELIHOOD and word_count(block) >= LINE_WORDS
    }
    return SiteMemory(pages=1, places=places, lines=lines)


def places_of(blocks: Sequence[Block]) -> list[str]:
    """The key of each block's place."""
    named: dict[HtmlElement, str] = {}
    found = []
    for block in blocks:
        path = block.ancestors[-REACH:]
        for element in path:
            if element not in named:
                named[element] = _name(
                    str(element.tag), element.get("class") or "", element.get("id") or ""
                )
        found.append(_place(tuple([named[element] for element in path]), _manner(block)))
    return found


@lru_cache(maxsize=8192)  # a page repeats its places, a site repeats its pages
def _place(path: tuple[str, ...], manner: str) -> str:
    return key_of((*path, manner))


def _manner(block: Block) -> str:
    if link_share(block) > WHOLE:
        return "linked"
    return "bold" if block.bold_chars > WHOLE * len(block.text) else ""


@lru_cache(maxsize=8192)
def _name(tag: str, classes: str, identity: str) -> str:
    """An element's tag with its lasting class names, or where it has none, its id."""
    names = dict.fromkeys(word for name in classes[:400].split() if (word := _lasting(name)))
    if not names and (word := _lasting(identity[:100])):
        names = {f"#{word}": None}
    return ".".join((tag, *list(names)[:NAMES]))


def _lasting(name: str) -> str:
    """What is left of a class name without numbers and without what a tool generated.

    Generated words hold digits, change case at every turn, or cannot be spoken. A single word that
    is left beside such ones is a tool's or a state: "css-1x9ab2", "post-88123", "is-open".
    """
    found = [part for part in _NO_LETTER.split(_CAMEL.sub("-", name)) if part]
    words = [
        word
        for word in map(str.lower, found)
        if len(word) > 2 and not _DIGIT.search(word) and (len(word) < 5 or _VOWEL.search(word))
    ]
    return "-".join(words) if len(words) > 1 or len(words) == len(found) else ""
