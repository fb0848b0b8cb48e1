"""Flat text judged: its lines by their features, then by the company they keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.document import Document
from cleaner.edges import trim
from cleaner.judged import BY_FEATURES, Judged
from cleaner.lists import LISTED, mark_lists
from cleaner.metadata.captions import is_caption
from cleaner.verdict import Verdict, judge
from cleaner.votes.features import Hints, PageFeatures

# Shorter lines with a full stop are labels and slogans as often as sentences.
SENTENCE_WORDS = 5
# A run of so many sentences that are as long as a story's is a story, whatever the jury says.
STORY_LINES = 3
STORY_WORDS = 10
# Where the jury keeps less of a run, its word stands. Best of 0, 1/3, 1/2, 2/3 on gold pages.
KEPT_SHARE = 0.5
# Headlines are no longer; longer lines without a full stop are cut short.
LABEL_WORDS = 20
# Lists, verse and speeches in lines have fewer sentences among their lines.
TOLD_SHARE = 0.6

_CUT = re.compile(r"(?:\.\.|…)$")  # a teaser's end
_ENDS = re.compile(r"[.!?…。！？؟।۔:][\"'”“’»«)\]」』）]*$")


def judge_lines(
    document: Document, blocks: Sequence[Block], matches: Sequence[Match | None]
) -> Judged:
    """Flat text has no tree for the other voters to hear, and lists may part a story anywhere.

    So the lists are taken out first, and the features of the lines that remain decide.
    """
    matches = mark_lists(blocks, matches)
    story = [i for i, match in enumerate(matches) if match != LISTED]
    silent = [0.0] * len(story)
    lines = PageFeatures([blocks[i] for i in story], [matches[i] for i in story], silent, Hints())
    rows = lines.rows(silent)
    verdicts = [Verdict(keep=False, likelihood=0.0)] * len(blocks)
    for i, verdict in zip(story, judge(rows, [matches[i] for i in story], "flat"), strict=True):
        verdicts[i] = verdict
    keep = fill_lines(blocks, [verdict.keep for verdict in verdicts], matches)
    keep = trim(blocks, keep, [v.likelihood for v in verdicts], matches, Hints())
    return Judged(
        document=document,
        blocks=blocks,
        matches=matches,
        chief=[0.0] * len(blocks),
        verdicts=verdicts,
        keep=keep,
        claims={},
        hints=Hints(),
        extractor=BY_FEATURES,
        rows=dict(zip(story, rows, strict=True)),
    )


def fill_lines(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> list[bool]:
    """`keep` with the sentences put back that stand in one run with kept ones.

    The jury hears each line by itself; a short paragraph at the end of a story sounds like a
    caption or a slogan until its neighbours are heard. Lines known as clutter do not part a run.
    """
    filled = list(keep)
    silent = not any(keep)
    for run in _sentence_runs(blocks, matches):
        size = sum(blocks[i].word_count for i in run) / len(run)
        told = sum(keep[i] for i in run) >= KEPT_SHARE * len(run)
        if told or (len(run) >= STORY_LINES and size >= STORY_WORDS and silent):
            for i in run:
                filled[i] = True
    for i in _labels_at_edges(blocks, filled):
        filled[i] = False
    return filled


def _labels_at_edges(blocks: Sequence[Block], keep: Sequence[bool]) -> list[int]:
    """Short lines without a full stop before the first sentence and behind the last.

    Where the story is told in sentences, such lines are its headline or a label.
    """
    kept = [i for i, k in enumerate(keep) if k]
    sentences = [i for i in kept if is_sentence(blocks[i])]
    if len(sentences) < STORY_LINES or len(sentences) < TOLD_SHARE * len(kept):
        return []
    outside = [i for i in kept if not sentences[0] <= i <= sentences[-1]]
    return [i for i in outside if blocks[i].word_count <= LABEL_WORDS]


def _sentence_runs(blocks: Sequence[Block], matches: Sequence[Match | None]) -> Iterator[list[int]]:
    plain = [i for i, match in enumerate(matches) if match is None]
    for sentences, run in groupby(plain, key=lambda i: is_sentence(blocks[i])):
        if sentences:
            yield list(run)


def is_sentence(block: Block) -> bool:
    """Whether the line is running text: long enough, with a sentence's end, no caption."""
    ends = _ENDS.search(block.text[-8:]) is not None and not _CUT.search(block.text)
    return ends and block.word_count >= SENTENCE_WORDS and not is_caption(block.text)
