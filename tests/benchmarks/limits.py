"""Prints what pages made to hurt cost: CPU seconds and megabytes, each in a process of its own.

    python -m tests.benchmarks.limits               all of them, the costliest first
    python -m tests.benchmarks.limits --only links  those whose name holds the word

The promise is 2 s of CPU and 500 MB of memory for a page of 5 MB; tests/cleaner/test_limits.py
holds it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from cleaner import Article, clean, clean_text
from cleaner.pipeline import warm_up
from tests.cleaner.hostile_pages import JSON_LD, LONG, MANY, NESTED, TEXT, Maker
from tests.cleaner.limits import Cost, cost_of

GROUPS: dict[str, tuple[dict[str, Maker], Callable[..., Article]]] = {
    "nested": (NESTED, clean),
    "many": (MANY, clean),
    "long": (LONG, clean),
    "JSON-LD": (JSON_LD, clean),
    "flat text": (TEXT, clean_text),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="pages whose name holds this")
    options = parser.parse_args()
    warm_up()
    rows: list[tuple[str, str, Cost]] = []
    for group, (makers, work) in GROUPS.items():
        for name, make in makers.items():
            if options.only in name:
                print(f"{group}: {name}", file=sys.stderr)
                rows.append((group, name, cost_of(make, work)))
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("kind", "page", "CPU s", "MB", "outcome", "detail"):
        shown.add_column(title, justify="right" if title in ("CPU s", "MB") else "left")
    for group, name, cost in sorted(rows, key=lambda row: -row[2].seconds):
        figures = (f"{cost.seconds:.2f}", f"{cost.megabytes:.0f}")
        shown.add_row(group, name, *figures, cost.outcome, cost.detail)
    Console(width=140).print(shown)


if __name__ == "__main__":
    main()
