"""XML of strangers: decoded, mended where it is often broken, and read as a stream of events.

No tree is built and no entity exists, so memory stays flat and nothing unfolds or is fetched.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from html.entities import html5
from typing import TYPE_CHECKING, Protocol, cast

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.etree import ParserTarget  # the type stubs' own

XML_NAMESPACE = "{http://www.w3.org/XML/1998/namespace}"

# Elements and texts: 50,000 entries of a news sitemap have two million; more take seconds, in which
# all other sites wait.
_MAX_EVENTS = 4_000_000
# Feeds have six levels, but libxml2 opens one more for each <br> that a broken one never closes.
_MAX_DEPTH = 1_000
# Pieces in a row without an element or text, 4 MB: a comment, or no XML at all, with which libxml2
# takes 0.3 s a megabyte.
_MAX_QUIET = 64
# Characters of a tag that goes on in the next piece; longer ones are taken as they are.
_HELD = 4_096

_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
# PHP's warnings and blank lines stand before the document now and then.
_ROOT = re.compile(r"<(?:\?xml|!DOCTYPE|(?:\w+:)?(?:rss|feed|RDF|urlset|sitemapindex))\b", re.I)
_DECLARATION = re.compile(r"^<\?xml[^>]{0,200}>")  # names an encoding that is ours no more
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
# References, and the tags of HTML that was not escaped, which are left open more often than not.
_TO_MEND = re.compile(
    r"&(?:(?P<name>[A-Za-z]\w{0,31});|(?P<number>#(?:\d{1,7}|[xX][\da-fA-F]{1,6});))?"
    r"|</?(?:a|b|blockquote|br|center|div|em|font|h[1-6]|hr|i|iframe|img|li|ol|p|small|span|strong|"
    r"table|tbody|td|th|tr|u|ul|wbr)(?=[\s/>])[^<>]{0,4000}>",
    re.IGNORECASE,
)
_NO_CHARACTERS = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Target(Protocol):
    """What is told of elements and text; it says that it has enough by `over`."""

    over: bool

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins; its tag is "{namespace}name"."""

    def data(self, text: str) -> None:
        """Some text; one text may come in several calls."""

    def end(self, tag: str) -> None:
        """An element ends."""


def read_xml(stream: Iterable[bytes], target: Target) -> Iterator[None]:
    """Tell `target` what the XML in `stream` says, and yield after each piece of it.

    Unknown encodings count as UTF-8. What cannot be mended ends the reading; never raises.
    """
    bounded = _Bounded(target)
    parser = etree.XMLParser(
        target=cast("ParserTarget[None]", bounded),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )
    for text in _mended(_from_root(decoded(stream))):
        try:
            parser.feed(text.encode("utf-8", "replace"))
        except (etree.LxmlError, ValueError):
            target.over = True
        bounded.piece_is_read()
        yield
        if target.over:
            return
    with suppress(etree.LxmlError, ValueError):
        parser.close()  # it keeps back the last of a short document
    yield


def decoded(stream: Iterable[bytes]) -> Iterator[str]:
    """Yield the text of `stream`, in the encoding that its first bytes name, else in UTF-8."""
    decoder = None
    for piece in stream:
        if decoder is None:
            decoder = codecs.getincrementaldecoder(_encoding(piece))(errors="replace")
        yield decoder.decode(piece).removeprefix("\ufeff")


def _encoding(head: bytes) -> str:
    for mark, name in _BOMS.items():
        if head.startswith(mark):
            return name
    declared = _DECLARED.search(head[:1024])
    name = declared[1].decode() if declared else "utf-8"
    try:
        # Others, such as utf-16 without its marks or a codec that is no text's, are wrong.
        ascii_like = "<?xml".encode(name) == b"<?xml" and b"<?xml".decode(name) == "<?xml"
    except (LookupError, ValueError, TypeError, AttributeError):
        return "utf-8"
    return name if ascii_like else "utf-8"


def _from_root(texts: Iterable[str]) -> Iterator[str]:
    """Leave out what stands before the document in its first piece, and its declaration."""
    for place, text in enumerate(texts):
        found = None if place else _ROOT.search(text)
        yield _DECLARATION.sub("", text[found.start() :], count=1) if found else text


def _mended(texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts with every & outside CDATA made a number that XML takes."""
    rest, in_cdata = "", False
    for text in texts:
        rest = _NO_CHARACTERS.sub("", rest + text)
        out = []
        while True:
            before, found, after = rest.partition(_CDATA_END if in_cdata else _CDATA)
            if not found:
                break
            out += [before if in_cdata else _mend(before), found]
            rest, in_cdata = after, not in_cdata
        ready, rest = _split(rest, "]" if in_cdata else "&<")
        yield "".join([*out, ready if in_cdata else _mend(ready)])
    yield rest if in_cdata else _mend(rest)


def _split(text: str, starts: str) -> tuple[str, str]:
    """Split `text` before what may go on in the next piece: a tag, a reference, an end of CDATA."""
    tail = max(0, len(text) - _HELD)
    cut = max(text.rfind("<", tail), *(text.rfind(start, len(text) - 40) for start in starts))
    if cut < 0 or ">" in text[cut:]:
        return text, ""
    return text[:cut], text[cut:]


def _mend(text: str) -> str:
    return _TO_MEND.sub(_mended_part, text)


def _mended_part(found: re.Match[str]) -> str:
    if found["number"]:
        return found[0]
    if found[0].startswith("<"):
        return " "
    # As numbers: with `resolve_entities=False` lxml leaves out what has a name, &amp; too.
    name = found["name"]
    characters = html5.get(f"{name};")
    if characters:
        return "".join(f"&#{ord(each)};" for each in characters)
    return f"&#38;{name};" if name else "&#38;"


class _Bounded:
    """Passes events on to a target until there are too many or they nest too deep."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._depth = self._events = self._before = self._quiet = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._count()
        if not self._target.over:
            self._target.start(tag, attributes)

    def data(self, text: str) -> None:
        self._count()
        if not self._target.over:
            self._target.data(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if not self._target.over:
            self._target.end(tag)

    def close(self) -> None:
        """Be there, as lxml wants it."""

    def piece_is_read(self) -> None:
        """End the reading when many pieces in a row had nothing in them that is XML."""
        self._quiet = self._quiet + 1 if self._events == self._before else 0
        self._before = self._events
        if self._quiet > _MAX_QUIET:
            self._target.over = True

    def _count(self) -> None:
        self._events += 1
        if self._depth > _MAX_DEPTH or self._events > _MAX_EVENTS:
            self._target.over = True
