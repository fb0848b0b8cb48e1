"""The texts of the elements inside a block, told apart."""

from __future__ import annotations

import re

from cleaner.blocks import Block, fold_space

# Elements inside a line: a name's link, its picture, a role; more make a box of many people.
MAX_PARTS = 40
_LOOSE_MARK = re.compile(r"\|*\s+\|*|\|+(?=\|)")


def spaced(block: Block) -> str:
    """The block's text with a bar where two of its elements touch: "Ada Reyes|Reporter"."""
    if block.element is None or not len(block.element):
        return block.text
    pieces = [str(t) for _, t in zip(range(MAX_PARTS), block.element.itertext(), strict=False)]
    joined = fold_space(_LOOSE_MARK.sub(" ", "|".join(pieces))).strip("| ")
    same = joined.replace("|", "").replace(" ", "") == block.text.replace(" ", "")
    return joined if same else block.text
