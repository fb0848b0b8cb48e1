"""Pages for the chaos run: articles with updates, copies, lists; invented, the same for a seed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from workers.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

SITES = ("heron.example", "tern.example", "plover.example", "avocet.example")
BEGUN = datetime(2026, 5, 1, tzinfo=UTC)
_WORDS = (
    "harbour council bridge ferry morning engineer school river market weather library engine "
    "crossing winter budget island quay museum reporter fishing timber station railway mayor"
)
WORDS = _WORDS.split()


def pages(count: int, seed: int) -> Iterator[Page]:
    """So many fetches, each later than the one before; every tenth or so of a page met before."""
    chance = random.Random(seed)
    known: list[tuple[str, int]] = []
    for number in range(count):
        kind = chance.random()
        if kind < 0.1 and known:
            place = chance.randrange(len(known))
            url, version = known[place]
            version += chance.random() < 0.8  # the others are met again unchanged
            known[place] = (url, version)
            html = _article(url, version)
        elif kind < 0.2:
            url = f"https://{chance.choice(SITES)}/section/{number}"
            html = _list(number)
        else:
            url = f"https://{chance.choice(SITES)}/2026/05/story-{number}"
            known.append((url, 1))
            html = _article(url, 1)
        fetched = BEGUN + timedelta(seconds=number)
        yield Page(
            url=url,
            requested_url=url,
            status=200,
            body=html.encode(),
            charset="utf-8",
            fetched_at=fetched.isoformat(timespec="seconds"),
            source=f"https://{url.split('/')[2]}/",
        )


def version_mark(version: int) -> str:
    """The words by which a version's body is told from others."""
    return f"version {version} of this report"


def _article(url: str, version: int) -> str:
    chance = random.Random(url)
    title = " ".join(chance.sample(WORDS, 5)).capitalize()
    paragraphs = [
        f"<p>The {' '.join(chance.choices(WORDS, k=45))}, said the {chance.choice(WORDS)}.</p>"
        for _ in range(6)
    ]
    paragraphs.insert(1, f"<p>This is {version_mark(version)}, the harbour office said today.</p>")
    return (
        f"<html lang=en><head><title>{title}</title><link rel=canonical href='{url}'></head><body>"
        f"<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><article><h1>{title}</h1>"
        f"{''.join(paragraphs)}</article><footer>All rights reserved</footer></body></html>"
    )


def _list(number: int) -> str:
    items = "".join(
        f"<li><a href='/2026/05/other-{number}-{i}'>{' '.join(WORDS[i : i + 5])}</a></li>"
        for i in range(18)
    )
    return f"<html lang=en><head><title>Section</title></head><body><ul>{items}</ul></body></html>"
