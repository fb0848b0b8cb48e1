"""Caption lines: what is shown, and whose picture it is."""

from __future__ import annotations

import re

from cleaner.article import Image
from cleaner.metadata.names import is_organization

# The longest captions; German news stories end with an agency in brackets too, but are longer.
CAPTION_CHARS = 400

_IN_BRACKETS = re.compile(
    r"^(?P<caption>.{8,}?)\s?[(\[（【［](?P<credit>[^()\[\]（）【】［］]{2,60})[)\]）】］][.。]?$",
    re.S,
)
_NAMES = (
    r"(?:file\s|archive\s|handout\s)?photo(?:graph)?s?(?:\s(?:by|credit|courtesy(?:\sof)?))?"
    r"|image(?:\scredit)?|picture(?:\sby)?|credit|courtesy(?:\sof)?"
    r"|(?:archiv|symbol)?(?:foto|bild)|crédit(?:\sphoto)?|crédito|фото|写真|撮影|提供|تصوير|摄影|图"
)
_LABEL = rf"(?<!\w)(?:{_NAMES}|©)\s?[:：/=]?\s?"
_LABEL_FIRST = re.compile(
    rf"^(?:©\s?|(?:{_NAMES})\s?[:：=]\s?|(?:photo|picture|image)s?\s(?:by|courtesy\sof)\s)+", re.I
)
_LABELLED = re.compile(
    rf"^(?P<caption>.*?)[\s,;|/–—-]*{_LABEL}(?P<credit>[^.]{{2,60}})\.?$", re.I | re.S
)


def parse_caption(text: str) -> Image:
    """A caption line as caption and credit: "The bridge at dawn. (Reuters)"."""
    return _credited(text) or Image(caption=text)


def bare_credit(credit: str) -> str:
    """A credit without brackets and without "Photo:" or "©"."""
    bare = credit.strip(" ()[]|–—-")
    return _LABEL_FIRST.sub("", bare) or bare


def is_caption(text: str) -> bool:
    """Whether the line ends with a credit, in brackets or behind "Photo:"."""
    marked = any(mark in text[-80:] for mark in ":：©")
    return _bracketed(text) is not None or (marked and _credited(text) is not None)


def _credited(text: str) -> Image | None:
    if len(text) > CAPTION_CHARS:
        return None
    return _bracketed(text) or _labelled(text)


def _bracketed(text: str) -> Image | None:
    match = _IN_BRACKETS.match(text) if len(text) <= CAPTION_CHARS else None
    if match is None:
        return None
    label = _labelled(match["credit"])
    credit = label.credit if label is not None and label.caption is None else match["credit"]
    if credit is None or not _is_credit(credit):
        return None
    return Image(caption=match["caption"].strip(), credit=credit.strip(" :"))


def _labelled(text: str) -> Image | None:
    match = _LABELLED.match(text)
    if match is None or not _is_credit(match["credit"]):
        return None
    return Image(caption=match["caption"].strip() or None, credit=match["credit"].strip())


def _is_credit(text: str) -> bool:
    words = text.split()
    named = all(not word[:1].islower() or len(word) <= 3 for word in words)
    address = text.strip().isdigit() or "//" in text
    return len(words) <= 8 and (named or is_organization(text)) and not address
