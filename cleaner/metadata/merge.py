"""Who won: one value a field out of what the sources claim, and the name of the winner."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cleaner.addresses import BadAddress, canonical, parts_of
from cleaner.article import Image, Publisher
from cleaner.blocks import words_of
from cleaner.metadata.claims import Claims
from cleaner.metadata.moments import iso, read_moment

# For each field the sources in the order of trust. JSON-LD is written by the newsroom's system for
# machines, meta tags partly for social media, visible lines for readers and so in prose.
_TRUST: dict[str, tuple[str, ...]] = {
    "type": ("json-ld",),
    "alternative_headline": ("json-ld", "microdata"),
    "description": ("json-ld", "meta", "visible"),
    "authors": ("json-ld", "microdata", "meta", "visible"),
    "dateline": ("visible",),
    "date_published": ("json-ld", "meta", "microdata", "visible", "url"),
    "date_modified": ("json-ld", "meta", "microdata", "visible"),
    "article_section": ("json-ld", "meta", "microdata"),
    "keywords": ("json-ld", "meta"),
    "images": ("figures", "visible"),
    "amp_url": ("meta",),
    "is_accessible_for_free": ("json-ld", "meta"),
    "publisher": ("json-ld", "meta"),
}
# Dates with weekday, two zones and a label are shorter.
DATE_CHARS = 200
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|$)")
# Under countries' domains these are public suffixes and nobody's site.
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gob", "gov", "ne", "net", "or", "org"})
_TITLE_PARTS = re.compile(r"\s+[|•·»«:–—-]+\s+")


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
            if name.startswith("date_"):
                _take_date(merged, name, value, source, language)
            elif name == "publisher":
                continue
            else:
                merged.take(name, value, source)
            if name in merged.values:
                break
    _take_headline(merged, claims, page_title)
    _take_addresses(merged, claims, url)
    _take_url_day(merged, url)
    _take_publisher(merged, claims, url)
    return merged


def claimed_headline(claims: Mapping[str, Claims], page_title: str | None) -> str | None:
    """The headline that the page's head claims, without the site's name: what to look for."""
    for source in ("json-ld", "meta", "microdata"):
        if source in claims and claims[source].headline:
            return without_site(claims[source].headline or "", _site_names(claims))
    return without_site(page_title, _site_names(claims)) if page_title else None


def claimed_standfirst(claims: Mapping[str, Claims]) -> str | None:
    """The description that the page's head gives: what to look for above the story."""
    return next((c.description for c in claims.values() if c.description), None)


def without_site(title: str, names: Sequence[str]) -> str:
    """A title without the site's name before or behind it.

    "Rain at last | The Example" loses its last part.
    """
    parts = _TITLE_PARTS.split(title)
    known = {tuple(words_of(name)) for name in names}
    while len(parts) > 1 and tuple(words_of(parts[-1])) in known:
        title = title[: title.rindex(parts[-1])].rstrip(" |•·»«:–—-")
        parts.pop()
    if len(parts) > 1 and tuple(words_of(parts[0])) in known:
        title = title[title.index(parts[1]) :]
    return title.strip()


def _take_headline(merged: Merged, claims: Mapping[str, Claims], page_title: str | None) -> None:
    # What readers see above the body wins; it was found by its likeness to what the head claims.
    visible = claims["visible"].headline if "visible" in claims else None
    merged.take("headline", visible, "visible")
    for source in ("json-ld", "meta", "microdata"):
        if "headline" not in merged.values and source in claims and claims[source].headline:
            merged.take(
                "headline", without_site(claims[source].headline or "", _site_names(claims)), source
            )
    if "headline" not in merged.values and page_title:
        merged.take("headline", without_site(page_title, _site_names(claims)), "title")
    alternative = merged.values.get("alternative_headline")
    if alternative == merged.values.get("headline"):
        merged.values.pop("alternative_headline", None)
        merged.sources.pop("alternative_headline", None)


def _site_names(claims: Mapping[str, Claims]) -> list[str]:
    return [c.publisher for c in claims.values() if c.publisher]


def _take_date(
    merged: Merged, name: str, raw: str | None, source: str, language: str | None
) -> None:
    when = normal_date(raw, language) if raw else None
    if when:
        merged.take(name, when, source)
        merged.values[f"{name}_raw"] = raw


def normal_date(raw: str, language: str | None) -> str | None:
    """A date as ISO 8601: a moment only where its offset is said, else a bare day.

    None where it cannot be read.
    """
    text = raw.strip()
    if len(text) > DATE_CHARS:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return read_moment(text, language)
    if moment.year < 1990 or moment.year > 2100:  # an epoch's zero, a placeholder
        return None
    return iso(moment) if moment.tzinfo else moment.date().isoformat()


def _take_addresses(merged: Merged, claims: Mapping[str, Claims], url: str | None) -> None:
    merged.take("url", url, "fetch")
    for source in ("meta", "json-ld"):
        claimed = claims[source].canonical_url if source in claims else None
        if claimed and _believable(claimed, url):
            merged.take("canonical_url", canonical(claimed), source)
            return
    if url:
        try:
            merged.take("canonical_url", canonical(url), "fetch")
        except BadAddress:
            return


def _believable(claimed: str, url: str | None) -> bool:
    """A canonical address is believed on the page's own site; the front page is nobody's."""
    try:
        canonical(claimed)
    except BadAddress:
        return False
    parts = parts_of(claimed)
    if url is None:
        return True
    own = parts_of(url)
    same = _domain(parts.hostname) == _domain(own.hostname)
    return same and (parts.path not in ("", "/") or own.path in ("", "/"))


def _domain(host: str | None) -> str:
    """The site's own part of a host: two labels, three below suffixes such as "co.uk"."""
    labels = (host or "").split(".")
    below = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if below else -2 :])


def _take_url_day(merged: Merged, url: str | None) -> None:
    if "date_published" in merged.values or not url:
        return
    match = _URL_DAY.search(parts_of(url).path)
    if match:
        _take_date(merged, "date_published", "-".join(match.groups()), "url", None)


def _take_publisher(merged: Merged, claims: Mapping[str, Claims], url: str | None) -> None:
    names = [
        (s, claims[s].publisher) for s in _TRUST["publisher"] if s in claims and claims[s].publisher
    ]
    host = parts_of(url).hostname if url else None
    domain = host.removeprefix("www.") if host else None
    if names or domain:
        name = names[0][1] if names else None
        merged.take(
            "publisher", Publisher(name=name, domain=domain), names[0][0] if names else "url"
        )


def main_image(claims: Mapping[str, Claims], images: Sequence[Image]) -> Image | None:
    """The picture that stands for the article: the head's, with the caption that the page gives."""
    for source in ("json-ld", "meta"):
        for image in claims[source].images if source in claims else ():
            twin = next((shown for shown in images if _same_picture(shown.url, image.url)), None)
            return twin or image
    return images[0] if images and images[0].url else None


def _same_picture(one: str | None, other: str | None) -> bool:
    return bool(one and other) and parts_of(one).path == parts_of(other).path
