"""How large a page may be before it is parsed, and what of it is too long to be kept.

The limits are counted, not timed, so that a page is judged alike on every machine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from cleaner.outcome import NotAnArticle, Outcome

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The largest news pages seen were live blogs of 3 MB; in memory lxml holds ten times the page.
MAX_CHARS = 8_000_000
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
# Shorter tags have too little room for so many attributes to be worth counting.
LONG_TAG = 2_000

_LONG_TAG = re.compile(rf"(?P<name>[a-zA-Z]+)[^<>]{{{LONG_TAG},}}")
_QUOTED = re.compile(r"\"[^\"]*(?:\"|$)|'[^']*(?:'|$)")
_BETWEEN_ATTRIBUTES = re.compile(r"[\s/=]+")
_ENDLESS_ATTRIBUTES = etree.XPath(f"//@*[string-length() > {MAX_ATTRIBUTE_CHARS}]")
_NAMES = etree.XPath("//@class | //@id", smart_strings=False)


def refuse_long(text: str) -> None:
    """Refuses a text of more than MAX_CHARS."""
    if len(text) > MAX_CHARS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"{len(text):,} characters; {MAX_CHARS:,} are read")


def refuse_large(text: str) -> None:
    """Refuses a page of more than MAX_CHARS or MAX_TAGS."""
    refuse_long(text)
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise NotAnArticle(Outcome.TOO_LARGE, f"{tags:,} tags; {MAX_TAGS:,} are read")


def without_endless_tags(text: str) -> str:
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


def bound_attributes(tree: HtmlElement) -> None:
    """Drops endless attributes."""
    for value in _found(_ENDLESS_ATTRIBUTES, tree):
        element = value.getparent()
        if value.attrname != "content" or len(value) > MAX_CONTENT_CHARS:
            del element.attrib[value.attrname]


def refuse_names(tree: HtmlElement) -> None:
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
