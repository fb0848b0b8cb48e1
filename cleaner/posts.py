"""Posts of social networks that stand inside a story: which blocks they are, who wrote them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.addresses import parts_of
from cleaner.blocks import Block
from cleaner.clutter import Match

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The classes that the networks' own embedding code gives to what it embeds.
_POST = re.compile(
    r"(?<![\w-])(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)"
    r"|bluesky-embed|text-post-media|reddit-(?:embed-bq|card)|mastodon-embed|telegram-post"
    r"|imgur-embed-pub)(?![\w-])"
)
# "— Ada Reyes (@adareyes) May 3, 2026"
_SIGNED = re.compile(r"^[—–―-]\s*(?P<who>\S.*?\(@[\w.@-]+\))")
_HANDLE = re.compile(r"@\w[\w.]+")
# Addresses that only lead on to another one.
_SHORTENERS = frozenset({"t.co", "pic.twitter.com", "pic.x.com"})
# A post belongs to the story if so many elements up it stands beside the story's own text.
NEAR = 3
# A post's own lines stand at most so deep in it: Instagram's need four.
DEEPEST = 6


def post_of(block: Block) -> HtmlElement | None:
    """The element that holds the post which the block is a part of."""
    for element in reversed(block.ancestors[-DEEPEST:]):
        if element.tag in ("blockquote", "div") and _names_post(element.get("class") or ""):
            return element
    return None


@lru_cache(maxsize=4096)  # a page repeats its class names
def _names_post(name: str) -> bool:
    return _POST.search(name) is not None


def with_whole_posts(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Sequence[Match | None]
) -> list[bool]:
    """`keep` with the posts inside the story kept whole: each is a quote, with its signature.

    A person who copies the article copies them too. The gold pages disagree: six sites of one
    corpus count posts as body, three of two others do not.
    """
    kept = [i for i, is_kept in enumerate(keep) if is_kept]
    if not kept:
        return list(keep)
    homes = {element for i in kept for element in blocks[i].ancestors[-NEAR - 1 :]}
    whole = list(keep)
    for i in range(kept[0] + 1, kept[-1]):
        match = matches[i]
        post = None if keep[i] or (match and match.kind == "embed") else post_of(blocks[i])
        if post is not None and not homes.isdisjoint(_around(blocks[i], post)):
            whole[i] = True
    return whole


def _around(block: Block, post: HtmlElement) -> Sequence[HtmlElement]:
    at = block.ancestors.index(post)
    return block.ancestors[max(0, at - NEAR) : at]


def author_of(post: HtmlElement, lines: Sequence[str]) -> str | None:
    """Who wrote the post, as it is signed: "Ada Reyes (@adareyes)", or the handle alone."""
    for line in reversed(lines):
        signed = _SIGNED.match(line)
        if signed:
            return signed["who"]
    named = [_HANDLE.search(line) for line in reversed(lines) if "(@" in line]
    named += [_HANDLE.match((link.text or "").strip()) for link in post.iter("a")]
    return next((handle.group() for handle in named if handle), None)


def address_of(post: HtmlElement) -> str | None:
    """Where the post itself stands, without what embedding adds to the address."""
    named = [post.get(name) for name in ("cite", "data-instgrm-permalink", "data-href")]
    linked = [link.get("href") for link in post.iter("a")]
    for address in [*named, *reversed(linked)]:
        parts = parts_of(address)
        if parts.scheme in ("http", "https") and parts.hostname not in _SHORTENERS:
            # Posts are named by path; the query says which page embeds them.
            return parts._replace(query="", fragment="").geturl()
    return None
