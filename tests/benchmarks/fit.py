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
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.blocks import Block, split
from cleaner.clutter import recognise
from cleaner.document import Document, decode, parse, parse_text
from cleaner.metadata import json_ld, meta_tags
from cleaner.votes import trafilatura
from cleaner.votes.features import Ballots, Hints, Row, describe
from cleaner.votes.overlap import overlap
from tests.benchmarks.corpus import CORPUS, GoldPage, read_corpus, score_bodies, tokens

FOLDS = 5
RARE = 20  # a feature seen on fewer blocks is noise
PENALTY = 2.0  # best of 0.5, 1, 2, 5, 10 on held-out sites
BLOCKS_A_PAGE = 60  # every page counts alike, as this many blocks; long pages teach no more
OUT = Path(__file__).resolve().parents[2] / "cleaner" / "weights.json"

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A gold page as rows of features, and for each block the share of it that is body."""

    page: GoldPage
    texts: list[str]
    rows: list[Row]
    labels: list[float]


def html_example(page: GoldPage) -> Example:
    """The page as the jury hears it."""
    document = parse(decode(page.html()), page.url)
    blocks = split(document)
    linked, meta = json_ld.read(document), meta_tags.read(document)
    ballots = Ballots(
        trafilatura=trafilatura.vote(document, blocks),
        linked_data=overlap(blocks, (linked.body or "").splitlines()),
    )
    hints = Hints(
        headline=meta.headline or linked.headline or meta_tags.title(document),
        standfirst=meta.description or linked.description,
    )
    return _example(page, blocks, ballots, hints)


def flat_example(page: GoldPage) -> Example:
    """The page as flat text: all its visible lines, no markup."""
    tree = parse(decode(page.html()), page.url)
    document: Document = parse_text("\n".join(block.text for block in split(tree)))
    blocks = split(document)
    nothing = [0.0] * len(blocks)
    return _example(page, blocks, Ballots(trafilatura=nothing, linked_data=nothing), Hints())


def _example(page: GoldPage, blocks: list[Block], ballots: Ballots, hints: Hints) -> Example:
    matches = [recognise(block.text, block.words) for block in blocks]
    return Example(
        page=page,
        texts=[block.text for block in blocks],
        rows=describe(blocks, matches, ballots, hints),
        labels=_labels(page, blocks),
    )


def _labels(page: GoldPage, blocks: Sequence[Block]) -> list[float]:
    gold = tokens(" ".join(page.body or ()))
    runs = set(zip(gold, gold[1:], gold[2:], strict=False))
    lines = {tuple(tokens(line)) for line in page.body or ()}
    labels = []
    for block in blocks:
        words = tokens(block.text)
        own = list(zip(words, words[1:], words[2:], strict=False))
        share = sum(run in runs for run in own) / len(own) if own else float(tuple(words) in lines)
        labels.append(share)
    return labels


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
    inputs = np.vstack(matrices)
    labels = np.concatenate([np.array(example.labels) for example in examples])
    mass = np.concatenate([_mass(example) for example in examples])
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
    """How much each block counts: by the root of its words, all pages alike."""
    size = np.array([max(1, len(text.split())) ** 0.5 for text in example.texts])
    return np.asarray(size / size.sum() * BLOCKS_A_PAGE)


def fold_of(site: str) -> int:
    """The fold that holds the site out; the same for every run."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % FOLDS


def cross_validate(
    examples: Sequence[Example], matrices: Sequence[Matrix]
) -> dict[str, dict[str, float]]:
    """Scores by corpus, every page judged by weights that never saw its site."""
    found: dict[str, list[tuple[str, str]]] = {}
    for fold in range(FOLDS):
        train = [i for i, example in enumerate(examples) if fold_of(example.page.site) != fold]
        weights = fit([examples[i] for i in train], [matrices[i] for i in train])
        for example, inputs in zip(examples, matrices, strict=True):
            if fold_of(example.page.site) == fold:
                kept = inputs @ weights > 0
                text = "\n".join(t for t, keep in zip(example.texts, kept, strict=True) if keep)
                found.setdefault(example.page.corpus, []).append(
                    (text, " ".join(example.page.body or ()))
                )
    return {corpus: _rounded(pairs) for corpus, pairs in sorted(found.items())}


def _rounded(pairs: list[tuple[str, str]]) -> dict[str, float]:
    score = score_bodies(pairs)
    values = {
        "f1": score.f1,
        "precision": score.precision,
        "recall": score.recall,
        "exact": score.exact,
    }
    return {name: round(value, 3) for name, value in values.items()}


def fit_table(examples: Sequence[Example]) -> dict[str, object]:
    """One table of weights.json: held-out scores, and the weights fitted on all pages."""
    names = feature_names(examples)
    matrices = [matrix(example, names) for example in examples]
    scores = cross_validate(examples, matrices)
    for corpus, values in scores.items():
        print(f"  {corpus:14}" + "  ".join(f"{name} {value:.3f}" for name, value in values.items()))
    weights = fit(examples, matrices)
    fitted = {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
    return {"held_out": scores, "weights": fitted}


def main() -> None:
    """Fit both tables and write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--dry-run", action="store_true", help="print the scores, write nothing")
    options = parser.parse_args()
    pages = [page for page in read_corpus(options.corpus) if page.body]
    today = datetime.now(UTC).date().isoformat()
    print(f"{len(pages)} pages, {FOLDS} folds by site")
    tables = {}
    for name, make in (("html", html_example), ("flat", flat_example)):
        print(name)
        tables[name] = fit_table([make(page) for page in pages])
    content = {
        "version": today,
        "fitted_with": "python -m tests.benchmarks.fit",
        "pages": len(pages),
        "tables": tables,
    }
    if not options.dry_run:
        OUT.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
