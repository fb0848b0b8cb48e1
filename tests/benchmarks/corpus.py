"""Gold pages: reading a corpus folder, and the scores that its README defines."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from urllib.parse import urlsplit

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
# Shingles of four words, as the article-extraction-benchmark scores them.
SHINGLE = 4

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class GoldPage:
    """One page with what is known of it; `site` is what a fold holds out together."""

    id: str
    corpus: str
    url: str
    site: str
    body: tuple[str, ...] | None
    with_: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    title: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    html_path: Path = field(default=Path())

    def html(self) -> bytes:
        """The page's bytes as fetched."""
        return gzip.decompress(self.html_path.read_bytes())


def read_corpus(folder: Path = CORPUS) -> Iterator[GoldPage]:
    """The gold pages of a corpus folder, in its order."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            host = urlsplit(row["url"]).hostname or ""
            yield GoldPage(
                id=row["id"],
                corpus=row["corpus"],
                url=row["url"],
                site=(row.get("site") or ".".join(host.split(".")[-2:])).lower(),
                body=tuple(row["body"]) if "body" in row else None,
                with_=tuple(row.get("with", ())),
                without=tuple(row.get("without", ())),
                title=row.get("title") or "",
                date=row.get("date") or "",
                authors=_names(row.get("authors")),
                html_path=folder / "html" / f"{row['id']}.html.gz",
            )


def _names(value: str | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def tokens(text: str) -> list[str]:
    """The words of a text, as the scores count them."""
    return _WORD.findall(text)


@dataclass(frozen=True)
class Score:
    """Mean precision, mean recall, F1 of the means, and the share of pages that are exact."""

    precision: float
    recall: float
    exact: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_dict(self) -> dict[str, float]:
        """The figures by name, to three places."""
        figures = {name: getattr(self, name) for name in ("f1", "precision", "recall", "exact")}
        return {name: round(figure, 3) for name, figure in figures.items()}


def score_bodies(pairs: Iterable[tuple[str, Sequence[str]]]) -> Score:
    """Scores of (extracted text, gold lines), over multisets of SHINGLE-word shingles."""
    rows = [_page_score(tokens(found), tokens(settle(found, gold))) for found, gold in pairs]
    return Score(*(mean(column) for column in zip(*rows, strict=True)))


def is_optional(line: str) -> bool:
    """Whether a gold line stands in brackets: it may be extracted or not."""
    return line.startswith("[") and line.endswith("]")


def settle(found: str, gold: Sequence[str]) -> str:
    """The gold text that an extraction is held to: optional lines count only where it has them."""
    shingles = set(_shingles(tokens(found)))
    lines = []
    for line in gold:
        own = set(_shingles(tokens(line)))
        if not is_optional(line) or 2 * len(own & shingles) > len(own):
            lines.append(line)
    return "\n".join(lines)


def score_segments(rows: Iterable[tuple[str, GoldPage]]) -> Score:
    """Scores over strings that must, and must not, be in the text. `exact` is 0 here."""
    hits = misses = intruders = 0
    for text, page in rows:
        folded = " ".join(text.split())
        found = sum(" ".join(segment.split()) in folded for segment in page.with_)
        hits += found
        misses += len(page.with_) - found
        intruders += sum(" ".join(segment.split()) in folded for segment in page.without)
    return Score(hits / max(1, hits + intruders), hits / max(1, hits + misses), 0.0)


def _page_score(found: list[str], gold: list[str]) -> tuple[float, float, float]:
    one, other = _shingles(found), _shingles(gold)
    common = sum((one & other).values())
    precision = common / sum(one.values()) if one else float(not other)
    recall = common / sum(other.values()) if other else float(not one)
    return precision, recall, float(found == gold)


def _shingles(words: list[str]) -> Counter[tuple[str, ...]]:
    if not words:
        return Counter()
    if len(words) < SHINGLE:
        return Counter([tuple(words)])
    return Counter(zip(*(words[start:] for start in range(SHINGLE)), strict=False))
