"""Claims: what one source says of the article.

Every source gives the same form; merge.py decides.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cleaner.article import Author, Image
from cleaner.blocks import fold_space

_TAG = re.compile(r"<[^>]{1,200}>")
_SPLIT = re.compile(r"\s*(?:[,;|/]|\s&\s|\s(?:and|und|y|et|e|und|och|og|en|и|و)\s)\s*", re.I)
_PREFIX = re.compile(
    r"^(?:by|von|par|por|di|door|av|af|przez|автор|текст|كتب|بقلم|written by|text|words|story"
    r"|reported by|reporting by)\s*:?\s+",
    re.I,
)
_ADDRESS = re.compile(r"\bhttps?://\S+", re.I)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|[@<>{}\[\]]|\d{3}|^\W*$|^(?:admin|editor|staff|unknown|null|none|undefined|root)$",
    re.I,
)
_ORGANIZATION = re.compile(
    r"\b(?:agency|agenc[ei]a?|agence|news|press|times|post|desk|team|staff|newsroom|redaktion|redacción|redazione|rédaction|"
    r"redactie|redakcja|редакция|media|network|journal|reporter[s]?|correspondents?|bureau|magazine|tv|radio|online)\b",
    re.I,
)
_AGENCIES = frozenset(
    {
        "afp", "reuters", "ap", "dpa", "apa", "sda", "ansa", "efe", "tass", "тасс", "interfax",
        "интерфакс", "риа", "bloomberg", "upi", "pti", "ani", "ians", "kyodo", "yonhap", "xinhua",
        "anadolu", "aa", "lusa", "ntb", "tt", "ritzau", "stt", "pap", "ctk", "mti", "belga", "anp",
        "kna", "epd", "sid", "afp/dpa", "apa/dpa",
    }
)  # fmt: skip
# A person's name has at most this many words in any of the corpora's languages.
NAME_WORDS = 6


@dataclass(kw_only=True)
class Claims:
    """What one source says; None or an empty tuple where it is silent. Dates are as written."""

    type: str | None = None
    headline: str | None = None
    alternative_headline: str | None = None
    description: str | None = None
    authors: tuple[Author, ...] = ()
    publisher: str | None = None
    dateline: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    in_language: str | None = None
    article_section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    canonical_url: str | None = None
    amp_url: str | None = None
    is_accessible_for_free: bool | None = None
    body: str | None = None


def plain(value: object) -> str | None:
    """A claim's text without entities, tags and doubled spaces; None where nothing is left."""
    if not isinstance(value, str):
        return None
    text = html.unescape(value)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return fold_space(html.unescape(text)) or None


def make_author(name: str, url: str | None = None, type_: object = None) -> Author | None:
    """An author by that name, or None where it is no name: an address, a number, "admin"."""
    name = _PREFIX.sub("", name.strip()).strip(" \t,;:|-–—.·")
    if not name or _NOT_A_NAME.search(name) or len(name.split()) > NAME_WORDS:
        return None
    organization = type_ in ("Organization", "NewsMediaOrganization") or is_organization(name)
    return Author(name=name, type="Organization" if organization else "Person", url=url)


def is_organization(name: str) -> bool:
    """Whether the name is an agency's, a desk's or a paper's, by its words."""
    return name.casefold() in _AGENCIES or bool(_ORGANIZATION.search(name))


def split_names(text: str) -> list[str]:
    """The single names of "By Ada Reyes and Tom Lund"."""
    named = _ADDRESS.sub("", fold_space(text))
    return [part for part in _SPLIT.split(_PREFIX.sub("", named)) if part]


def distinct(authors: Iterable[Author | None]) -> tuple[Author, ...]:
    """The authors in their order, each name once."""
    found: dict[str, Author] = {}
    for author in authors:
        if author is not None:
            found.setdefault(author.name.casefold(), author)
    return tuple(found.values())
