"""From votes to verdicts: each block is kept or removed, by a table of weights.

The table is a logistic regression over the features of votes/features.py. It is data,
weights.json, fitted by tests/benchmarks/fit.py; the file says on what, when, and how well.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import repeat
from operator import mul
from typing import Literal

from cleaner.clutter import Match
from cleaner.votes.features import Row

# Pages with markup by an extractor's votes or by their features alone, and flat text.
Table = Literal["html", "features", "flat"]

# A line that is nothing but a counter is never part of a story, whatever stands around it.
NEVER_KEPT = frozenset({"view-counter"})


@dataclass(frozen=True)
class Verdict:
    """Whether the block belongs to the body, and how likely that is, 0 to 1."""

    keep: bool
    likelihood: float

    @property
    def unsure(self) -> bool:
        """Near enough to the line that a second opinion may tip it."""
        return 0.3 < self.likelihood < 0.7


def judge(rows: Sequence[Row], matches: Sequence[Match | None], table: Table) -> list[Verdict]:
    """A verdict for each row of features."""
    weights = load_weights(table)
    return [
        _verdict(0.0 if match and match.kind in NEVER_KEPT else _likelihood(row, weights))
        for row, match in zip(rows, matches, strict=True)
    ]


def tip(verdicts: Sequence[Verdict], second_opinion: Sequence[float]) -> list[Verdict]:
    """The verdicts after a second opinion (a vote a block, 0 to 1): it moves only unsure ones."""
    return [
        _verdict((verdict.likelihood + vote) / 2) if verdict.unsure else verdict
        for verdict, vote in zip(verdicts, second_opinion, strict=True)
    ]


def _verdict(likelihood: float) -> Verdict:
    return Verdict(keep=likelihood > 0.5, likelihood=likelihood)


def _likelihood(row: Row, weights: dict[str, float]) -> float:
    total = sum(map(mul, map(weights.get, row, repeat(0.0)), row.values()))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=3)
def load_weights(table: Table) -> dict[str, float]:
    """The fitted weight of each feature."""
    return dict(_weights_file()["tables"][table]["weights"])


def rules_version() -> str:
    """The version of the weights, for `metadata.rulesVersion`."""
    return str(_weights_file()["version"])


@lru_cache(maxsize=1)
def _weights_file() -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    text = (resources.files("cleaner") / "weights.json").read_text("utf-8")
    content: dict[str, dict[str, dict[str, dict[str, float]]]] = json.loads(text)
    return content
