"""A chief voter: what trafilatura keeps of the page. Asked where its features leave doubt."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import trafilatura

from cleaner.blocks import Block
from cleaner.document import Document
from cleaner.votes.overlap import overlap

# It logs each page it gives up on; that is a vote here, not an event.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def vote(document: Document, blocks: Sequence[Block]) -> list[float]:
    """For each block the share of it that trafilatura keeps, 0 to 1; all 0 where it gives up."""
    if document.tree is None or document.crowded:
        return [0.0] * len(blocks)
    try:
        # It works on a copy of the tree; comments would be kept in a place of their own. Its own
        # second and third opinions (fast=False) cost a fifth more and help no score on held-out
        # sites: the other voters are here for that.
        found = trafilatura.bare_extraction(document.tree, include_comments=False, fast=True)
    except Exception:  # a page that breaks a voter is still judged by the others
        return [0.0] * len(blocks)
    text = getattr(found, "text", None) or ""
    return overlap(blocks, text.splitlines())
