"""The page's text as blocks in reading order: the pieces that the jury judges."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lxml import etree

from cleaner.document import Document
from cleaner.inline import Line, fold_space, is_set_apart, is_unseen
from cleaner.outcome import NotAnArticle, Outcome
from cleaner.tags import BLOCK_TAGS, PICTURES, SKIPPED_TAGS, VOID_TAGS
from cleaner.words import words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Block", "fold_space", "split"]

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# Story and furniture are told apart within this many elements; unclosed tags nest 2,000 deep.
MAX_DEPTH = 64
# The gold pages have at most 2,800, the longest live blogs about 5,000. Neighbours, lists and
# headings are looked up for each, so a page of nothing but blocks costs the time of many pages.
MAX_BLOCKS = 7_000
# Elements above all blocks together: the voters walk them over and over. The gold pages have at
# most 110,000.
MAX_STEPS = 2_000_000
# Two long novels; the longest live blogs have a tenth of it.
MAX_LETTERS = 1_500_000
# What a word of letters is: in scripts without spaces each letter is a word, and costs like one.
WORD_LETTERS = 6


@dataclass(kw_only=True, eq=False)
class Block:
    """One block: its text, and where it stands.

    `element` is the block-level element that holds the text (None in flat text), `ancestors` its
    path from the body down, itself last. `after_break` marks text that follows a single line break
    inside the same paragraph. `link_chars` counts the characters inside links. `pictures` are the
    images between the block before and this one. `written` is the text of a <pre> with its lines.
    `tag` is the element's, "line" in flat text.
    """

    index: int
    text: str
    element: HtmlElement | None = None
    ancestors: tuple[HtmlElement, ...] = ()
    link_chars: int = 0
    bold_chars: int = 0
    after_break: bool = False
    after_gap: bool = False
    words: tuple[str, ...] = field(default=())
    pictures: tuple[HtmlElement, ...] = ()
    written: str = ""
    tag: str = "line"

    @cached_property
    def word_count(self) -> int:
        """The words; in scripts without spaces two letters are about one."""
        if self.text.isascii():
            return len(self.words)
        letters = sum([len(word) == 1 and word > "\u0e00" for word in self.words])
        return len(self.words) - letters // 2


def split(document: Document) -> list[Block]:
    """The document's blocks in reading order; empty ones are left out.

    Raises NotAnArticle, `too-large`, past MAX_BLOCKS, MAX_STEPS or MAX_LETTERS.
    """
    if document.body is None:
        return _split_lines(document.lines)
    return _Splitter(document.body).run()


def _refuse_more(blocks: list[Block], letters: int, steps: int = 0) -> None:
    if len(blocks) >= MAX_BLOCKS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"more than {MAX_BLOCKS:,} pieces of text")
    if steps > MAX_STEPS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"{len(blocks):,} pieces of text, nested too deep")
    if letters > MAX_LETTERS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"more than {MAX_LETTERS:,} letters of text")


def _split_lines(lines: tuple[str, ...]) -> list[Block]:
    blocks: list[Block] = []
    gap, letters = False, 0
    for line in lines:
        text = fold_space(line)
        if text:
            words = tuple(words_of(text))
            letters += max(len(text), WORD_LETTERS * len(words))
            _refuse_more(blocks, letters)
            blocks.append(Block(index=len(blocks), text=text, after_gap=gap, words=words))
        gap = not text
    return blocks


_BLANK_LINE = re.compile(r"\n(?:[ \t]*\r?\n)+")


class _Splitter:
    """Walks the tree once, collecting inline text until a block-level element begins or ends."""

    def __init__(self, body: HtmlElement) -> None:
        self.body = body
        self.unseen: set[HtmlElement] = set()
        self.set_apart: set[HtmlElement] = set()
        self.blocks: list[Block] = []
        self.letters = 0
        self.steps = 0
        self.path: list[HtmlElement] = []
        self.line = Line()
        self.breaks = 0
        self.written = 0  # how many <pre> are open
        self.pictures: list[HtmlElement] = []

    def run(self) -> list[Block]:
        # Any: every tag is a str, since comments and instructions are not parsed.
        walker: Any = etree.iterwalk(self.body, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                self._close(element, element.tag)
            elif not self._open(element, element.tag):
                walker.skip_subtree()
            elif text := element.text:
                self._write(text)
        self._flush()
        return self.blocks

    def _open(self, element: HtmlElement, tag: str) -> bool:
        """Begins an element. Whether readers see what stands inside."""
        if tag in BLOCK_TAGS:
            if tag in SKIPPED_TAGS:
                return False
            self._begin_block(element)
        elif tag in SKIPPED_TAGS or (tag not in VOID_TAGS and is_unseen(element)):
            self.unseen.add(element)
            return False
        elif tag == "br":
            self._flush()
            self.breaks += 1
        elif tag in PICTURES:
            self.pictures.append(element)
        elif is_set_apart(element):
            self.set_apart.add(element)
            self._begin_block(element)
        else:
            self.line.begin(element, tag)
        return True

    def _begin_block(self, element: HtmlElement) -> None:
        self._flush()
        self.breaks = 0
        self.path.append(element)
        self.written += element.tag == "pre"

    def _end_block(self) -> None:
        self._flush()
        self.breaks = 0
        self.written -= self.path.pop().tag == "pre"

    def _close(self, element: HtmlElement, tag: str) -> None:
        if tag in BLOCK_TAGS:
            if tag in SKIPPED_TAGS:
                self._flush()
            else:
                self._end_block()
        elif element in self.unseen:
            self.line.skip(element)
        elif element in self.set_apart:
            self._end_block()
        elif tag not in VOID_TAGS:
            self.line.end(tag)
        if self.path and (tail := element.tail):
            self._write(tail)

    def _write(self, text: str) -> None:
        if self.written:  # in preformatted text a blank line parts paragraphs
            for at, paragraph in enumerate(_BLANK_LINE.split(text)):
                if at:
                    self._flush()
                if paragraph:
                    self.line.write(paragraph)
        else:
            self.line.write(text)

    def _flush(self) -> None:
        if not self.line.pieces:
            return
        line = self.line
        text = line.text()
        if text:
            words, size = tuple(words_of(text)), len(text)
            self.letters += max(size, WORD_LETTERS * len(words))
            self.steps += len(self.path)
            _refuse_more(self.blocks, self.letters, self.steps)
            self.blocks.append(
                Block(
                    index=len(self.blocks),
                    text=text,
                    element=self.path[-1],
                    tag=str(self.path[-1].tag),
                    ancestors=tuple(self.path[-MAX_DEPTH:]),
                    link_chars=min(line.link_chars, size),
                    bold_chars=min(line.bold_chars, size),
                    after_break=self.breaks == 1,
                    words=words,
                    pictures=tuple(self.pictures),
                    written="".join(line.pieces) if self.written else "",
                )
            )
            self.breaks = 0
            self.pictures = []
        line.clear()
