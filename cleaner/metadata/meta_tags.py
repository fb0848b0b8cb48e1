"""Meta tags, link relations and microdata: what the page's head and attributes say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree

from cleaner.article import Author, Image
from cleaner.document import Document
from cleaner.metadata.claims import Claims, plain
from cleaner.metadata.names import distinct, make_author, split_names
from cleaner.phrasebook import phrasebook
from cleaner.words import words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# For each field the names that carry it, best first.
_NAMES: dict[str, tuple[str, ...]] = {
    "headline": (
        "og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "title",
    ),
    "description": (
        "og:description", "description", "twitter:description", "dc.description",
        "sailthru.description",
    ),
    "date_published": (
        "article:published_time", "og:article:published_time", "parsely-pub-date", "sailthru.date",
        "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.created", "dc.date",
        "publish-date", "publishdate", "pubdate", "publication_date", "date", "last-published",
        "og:published_time", "article.published", "datepublished", "article:published",
        "originalpublicationdate", "dcterms.date", "dcterms.issued", "dc.date.created",
        "citation_publication_date", "citation_online_date", "citation_date", "article.created",
        "publish_date", "publication-date", "published-date", "pub_date", "publishtime",
        "article:create_at", "rnews:datepublished", "og:pubdate", "prism.publicationdate",
        "bt:pubdate", "ptime", "shareaholic:article_published_time", "article_date_original",
    ),
    "date_modified": (
        "article:modified_time", "og:article:modified_time", "og:updated_time", "dcterms.modified",
        "last-modified", "datemodified", "article.updated", "dc.date.modified", "article:modified",
        "lastmod",
    ),
    "publisher": (
        "og:site_name", "application-name", "dc.publisher", "publisher", "al:android:app_name",
    ),
    "language": (
        "og:locale", "content-language", "language", "dc.language", "dcterms.language",
    ),
}  # fmt: skip
_AUTHORS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl",
    "cxenseparse:author", "og:article:author", "article:author_name", "dcterms.creator",
    "twitter:data1", "citation_author", "article.author", "rnews:author",
    "shareaholic:article_author_name",
)  # fmt: skip
_SECTIONS = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "cxenseparse:category",
    "section",
)
_TAGS = (
    "article:tag",
    "og:article:tag",
    "news_keywords",
    "parsely-tags",
    "keywords",
    "sailthru.tags",
)
_BESIDE = ("image", "comment", "review", "video")
_PAID = frozenset({"locked", "metered", "subscription", "paid", "premium"})
# A headline or a name is shorter; an itemprop on the article itself holds all of it.
CLAIM_CHARS = 500
# Honest pages have some hundred.
MAX_ITEMPROPS = 500
_ITEMPROPS = etree.XPath("descendant::*/@itemprop/..")


def read(document: Document) -> Claims:
    """The claims of the page's meta tags, link relations and <html lang>."""
    if document.tree is None:
        return Claims()
    meta = _collect(document.told["meta"])
    one = {
        name: next((meta[key][0] for key in keys if meta.get(key)), None)
        for name, keys in _NAMES.items()
    }
    tier = next(iter(meta.get("article:content_tier", [])), "").lower()
    return Claims(
        headline=one["headline"],
        description=one["description"],
        authors=_authors(meta),
        publisher=one["publisher"],
        date_published=one["date_published"],
        date_modified=one["date_modified"],
        in_language=document.tree.get("lang") or document.tree.get("xml:lang") or one["language"],
        article_section=tuple(
            dict.fromkeys(value for key in _SECTIONS for value in meta.get(key, [])[:3])
        ),
        keywords=_keywords(meta),
        images=_images(meta, document.url),
        canonical_url=_link(document, "canonical") or _absolute(document.url, meta.get("og:url")),
        amp_url=_link(document, "amphtml"),
        is_accessible_for_free=None if not tier else tier not in _PAID,
        type=next(iter(meta.get("og:type", [])), "").lower() or None,
    )


def read_microdata(document: Document) -> Claims:
    """The claims of schema.org itemprop attributes anywhere on the page."""
    if document.tree is None:
        return Claims()
    found: defaultdict[str, list[str]] = defaultdict(list)
    items = _ITEMPROPS(document.tree)[:MAX_ITEMPROPS]
    for element in items:
        value = (
            element.get("content")
            or element.get("datetime")
            or element.get("href")
            or element.get("src")
        )
        text = plain(value or _beginning(element))
        for name in (element.get("itemprop") or "").split():
            if text:
                found[name].append(text)
    first = {name: values[0] for name, values in found.items()}
    return Claims(
        headline=first.get("headline"),
        alternative_headline=first.get("alternativeHeadline") or first.get("alternateName"),
        date_published=first.get("datePublished"),
        date_modified=first.get("dateModified"),
        in_language=first.get("inLanguage"),
        article_section=tuple(found.get("articleSection", [])[:3]),
        authors=_microdata_authors(items),
    )


def _beginning(element: HtmlElement) -> str:
    """The first CLAIM_CHARS of the element's text: the outermost itemprop holds the whole page."""
    pieces: list[str] = []
    room = CLAIM_CHARS
    for piece in element.itertext():
        pieces.append(str(piece)[:room])
        room -= len(pieces[-1])
        if room <= 0:
            break
    return "".join(pieces)


def title(document: Document) -> str | None:
    """The text of <title>, the site's name included."""
    titles = document.told["title"]
    return plain(_beginning(titles[0])) if titles else None


def _collect(elements: Sequence[HtmlElement]) -> dict[str, list[str]]:
    meta: defaultdict[str, list[str]] = defaultdict(list)
    for element in elements:
        content = plain(element.get("content"))
        name = element.get("property") or element.get("name") or element.get("http-equiv")
        if content and name:
            meta[name.strip().lower()].append(content)
    return meta


def _authors(meta: dict[str, list[str]]) -> tuple[Author, ...]:
    for key in _AUTHORS:
        if key == "twitter:data1" and not _labels_author(meta.get("twitter:label1", [""])[0]):
            continue
        found = distinct(
            make_author(name) for value in meta.get(key, []) for name in split_names(value)
        )
        if found:
            return found
    return ()


def _labels_author(label: str) -> bool:
    """Whether a label such as "Written by" stands for the author."""
    words = tuple(words_of(label))
    return any(kind == "byline" for kind, _ in phrasebook().opening(words))


def _microdata_authors(items: Sequence[HtmlElement]) -> tuple[Author, ...]:
    authors: list[Author | None] = []
    for element in items:
        if "author" not in (element.get("itemprop") or "").split() or _is_beside(element):
            continue
        named = element.find(".//*[@itemprop='name']")
        source = element if named is None else named
        text = plain(source.get("content") or _beginning(source))
        kind = "Organization" if "Organization" in (element.get("itemtype") or "") else None
        authors.extend(make_author(name, None, kind) for name in split_names(text or ""))
    return distinct(authors)


def _is_beside(element: HtmlElement) -> bool:
    """Whether the item is a picture's or a comment's, not the story's."""
    for above, _ in zip(element.iterancestors(), range(5), strict=False):
        of = f"{above.get('itemprop') or ''} {above.get('itemtype') or ''}".lower()
        if above.tag in ("figure", "figcaption") or any(word in of for word in _BESIDE):
            return True
    return False


def _keywords(meta: dict[str, list[str]]) -> tuple[str, ...]:
    for key in _TAGS:
        values = [
            part.strip() for value in meta.get(key, []) for part in value.split(",") if part.strip()
        ]
        if values:
            return tuple(dict.fromkeys(values))
    return ()


def _images(meta: dict[str, list[str]], base: str | None) -> tuple[Image, ...]:
    for key in (
        "og:image",
        "og:image:secure_url",
        "og:image:url",
        "twitter:image",
        "twitter:image:src",
    ):
        url = _absolute(base, meta.get(key))
        if url:
            return (Image(url=url),)
    return ()


def _link(document: Document, relation: str) -> str | None:
    for element in document.told["link"]:
        if relation in (element.get("rel") or "").lower().split() and element.get("href"):
            return _absolute(document.url, [element.get("href") or ""])
    return None


def _absolute(base: str | None, values: list[str] | None) -> str | None:
    """The first value as an http address, or None where it is none."""
    if not values or not values[0].strip():
        return None
    try:
        url = urljoin(base or "", values[0].strip())
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc else None
    except ValueError:
        return None
