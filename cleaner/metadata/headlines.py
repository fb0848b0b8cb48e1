"""Headlines: the one that readers see above the story, chosen among all that the page offers.

og:title, JSON-LD, <title> and <h1> differ on a third of pages: by the site's name, by a kicker
before or a subtitle behind, or because one of them is written for search engines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from cleaner.addresses import parts_of
from cleaner.metadata.claims import Claims, Heading
from cleaner.words import words_of

# How much a likeness counts. Microdata also marks teasers, and <title> is written for searches.
_TRUST = {"json-ld": 1.0, "meta": 0.97, "title": 0.9, "microdata": 0.8}
# Sources of the head in the order of trust.
_SOURCES = ("json-ld", "meta", "microdata")
_PARTS = re.compile(r"\s+[|│¦•·»«›‹:–—*/-]+\s+|\s*[|│]\s*")
_STRONG = re.compile(r"\s+[|│¦•»«›‹]+\s+|\s*[|│]\s*|\s+(?:::|//)\s+")
_KICKER_MARK = re.compile(r"\s*(?:[:|–—·•/+]|\s-)\s*$")
_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…)\s*$")
# A heading shares this part of its words with the claim that it is.
LIKE = 0.6
# A heading that is the first and not the longest part of a title may be the site's name.
FIRST_PART = 0.7
# A headline without likeness stands so many blocks above its story at most, or opens it.
ABOVE, INSIDE = 25, -2
# Shorter names are found inside many words: "tv", "sz".
NAME_LETTERS = 4

Words = tuple[str, ...]


def claimed_headline(claims: Mapping[str, Claims], page_title: str | None) -> str | None:
    """The headline that the page's head claims, without the site's name: what to look for."""
    names = site_names(claims)
    known = {plain_words(name) for name in names}
    for source in _SOURCES:
        claimed = claims[source].headline if source in claims else None
        bare = without_site(claimed, names) if claimed else ""
        if bare and plain_words(bare) not in known:
            return bare
    return without_site(page_title, names) if page_title else None


def first_part(title: str) -> str:
    """A title up to its first bar: "Rain at last | The Courier | by Ada Reyes"."""
    return next((part for part in _STRONG.split(title) if part.strip()), title)


def site_names(claims: Mapping[str, Claims]) -> list[str]:
    """What the page's head calls the site."""
    return [c.publisher for c in claims.values() if c.publisher]


def without_site(title: str, names: Sequence[str]) -> str:
    """A title without the site's name before or behind it.

    "Rain at last | The Example" loses its last part.
    """
    parts = _PARTS.split(title)
    known = {plain_words(name) for name in names}
    while len(parts) > 1 and plain_words(parts[-1]) in known:
        title = title[: title.rindex(parts[-1])].rstrip(" |│¦•·»«›‹:–—*/-")
        parts.pop()
    if len(parts) > 1 and plain_words(parts[0]) in known:
        title = title[title.index(parts[1], len(parts[0])) :]
    return title.strip()


def choose_headline(
    claims: Mapping[str, Claims], page_title: str | None, url: str | None
) -> tuple[str, str] | None:
    """The headline and the name of its source, or None where nobody claims one."""
    names = site_names(claims)
    heads = list(_heads(claims, page_title, names))
    visible = claims.get("visible", Claims())
    seen = _main_heading(visible.headings, heads, names, url) or visible.headline
    if seen is None:
        return _without_heading(heads, url)
    words = plain_words(seen)
    linked, shared = (_of(heads, source) for source in ("json-ld", "meta"))
    marked = _of(heads, "microdata")
    agreed = linked and shared and plain_words(linked) == plain_words(shared) != words
    # Where <title> says it too, all three are copies of one field, and no agreement.
    copied = plain_words(_of(heads, "title") or "") == plain_words(linked or "")
    if linked and agreed and not copied and not _cut_short(linked, seen) and marked != seen:
        return linked, "json-ld"
    for source, claimed in heads:
        if source != "title" and _is_behind_kicker(plain_words(claimed), seen):
            return claimed, source
    return seen, "visible"


def _main_heading(
    headings: Sequence[Heading],
    heads: Sequence[tuple[str, str]],
    names: Sequence[str],
    url: str | None,
) -> str | None:
    """The heading that is most like what the head claims; else the <h1> right above the story."""
    own = [h for h in headings if not names_site(h.text, names, url)]
    scored = [(*_best_like(h, heads), h) for h in own]
    alike = [(trusted + _rank(h), -h.gap, h) for like, trusted, h in scored if like >= LIKE]
    tops = [h for h in own if h.level == 1 and INSIDE <= h.gap <= ABOVE]
    if alike:
        chosen = max(alike, key=lambda one: one[:2])[2]
    elif tops:
        chosen = min(tops, key=lambda h: abs(h.gap))
    else:
        return None
    return _told(chosen, [claim for source, claim in heads if source != "title"])


def _told(heading: Heading, claimed: Sequence[str]) -> str:
    """The part of the heading that the head claims: all of it, or its end, or its beginning."""
    whole = {plain_words(claim) for claim in claimed}
    parts = {plain_words(part) for claim in claimed for part in _PARTS.split(claim)}
    cuts = range(1, len(heading.parts))
    ends = [" ".join(heading.parts[cut:]) for cut in cuts]
    beginnings = [" ".join(heading.parts[:cut]) for cut in reversed(cuts)]
    pieces = [text for text in (*ends, *beginnings) if len(plain_words(text)) > 1]
    for candidates, known in ((pieces, whole), ([heading.text], whole), (pieces, parts)):
        for text in candidates:
            if plain_words(text) in known:
                return text.strip(" :|–—-")
    return heading.bare


def _best_like(heading: Heading, heads: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """How like the heading is to a claim, and that weighed with the claim's trust."""
    found = (0.0, 0.0)
    for source, claim in heads:
        for text in {heading.text, heading.bare}:
            like = likeness(plain_words(text), claim)
            found = max(found, (like, like * _TRUST[source]), key=lambda one: one[1])
    return found


def _rank(heading: Heading) -> float:
    """What a heading's level and place count beside its likeness."""
    level = 0.2 if heading.level == 1 else 0.1 if heading.level else 0.0
    return level + (0.1 if INSIDE <= heading.gap <= ABOVE else 0.0)


def _heads(
    claims: Mapping[str, Claims], page_title: str | None, names: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """(source, headline) of what the head claims, the site's name taken off."""
    known = {plain_words(name) for name in names}
    claimed = [(source, claims[source].headline) for source in _SOURCES if source in claims]
    for source, text in [*claimed, ("title", page_title)]:
        bare = without_site(text, names) if text else ""
        if bare and (plain_words(bare) not in known or source == "title"):
            yield source, bare


def _of(heads: Sequence[tuple[str, str]], source: str) -> str | None:
    return next((text for name, text in heads if name == source), None)


def _cut_short(claimed: str, seen: str) -> bool:
    """Whether the claim is only the beginning of what readers see, with or without dots."""
    claim, words = plain_words(_ELLIPSIS.sub("", claimed)), plain_words(seen)
    return len(claim) < len(words) and words[: len(claim)] == claim


def _is_behind_kicker(claim: Words, seen: str) -> bool:
    """Whether the heading is the claim with a kicker and a mark before it: "Storm: Ferry sails"."""
    words = plain_words(seen)
    if not 2 <= len(claim) < len(words) or words[-len(claim) :] != claim:
        return False
    at = _place_of(seen, len(words) - len(claim))
    return bool(_KICKER_MARK.search(seen[:at].rstrip("\"'„“”«»‚‘’ ")))


def _place_of(text: str, count: int) -> int:
    """Where the word after the first `count` words begins."""
    at = 0
    lowered = text.lower()
    for word in plain_words(text)[: count + 1]:
        found = lowered.find(word, at)
        start, at = found, found + len(word)
    return start


def _without_heading(heads: Sequence[tuple[str, str]], url: str | None) -> tuple[str, str] | None:
    """The head's first claim; a title on its own loses what looks like the site's address."""
    if not heads:
        return None
    source, text = heads[0]
    host = _host(url)
    parts = [part for part in _STRONG.split(text) if plain_words(part) and not _is_host(part, host)]
    if parts:
        text = max(parts, key=lambda part: len(part.split()))
    parts = [part for part in _PARTS.split(text) if part.strip()]
    if len(parts) > 1 and _is_host(parts[-1], host):
        text = text[: text.rindex(parts[-1])].rstrip(" |·:–—*/-")
    return text.strip(), source


def _host(url: str | None) -> str:
    return squash((parts_of(url).hostname or "").removeprefix("www."))


def _is_host(part: str, host: str) -> bool:
    squashed = squash(part)
    return len(squashed) >= NAME_LETTERS and squashed in host


@lru_cache(maxsize=1024)  # every heading is held against every claim
def plain_words(text: str) -> Words:
    """The text's words, curly apostrophes as straight ones."""
    return tuple(words_of(text.replace("’", "'")))


@lru_cache(maxsize=1024)
def _words_of_parts(title: str) -> list[Words]:
    return [plain_words(part) for part in _PARTS.split(title)]


def squash(text: str) -> str:
    """The text's letters and digits alone, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))


def names_site(text: str, names: Sequence[str], url: str | None) -> bool:
    """Whether a heading is only the site's name, as its logo's is."""
    return plain_words(text) in {plain_words(n) for n in names} or _is_host(text, _host(url))


def likeness(heading: Sequence[str], claimed: str) -> float:
    """How much a heading (its words) is like what the head claims, 0 to 1.

    A heading that is a whole part of the claim, before or behind a mark, is it: "Rain | Post".
    """
    parts = _words_of_parts(claimed)
    if tuple(heading) in parts:
        longest = len(heading) == max(len(part) for part in parts)
        return 1.0 if longest else FIRST_PART if tuple(heading) == parts[0] else 0.0
    one, other = frozenset(heading), frozenset(plain_words(claimed))
    return len(one & other) / len(one | other) if one and other else 0.0
