"""The systems that are measured side by side: each makes an Extract of a page's bytes and URL.

A system may raise: that counts as nothing found. None of a field means that the system never tells
it. Peers are imported when they are first asked, so that a table without them needs none installed;
they get the text as `cleaner.document.decode` reads it where they want text, and none may fetch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Extract:
    """What a system makes of a page. `date` is a day, `authors` are folded names."""

    body: str = ""
    standfirst: str = ""
    title: str | None = None
    date: str | None = None
    authors: frozenset[str] | None = None


System = Callable[[bytes, str], Extract]


def fold(text: str) -> str:
    """Text without case and punctuation, as titles and names are compared."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def names(found: Iterable[str]) -> frozenset[str]:
    """Authors as they are compared."""
    return frozenset(folded for name in found if (folded := fold(name)))


def newsmill(html: bytes, url: str) -> Extract:
    """The cleaner of this project, a site's first page."""
    from cleaner import clean

    return of_article(clean(html, url))


def newsmill_flat(html: bytes, url: str) -> Extract:
    """The cleaner, given the page's visible lines without markup."""
    from cleaner import clean_text
    from cleaner.blocks import split
    from cleaner.document import decode, parse

    lines = [block.text for block in split(parse(decode(html), url))]
    return of_article(clean_text("\n".join(lines), url))


def of_article(article: Any) -> Extract:
    """An article of newsmill's as what is compared."""
    removed = article.metadata.removed
    return Extract(
        body=article.article_body,
        standfirst="\n".join(entry.text for entry in removed if entry.kind == "standfirst"),
        title=article.headline or "",
        date=(article.date_published or "")[:10],
        authors=names(author.name for author in article.authors),
    )


def trafilatura(html: bytes, url: str, **options: Any) -> Extract:
    """trafilatura with metadata and without readers' comments."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        html, url=url, with_metadata=True, include_comments=False, **options
    )
    if found is None:
        return Extract(title="", date="", authors=frozenset())
    return Extract(
        body=found.text or "",
        title=found.title or "",
        date=(found.date or "")[:10],
        authors=names((found.author or "").split(";")),
    )


def trafilatura_fast(html: bytes, url: str) -> Extract:
    """trafilatura without its fallbacks."""
    return trafilatura(html, url, fast=True)


def trafilatura_precision(html: bytes, url: str) -> Extract:
    """trafilatura, rather too little than too much."""
    return trafilatura(html, url, favor_precision=True)


def readability(html: bytes, url: str) -> Extract:
    """readability-lxml's summary, as text."""
    from readability import Document

    from cleaner.blocks import split
    from cleaner.document import parse

    document = Document(_text(html), url=url)
    # Lines as a reader sees them: its HTML's own text would glue paragraphs together.
    lines = [block.text for block in split(parse(document.summary()))]
    author = document.author()
    return Extract(
        body="\n".join(lines),
        title=document.short_title(),
        authors=names([author] if author != "[no-author]" else []),
    )


def newspaper(html: bytes, url: str) -> Extract:
    """newspaper4k."""
    from newspaper import Article

    article = Article(url, fetch_images=False)
    article.download(input_html=_text(html))
    article.parse()
    return Extract(
        body=article.text,
        title=article.title or "",
        date=str(article.publish_date or "")[:10],
        authors=names(article.authors),
    )


def news_please(html: bytes, url: str) -> Extract:
    """news-please, which asks newspaper4k and readability and chooses."""
    from newsplease import NewsPlease

    known = url if urlsplit(url).hostname else None  # it stumbles over others
    article = NewsPlease.from_html(_text(html), url=known, fetch_images=False)
    return Extract(
        body=article.maintext or "",
        title=article.title or "",
        date=str(article.date_publish or "")[:10],
        authors=names(article.authors or ()),
    )


def resiliparse(html: bytes, url: str) -> Extract:
    """resiliparse's main content; it reads no metadata."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse_from_bytes(html, detect_encoding(html))
    return Extract(body=extract_plain_text(tree, main_content=True, alt_texts=False))


def justext(html: bytes, url: str) -> Extract:
    """jusText with the stop words of all its languages, as it cannot tell which one it reads."""
    from justext import justext as classify

    paragraphs = classify(html, _stop_words())
    return Extract(body="\n".join(each.text for each in paragraphs if not each.is_boilerplate))


def goose(html: bytes, url: str) -> Extract:
    """goose3, with the language that the page declares."""
    from goose3 import Goose

    with Goose({"enable_image_fetching": False, "strict": False}) as reader:
        article = reader.extract(url=url, raw_html=_text(html))
    return Extract(
        body=article.cleaned_text or "",
        title=article.title or "",
        date=str(article.publish_date or "")[:10],
        authors=names(article.authors),
    )


def _text(html: bytes) -> str:
    from cleaner.document import decode

    return decode(html)


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    from justext import get_stoplist, get_stoplists

    return frozenset(word for language in get_stoplists() for word in get_stoplist(language))


REMEMBERING = "newsmill-memory"
"""newsmill on a site that it knows; see sites.py, which makes it."""

OWN = ("newsmill", REMEMBERING, "newsmill-flat")
"""The systems whose weights were fitted on gold pages."""

BASE = "trafilatura"
"""The system whose time the others' are compared with."""

SYSTEMS: dict[str, System] = {
    "newsmill": newsmill,
    REMEMBERING: newsmill,  # until it knows a site
    "newsmill-flat": newsmill_flat,
    BASE: trafilatura,
    "trafilatura-fast": trafilatura_fast,
    "trafilatura-precision": trafilatura_precision,
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "news-please": news_please,
    "resiliparse": resiliparse,
    "jusText": justext,
    "goose3": goose,
}
