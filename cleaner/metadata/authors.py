"""Who wrote it, where the sources disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cleaner.addresses import parts_of
from cleaner.article import Author
from cleaner.metadata.claims import Claims
from cleaner.metadata.headlines import site_names, squash
from cleaner.words import words_of

# Sources in the order of trust. Many sites put their own name, or their owner's, into meta tags.
_SOURCES = ("json-ld", "microdata", "meta", "visible")
# Two sources may copy one field; three say so themselves.
AGREED = 3

Found = tuple[tuple[Author, ...], str]


def choose_authors(claims: Mapping[str, Claims], url: str | None) -> Found | None:
    """The authors and the name of their source, or None where nobody names one.

    People before offices: where the trusted source names only the paper itself, and another a
    person, it is the person. Where the head's source and the signed line tell one person's name
    in two lengths, or the line names more people, the line wins.
    """
    names, host = site_names(claims), squash(parts_of(url).hostname or "")
    offers = [
        (claims[source].authors, source)
        for source in _SOURCES
        if source in claims and claims[source].authors
    ]
    signed = "visible" in claims and claims["visible"].signed
    people = list(_people(offers, names, host))
    best = people[0] if people else None
    if best is None:
        return offers[0] if offers else None
    seen = next((found for found in people if found[1] == "visible"), None)
    if signed and seen is not None and (best[1] == "meta" or _tells_more(seen[0], best[0])):
        return seen
    return _majority(people, best)


def _people(offers: Sequence[Found], names: Sequence[str], host: str) -> Iterator[Found]:
    """The offers that name a person. Outside JSON-LD the site's own name beside it is no author."""
    sites = {squash(name) for name in names}
    for authors, source in offers:
        others = tuple(a for a in authors if not _is_site(a.name, sites, host))
        if any(author.type == "Person" for author in others):
            yield authors if source == "json-ld" else others, source


def _is_site(name: str, sites: set[str], host: str) -> bool:
    squashed = squash(name)
    return squashed in sites or (len(squashed) > 3 and squashed in host and "." not in name[:2])


def _tells_more(seen: Sequence[Author], claimed: Sequence[Author]) -> bool:
    """Whether the line names all of the claimed authors, and more of them or their full names."""
    full = [_key(author) for author in seen]
    short = [_key(author) for author in claimed]
    if all(name in full for name in short):
        return len(full) > len(short)
    return len(full) >= len(short) and all(any(_is_short(s, f) for f in full) for s in short)


def _is_short(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether one is the other's user name or first name: "adareyes" and "ada" for Ada Reyes."""
    return short == full or (len(short) == 1 and short[0] in (full[0], "".join(full)))


def _majority(people: Sequence[Found], best: Found) -> Found:
    """The people that two other sources agree on against the trusted one, else the trusted."""
    groups = [frozenset(_key(a) for a in authors if a.type == "Person") for authors, _ in people]
    for at, (authors, source) in enumerate(people[1:], 1):
        agreed = sum(group == groups[at] for group in groups)
        if agreed >= AGREED and groups[at] != groups[0] and not groups[at] & groups[0]:
            return authors, source
    return best


def _key(author: Author) -> tuple[str, ...]:
    return tuple(words_of(author.name))
