"""The chief voter: what trafilatura keeps of the page."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import trafilatura

from cleaner.blocks import Block
from cleaner.document import Document
from cleaner.votes.overlap import overlap

# It logs each page it gives up on; that is a vote here, not an event.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Of long pages its third opinion looks at every paragraph for each: 0.9 s at this many, four times
# that at twice as many. The gold pages have at most 2,800.
FAST_BLOCKS = 3_000


def vote(document: Document, blocks: Sequence[Block]) -> list[float]:
    """For each block the share of it that trafilatura keeps, 0 to 1; all 0 where it gives up."""
    if document.tree is None or document.crowded:
        return [0.0] * len(blocks)
    try:
        # It works on a copy of the tree; comments would be kept in a place of their own.
        found = trafilatura.bare_extraction(
            document.tree, include_comments=False, fast=len(blocks) > FAST_BLOCKS
        )
    except Exception:  # a page that breaks a voter is still judged by the others
        return [0.0] * len(blocks)
    text = getattr(found, "text", None) or ""
    return overlap(blocks, text.splitlines())
