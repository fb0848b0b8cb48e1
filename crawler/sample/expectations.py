"""What newsmill must make of each page: `expected.json`, read and compared."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.outcome import Outcome
from crawler.sample.folders import PAGES, PLACEHOLDER, read_folders
from crawler.sample.indexes import listing_paths

# Any spelling of a count: "7,960", "12 345" (plain or no-break space), "1.2K".
COUNT = r"\d[\d.,\u00a0\u202f ]*[KkMm]?"


@dataclass(frozen=True)
class Removed:
    """A line that must be in the removal ledger; `{{views ...}}` in it stands for any count."""

    kind: str
    text: str

    def found_in(self, ledger: list[dict[str, Any]]) -> bool:
        """Whether an entry of that kind holds the line, however its white space is folded."""
        pieces = PLACEHOLDER.sub("\0", fold(self.text)).split("\0")
        pattern = re.compile(COUNT.join(map(re.escape, pieces)))
        return any(
            entry["kind"] == self.kind and pattern.search(fold(entry["text"])) for entry in ledger
        )


@dataclass(frozen=True)
class Expected:
    """What must come out of one URL.

    `article` holds the fields to compare, in the names of Article's JSON: an object is compared by
    the keys it names here, a list item by item, everything else exactly. `absent` are texts that
    must not stand in the body.
    """

    outcome: Outcome
    article: dict[str, Any]
    removed: tuple[Removed, ...] = ()
    absent: tuple[str, ...] = ()

    def differences(self, article: dict[str, Any]) -> list[str]:
        """What is wrong with an Article's JSON, a line a fault; empty when it is as expected."""
        faults = [
            fault
            for name, wanted in self.article.items()
            for fault in _differences(name, wanted, article.get(name))
        ]
        body = fold(article.get("articleBody") or "")
        faults += [f"articleBody holds {text!r}" for text in self.absent if fold(text) in body]
        ledger = article.get("metadata", {}).get("removed", [])
        faults += [
            f"no {line.kind} in the ledger with {line.text!r}"
            for line in self.removed
            if not line.found_in(ledger)
        ]
        return faults


def expected(base: str, edition: int = 1, pages: Path = PAGES) -> dict[str, Expected]:
    """What must come out of each URL of the site at `base`.

    A page without expected.json (a redirect, a meta refresh) leads to another one and is not
    counted itself; home and section pages are listings.
    """
    base = base.rstrip("/")
    folders = read_folders(pages, edition)
    wanted = {
        f"{base}{path}": Expected(Outcome.LISTING, article={}) for path in listing_paths(folders)
    }
    for page in folders:
        if (path := page.latest("expected", "json")) is not None:
            wanted[f"{base}{page.response.path}"] = read_expected(path, base)
    return wanted


def read_expected(path: Path, base: str) -> Expected:
    """One expected.json, with `{{base}}` filled in."""
    data = json.loads(path.read_text("utf-8").replace("{{base}}", base))
    return Expected(
        Outcome(data["outcome"]),
        article=data.get("article", {}),
        removed=tuple(Removed(**line) for line in data.get("removed", [])),
        absent=tuple(data.get("absent", [])),
    )


def fold(text: str) -> str:
    """The text with each run of white space as one blank."""
    return " ".join(text.split())


def _differences(name: str, wanted: Any, found: Any) -> list[str]:
    if isinstance(wanted, dict) and isinstance(found, dict):
        return [
            fault
            for key, value in wanted.items()
            for fault in _differences(f"{name}.{key}", value, found.get(key))
        ]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        return [
            fault
            for number, (value, other) in enumerate(zip(wanted, found, strict=True))
            for fault in _differences(f"{name}[{number}]", value, other)
        ]
    if name == "articleBody" and isinstance(found, str) and found != wanted:
        return _body_differences(wanted, found)
    return [] if wanted == found else [f"{name} is {found!r}, expected {wanted!r}"]


def _body_differences(wanted: str, found: str) -> list[str]:
    want, have = wanted.split("\n\n"), found.split("\n\n")
    missing = [f"articleBody lacks {block!r}" for block in want if block not in have]
    extra = [f"articleBody has {block!r}" for block in have if block not in want]
    return missing + extra or ["articleBody has its blocks in another order or number"]
