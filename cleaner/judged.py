"""What the jury gives: a page's blocks with all that was said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.document import Document
from cleaner.memory import SiteMemory
from cleaner.metadata.claims import Claims
from cleaner.verdict import Table, Verdict
from cleaner.votes import features
from cleaner.votes import memory as site_memory

# Extractors that ask no voter.
BY_MEMORY, BY_FEATURES = "site-memory", "features"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A page's blocks with all that was said of them.

    `chief` are the chief voter's votes, `linked` those of JSON-LD's articleBody, `second` those of
    readability where it was asked as well. `rows` are the features by block, of those that were
    heard. `cards` are the texts of teasers, by index, that the voters kept and the story does not
    hold. `own` is the same page before the site's memory was heard; None where it was not.
    """

    document: Document
    blocks: Sequence[Block]
    matches: Sequence[Match | None]
    chief: Sequence[float]
    verdicts: Sequence[Verdict]
    keep: Sequence[bool]
    claims: dict[str, Claims]
    hints: features.Hints
    extractor: str
    rows: Mapping[int, features.Row]
    linked: Sequence[float] = ()
    second: Sequence[float] | None = None
    cards: frozenset[int] = frozenset()
    own: Judged | None = None

    @property
    def table(self) -> Table:
        """The weights that judged the page."""
        if self.document.tree is None:
            return "flat"
        return "features" if self.extractor == BY_FEATURES else "html"

    def lesson(self) -> SiteMemory:
        """What the page teaches of its site: nothing where the voters were not asked."""
        own = self.own or self
        if own.extractor == BY_MEMORY or own.document.tree is None:
            return SiteMemory()
        return site_memory.lesson(own.blocks, own.verdicts, own.keep)


def confidence(blocks: Sequence[Block], verdicts: Sequence[Verdict]) -> float:
    """How sure the jury was, 0 to 1: its verdicts' mean likelihood over the words they decide."""
    total = sum(len(block.words) for block in blocks) or 1
    sure = sum(
        len(b.words) * (v.likelihood if v.keep else 1 - v.likelihood)
        for b, v in zip(blocks, verdicts, strict=True)
    )
    return round(min(1.0, sure / total), 3)
