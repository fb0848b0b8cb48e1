"""JSON-LD: what the page says of itself in schema.org's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from cleaner.article import Author, Image
from cleaner.document import Document
from cleaner.metadata.claims import Claims, plain
from cleaner.metadata.names import distinct, make_author, split_names

ARTICLE_TYPES = frozenset(
    {
        "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle",
        "OpinionNewsArticle", "BackgroundNewsArticle", "AskPublicNewsArticle", "ReviewNewsArticle",
        "LiveBlogPosting", "BlogPosting", "Report", "SatiricalArticle", "TechArticle",
        "AdvertiserContentArticle", "SocialMediaPosting", "DiscussionForumPosting",
        "ScholarlyArticle",
    }
)  # fmt: skip
# An honest graph has some hundred nodes; a bomb has no end.
MAX_NODES = 5_000
# Scripts with several values behind each other have two or three.
MAX_VALUES = 20
# Keywords and sections: more are stuffing.
MAX_STRINGS = 200
# Authors in lists in lists: honest pages nest twice.
MAX_DEPTH = 4
_WRAPPER = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_VALUE_START = re.compile(r"[{\[]")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
# Escapes of control signs and of half letters: no JSON that we write may hold them.
_NO_LETTER = re.compile(
    r"(?<!\\)\\u(?:00(?:0[0-8bcef]|1[0-9a-f])|d[89ab][0-9a-f]{2}(?!\\ud[c-f])"
    r"|(?<!\\ud[89ab]..\\u)d[c-f][0-9a-f]{2})",
    re.I,
)

Node = dict[str, Any]


def read(document: Document) -> Claims:
    """The claims of the node that describes this page's article; empty where there is none."""
    values = _values(document)
    nodes = list(_nodes(values))
    types = frozenset(name for node in _nodes(values, top_only=True) for name in _types(node))
    articles = [node for node in nodes if _types(node) & ARTICLE_TYPES]
    article = _main(articles, document.url)
    if article is None:
        return Claims(types=types)
    by_id = {
        node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1
    }
    return replace(_claims(article, by_id), types=types)


def _values(document: Document) -> list[Any]:
    """The values of the page's JSON-LD scripts."""
    scripts = [s for s in document.told["script"] if "ld+json" in (s.get("type") or "").lower()]
    return [value for script in scripts for value in _parse(script.text or "")]


def _nodes(values: Sequence[Any], *, top_only: bool = False) -> Iterator[Node]:
    seen = 0
    for root in values:
        stack = [root]
        while stack and seen < MAX_NODES:
            value = stack.pop()
            seen += 1
            if isinstance(value, list):
                stack.extend(reversed(value))
            elif isinstance(value, dict):
                yield value
                graph = value.get("@graph")
                inner = [graph] if top_only else list(value.values())
                stack.extend(v for v in reversed(inner) if isinstance(v, dict | list))


def _parse(text: str) -> list[Any]:
    """The JSON values of a script, with the usual damage repaired."""
    text = text.strip()
    if not text.startswith(("{", "[")) or not text.endswith(("}", "]")):
        text = _WRAPPER.sub("", text)
    if "\\u" in text or "\\U" in text:
        text = _NO_LETTER.sub(" ", text)
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return [json.loads(candidate, strict=False)]
        except (ValueError, RecursionError):
            continue
    values: list[Any] = []
    at = 0
    decoder = json.JSONDecoder(strict=False)
    while len(values) < MAX_VALUES and (at := _next_value(text, at)) >= 0:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values


def _next_value(text: str, at: int) -> int:
    match = _VALUE_START.search(text, at)
    return match.start() if match else -1


def _types(node: Node) -> set[str]:
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return {name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)}


def _main(articles: list[Node], url: str | None) -> Node | None:
    """The node about this page: the one with its address, else the fullest."""
    if not articles:
        return None
    if url:
        path = url.split("?")[0].split("#")[0].rstrip("/")
        for node in articles:
            named = (node.get("url"), node.get("mainEntityOfPage"), node.get("@id"))
            if any(
                _address(value).split("?")[0].split("#")[0].rstrip("/") == path for value in named
            ):
                return node
    return max(
        articles,
        key=lambda node: (bool(node.get("headline")), bool(node.get("datePublished")), len(node)),
    )


def _address(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else ""


def _claims(node: Node, by_id: dict[str, Node]) -> Claims:
    return Claims(
        type=next(iter(sorted(_types(node) & ARTICLE_TYPES))),
        headline=plain(node.get("headline")) or plain(node.get("name")),
        alternative_headline=plain(node.get("alternativeHeadline")),
        description=plain(node.get("description")),
        authors=distinct(_authors(node.get("author") or node.get("creator"), by_id)),
        publisher=_publisher(node.get("publisher"), by_id),
        date_published=plain(node.get("datePublished")) or plain(node.get("dateCreated")),
        date_modified=plain(node.get("dateModified")),
        in_language=_language(node.get("inLanguage")),
        article_section=_strings(node.get("articleSection")),
        keywords=_keywords(node.get("keywords")),
        images=tuple(_images(node.get("image"), by_id)),
        is_accessible_for_free=_flag(node.get("isAccessibleForFree")),
        body=node["articleBody"] if isinstance(node.get("articleBody"), str) else None,
    )


def _authors(value: object, by_id: dict[str, Node], depth: int = 0) -> Iterator[Author | None]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value[:50]:
            yield from _authors(one, by_id, depth + 1)
    elif isinstance(value, str):
        for name in split_names(value):
            yield make_author(name)
    elif isinstance(value, dict):
        full = _full(value, "name", by_id)
        named = full.get("name")
        if isinstance(named, list):
            yield from _authors(named, by_id, depth + 1)
        elif isinstance(named, str):
            names = split_names(named)
            address = full.get("url")
            url = address if isinstance(address, str) and len(names) == 1 else None
            for name in names:
                yield make_author(plain(name) or "", url, full.get("@type"))


def _full(node: Node, key: str, by_id: dict[str, Node]) -> Node:
    """The node itself where it has the key, else the one that its @id points to."""
    named = node.get("@id")
    return by_id.get(named, node) if key not in node and isinstance(named, str) else node


def _publisher(value: object, by_id: dict[str, Node]) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = _full(value, "name", by_id).get("name")
    return plain(value)


def _language(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return plain(value)


def _strings(value: object) -> tuple[str, ...]:
    values = value[:MAX_STRINGS] if isinstance(value, list) else [value]
    found = (plain(one.get("name") if isinstance(one, dict) else one) for one in values)
    return tuple(dict.fromkeys(text for text in found if text))


def _keywords(value: object) -> tuple[str, ...]:
    """The keywords of a list or of a line with commas; numbers are a system's own."""
    found = [part.strip() for text in _strings(value) for part in text.split(",")]
    return tuple(dict.fromkeys(word for word in found if word and not word.isdigit()))


def _images(value: object, by_id: dict[str, Node]) -> Iterator[Image]:
    values = value if isinstance(value, list) else [value]
    for one in values[:20]:
        if isinstance(one, str) and one:
            yield Image(url=one)
        elif isinstance(one, dict):
            full = _full(one, "url", by_id)
            url = full.get("url") or full.get("contentUrl")
            if isinstance(url, list):
                url = url[0] if url else None
            if isinstance(url, str):
                caption, credit = plain(full.get("caption")), plain(full.get("creditText"))
                yield Image(url=url, caption=caption, credit=credit)


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return None
