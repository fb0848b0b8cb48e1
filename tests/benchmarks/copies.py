"""How well near-copies are told from other texts, and what that costs.

    python -m tests.benchmarks.copies                  on ../shared/corpus and invented texts
    python -m tests.benchmarks.copies --corpus folder  on other gold pages
    python -m tests.benchmarks.copies --invented       on invented texts alone, in some seconds

Copies are made of real stories by edits of four strengths (copy_edits.py), from light ones to half
of a story with much in it changed. Beside them stand pairs that look alike and are no copies, and
any two real stories. The thresholds are chosen on half of the sites and tried on the other half.
That is no clean trial: the window, the sample's size and what counts as a fact were chosen with
both halves in view, and the families of templates are the same in both. All is seeded: the same
pages give the same figures.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

from cleaner.compose import simhash
from tests.benchmarks.copy_edits import SLIGHT, STRENGTHS
from tests.benchmarks.copy_index import index_tables
from tests.benchmarks.copy_pairs import (
    Body,
    Pair,
    half_of,
    invented_bodies,
    made_pairs,
    real_bodies,
    template_pairs,
)
from tests.benchmarks.corpus import CORPUS
from workers.near import Sketch, is_near_copy, likeness, sketch
from workers.near.sketches import ALIKE, ALIKE_WITHOUT_FACTS, SAME_FACTS, fact_share

FEW = 0.01  # false matches that are put up with, of each kind of pair that is no copy

Rule = Callable[[Pair], bool]
Shares = dict[str, float]
"""By kind of pair, the share that a rule calls copies."""


def shares(pairs: Iterable[Pair], rule: Rule) -> Shares:
    """By kind of pair, the share that the rule calls copies."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        found[pair.kind].append(rule(pair))
    return {kind: mean(flags) for kind, flags in found.items()}


def recall(found: Shares) -> float:
    """The mean over the strengths."""
    return mean(found[strength] for strength in STRENGTHS)


def precision(found: Shares) -> float:
    """Of pairs that are called copies, those that are, were there as many pairs of each kind."""
    right = sum(found[strength] for strength in STRENGTHS)
    wrong = sum(share for kind, share in found.items() if kind not in STRENGTHS)
    return right / (right + wrong) if right else 0.0


def worst(found: Shares) -> float:
    """The share of the kind that is most often taken for a copy and is none."""
    return max(share for kind, share in found.items() if kind not in STRENGTHS)


class Sketches:
    """Sketches and SimHashes of texts, each made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str | None], tuple[Sketch, int]] = {}

    def of(self, pair: Pair) -> tuple[Sketch, Sketch]:
        one, other = (self._of(text, pair.language) for text in (pair.one, pair.other))
        return one[0], other[0]

    def bits_apart(self, pair: Pair) -> int:
        one, other = (self._of(text, pair.language) for text in (pair.one, pair.other))
        return (one[1] ^ other[1]).bit_count()

    def _of(self, text: str, language: str | None) -> tuple[Sketch, int]:
        if (text, language) not in self._made:
            made = sketch(text, language), int(simhash(text), 16)
            self._made[text, language] = made
        return self._made[text, language]


def rules(sketches: Sketches) -> list[tuple[str, Rule]]:
    """Rules to choose among, by name: each the mildest first."""

    def alike(at_least: float, facts: float) -> Rule:
        def rule(pair: Pair) -> bool:
            one, other = sketches.of(pair)
            share = fact_share(one, other) if facts else 1.0
            if share is None:
                return likeness(one, other) >= ALIKE_WITHOUT_FACTS
            return likeness(one, other) >= at_least and share >= facts

        return rule

    def near(bits: int, facts: float = 0) -> Rule:
        def rule(pair: Pair) -> bool:
            share = fact_share(*sketches.of(pair)) if facts else 1.0
            return sketches.bits_apart(pair) <= bits and (share is None or share >= facts)

        return rule

    return [
        *((f"SimHash, {bits} of 64 bits apart", near(bits)) for bits in (20, 16, 12, 8, 6, 4)),
        *(
            (f"SimHash, {bits} bits, facts {facts}", near(bits, facts))
            for facts in (0.55, 0.7)
            for bits in (22, 20, 19, 18, 17, 16)
        ),
        *((f"likeness {step}", alike(step, 0)) for step in (0.2, 0.3, 0.35, 0.4, 0.45, 0.5)),
        *(
            (f"likeness {step}, facts {facts}", alike(step, facts))
            for facts in (0.5, 0.55, 0.6, 0.7)
            for step in (0.15, 0.2, 0.25, 0.3)
        ),
        ("the rule in use", lambda pair: is_near_copy(*sketches.of(pair))),
    ]


def curve(fit: Sequence[Pair], held: Sequence[Pair], sketches: Sketches) -> Table:
    """Every rule on the half that it may be chosen on, and on the other."""
    table = Table(title="Choosing the rule", box=None, header_style="bold", title_justify="left")
    for name in ("rule", "recall", "worst", "held out: recall", "precision", "worst"):
        table.add_column(name, justify="left" if name == "rule" else "right")
    for name, rule in rules(sketches):
        chosen, tried = shares(fit, rule), shares(held, rule)
        figures = (recall(chosen), worst(chosen), recall(tried), precision(tried), worst(tried))
        style = "" if worst(chosen) <= FEW else "dim"
        table.add_row(name, *(f"{figure:.3f}" for figure in figures), style=style)
    return table


def by_kind(title: str, pairs: Sequence[Pair], sketches: Sketches) -> Table:
    """What the rule in use makes of each kind of pair."""
    table = Table(title=title, box=None, header_style="bold", title_justify="left")
    for name in ("kind", "pairs", "called copies", "likeness: least", "median", "most"):
        table.add_column(name, justify="left" if name == "kind" else "right")
    grouped: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        grouped[pair.kind].append(pair)
    for kind, listed in grouped.items():
        likes = sorted(likeness(*sketches.of(pair)) for pair in listed)
        called = mean(is_near_copy(*sketches.of(pair)) for pair in listed)
        figures = (called, likes[0], likes[len(likes) // 2], likes[-1])
        table.add_row(kind, str(len(listed)), *(f"{figure:.3f}" for figure in figures))
    return table


def real_copies(bodies: Sequence[Body]) -> list[str]:
    """Any two of the bodies that are taken for copies, and how many pairs were looked at."""
    made = [sketch(body.text, body.language) for body in bodies]
    met: defaultdict[int, list[int]] = defaultdict(list)
    for at, each in enumerate(made):
        for shingle in each.shingles:
            met[shingle].append(at)
    touching = {pair for listed in met.values() for pair in combinations(listed, 2)}
    found = [pair for pair in sorted(touching) if is_near_copy(made[pair[0]], made[pair[1]])]
    lines = [
        f"  {likeness(made[i], made[j]):.2f}  {bodies[i].url}\n        {bodies[j].url}"
        for i, j in found
    ]
    count = len(bodies) * (len(bodies) - 1) // 2
    return [f"Of {count} pairs of real bodies {len(found)} are taken for copies:", *lines]


def same_site(bodies: Sequence[Body]) -> Table:
    """What would become of near-identical bodies of one site, were they called duplicates."""
    title = "Pages of one site that are nearly the same: called duplicates at a likeness of"
    table = Table(title=title, box=None, header_style="bold", title_justify="left")
    levels = (0.7, 0.8, 0.9, 0.95, 1.0)
    for name in ("kind", *map(str, levels), "0.9, same facts"):
        table.add_column(name, justify="left" if name == "kind" else "right")
    for kind, edit in SLIGHT.items():
        texts = [(body.text, edit(body.text)) for body in bodies]
        made = [(sketch(one), sketch(other)) for one, other in texts if one != other]
        pairs = [pair for pair in made if pair[0].anchors]
        likes = [likeness(*pair) for pair in pairs]
        shown = [mean(like >= level for like in likes) for level in levels]
        same = mean(likeness(a, b) >= 0.9 and a.facts == b.facts for a, b in pairs)
        table.add_row(kind, *(f"{figure:.3f}" for figure in (*shown, same)))
    return table


def cost(texts: Sequence[str]) -> str:
    """The processor time of a sketch, for texts cut to 600 words."""
    cut = [" ".join(text.split()[:600]) for text in texts if len(text.split()) >= 600]
    started = time.process_time()
    for text in cut:
        sketch(text, "en")
    spent = time.process_time() - started
    return f"A sketch of 600 words takes {1000 * spent / max(1, len(cut)):.2f} ms."


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--invented", action="store_true", help="invented texts alone")
    options = parser.parse_args()
    console = Console(width=110, highlight=False)
    invented = list(made_pairs(invented_bodies(80, seed=1), seed=1))
    sketches = Sketches()
    real = options.corpus.exists() and not options.invented
    bodies = list(real_bodies(options.corpus)) if real else invented_bodies(120, seed=2)
    halves = [
        [*made_pairs([body for body in bodies if half_of(body.site) == half], half),
         *template_pairs(seed=half)]
        for half in (0, 1)
    ]  # fmt: skip
    console.print(curve(halves[0], halves[1], sketches), "")
    name = "Real stories" if real else "Invented stories"
    console.print(by_kind(f"{name}, held-out sites", halves[1], sketches), "")
    console.print(by_kind("Invented stories, as the suite guards them", invented, sketches), "")
    console.print(same_site(bodies), "")
    if real:
        console.print(*real_copies(bodies), "", sep="\n")
    console.print(cost([body.text for body in bodies]))
    console.print(f"In use: likeness {ALIKE}, numbers and names {SAME_FACTS}.", "")
    copies = [pair for pair in halves[1] if is_near_copy(*sketches.of(pair)) and pair.is_copy]
    for table in index_tables(copies):
        console.print(table, "")


if __name__ == "__main__":
    main()
