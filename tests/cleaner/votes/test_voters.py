"""Trafilatura and readability: each block's share that they keep."""

from __future__ import annotations

from types import ModuleType

import pytest

from cleaner.blocks import split
from cleaner.document import parse, parse_text
from cleaner.votes import readability, trafilatura
from tests.cleaner.pages import PARAGRAPHS, story_page


@pytest.mark.parametrize("voter", [trafilatura, readability], ids=["trafilatura", "readability"])
def test_a_voter_keeps_the_story_and_leaves_the_page_as_it_was(voter: ModuleType) -> None:
    document = parse(story_page(below="<footer><p>About us</p></footer>"))
    blocks = split(document)
    votes = dict(zip((block.text for block in blocks), voter.vote(document, blocks), strict=True))
    assert [votes[text] for text in PARAGRAPHS] == [1.0] * len(PARAGRAPHS)
    assert votes["About us"] == 0.0
    assert [block.text for block in split(document)] == [block.text for block in blocks]


@pytest.mark.parametrize("voter", [trafilatura, readability], ids=["trafilatura", "readability"])
def test_a_voter_that_gives_up_is_silent(voter: ModuleType) -> None:
    for document in (parse("<p>x</p>"), parse_text("x")):
        assert voter.vote(document, split(document)) in ([0.0], [1.0])
    flat = parse_text("\n".join(PARAGRAPHS))
    assert set(voter.vote(flat, split(flat))) == {0.0}
