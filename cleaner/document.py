"""Bytes or text, decoded and parsed once: HTML becomes a tree, flat text becomes lines."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property

import lxml.html
from charset_normalizer import from_bytes
from lxml import etree
from lxml.html import HtmlElement

from cleaner.outcome import NotAnArticle, Outcome

# The largest news pages seen were live blogs of 3 MB; lxml holds about ten times the page in memory.
MAX_CHARS = 8_000_000
# An honest large page has 30,000 elements; a page of bare tags is a hundred times denser.
MAX_TAGS = 300_000
# What charset detection reads of a page: enough letters to tell, few enough to stay under 20 ms.
DETECTION_BYTES = 16_384

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.I
)
_MARKUP = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>|[\s!-@\[-`{-~]+", re.I | re.S)
# What XML 1.0 cannot hold, lone surrogates included: parsers and JSON both choke on them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TAG = re.compile(r"<[a-zA-Z!/?]")
_BINARY_SIGNATURES = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A page ready to be judged: `tree` is set for HTML, `lines` for flat text."""

    url: str | None = None
    html: str = ""
    tree: HtmlElement | None = None
    lines: tuple[str, ...] = ()

    @cached_property
    def body(self) -> HtmlElement | None:
        """The page's <body>, or its root where there is none."""
        if self.tree is None:
            return None
        found = self.tree.find("body")
        return self.tree if found is None else found


def decode(body: bytes, charset: str | None = None) -> str:
    """Text of a page's bytes. `charset` is what the HTTP header said, if anything.

    In order: byte order mark; UTF-8 where the bytes are valid UTF-8 (other encodings hardly ever
    are, so this sees through a lying declaration); the page's own declaration; the header's; what
    the letters themselves look like. Never raises: what no encoding explains becomes U+FFFD.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_short = error.start >= len(body) - 3
        if cut_short:
            return body[: error.start].decode("utf-8")
    declared = _META_CHARSET.search(body[:4096])
    names = [declared.group(1).decode("ascii")] if declared else []
    for name in [*names, charset]:
        text = _decode_as(body, name)
        if text is not None:
            return text
    return body.decode(_detect(body), errors="replace")


def _decode_as(body: bytes, name: str | None) -> str | None:
    """The text in that encoding, or None where the declaration is unknown or plainly wrong."""
    try:
        codec = codecs.lookup(name or "").name
    except LookupError:
        return None
    # The web's latin-1 is windows-1252 (WHATWG Encoding Standard, "names and labels").
    codec = "windows-1252" if codec in ("iso8859-1", "ascii") else codec
    try:
        text = body.decode(codec, errors="replace")
    except (UnicodeError, LookupError):
        return None
    # A truthful page may hold a few broken bytes; a wrong declaration breaks one in a hundred.
    return None if text.count("\ufffd") > max(3, len(text) // 500) else text


def _detect(body: bytes) -> str:
    """The encoding that fits the letters of the page, markup aside."""
    letters = _MARKUP.sub(b" ", body[: 20 * DETECTION_BYTES])[:DETECTION_BYTES]
    best = from_bytes(letters or body[:DETECTION_BYTES]).best()
    return best.encoding if best else "windows-1252"


def parse(html: bytes | str, url: str | None = None) -> Document:
    """The page as a tree.

    Raises NotAnArticle: `not-html` for bytes that are no page, `empty` for nothing at all,
    `too-large` past MAX_CHARS or MAX_TAGS.
    """
    if isinstance(html, bytes):
        _refuse_binary(html)
        html = decode(html)
    text = _UNPRINTABLE.sub("", html)
    if not text.strip():
        raise NotAnArticle(Outcome.EMPTY, "the page has no content")
    if not _TAG.search(text):
        raise NotAnArticle(Outcome.NOT_HTML, "no markup; flat text is cleaned with --text")
    _refuse_large(text)
    tree = _build(text)
    if tree is None:
        raise NotAnArticle(Outcome.NOT_HTML, "the markup cannot be parsed")
    return Document(url=url, html=text, tree=tree)


def parse_text(text: str, url: str | None = None) -> Document:
    """Flat text without markup, as a document of lines."""
    text = _UNPRINTABLE.sub("", text)
    if not text.strip():
        raise NotAnArticle(Outcome.EMPTY, "the text is empty")
    if len(text) > MAX_CHARS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"{len(text):,} characters; {MAX_CHARS:,} are read")
    return Document(url=url, lines=tuple(text.splitlines()))


def _refuse_binary(body: bytes) -> None:
    head = body[:2048]
    if head.lstrip()[:8].startswith(_BINARY_SIGNATURES):
        raise NotAnArticle(Outcome.NOT_HTML, "binary data, not a page")
    # UTF-16 without a mark is half NULs too, but no news site serves it.
    if head.count(0) > len(head) // 10:
        raise NotAnArticle(Outcome.NOT_HTML, "binary data, not a page")


def _refuse_large(text: str) -> None:
    if len(text) > MAX_CHARS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"{len(text):,} characters; {MAX_CHARS:,} are read")
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"{tags:,} tags; {MAX_TAGS:,} are read")


def _build(text: str) -> HtmlElement | None:
    # huge_tree lifts libxml2's nesting limit from 256 to 2048: unclosed tags nest deeper than 256
    # on real pages, and what lies beyond the limit is lost.
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree if isinstance(tree, HtmlElement) else None
