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
from tests.benchmarks.corpus import GoldPage, read_corpus
from tests.benchmarks.examples import Example, flat_example, html_example
from tests.benchmarks.fit import FOLDS, feature_names, fit, fold_of, matrix

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".bench"
# What the weights depend on: all that makes features of pages, and the fit.
_SOURCES = (
    "cleaner/**/*.py", "cleaner/**/*.toml", "tests/benchmarks/corpus.py",
    "tests/benchmarks/examples.py", "tests/benchmarks/fit.py",
)  # fmt: skip

Weights = dict[str, float]
Tables = dict[str, Weights]


def held_out_tables(corpus: Path, say: Callable[[str], None]) -> list[Tables]:
    """For each fold the tables of weights fitted on the pages of the other folds' sites."""
    kept = CACHE / f"folds-{_key(corpus)}.json"
    if kept.exists():
        tables: list[Tables] = json.loads(kept.read_text("utf-8"))
        return tables
    pages = list(read_corpus(corpus))
    told = [page for page in pages if page.body is not None]
    html = _fit_folds(pages, html_example, lambda done: say(f"fitting for held-out sites: {done}"))
    flat = _fit_folds(told, flat_example, lambda done: say(f"fitting for flat text: {done}"))
    tables = [{"html": one, "flat": other} for one, other in zip(html, flat, strict=True)]
    CACHE.mkdir(exist_ok=True)
    for stale in CACHE.glob("folds-*.json"):
        stale.unlink()
    kept.write_text(json.dumps(tables), encoding="utf-8")
    return tables


def _fit_folds(
    pages: Sequence[GoldPage], make: Callable[[GoldPage], Example], say: Callable[[str], None]
) -> Iterator[Weights]:
    examples = []
    for at, page in enumerate(pages):
        say(f"page {at} of {len(pages)}")
        examples.append(make(page))
    for fold in range(FOLDS):
        say(f"fold {fold + 1} of {FOLDS}")
        seen = [example for example in examples if fold_of(example.page.site) != fold]
        names = feature_names(seen)
        fitted = fit(seen, [matrix(example, names) for example in seen])
        yield {name: float(weight) for name, weight in zip(names, fitted, strict=True)}


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
