"""The article's pictures, with what the page writes under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
# The longest galleries between two texts; pages made to hurt have tens of thousands.
GALLERY = 200

_SIZE = re.compile(r"^\d{1,6}")
# Where pages that load their pictures late keep the real address; `src` then holds a stand-in.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-full-src", "data-url", "src")
_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_STAND_IN = re.compile(
    r"(?:blank|placeholder|spacer|transparent|pixel|1x1|lazy|loading|loader|grey|gray)[^/]*"
    r"\.(?:gif|png|svg|jpe?g|webp)$",
    re.I,
)
_BETWEEN = re.compile(r",\s+")
# One picture in several sizes has one path; where the path names no picture, the query may.
_NAMES_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.I)
_CREDIT_WORDS = ("credit", "copyright", "source", "photographer")
_NOT_STORY = frozenset(
    {
        "related", "most-read", "author-bio", "footer", "breadcrumb", "advertisement", "share",
        "newsletter", "comments", "byline", "promo", "card",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A picture of the story: it stands in `element`, before the block `at`, over `lines`."""

    image: Image
    element: HtmlElement
    at: int
    lines: tuple[int, ...]


def captions(figures: Sequence[Figure]) -> dict[int, Match]:
    """The blocks that captions were read from, by index."""
    return {i: Match("caption", "under-picture") for figure in figures for i in figure.lines}


def find(blocks: Sequence[Block], keep: Sequence[bool], url: str | None) -> list[Figure]:
    """The story's pictures in reading order, each once: the first that has a caption, if any."""
    figures: dict[str, Figure] = {}
    for i in _near_story(keep):
        for picture in blocks[i].pictures[:GALLERY]:
            if _is_small(picture) or _is_elsewhere(picture):
                continue
            lines = _caption_lines(blocks, keep, i, picture)
            shown = lines or _figure(picture) is not None
            address = _address(picture, url) if shown else None
            if address is not None:
                image = _image(address, [blocks[j] for j in lines])
                figure = Figure(image=image, element=picture, at=i, lines=tuple(lines))
                name = _picture_name(address)
                known = figures.get(name)
                if known is None or (lines and not known.lines):
                    figures[name] = figure
                elif lines:
                    figures[name] = replace(known, lines=(*known.lines, *lines))
    return sorted(figures.values(), key=lambda figure: figure.at)


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
    signed = [line.text for line in lines if _is_credit_line(line, alone=len(lines) == 1)]
    credit = bare_credit(signed[0]) if signed else None
    text = " ".join(line.text for line in lines if line.text not in signed[:1])
    image = parse_caption(text) if text else Image()
    inline = _inline_credit(lines[0]) if lines and text else None
    if inline and text.endswith(inline):
        caption = text.removesuffix(inline).rstrip(" |–—-/,")
        image = Image(caption=caption or None, credit=bare_credit(inline))
    return Image(url=address, caption=image.caption, credit=credit or image.credit)


def _is_credit_line(block: Block, *, alone: bool) -> bool:
    """Whether the line's element, or the one around it, says so; of a lone line only its own."""
    return any(_names_credit(e) for e in block.ancestors[-1 if alone else -2 :])


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
    return any(word in named for word in _CREDIT_WORDS) and "caption" not in named


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
    """The picture's own address: as it is named, as its largest copy is, as <noscript> has it."""
    for named in _named(picture):
        if named.startswith("data:") or _STAND_IN.search(named):
            continue
        try:
            url = urljoin(base or "", named)
            return url if urlsplit(url).scheme in ("http", "https") else None
        except ValueError:
            return None
    return None


def _named(picture: HtmlElement) -> Iterator[str]:
    yield from (value for name in _SOURCES if (value := (picture.get(name) or "").strip()))
    # The parser knows no empty <source>: what follows one stands inside it.
    around = next(picture.iterancestors("picture"), None)
    for element in (picture, *(around.iter("source") if around is not None else ())):
        for name in _SOURCE_SETS:
            largest = _largest(element.get(name) or "")
            if largest:
                yield largest
    for place in (picture.getnext(), _figure(picture)):
        for fallback in place.iter("noscript") if place is not None else ():
            yield from (image.get("src", "").strip() for image in fallback.iter("img"))


def _largest(source_set: str) -> str | None:
    """The widest or densest picture of "a.jpg 640w, b.jpg 2x"."""
    found = []
    for candidate in _BETWEEN.split(source_set.strip()):
        address, _, size = candidate.strip().partition(" ")
        number = size.strip().rstrip("wx")
        if address:
            found.append((float(number) if number.isdecimal() else 1.0, address))
    return max(found)[1] if found else None


def _picture_name(address: str) -> str:
    path = address.partition("?")[0]
    return path if _NAMES_PICTURE.search(path) else address


def _is_small(picture: HtmlElement) -> bool:
    sizes = [_SIZE.match(picture.get(side) or "") for side in ("width", "height")]
    return any(size is not None and int(size.group()) < LEAST_PIXELS for size in sizes)
