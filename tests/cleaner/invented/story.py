"""Invented stories: what stories.toml and hard.toml say, and the body that must come out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
Kind = Literal["p", "h2", "li", "quote", "row"]
_MARKS: dict[str, Kind] = {"## ": "h2", "- ": "li", "> ": "quote", "| ": "row"}
RTL = frozenset({"ar", "he"})


@dataclass(frozen=True)
class Part:
    """A run of body parts of one kind: a paragraph alone, a list with its items, a table."""

    kind: Kind
    texts: tuple[str, ...]

    @property
    def rows(self) -> list[list[str]]:
        """A table's cells."""
        return [row.strip("| ").split(" | ") for row in self.texts]


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story as its template sees it."""

    name: str
    lang: str
    headline: str
    date: str
    body: tuple[str, ...]
    labels: dict[str, str]
    teasers: tuple[str, ...]
    summary: str
    standfirst: str = ""
    author: str = ""
    outcome: str = "article"
    template: str = ""
    free: bool = True

    @property
    def parts(self) -> list[Part]:
        """The body's parts, with list items and table rows put together."""
        found: list[Part] = []
        for kind, run in groupby(self.body, key=_kind):
            texts = [text if kind == "p" else text[text.index(" ") + 1 :] for text in run]
            if kind in ("li", "row"):
                found.append(Part(kind, tuple(texts)))
            else:
                found += [Part(kind, (text,)) for text in texts]
        return found

    @property
    def plain(self) -> str:
        """The body that must come out."""
        return "\n".join(text for part in self.parts for text in part.texts)


def _kind(text: str) -> Kind:
    return next((kind for mark, kind in _MARKS.items() if text.startswith(mark)), "p")


@cache
def _read(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


def stories() -> list[Story]:
    """One story of each language."""
    return [
        Story(name=lang, lang=lang, **_frozen(row)) for lang, row in _read("stories.toml").items()
    ]


def story_of(lang: str) -> Story:
    """That language's story."""
    return next(story for story in stories() if story.lang == lang)


def hard_stories() -> Iterator[Story]:
    """Stories that look like something else."""
    for name, row in _read("hard.toml").items():
        site = story_of(row["lang"])
        furniture: dict[str, Any] = {
            "labels": site.labels,
            "teasers": site.teasers,
            "summary": site.summary,
        }
        yield Story(name=name, **_frozen(row), **furniture)


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
