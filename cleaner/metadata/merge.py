"""Who won: one value a field out of what the sources claim, and the name of the winner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner.addresses import BadAddress, canonical, parts_of
from cleaner.article import Image, Publisher
from cleaner.metadata.authors import choose_authors
from cleaner.metadata.claims import Claims
from cleaner.metadata.dates import choose_dates
from cleaner.metadata.headlines import (
    choose_headline,
    claimed_headline,
    first_part,
    plain_words,
    site_names,
    squash,
    without_site,
)

__all__ = ["claimed_headline", "claimed_standfirst", "main_image", "merge", "without_site"]

# For each field the sources in the order of trust. JSON-LD is written by the newsroom's system for
# machines, meta tags partly for social media, visible lines for readers and so in prose.
_TRUST: dict[str, tuple[str, ...]] = {
    "type": ("json-ld",),
    "description": ("json-ld", "meta", "visible"),
    "dateline": ("visible",),
    "article_section": ("json-ld", "meta", "microdata"),
    "keywords": ("json-ld", "meta"),
    "images": ("figures", "visible"),
    "amp_url": ("meta",),
    "is_accessible_for_free": ("json-ld", "meta"),
}
# Under countries' domains these are public suffixes and nobody's site.
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gob", "gov", "ne", "net", "or", "org"})


@dataclass
class Merged:
    """The winning values, by Article's field names, and the source of each."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, value: object, source: str) -> None:
        """Records the winner of one field; an empty value wins nothing."""
        if value is not None and value not in ("", ()):
            self.values[name] = value
            self.sources[name] = source


def merge(
    claims: Mapping[str, Claims],
    *,
    url: str | None,
    page_title: str | None,
    language: str | None,
) -> Merged:
    """One article's metadata out of the sources' claims (by source name)."""
    merged = Merged()
    for name, order in _TRUST.items():
        for source in order:
            value = getattr(claims[source], name) if source in claims else None
            merged.take(name, value, source)
            if name in merged.values:
                break
    _take_headline(merged, claims, page_title, url)
    authors = choose_authors(claims, url)
    if authors:
        merged.take("authors", *authors)
    _take_addresses(merged, claims, url)
    for name, (when, raw, source) in choose_dates(claims, url, language).items():
        merged.take(name, when, source)
        merged.values[f"{name}_raw"] = raw
    _take_publisher(merged, claims, url)
    return merged


def claimed_standfirst(claims: Mapping[str, Claims]) -> str | None:
    """The description that the page's head gives: what to look for above the story."""
    return next((c.description for c in claims.values() if c.description), None)


def _take_headline(
    merged: Merged, claims: Mapping[str, Claims], page_title: str | None, url: str | None
) -> None:
    chosen = choose_headline(claims, page_title, url)
    if chosen:
        merged.take("headline", *chosen)
    taken = set(plain_words(merged.values.get("headline") or ""))
    told = plain_words(merged.values.get("description") or "")
    for source, second in _second_headlines(claims):
        words = plain_words(second)
        if not (set(words) <= taken or taken <= set(words) or words == told):
            merged.take("alternative_headline", second, source)
            return


def _second_headlines(claims: Mapping[str, Claims]) -> Iterator[tuple[str, str]]:
    """(source, text) of what the head offers beside the headline, such as og:title."""
    for source in ("json-ld", "microdata"):
        if source in claims and claims[source].alternative_headline:
            yield source, claims[source].alternative_headline or ""
    names = site_names(claims)
    for source in ("meta", "json-ld"):
        if source in claims and claims[source].headline:
            yield source, first_part(without_site(claims[source].headline or "", names))


def _take_addresses(merged: Merged, claims: Mapping[str, Claims], url: str | None) -> None:
    merged.take("url", url, "fetch")
    for source in ("meta", "json-ld"):
        claimed = claims[source].canonical_url if source in claims else None
        address = _believed(claimed, url) if claimed else None
        if address:
            merged.take("canonical_url", address, source)
            return
    if url:
        try:
            merged.take("canonical_url", canonical(url), "fetch")
        except BadAddress:
            return


def _believed(claimed: str, url: str | None) -> str | None:
    """A canonical address, if it is one of the page's own site; the front page is nobody's."""
    try:
        address = canonical(claimed)
    except BadAddress:
        return None
    if url is None:
        return address
    parts, own = parts_of(claimed), parts_of(url)
    same = _domain(parts.hostname) == _domain(own.hostname)
    return address if same and (parts.path not in ("", "/") or own.path in ("", "/")) else None


def _domain(host: str | None) -> str:
    """The site's own part of a host: two labels, three below suffixes such as "co.uk"."""
    labels = (host or "").split(".")
    below = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if below else -2 :])


def _take_publisher(merged: Merged, claims: Mapping[str, Claims], url: str | None) -> None:
    host = parts_of(url).hostname if url else None
    domain = host.removeprefix("www.") if host else None
    names = [
        (source, name)
        for source in ("json-ld", "meta")
        if source in claims and (name := (claims[source].publisher or "").strip("@ "))
    ]
    # Of two names the one that the address spells is the site's; the other a slogan, an agency's.
    spelt = [found for found in names if _spells(domain or "", found[1])]
    for source, name in (spelt or names)[:1]:
        merged.take("publisher", Publisher(name=name, domain=domain), source)
    if not names and domain:
        merged.take("publisher", Publisher(domain=domain), "url")


def _spells(domain: str, name: str) -> bool:
    squashed = squash(name)
    return len(squashed) > 2 and squashed.removeprefix("the") in squash(domain)


def main_image(claims: Mapping[str, Claims], images: Sequence[Image]) -> Image | None:
    """The picture that stands for the article: the head's, with the caption that the page gives."""
    for source in ("json-ld", "meta"):
        for image in claims[source].images if source in claims else ():
            twin = next((shown for shown in images if _same_picture(shown.url, image.url)), None)
            return twin or image
    return images[0] if images and images[0].url else None


def _same_picture(one: str | None, other: str | None) -> bool:
    return bool(one and other) and parts_of(one).path == parts_of(other).path
