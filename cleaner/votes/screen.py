"""Which blocks are worth judging: menus and lists of links far from any text are not."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.blocks import Block
from cleaner.teasers import is_linked
from cleaner.verdict import Verdict

# Links of fewer words that no voter keeps, with so many blocks on either side that the chief voter
# does not keep: 56% of the gold pages' blocks. The weights keep none, the likeliest at 0.17.
LINK_WORDS, REACH = 20, 3
# The weights gave such blocks 0.004 on average.
HOPELESS = Verdict(keep=False, likelihood=0.004)


def worth_hearing(
    blocks: Sequence[Block], chief: Sequence[float], linked: Sequence[float]
) -> list[int]:
    """The positions of the blocks to judge, by the chief voter's and the linked data's votes.

    The others are HOPELESS. Where the chief voter keeps nothing, all are judged.
    """
    kept = [i for i, vote in enumerate(chief) if vote > 0.5]
    if not kept:
        return list(range(len(blocks)))
    near = {j for i in kept for j in range(i - REACH, i + REACH + 1)}
    return [
        i
        for i, block in enumerate(blocks)
        if i in near
        or chief[i]
        or linked[i]
        or len(block.words) >= LINK_WORDS
        or not is_linked(block)
    ]
