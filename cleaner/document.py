"""Bytes or text, decoded and parsed once: HTML becomes a tree, flat text becomes lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import dropwhile

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from cleaner.encoding import decode, wide_codec
from cleaner.limits import (
    MAX_NAME_CHARS,
    bound_attributes,
    refuse_large,
    refuse_long,
    refuse_names,
    without_endless_tags,
)
from cleaner.outcome import NotAnArticle, Outcome

# As much of a text as shows whether it is one.
HEAD_CHARS = 2048
# The gold pages have at most 1,100 elements right inside one. Some voters look through all of them
# for each of them: half a second here, eight times that at twice as many.
CROWD = 5_000
# The gold pages have at most 10,000 elements; with twice as many inline ones the same voters need a
# second.
MAX_VOTED = 20_000

# What XML 1.0 cannot hold, lone surrogates included: parsers and JSON both choke on them. Then what
# no reader sees and no text needs: other control characters, and overrides of the reading direction
# (marks and isolates stay, right-to-left scripts need them).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ufffe\uffff\ud800-\udfff]"
)
# Most of a page is signs that are always printable; without them the pattern has little to read.
_PLAIN = bytes([9, 10, 12, 13, *range(32, 127)])
# "&#146;" is an apostrophe of Windows to every browser (HTML Standard), a control sign to libxml2.
_WINDOWS_REFERENCE = re.compile(r"&#(?:x0{0,5}[89][0-9a-f]|0{0,5}1[2-5][0-9]);", re.I)
_TAG = re.compile(r"<[a-zA-Z!/?]")
_FIRST_TAG = re.compile(r"<([a-zA-Z][\w:]*)")
_DATA_ROOTS = frozenset(
    {"rss", "feed", "urlset", "sitemapindex", "rdf:rdf", "opml", "svg", "plist", "error"}
)
# Noise has them one in ten; pages have a stray one, ISO-2022-JP its escapes.
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD_TAGS = frozenset({"title", "meta", "link", "base", "script", "style", "noscript", "template"})
_TELLING_TAGS = ("title", "meta", "link", "script")
# lxml.html asks a Python function for the class of each element: a tenth of the time that the
# voters take. Nobody here needs its classes for forms.
_HTML_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
_CROWDED = etree.XPath(f"count(//*) > {MAX_VOTED} or boolean(//*[count(*) > {CROWD}])")
_BINARY_SIGNATURES = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"OggS",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",  # Office before 2007
)

__all__ = ["Document", "decode", "parse", "parse_text"]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A page ready to be judged: `tree` is set for HTML, `lines` for flat text."""

    url: str | None = None
    html: str = ""
    tree: HtmlElement | None = None
    lines: tuple[str, ...] = ()

    @cached_property
    def crowded(self) -> bool:
        """Whether there are so many elements that voters would look at them for too long."""
        return self.tree is not None and bool(_CROWDED(self.tree))

    @cached_property
    def told(self) -> dict[str, list[HtmlElement]]:
        """The elements by which the page tells machines of itself, by their tag, in its order."""
        found: dict[str, list[HtmlElement]] = {tag: [] for tag in _TELLING_TAGS}
        for element in () if self.tree is None else self.tree.iter(*_TELLING_TAGS):
            found[str(element.tag)].append(element)
        return found

    @cached_property
    def body(self) -> HtmlElement | None:
        """The page's <body>, or its root where there is none."""
        if self.tree is None:
            return None
        found = self.tree.find("body")
        return self.tree if found is None else found


def parse(html: bytes | str, url: str | None = None) -> Document:
    """The page as a tree.

    Raises NotAnArticle: `not-html` for bytes that are no page, `empty` for nothing at all,
    `too-large` past MAX_CHARS or MAX_TAGS.
    """
    head = html[:HEAD_CHARS]
    _refuse_binary(head if isinstance(head, bytes) else head.encode("utf-8", "replace"))
    if isinstance(html, bytes):
        html = decode(html)
    text = printable(html)
    if not text.strip():
        raise NotAnArticle(Outcome.EMPTY, "the page has no content")
    refuse_large(text)
    _refuse_data(text)
    if not _TAG.search(text):
        raise NotAnArticle(Outcome.NOT_HTML, "no markup; flat text is cleaned with --text")
    text = _WINDOWS_REFERENCE.sub(lambda match: unescape(match.group()), text)
    tree = _build(without_endless_tags(text))
    if tree is None:
        raise NotAnArticle(Outcome.NOT_HTML, "the markup cannot be parsed")
    bound_attributes(tree)
    if len(text) > MAX_NAME_CHARS:
        refuse_names(tree)
    return Document(url=url and printable(url), html=text, tree=tree)


def parse_text(text: str, url: str | None = None) -> Document:
    """Flat text without markup, as a document of lines.

    Raises NotAnArticle: `empty`, `not-html` for what is no text, `too-large` past MAX_CHARS.
    """
    head = text[:HEAD_CHARS]
    noise = len(_UNPRINTABLE.findall(head)) > len(head) // 20  # as of a page's head, below
    text = printable(text)
    if not text.strip():
        raise NotAnArticle(Outcome.EMPTY, "the text is empty")
    if noise:
        raise NotAnArticle(Outcome.NOT_HTML, "binary data, not text")
    refuse_long(text)
    return Document(url=url and printable(url), lines=tuple(text.splitlines()))


def printable(text: str) -> str:
    """The text without what no JSON can hold and no reader sees."""
    odd = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    if not odd or not _UNPRINTABLE.search(odd.decode("utf-8", "surrogatepass")):
        return text
    return _UNPRINTABLE.sub("", text)


def _refuse_binary(head: bytes) -> None:
    if head.lstrip()[:8].startswith(_BINARY_SIGNATURES):
        raise NotAnArticle(Outcome.NOT_HTML, "binary data, not a page")
    noise = head.count(0) > len(head) // 10 or len(_CONTROL.findall(head)) > len(head) // 20
    # UTF-16 is half NULs, and no less a page.
    if noise and wide_codec(head) is None:
        raise NotAnArticle(Outcome.NOT_HTML, "binary data, not a page")


def _refuse_data(text: str) -> None:
    """Feeds, sitemaps, pictures in XML and JSON are answers of servers, but no pages."""
    stripped = text.strip()
    first = _FIRST_TAG.search(stripped[:HEAD_CHARS])
    root = first.group(1).lower() if first else ""
    if root in _DATA_ROOTS and stripped[-HEAD_CHARS:].lower().endswith(f"</{root}>"):
        raise NotAnArticle(Outcome.NOT_HTML, f"a file of <{root}>, not a page")
    if stripped[:1] + stripped[-1:] in ("{}", "[]"):
        raise NotAnArticle(Outcome.NOT_HTML, "JSON, not a page")


def _build(text: str) -> HtmlElement | None:
    # huge_tree lifts libxml2's nesting limit from 256 to 2048: unclosed tags nest deeper than 256
    # on real pages, and what lies beyond the limit is lost.
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    parser.set_element_class_lookup(_HTML_ELEMENTS)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    if not isinstance(tree, HtmlElement):
        return None
    _empty_head(tree)
    return tree


def _empty_head(tree: HtmlElement) -> None:
    """Moves into <body> what is no head's: libxml2 leaves HTML5 elements in the head of a page
    that has no <body> tag, which HTML allows.
    """
    head = tree.find("head")
    if head is None:
        return
    strays = list(dropwhile(lambda element: element.tag in _HEAD_TAGS, head))
    if not strays:
        return
    body = tree.find("body")
    if body is None:
        body = lxml.html.Element("body")
        tree.append(body)
    for at, element in enumerate(strays):
        body.insert(at, element)
