"""Fits cleaner/weights.json on the gold pages, and prints how it does on sites held out.

    python -m tests.benchmarks.fit            fit, print the folds' scores, write weights.json
    python -m tests.benchmarks.fit --dry-run  the same without writing

Logistic regression by iteratively reweighted least squares (McCullagh and Nelder, Generalized
Linear Models, 2.5) with an L2 penalty. The same corpus gives the same weights.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.corpus import (
    CORPUS,
    GoldPage,
    Score,
    read_corpus,
    score_bodies,
    score_segments,
)
from tests.benchmarks.examples import EXAMPLES, Example, teaches

FOLDS = 5
RARE = 20  # a feature seen on fewer blocks is noise
# Measured on held-out sites by log-loss: 5 and 20 are no better anywhere than 10, and 2 is worse.
PENALTY = 10.0
BLOCKS_A_PAGE = 60  # every page counts alike, as this many blocks; long pages teach no more
# Pages with a few known segments teach less than pages with a known body: half as much was best of
# 0, 0.25, 0.5, 1 and 2. Each needs about this many known blocks to count in full.
SEGMENTS_COUNT, SEGMENTS_FULL = 0.5, 12
OUT = Path(__file__).resolve().parents[2] / "cleaner" / "weights.json"

Matrix = NDArray[np.float64]


def feature_names(examples: Sequence[Example]) -> list[str]:
    """Features that are common enough to learn from, in a fixed order."""
    counts = Counter(name for example in examples for row in example.rows for name in row)
    return sorted(name for name, count in counts.items() if count >= RARE)


def matrix(example: Example, names: Sequence[str]) -> Matrix:
    """The example's rows as a dense matrix, a column a name."""
    column = {name: at for at, name in enumerate(names)}
    filled = np.zeros((len(example.rows), len(names)))
    for at, row in enumerate(example.rows):
        for name, value in row.items():
            if name in column:
                filled[at, column[name]] = value
    return filled


def fit(examples: Sequence[Example], matrices: Sequence[Matrix]) -> Matrix:
    """The weight of each column."""
    masses = [_mass(example) for example in examples]
    told = [mass > 0 for mass in masses]
    inputs = np.vstack([rows[known] for rows, known in zip(matrices, told, strict=True)])
    labels = np.concatenate(
        [np.array(e.labels)[known] for e, known in zip(examples, told, strict=True)]
    )
    mass = np.concatenate([m[known] for m, known in zip(masses, told, strict=True)])
    weights = np.zeros(inputs.shape[1])
    for _ in range(30):
        guess = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (mass * (guess - labels)) + PENALTY * weights
        curvature = mass * guess * (1 - guess) + 1e-9
        hessian = (inputs * curvature[:, None]).T @ inputs + PENALTY * np.eye(inputs.shape[1])
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-4:
            break
    return weights


def _mass(example: Example) -> Matrix:
    """How much each block counts: by the root of its words, all pages of a corpus alike."""
    size = np.array([max(1, len(text.split())) ** 0.5 for text in example.texts])
    size *= np.array(example.weights)
    if not size.sum():
        return size
    share = 1.0
    if example.page.body is None:
        share = SEGMENTS_COUNT * min(1.0, sum(example.weights) / SEGMENTS_FULL)
    return np.asarray(size / size.sum() * BLOCKS_A_PAGE * share)


def fold_of(site: str) -> int:
    """The fold that holds the site out; the same for every run."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % FOLDS


def cross_validate(examples: Sequence[Example], matrices: Sequence[Matrix]) -> dict[str, Score]:
    """Scores by corpus, every page judged by weights that never saw its site."""
    found: defaultdict[str, list[tuple[str, GoldPage]]] = defaultdict(list)
    for fold in range(FOLDS):
        train = [i for i, example in enumerate(examples) if fold_of(example.page.site) != fold]
        weights = fit([examples[i] for i in train], [matrices[i] for i in train])
        for example, inputs in zip(examples, matrices, strict=True):
            if fold_of(example.page.site) == fold:
                kept = inputs @ weights > 0
                text = "\n".join(t for t, keep in zip(example.texts, kept, strict=True) if keep)
                found[example.page.corpus].append((text, example.page))
    return {corpus: _score(pairs) for corpus, pairs in sorted(found.items())}


def _score(pairs: Sequence[tuple[str, GoldPage]]) -> Score:
    if all(page.body is None for _, page in pairs):
        return score_segments(pairs)
    return score_bodies((text, page.body or ()) for text, page in pairs)


def fit_table(examples: Sequence[Example]) -> dict[str, object]:
    """One table of weights.json: held-out scores, and the weights fitted on all pages."""
    names = feature_names(examples)
    matrices = [matrix(example, names) for example in examples]
    held_out = {}
    for corpus, score in cross_validate(examples, matrices).items():
        held_out[corpus] = score.as_dict()
        figures = "  ".join(f"{name} {value:.3f}" for name, value in held_out[corpus].items())
        print(f"  {corpus:18}{figures}", flush=True)
    weights = fit(examples, matrices)
    fitted = {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
    return {"held_out": held_out, "weights": fitted}


def main() -> None:
    """Fit the tables and write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--dry-run", action="store_true", help="print the scores, write nothing")
    options = parser.parse_args()
    pages = list(read_corpus(options.corpus))
    print(f"{len(pages)} pages, {FOLDS} folds by site")
    tables = {}
    for name, make in EXAMPLES.items():
        print(name, flush=True)
        tables[name] = fit_table([make(page) for page in pages if teaches(page, name)])
    content = {
        "version": datetime.now(UTC).date().isoformat(),
        "fitted_with": "python -m tests.benchmarks.fit",
        "pages": len(pages),
        "tables": tables,
    }
    if not options.dry_run:
        OUT.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
