"""What a survey of a site finds: its feeds and sitemaps, and what is on its front page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_]\w{1,8}){0,3}")  # a BCP 47 tag, as far as sites know
_MAX_LANGUAGES = 5  # more are said of a site that mixes them anyway

Kind = Literal["feed", "sitemap"]


@dataclass(kw_only=True)
class Listing:
    """A feed or sitemap: how it was found, and what is in it.

    `entries` counts its pages, `children` the sitemaps of an index. `moments` are the latest dates
    in it. `problem` says why nothing could be read. `guessed`: nobody named it.
    """

    kind: Kind
    url: str
    found: str
    guessed: bool = False
    child: bool = False
    entries: int = 0
    children: int = 0
    newest: datetime | None = None
    moments: list[datetime] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def useful(self) -> bool:
        """Whether something is in it."""
        return bool(self.entries or self.children)

    def count(self, moment: datetime | None, language: str | None) -> None:
        """Count an entry with its date and language."""
        self.entries += 1
        if moment:
            self.newest = max(moment, self.newest or moment)
            if self.kind == "feed":  # a sitemap's may be fifty thousand, and tell no rhythm
                self.moments.append(moment)
        is_new = language not in self.languages and len(self.languages) < _MAX_LANGUAGES
        if language and is_new and _LANGUAGE.fullmatch(language):
            self.languages.append(language)


@dataclass(kw_only=True)
class Findings:
    """What a survey found. `robots` is the status of robots.txt, 0 without an answer."""

    url: str
    robots: int = 0
    allowed: bool = True
    crawl_delay: float | None = None
    robots_sitemaps: int = 0
    front_problem: str = ""
    articles: int = 0
    newest_article: date | None = None
    sections: list[str] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    asked: int = 0

    def __str__(self) -> str:
        """How far the survey is, on one line, for people."""
        feeds, sitemaps = len(self.useful("feed")), len(self.useful("sitemap"))
        return f"{self.url}: {self.asked} answers, {feeds} feeds, {sitemaps} sitemaps"

    def of(self, kind: Kind) -> list[Listing]:
        """Return the feeds or sitemaps, those of an index last, the newest first."""

        def place(each: Listing) -> tuple[bool, float, str]:
            return each.child, -each.newest.timestamp() if each.newest else 0.0, each.url

        return sorted((each for each in self.listings if each.kind == kind), key=place)

    def useful(self, kind: Kind) -> list[Listing]:
        """Return those that have something in them, in the same order."""
        return [each for each in self.of(kind) if each.useful]
