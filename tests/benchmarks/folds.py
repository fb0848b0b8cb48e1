"""Weights with sites held out: each page is judged by weights that never saw a page of its site.

Fitting takes some minutes, so the folds' weights are kept in .bench/ until the cleaner's sources,
the fit or the gold pages change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cleaner import verdict
from cleaner.verdict import Table
from tests.benchmarks.corpus import GoldPage, read_corpus
from tests.benchmarks.examples import EXAMPLES, teaches
from tests.benchmarks.fit import FOLDS, feature_names, fit, fold_of, matrix

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".bench"
# What the weights depend on: all that makes features of pages, and the fit.
_SOURCES = (
    "cleaner/**/*.py", "cleaner/**/*.toml", "tests/benchmarks/corpus.py",
    "tests/benchmarks/examples.py", "tests/benchmarks/fit.py",
)  # fmt: skip

Weights = dict[str, float]
Tables = dict[Table, Weights]


def held_out_tables(corpus: Path, say: Callable[[str], None]) -> list[Tables]:
    """For each fold the tables of weights fitted on the pages of the other folds' sites."""
    kept = CACHE / f"folds-{_key(corpus)}.json"
    if kept.exists():
        tables: list[Tables] = json.loads(kept.read_text("utf-8"))
        return tables
    pages = list(read_corpus(corpus))
    fitted = {
        name: _fit_folds([page for page in pages if teaches(page, name)], name, say)
        for name in EXAMPLES
    }
    tables = [{name: folds[at] for name, folds in fitted.items()} for at in range(FOLDS)]
    CACHE.mkdir(exist_ok=True)
    for stale in CACHE.glob("folds-*.json"):
        stale.unlink()
    kept.write_text(json.dumps(tables), encoding="utf-8")
    return tables


def _fit_folds(
    pages: Sequence[GoldPage], table: Table, say: Callable[[str], None]
) -> list[Weights]:
    examples, fitted = [], []
    for at, page in enumerate(pages):
        say(f"fitting {table} for held-out sites: page {at} of {len(pages)}")
        examples.append(EXAMPLES[table](page))
    for fold in range(FOLDS):
        say(f"fitting {table} for held-out sites: fold {fold + 1} of {FOLDS}")
        seen = [example for example in examples if fold_of(example.page.site) != fold]
        names = feature_names(seen)
        weights = fit(seen, [matrix(example, names) for example in seen])
        fitted.append({n: float(weight) for n, weight in zip(names, weights, strict=True)})
    return fitted


@contextmanager
def judged_by(tables: Tables | None) -> Iterator[None]:
    """The cleaner judges by these weights instead of those in its package; None: by its own."""
    own = verdict.load_weights
    if tables is not None:
        verdict.load_weights = tables.__getitem__  # type: ignore[assignment]
    try:
        yield
    finally:
        verdict.load_weights = own


def _key(corpus: Path) -> str:
    digest = hashlib.sha256((corpus / "gold.jsonl").read_bytes())
    for pattern in _SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
