"""The article's pictures, with what the page writes under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from cleaner import places
from cleaner.article import Image
from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.metadata.captions import is_caption, parse_caption

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Smaller pictures are icons, portraits and counting pixels.
LEAST_PIXELS = 120
# A caption stands under its picture with its credit, nothing between.
CAPTION_LINES = 3
# The longest captions of news agencies, in words.
CAPTION_WORDS = 80
# Pictures stand at most so many blocks above the story's first (headline, byline, stamps between).
ABOVE = 12

_SIZE = re.compile(r"^\d{1,6}")
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "data-full-src")
_NOT_STORY = frozenset(
    {
        "related", "most-read", "author-bio", "footer", "breadcrumb", "advertisement", "share",
        "newsletter", "comments", "byline", "promo", "card",
    }
)  # fmt: skip


def read(
    blocks: Sequence[Block], keep: Sequence[bool], url: str | None
) -> tuple[tuple[Image, ...], dict[int, Match]]:
    """Pictures of the story with caption and credit, in reading order.

    With them the blocks that they were read from, by index.
    """
    images: dict[str, Image] = {}
    captions: dict[int, Match] = {}
    for i in _near_story(keep):
        for picture in blocks[i].pictures:
            address = _address(picture, url)
            if address is None or _is_small(picture) or _is_elsewhere(picture):
                continue
            lines = _caption_lines(blocks, keep, i, picture)
            captions.update((j, Match("caption", "under-picture")) for j in lines)
            if lines or _figure(picture) is not None:
                images.setdefault(address, _image(address, [blocks[j] for j in lines]))
    return tuple(images.values()), captions


def _near_story(keep: Sequence[bool]) -> range:
    kept = [i for i, k in enumerate(keep) if k]
    return (
        range(max(0, kept[0] - ABOVE), min(len(keep), kept[-1] + 1 + CAPTION_LINES))
        if kept
        else range(0)
    )


def _caption_lines(
    blocks: Sequence[Block], keep: Sequence[bool], start: int, picture: HtmlElement
) -> list[int]:
    """The blocks under the picture that speak of it."""
    figure = _figure(picture)
    lines = []
    for i in range(start, min(start + CAPTION_LINES, len(blocks))):
        block = blocks[i]
        if keep[i] or len(block.words) > CAPTION_WORDS or (i > start and block.pictures):
            break
        if figure is not None:
            belongs = figure in block.ancestors
        else:
            belongs = _beside(block, picture) and (_says_caption(block) or is_caption(block.text))
        if not belongs:
            break
        lines.append(i)
    return lines


def _figure(picture: HtmlElement) -> HtmlElement | None:
    return next(picture.iterancestors("figure", "amp-figure"), None)


def _beside(block: Block, picture: HtmlElement) -> bool:
    """Whether picture and block stand in one small box: parent or grandparent in common."""
    return any(element in block.ancestors for element in list(picture.iterancestors())[:3])


def _says_caption(block: Block) -> bool:
    return any("caption" in places.signs(element) for element in block.ancestors[-2:])


def _image(address: str, lines: Sequence[Block]) -> Image:
    credit = (
        next((line.text for line in lines if _is_credit_line(line)), None)
        if len(lines) > 1
        else None
    )
    text = " ".join(line.text for line in lines if line.text != credit)
    image = parse_caption(text) if text else Image()
    inline = _inline_credit(lines[0]) if lines else None
    if inline and text.endswith(inline):
        image = Image(
            caption=text.removesuffix(inline).rstrip(" |–—-/,"), credit=bare_credit(inline)
        )
    return Image(
        url=address, caption=image.caption, credit=bare_credit(credit) if credit else image.credit
    )


def _is_credit_line(block: Block) -> bool:
    return block.element is not None and any(_names_credit(e) for e in block.ancestors[-2:])


def _inline_credit(block: Block) -> str | None:
    """The text of a span inside the caption that calls itself credit."""
    assert block.element is not None
    found = next(
        (e for e in block.element.iterdescendants() if isinstance(e.tag, str) and _names_credit(e)),
        None,
    )
    return " ".join(found.text_content().split()) if found is not None else None


def _names_credit(element: HtmlElement) -> bool:
    named = " ".join((element.get("class") or "", element.get("itemprop") or "")).lower()
    return any(word in named for word in ("credit", "copyright", "source", "photographer"))


def bare_credit(credit: str) -> str:
    """A credit without brackets and without "Photo:"."""
    bare = credit.strip(" ()[]|–—-")
    return parse_caption(bare).credit or bare


def _is_elsewhere(picture: HtmlElement) -> bool:
    """Whether the picture belongs to a teaser, a portrait, the footer."""
    return any(
        places.signs(e) & _NOT_STORY or e.tag in ("aside", "nav", "footer")
        for e in _nearest(picture)
    )


def _nearest(picture: HtmlElement) -> Iterator[HtmlElement]:
    for distance, element in enumerate(picture.iterancestors()):
        if distance > 4 or element.tag in ("article", "main", "body"):
            return
        yield element


def _address(picture: HtmlElement, base: str | None) -> str | None:
    for name in _SOURCES:
        value = (picture.get(name) or "").strip()
        if value and not value.startswith("data:"):
            try:
                url = urljoin(base or "", value)
                return url if urlsplit(url).scheme in ("http", "https") else None
            except ValueError:
                return None
    return None


def _is_small(picture: HtmlElement) -> bool:
    sizes = [_SIZE.match(picture.get(side) or "") for side in ("width", "height")]
    return any(size is not None and int(size.group()) < LEAST_PIXELS for size in sizes)
