"""Random pages that look like news: trees of realistic tags, classes and phrases, then damaged."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tests.cleaner.invented.story import stories

_STORIES = stories()
TEXTS = [text for story in _STORIES for text in (*story.body, story.headline, *story.teasers)]
LABELS = [label for story in _STORIES for label in story.labels.values()]
STAMPS = [
    "12 May 2026", "Published 3 May 2026 10:10 GMT", "3 hours ago", "٣ مايو ٢٠٢٦", "2026年5月3日",
    "KSA 09:45 - GMT 06:45", "31/02/2026", "1,204 views", "3.4万 閲覧", "٧٩٦٠ مشاهدة", "12:60",
    "99.99.9999",
]  # fmt: skip
TAGS = [
    "p", "div", "section", "article", "main", "aside", "nav", "header", "footer", "ul", "ol", "li",
    "h1", "h2", "h3", "table", "tr", "td", "th", "blockquote", "figure", "figcaption", "pre",
    "form", "a", "b", "em", "span", "time", "br", "img", "button", "x-news", "dl", "dt", "dd",
    "iframe", "video", "template", "noscript", "svg", "select", "option", "textarea", "center",
    "font", "body", "html", "head", "title", "plaintext", "frameset", "ruby", "rt", "math",
    "script", "style",
]  # fmt: skip
ATTRIBUTES = [
    "class=related", "class='article-body'", "class=byline", "id=comments", "class=live-entry",
    "class='most-read list'", "class=paywall", "hidden", "aria-hidden=true", "style='display:none'",
    "itemprop=articleBody", "itemprop=author", "itemprop=datePublished content=2026", "role=banner",
    "datetime=2026-05-03T09:45:00+05:30", "datetime='0000-00-00'", "href='http://['", "href=/a",
    "src='data:x'", "rel=author", "itemscope itemtype=http://schema.org/NewsArticle", "lang=ar",
    "dir=rtl", "rowspan=9999999", "colspan=-1", "width=1e999", "class", "content='\x00'",
]  # fmt: skip
HEADS = [
    "<meta charset=utf-7>", "<meta property='article:published_time' content='2026-13-45'>",
    "<meta property=og:type content=article>", "<base href='javascript:x'>", "<base href='//['>",
    "<meta http-equiv=refresh content='0;url=data:text/html,x'>", "<link rel=canonical href='//'>",
    "<title>Tidings | Tidings</title>", "<meta name=author content='Ada Reyes, By Ada Reyes'>",
    "<meta property=og:url content='http://a:b/'>", "<meta name=date content='99999-99-99'>",
]  # fmt: skip
FIELDS = (
    "@id", "@type", "@graph", "url", "mainEntityOfPage", "headline", "name", "alternativeHeadline",
    "description", "author", "creator", "publisher", "datePublished", "dateModified", "dateCreated",
    "inLanguage", "articleSection", "keywords", "image", "thumbnailUrl", "isAccessibleForFree",
    "articleBody", "hasPart", "isPartOf", "contentUrl", "caption", "creditText", "liveBlogUpdate",
    "coverageStartTime", "logo", "sameAs", "jobTitle", "wordCount",
)  # fmt: skip
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from([
        "2026-05-03T09:45:00+05:30:15", "0001-01-01T00:00+14:00", "9999-12-31T23:59:59-12:00",
        "9999-12-31 23:00 UTC-12", "31 Feb 2026", "http://[", "http://a:b/", "//", "javascript:x",
        "NewsArticle", "LiveBlogPosting", "\ud800", "\0", "\u202e", "https://news.example/a", "By ",
        10**400, "P1D", "2026-W53-7", "24:00", "1e999",
    ])
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=8,
)
LINKED_DATA = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=12)

_WORDS = st.one_of(
    st.sampled_from(TEXTS), st.sampled_from(LABELS), st.sampled_from(STAMPS), st.text(max_size=20)
)


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    opened = st.tuples(
        st.sampled_from(TAGS),
        st.lists(st.sampled_from(ATTRIBUTES), max_size=2),
        inner,
        st.booleans(),
    )
    return st.one_of(
        opened.map(lambda e: f"<{e[0]} {' '.join(e[1])}>{e[2]}" + (f"</{e[0]}>" if e[3] else "")),
        st.tuples(inner, st.integers(2, 4)).map(lambda pair: pair[0] * pair[1]),
        st.lists(inner, min_size=2, max_size=6).map("".join),
    )


TREES = st.recursive(_WORDS, _element, max_leaves=25)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A page: a head with or without linked data, and a random body around a real story or none."""
    head = "".join(draw(st.lists(st.sampled_from(HEADS), max_size=3)))
    if draw(st.booleans()):
        node = {"@type": "NewsArticle", **draw(LINKED_DATA)}
        head += f"<script type='application/ld+json'>{json.dumps(node)}</script>"
    story = "".join(f"<p>{text}</p>" for text in draw(st.sampled_from(_STORIES)).body)
    middle = f"<article>{story}</article>" if draw(st.booleans()) else ""
    return f"<html><head>{head}</head><body>{draw(TREES)}{middle}{draw(TREES)}</body></html>"


ENCODINGS = [
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "windows-1251",
    "shift_jis",
    "gb18030",
    "utf-7",
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A page's bytes in some encoding, cut short, with flipped bytes or pieces said twice."""
    body = draw(pages()).encode(draw(st.sampled_from(ENCODINGS)), "replace")
    data = bytearray(body)
    for at, byte in draw(
        st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=8)
    ):
        data[at % len(data)] = byte
    start, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
    choice = draw(st.sampled_from(["whole", "cut", "twice"]))
    if choice == "cut":
        return bytes(data[:end])
    return bytes(data[:end] + data[start:]) if choice == "twice" else bytes(data)
