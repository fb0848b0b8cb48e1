"""The text inside a block: the pieces of its inline elements, joined as a reader sees them."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal

from cleaner.tags import BLOCK_TAGS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What shows nothing: soft hyphens, spaces of no width, marks of direction, the pictures of icon
# fonts (U+E000-F8FF). The joiners U+200C and U+200D stay: Persian, Hindi and emoji need them.
_SOFT = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffc\ue000-\uf8ff]"
)
# Letters and punctuation of Chinese and Japanese. A line break in the source between two of them
# is no space (CSS Text 3, "Segment Break Transformation Rules").
_WIDE = "[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffef]"
_WIDE_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n]\s*(?={_WIDE})")
# Escaped once too often: the reader of "&amp;nbsp;" sees "&nbsp;".
_ENTITY = re.compile(
    r"&(?:amp|nbsp|quot|apos|lt|gt|shy|[lr][sd]quo|[lr]aquo|[nm]dash|hellip|euro|#\d{2,5}|#x[\da-fA-F]{2,4});"
)

# Words of class and role that hide an element from sight, and those of boxes shown on hovering.
_UNSEEN = re.compile(
    r"\b(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only)?|assistive-text|a11y-hidden)\b"
)
_HOVER = re.compile(
    r"\btooltip-?(?:text|content|inner|body)|\bpopover-?(?:content|inner|body)|\bhover-?card"
    r"|\brollover-(?:\w+-)?block|^tooltip$"
)
# A credit, a date: a text of its own wherever it stands.
_LABEL = re.compile(r"credit|copyright|source|author|date|time|caption|byline")
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(\s*[01]", re.I
)
_SET_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table(?!-c))", re.I)
# Hints for screen readers are a few words. A longer text that a style hides may be the story's
# second half, behind a button.
HINT_CHARS, HINT_TAGS = 100, 5
# Numbers of notes; a raised number after a word this long is one: units and formulas are shorter.
NOTE_DIGITS, NOTE_PIECES = 3, 5
_LONG_WORD = re.compile(r"[^\W\d_]{4}[.,;:!?]?[\"'”’»“)]?$")
_LABEL_TAGS = frozenset({"span", "small", "cite", "time", "em", "i"})
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_BARE_LINKS = ("http://", "https://", "pic.twitter.com/", "pic.x.com/")


def fold_space(text: str) -> str:
    """Text as a reader sees it: runs of white space are one space, invisible marks are gone."""
    if not text.isascii():
        text = _SOFT.sub("", text)
        if "\n" in text or "\r" in text:
            text = _WIDE_BREAK.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    return " ".join(text.split())


def is_unseen(element: HtmlElement) -> bool:
    """Whether an inline element is a hint for screen readers, or a box shown on hovering.

    Hidden elements on lines of their own are blocks, for the jury to judge.
    """
    attributes = element.attrib
    if not attributes:
        return False
    name, style = attributes.get("class"), attributes.get("style")
    naming = _naming(name) if name else ""
    if naming == "hover" or attributes.get("role") == "tooltip":
        return True
    hidden = naming == "unseen" or (style and _HIDDEN_STYLE.search(style))
    if not hidden and element.get("hidden") is None:
        return False
    inside = list(islice(element.iterdescendants(), HINT_TAGS + 1))
    if len(inside) > HINT_TAGS or any(child.tag in BLOCK_TAGS for child in inside):
        return False
    text = "".join(element.itertext())
    # A hidden ": " parts kicker and headline, for all readers.
    return len(text) <= HINT_CHARS and any(map(str.isalnum, text))


@lru_cache(maxsize=4096)  # a page repeats its class names
def _naming(name: str) -> Literal["", "hover", "unseen", "label"]:
    name = name.lower()
    if _HOVER.search(name):
        return "hover"
    if _UNSEEN.search(name):
        return "unseen"
    return "label" if _LABEL.search(name) else ""


def is_set_apart(element: HtmlElement) -> bool:
    """Whether the element's own style sets it on lines of its own."""
    style = element.get("style")
    return bool(style and _SET_STYLE.search(style))


class Line:
    """Collects the pieces of one block's text, and counts what is link and what is bold."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.link_chars = 0
        self.bold_chars = 0
        self._links = 0
        self._bolds = 0
        self._ended = False  # an element ended, and nothing was written since
        self._apart = False  # and another began right behind it
        self._hinted = False
        self._in_note = False

    def begin(self, element: HtmlElement, tag: str) -> None:
        """An inline element begins."""
        if tag == "a":
            self._links += 1
        elif tag in ("b", "strong"):
            self._bolds += 1
        elif tag == "q":
            self.write("“")
        elif tag == "sup":
            self._write_before_raised(element)
        label = tag in _LABEL_TAGS and _naming(element.get("class") or "") == "label"
        self._apart = (self._ended or label) and tag not in ("sub", "sup")

    def end(self, tag: str) -> None:
        """An inline element ends."""
        if tag == "a":
            self._links -= 1
        elif tag in ("b", "strong"):
            self._bolds -= 1
        elif tag == "q":
            self.write("”")
        elif tag == "sup" and self._in_note:
            self.write("]")
            self._in_note = False
        self._ended = tag not in ("sub", "sup")

    def skip(self, element: HtmlElement) -> None:
        """An element that shows no text stands here."""
        hint = (element.text or "").strip()
        if " " in hint and self.pieces and self.pieces[-1][-1].isalnum():
            self._hinted = True  # "new tab" stands between words, the "T" of a drop cap in one
        self._ended = True

    def write(self, text: str) -> None:
        """Adds a piece of text, not an empty one."""
        if not self.pieces:
            if text.isspace():
                return
        elif (
            (self._apart and _are_two(self.pieces[-1], text))
            or (self._hinted and text[0].isalnum())
            or (self._links and text.startswith(_BARE_LINKS) and self.pieces[-1][-1].isalnum())
        ):
            self.pieces.append(" ")
        self._ended = self._apart = self._hinted = False
        self.pieces.append(text)
        if self._links or self._bolds:
            visible = len(text.strip())
            self.link_chars += visible if self._links else 0
            self.bold_chars += visible if self._bolds else 0

    def text(self) -> str:
        """The text so far, as a reader sees it."""
        return fold_space("".join(self.pieces))

    def clear(self) -> None:
        """Begins the next text."""
        self.pieces = []
        self.link_chars = self.bold_chars = 0
        self._ended = self._apart = self._hinted = False

    def _write_before_raised(self, element: HtmlElement) -> None:
        """What parts a raised number from what stands before it: the bracket of a note, a ^."""
        mark = "".join(islice(element.itertext(), NOTE_PIECES)).strip()
        if not mark.lstrip("-−").isdigit() or not self.pieces:
            return
        before = "".join(self.pieces[-2:])
        linked = self._links > 0 or element.find(".//a") is not None
        self._in_note = len(mark) <= NOTE_DIGITS and (linked or bool(_LONG_WORD.search(before)))
        if self._in_note:
            self.write("[")
        elif before[-1].isdigit():
            fraction = (element.tail or "").startswith(("/", "⁄"))
            self.write(" " if fraction else "^")


def _are_two(before: str, after: str) -> bool:
    """Whether the texts of two elements that stand side by side are two words, not one.

    Pages set such items apart by style: "12 MayHarbour reopens", "858shares". Within a word the
    letters' case does not change like this.
    """
    one, two = before[-1], after[0]
    if two.isupper():
        if one.isupper():
            return before[-2:].isupper() and len(before) > 1 and after[1:2].isalpha()
        return one.islower() or one in ".!?:;,…" or (one.isdigit() and after[1:2].isalpha())
    if two.isdigit():
        return one.islower() or (one.isdigit() and _CLOCK.match(after) is not None)
    if one.isdigit():
        return two.islower() and len(after) > 2 and after[:3].isalpha()
    return one in "!?;…" and two.isalpha()
