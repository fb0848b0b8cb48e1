"""Bytes or text, decoded and parsed once: HTML becomes a tree, flat text becomes lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import dropwhile
from typing import Any

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from cleaner.encoding import decode, wide_codec
from cleaner.outcome import NotAnArticle, Outcome

# The largest news pages seen were live blogs of 3 MB; in memory lxml holds ten times the page.
MAX_CHARS = 8_000_000
# As much of a text as shows whether it is one.
HEAD_CHARS = 2048
# The gold pages have at most 20,000; a page of bare tags is a hundred times denser, and some
# steps of the voters cost the square of it.
MAX_TAGS = 60_000
# Honest tags have some dozen; parsers compare each attribute with all others.
MAX_ATTRIBUTES = 500
# Of the gold pages' attributes only pictures and data are longer, and descriptions that hold a
# whole story; nobody reads more of them.
MAX_ATTRIBUTE_CHARS, MAX_CONTENT_CHARS = 10_000, 100_000
# All different classes and ids together: the gold pages have at most 47,000 characters. What each
# says about its place is looked up for every block.
MAX_NAME_CHARS = 300_000
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
LONG_TAG = 2_000
_LONG_TAG = re.compile(rf"(?P<name>[a-zA-Z]+)[^<>]{{{LONG_TAG},}}")
_QUOTED = re.compile(r"\"[^\"]*(?:\"|$)|'[^']*(?:'|$)")
_BETWEEN_ATTRIBUTES = re.compile(r"[\s/=]+")
_TAG = re.compile(r"<[a-zA-Z!/?]")
_FIRST_TAG = re.compile(r"<([a-zA-Z][\w:]*)")
_DATA_ROOTS = frozenset(
    {"rss", "feed", "urlset", "sitemapindex", "rdf:rdf", "opml", "svg", "plist", "error"}
)
# Noise has them one in ten; pages have a stray one, ISO-2022-JP its escapes.
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD_TAGS = frozenset({"title", "meta", "link", "base", "script", "style", "noscript", "template"})
_TELLING_TAGS = ("title", "meta", "link", "script")
_ENDLESS_ATTRIBUTES = etree.XPath(f"//@*[string-length() > {MAX_ATTRIBUTE_CHARS}]")
_NAMES = etree.XPath("//@class | //@id", smart_strings=False)
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
    head = html[:2048]
    _refuse_binary(head if isinstance(head, bytes) else head.encode("utf-8", "replace"))
    if isinstance(html, bytes):
        html = decode(html)
    text = printable(html)
    if not text.strip():
        raise NotAnArticle(Outcome.EMPTY, "the page has no content")
    _refuse_large(text)
    _refuse_data(text)
    if not _TAG.search(text):
        raise NotAnArticle(Outcome.NOT_HTML, "no markup; flat text is cleaned with --text")
    text = _WINDOWS_REFERENCE.sub(lambda match: unescape(match.group()), text)
    tree = _build(_without_endless_tags(text))
    if tree is None:
        raise NotAnArticle(Outcome.NOT_HTML, "the markup cannot be parsed")
    _bound_attributes(tree)
    if len(text) > MAX_NAME_CHARS:
        _refuse_names(tree)
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
    if len(text) > MAX_CHARS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"{len(text):,} characters; {MAX_CHARS:,} are read")
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


def _refuse_large(text: str) -> None:
    if len(text) > MAX_CHARS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"{len(text):,} characters; {MAX_CHARS:,} are read")
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"{tags:,} tags; {MAX_TAGS:,} are read")


def _without_endless_tags(text: str) -> str:
    """The text with every tag of more than MAX_ATTRIBUTES bared."""
    pieces = text.split("<")
    long = [i for i, piece in enumerate(pieces) if len(piece) > LONG_TAG and i]
    bared = {i: tag for i in long if (tag := _bared(pieces[i])) is not pieces[i]}
    if not bared:
        return text
    return "<".join([bared.get(i, piece) for i, piece in enumerate(pieces)])


def _bared(tag: str) -> str:
    """A tag and what follows it, without its attributes where it has more than MAX_ATTRIBUTES."""
    match = _LONG_TAG.match(tag)
    if match is None:
        return tag
    count = len(_BETWEEN_ATTRIBUTES.findall(_QUOTED.sub("", match.group())))
    return match["name"] + tag[match.end() :] if count > MAX_ATTRIBUTES else tag


def _bound_attributes(tree: HtmlElement) -> None:
    """Drops endless attributes."""
    for value in _found(_ENDLESS_ATTRIBUTES, tree):
        element = value.getparent()
        if value.attrname != "content" or len(value) > MAX_CONTENT_CHARS:
            del element.attrib[value.attrname]


def _refuse_names(tree: HtmlElement) -> None:
    """Refuses a page whose classes and ids alone would fill a book."""
    named = sum(len(name) for name in set(_found(_NAMES, tree)))
    if named > MAX_NAME_CHARS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"{named:,} characters of different classes and ids")


def _found(path: etree.XPath, tree: HtmlElement) -> list[Any]:
    """What the path finds; nothing where libxml2 gives up on the tree."""
    try:
        found: list[Any] = path(tree)
    except etree.XPathError:
        return []
    return found


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
