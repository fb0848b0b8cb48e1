"""What a block looks like by itself: its size, its links, its punctuation, its tag."""

from __future__ import annotations

import math
import re

from cleaner.blocks import HEADINGS, Block

Row = dict[str, float]

_ENDS = frozenset(".!?…。！？؟।۔:")
_CLOSING = "\"'”’»)]"
_TERMINAL = re.compile(r"[.!?…。！？؟।۔](?=[\s\"'”’»)\]]|$)|[。！？]")
_QUOTE_START = re.compile(r"^[\"'“‘«„「『–—-]")
_DIGIT = re.compile(r"\d")
_OWN_TAGS = frozenset(
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dd", "dt", "div", "blockquote",
        "figcaption", "pre", "button", "span", "caption", "section",
    }
)  # fmt: skip
# Lines of this many words are running text as a rule; shorter ones are labels, stamps and teasers.
TEXT_WORDS = 12


def shape_of(block: Block) -> Row:
    """Features of the text alone."""
    text, count = block.text, len(block.words)
    size = size_of(count)
    row: Row = {"words": min(1.0, math.log1p(count) / 5), f"size:{size}": 1.0}
    linked = link_share(block)
    if linked:
        row["links"] = linked
        if linked > 0.8:
            row["all-link"] = 1.0
            row[f"all-link:{size}"] = 1.0
    if block.bold_chars > 0.8 * len(text):
        row["bold"] = 1.0
    if text.rstrip(_CLOSING)[-1:] in _ENDS:
        row["ends-sentence"] = 1.0
        row[f"ends-sentence:{size}"] = 1.0
    sentences = len(_TERMINAL.findall(text))
    if sentences > 1:
        row["sentences"] = min(1.0, sentences / 6)
    if _QUOTE_START.match(text):
        row["quote-start"] = 1.0
    digits = len(_DIGIT.findall(text))
    if digits:
        row["digits"] = digits / len(text)
    if text.isupper() and count > 1:
        row["upper"] = 1.0
    if "|" in text or "•" in text or "›" in text:
        row["separator"] = 1.0
    if block.after_break:
        row["after-break"] = 1.0
    _shape_of_tag(block, row, size)
    return row


def _shape_of_tag(block: Block, row: Row, size: str) -> None:
    tag = block.tag
    if tag in _OWN_TAGS:
        row[f"tag:{tag}"] = 1.0
    if tag == "p":
        row[f"tag:p:{size}"] = 1.0
    if tag in HEADINGS:
        row["tag:heading"] = 1.0
    if block.element is None and block.after_gap:
        row["after-gap"] = 1.0


def size_of(count: int) -> str:
    """The name of the size that so many words make."""
    # Bounds between labels, teasers, sentences and paragraphs.
    for bound, name in ((2, "1"), (5, "3"), (10, "6"), (20, "11"), (40, "21")):
        if count <= bound:
            return name
    return "41"


def link_share(block: Block) -> float:
    """The part of the block's characters that stand in links, 0 to 1."""
    return block.link_chars / len(block.text)
