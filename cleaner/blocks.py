"""The page's text as blocks in reading order: the pieces that the jury judges."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from cleaner.document import Document
from cleaner.outcome import NotAnArticle, Outcome

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements that a browser sets on lines of their own (HTML Standard, "Rendering: flow content").
BLOCK_TAGS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
        "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend",
        "li", "main", "menu", "nav", "ol", "option", "p", "pre", "search", "section", "select",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video", "audio",
        "iframe", "amp-iframe",
    }
)  # fmt: skip
# Elements whose text no reader sees.
SKIPPED_TAGS = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "head", "iframe", "amp-iframe", "object",
        "embed", "applet", "math", "map", "select", "option", "textarea", "input", "canvas",
        "audio", "video", "title",
    }
)  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# Story and furniture are told apart within this many elements; unclosed tags nest 2,000 deep.
MAX_DEPTH = 64
# The gold pages have at most 2,800, the longest live blogs about 5,000. Neighbours, lists and
# headings are looked up for each, so a page of nothing but blocks costs the time of many pages.
MAX_BLOCKS = 10_000
# Elements above all blocks together: the voters walk them over and over. The gold pages have at
# most 110,000.
MAX_STEPS = 2_000_000
# Two long novels; the longest live blogs have a tenth of it.
MAX_LETTERS = 1_500_000

_SOFT = re.compile("[\u200b\u2060\ufeff\u00ad]")


@dataclass(kw_only=True, eq=False)
class Block:
    """One block: its text, and where it stands.

    `element` is the block-level element that holds the text (None in flat text), `ancestors` its
    path from the body down, itself last. `after_break` marks text that follows a single line break
    inside the same paragraph. `link_chars` counts the characters inside links. `pictures` are the
    images between the block before and this one.
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

    @property
    def tag(self) -> str:
        """The element's tag, "line" in flat text."""
        return str(self.element.tag) if self.element is not None else "line"


def fold_space(text: str) -> str:
    """Text as a reader sees it: runs of white space are one space, soft hyphens are gone."""
    return " ".join(_SOFT.sub("", text).split())


def split(document: Document) -> list[Block]:
    """The document's blocks in reading order; empty ones are left out.

    Raises NotAnArticle, `too-large`, past MAX_BLOCKS, MAX_STEPS or MAX_LETTERS.
    """
    if document.body is None:
        return _split_lines(document.lines)
    return _Splitter().run(document.body)


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
            letters += len(text)
            _refuse_more(blocks, letters)
            blocks.append(
                Block(index=len(blocks), text=text, after_gap=gap, words=tuple(words_of(text)))
            )
        gap = not text
    return blocks


_SENTENCE_END = re.compile(r"[.!…。！؟।۔][\"'”“’»«)\]」』）]*$")


def word_count(block: Block) -> int:
    """The block's words; in scripts without spaces two letters are about one."""
    letters = sum(len(word) == 1 and word > "\u0e00" for word in block.words)
    return len(block.words) - letters // 2


def ends_sentence(text: str) -> bool:
    """Whether the text ends like a statement. A question is none: headlines ask, too."""
    return bool(_SENTENCE_END.search(text[-8:]))


_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
# Scripts written without spaces: each letter counts as a word.
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)


def words_of(text: str) -> list[str]:
    """Words of the text in lower case; in scripts without spaces each letter is one."""
    lowered = text.lower()
    if _DENSE.search(lowered):
        lowered = _DENSE.sub(lambda m: f" {m.group()} ", lowered)
    return _WORD.findall(lowered)


class _Splitter:
    """Walks the tree once, collecting inline text until a block-level element begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.letters = 0
        self.steps = 0
        self.path: list[HtmlElement] = []
        self.pieces: list[str] = []
        self.link_chars = 0
        self.bold_chars = 0
        self.links = 0
        self.bolds = 0
        self.breaks = 0
        self.pictures: list[HtmlElement] = []

    def run(self, body: HtmlElement) -> list[Block]:
        walker = etree.iterwalk(body, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if not isinstance(tag, str):
                if event == "end":
                    self._text(element.tail)
                continue
            if event == "start":
                if tag in SKIPPED_TAGS:
                    walker.skip_subtree()
                else:
                    self._open(element, tag)
            else:
                self._close(element, tag)
        self._flush()
        return self.blocks

    def _open(self, element: HtmlElement, tag: str) -> None:
        if tag in BLOCK_TAGS:
            self._flush()
            self.breaks = 0
            self.path.append(element)
        elif tag == "br":
            self._flush()
            self.breaks += 1
        elif tag in ("img", "amp-img"):
            self.pictures.append(element)
        elif tag == "a":
            self.links += 1
        elif tag in ("b", "strong"):
            self.bolds += 1
        self._text(element.text)

    def _close(self, element: HtmlElement, tag: str) -> None:
        if tag in SKIPPED_TAGS:
            if tag in BLOCK_TAGS:
                self._flush()
        elif tag in BLOCK_TAGS:
            self._flush()
            self.breaks = 0
            self.path.pop()
        elif tag == "a":
            self.links -= 1
        elif tag in ("b", "strong"):
            self.bolds -= 1
        if self.path:
            self._text(element.tail)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        self.pieces.append(text)
        if self.links or self.bolds:
            visible = len(text.strip())
            self.link_chars += visible if self.links else 0
            self.bold_chars += visible if self.bolds else 0

    def _flush(self) -> None:
        text = fold_space("".join(self.pieces)) if self.pieces else ""
        if text:
            self.letters += len(text)
            self.steps += len(self.path)
            _refuse_more(self.blocks, self.letters, self.steps)
            self.blocks.append(
                Block(
                    index=len(self.blocks),
                    text=text,
                    element=self.path[-1],
                    ancestors=tuple(self.path[-MAX_DEPTH:]),
                    link_chars=min(self.link_chars, len(text)),
                    bold_chars=min(self.bold_chars, len(text)),
                    after_break=self.breaks == 1,
                    words=tuple(words_of(text)),
                    pictures=tuple(self.pictures),
                )
            )
            self.breaks = 0
            self.pictures = []
        self.pieces = []
        self.link_chars = 0
        self.bold_chars = 0
