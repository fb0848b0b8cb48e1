"""A block's place on the pages of its site, written so that it is the same on all of them.

It is the tags and class names of the block's element and of those around it, without numbers and
generated names, and what tells the blocks of one element apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.blocks import Block
from cleaner.memory import key_of
from cleaner.votes.shape import link_share
from cleaner.words import ends_sentence

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A block's own element and three around it tell the gold sites' places apart as well as the whole
# path does, and wrappers that come and go further up do no harm.
REACH = 4
# The first class names say what an element is, later ones how it looks today.
NAMES = 2
# Of this share in links or bold a block is a pointer or a heading, and a place of its own.
WHOLE = 0.8
# "By Ina Solberg", "Port Orrin", "3 May 2026": bylines and stamps are rarely longer.
LABEL_WORDS = 5

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTER = re.compile(r"[^A-Za-z0-9]+")
_DIGIT = re.compile(r"\d")
_VOWEL = re.compile(r"[aeiouy]")


def places_of(blocks: Sequence[Block]) -> list[str]:
    """The key of each block's place."""
    named: dict[HtmlElement, str] = {}
    found = []
    for block in blocks:
        path = block.ancestors[-REACH:]
        for element in path:
            if element not in named:
                named[element] = _name(
                    str(element.tag), element.get("class") or "", element.get("id") or ""
                )
        found.append(_place(tuple([named[element] for element in path]), _manner(block)))
    return found


@lru_cache(maxsize=8192)  # a page repeats its places, a site repeats its pages
def _place(path: tuple[str, ...], manner: str) -> str:
    return key_of((*path, manner))


def _manner(block: Block) -> str:
    """What tells blocks of one element apart: paragraphs say nothing of the labels among them."""
    if link_share(block) > WHOLE:
        return "linked"
    if block.word_count <= LABEL_WORDS and not ends_sentence(block.text):
        return "label"
    return "bold" if block.bold_chars > WHOLE * len(block.text) else ""


@lru_cache(maxsize=8192)
def _name(tag: str, classes: str, identity: str) -> str:
    """An element's tag with its lasting class names, or where it has none, its id."""
    names = dict.fromkeys(word for name in classes[:400].split() if (word := _lasting(name)))
    if not names and (word := _lasting(identity[:100])):
        names = {f"#{word}": None}
    return ".".join((tag, *list(names)[:NAMES]))


def _lasting(name: str) -> str:
    """What is left of a class name without numbers and without what a tool generated.

    Generated words hold digits, change case at every turn, or cannot be spoken. A single word that
    is left beside such ones is a tool's or a state: "css-1x9ab2", "post-88123", "is-open".
    """
    found = [part for part in _NO_LETTER.split(_CAMEL.sub("-", name)) if part]
    words = [
        word
        for word in map(str.lower, found)
        if len(word) > 2 and not _DIGIT.search(word) and (len(word) < 5 or _VOWEL.search(word))
    ]
    return "-".join(words) if len(words) > 1 or len(words) == len(found) else ""
