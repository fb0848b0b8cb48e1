"""The texts of the elements inside a block, told apart."""

from __future__ import annotations

import re
from itertools import islice

from cleaner.blocks import Block, fold_space

# Elements inside a line: a name's link, its picture, a role; more make a box of many people.
MAX_PARTS = 40
_LOOSE_MARK = re.compile(r"\|*\s+\|*|\|+(?=\|)")


def spaced(block: Block) -> str:
    """The block's text with a bar where two of its elements touch: "Ada Reyes|Reporter"."""
    if block.element is None or not len(block.element) or "|" in block.text:
        return block.text
    pieces = list(islice(block.element.itertext(), MAX_PARTS))
    if len(pieces) - sum(map(str.isspace, pieces)) < 2:
        return block.text
    joined = fold_space(_LOOSE_MARK.sub(" ", "|".join(pieces))).strip("| ")
    same = joined.replace("|", "").replace(" ", "") == block.text.replace(" ", "")
    return joined if same else block.text
