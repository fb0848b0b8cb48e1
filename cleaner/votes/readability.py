"""The second opinion: what readability-lxml keeps. Asked where trafilatura is unsure or silent."""

from __future__ import annotations

import copy
import logging
from collections.abc import Sequence

from lxml import etree, html
from readability import Document as Readability

from cleaner.blocks import Block, split
from cleaner.document import Document
from cleaner.votes.overlap import overlap

logging.getLogger("readability").setLevel(logging.CRITICAL)


def vote(document: Document, blocks: Sequence[Block]) -> list[float]:
    """For each block the share of it that readability keeps, 0 to 1; all 0 where it gives up."""
    if document.tree is None:
        return [0.0] * len(blocks)
    try:
        # It changes the tree it is given.
        summary = Readability(copy.deepcopy(document.tree)).summary(html_partial=True)
        kept = html.document_fromstring(summary)
    except Exception:  # it raises on pages without text, among others
        return [0.0] * len(blocks)
    return overlap(blocks, (block.text for block in split(Document(tree=_root(kept)))))


def _root(tree: etree._Element) -> html.HtmlElement:
    root = tree.getroottree().getroot()
    assert isinstance(root, html.HtmlElement)
    return root
