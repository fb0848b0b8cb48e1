"""Gold pages as examples to learn from: rows of features, and for each block whether it is body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cleaner.blocks import Block, split
from cleaner.clutter import recognise
from cleaner.document import decode, parse, parse_text
from cleaner.jury import Case, case_of, chief_vote
from cleaner.pipeline import head_claims
from cleaner.verdict import Table
from cleaner.votes.features import Hints, PageFeatures, Row
from cleaner.votes.overlap import RUN, row_of, row_texts
from tests.benchmarks.corpus import GoldPage, is_optional, tokens

# fundus_tests gives the standfirst as the body's first line; newsmill keeps it apart.
STANDFIRST_FIRST = frozenset({"fundus_tests"})
# A block that shares this much of its words with the page's description and the first gold line.
SAME = 0.8
# Shorter pieces of a gold segment say nothing about the block they are found in.
SEGMENT_CHARS = 25


@dataclass(frozen=True)
class Example:
    """A gold page: its blocks' texts and rows, the share of each that is body, and its weight.

    A weight of 0 means that the gold does not tell.
    """

    page: GoldPage
    texts: list[str]
    rows: list[Row]
    labels: list[float]
    weights: list[float]


def html_example(page: GoldPage) -> Example:
    """The page with an extractor as chief voter.

    All its blocks, those too that the jury does not hear: with them the weights were better on
    held-out sites.
    """
    case = _case(page)
    votes, _ = chief_vote(case)
    return _example(page, case.blocks, case.features.rows(votes))


def features_example(page: GoldPage) -> Example:
    """The page with its heart in the chief voter's place."""
    case = _case(page)
    return _example(page, case.blocks, case.features.rows(case.features.setting.in_heart()))


def flat_example(page: GoldPage) -> Example:
    """The page as flat text: all its visible lines, no markup."""
    tree = parse(decode(page.html()), page.url)
    blocks = split(parse_text("\n".join(block.text for block in split(tree))))
    matches = [recognise(block.text, block.words) for block in blocks]
    silent = [0.0] * len(blocks)
    return _example(page, blocks, PageFeatures(blocks, matches, silent, Hints()).rows(silent))


EXAMPLES: dict[Table, Callable[[GoldPage], Example]] = {
    "html": html_example,
    "features": features_example,
    "flat": flat_example,
}


def teaches(page: GoldPage, table: Table) -> bool:
    """Whether the page's gold is used for the table.

    In flat text the segments' blocks are too few against what surrounds them: with them precision
    fell by 0.03 on held-out sites.
    """
    return table != "flat" or page.body is not None


def _case(page: GoldPage) -> Case:
    document = parse(decode(page.html()), page.url)
    blocks = split(document)
    matches = [recognise(block.text, block.words) for block in blocks]
    return case_of(document, blocks, matches, head_claims(document))


def _example(page: GoldPage, blocks: Sequence[Block], rows: list[Row]) -> Example:
    if page.body is None:
        labels, weights = _segment_labels(page, blocks)
    else:
        labels = _shares(blocks, page.body)
        weights = _weights(page, blocks, rows)
    return Example(page, [block.text for block in blocks], rows, labels, weights)


def _shares(blocks: Sequence[Block], lines: Sequence[str]) -> list[float]:
    """For each block the share of its word runs that stand in the lines.

    Short cells of a table share what their row has: one by one they are found anywhere.
    """
    runs = set(_runs(tokens(" ".join(lines))))
    whole = {tuple(tokens(line)) for line in lines}
    rows = {
        row: _share(tokens(" ".join(texts)), runs, whole)
        for row, texts in row_texts(blocks).items()
    }
    return [
        rows[row] if (row := row_of(block)) is not None else _share(tokens(block.text), runs, whole)
        for block in blocks
    ]


def _share(words: Sequence[str], runs: set[tuple[str, ...]], whole: set[tuple[str, ...]]) -> float:
    own = _runs(words)
    return sum(run in runs for run in own) / len(own) if own else float(tuple(words) in whole)


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(RUN)), strict=False))


def _weights(page: GoldPage, blocks: Sequence[Block], rows: Sequence[Row]) -> list[float]:
    """1, and 0 for what may be extracted or not: optional lines, and the standfirst."""
    body = page.body or ()
    optional = _shares(blocks, [line for line in body if is_optional(line)])
    weights = [float(share <= 0.5) for share in optional]
    if page.corpus in STANDFIRST_FIRST and body:
        first = set(tokens(body[0].lower()))
        for at, (block, row) in enumerate(zip(blocks, rows, strict=True)):
            common = len(first & set(tokens(block.text.lower())))
            if row.get("like-standfirst", 0.0) > SAME and common > SAME * len(first):
                weights[at] = 0.0
    return weights


def _segment_labels(page: GoldPage, blocks: Sequence[Block]) -> tuple[list[float], list[float]]:
    """Labels from strings that must, or must not, be in the text; most blocks stay untold."""
    wanted = [" ".join(segment.split()) for segment in page.with_]
    unwanted = [" ".join(segment.split()) for segment in page.without]
    labels, weights = [], []
    for block in blocks:
        inside = len(block.text) > SEGMENT_CHARS and any(block.text in w for w in wanted)
        yes = inside or any(segment in block.text for segment in wanted)
        no = any(segment in block.text for segment in unwanted)
        labels.append(float(yes))
        weights.append(float(yes != no))
    return labels, weights
