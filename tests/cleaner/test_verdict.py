"""Verdicts: votes weighed by the table in weights.json."""

from __future__ import annotations

import json
from importlib import resources
from typing import get_args

import pytest

from cleaner.clutter import Match
from cleaner.verdict import NEVER_KEPT, Table, Verdict, judge, load_weights, rules_version, tip

CONTENT = json.loads((resources.files("cleaner") / "weights.json").read_text("utf-8"))


def verdict(likelihood: float) -> Verdict:
    return Verdict(keep=likelihood > 0.5, likelihood=likelihood)


def test_the_file_holds_every_table_and_says_how_it_was_fitted() -> None:
    assert set(CONTENT["tables"]) == set(get_args(Table))
    assert CONTENT["fitted_with"].startswith("python -m tests.benchmarks.fit")
    assert CONTENT["pages"] > 100
    assert rules_version() == CONTENT["version"]


@pytest.mark.parametrize("table", get_args(Table))
def test_each_table_has_scores_on_pages_it_was_not_fitted_on(table: Table) -> None:
    held_out = CONTENT["tables"][table]["held_out"]
    assert held_out
    for scores in held_out.values():
        assert {"f1", "precision", "recall"} <= set(scores)
        assert all(0 <= score <= 1 for score in scores.values())


def test_flat_text_is_judged_without_the_voters_that_need_a_tree() -> None:
    names = load_weights("flat")
    assert not [n for n in names if n.startswith(("chief", "near:", "far:", "tag:", "in:"))]
    assert load_weights("html")["chief"] > 0


@pytest.mark.parametrize("kind", sorted(NEVER_KEPT))
def test_what_is_never_kept_is_removed_whatever_the_votes_say(kind: str) -> None:
    row = {name: 1.0 for name, weight in load_weights("html").items() if weight > 0}
    kept, removed = judge([row, row], [None, Match(kind, "some:rule")], "html")
    assert kept.keep
    assert removed == Verdict(keep=False, likelihood=0.0)


def test_a_feature_without_a_weight_moves_nothing() -> None:
    row = {"bias": 1.0}
    assert judge([row], [None], "flat") == judge([{**row, "never-fitted": 9.0}], [None], "flat")


def test_no_row_however_extreme_breaks_the_arithmetic() -> None:
    row = dict.fromkeys(load_weights("html"), 1e9)
    (found,) = judge([row], [None], "html")
    assert 0 <= found.likelihood <= 1


@pytest.mark.parametrize("vote", [0.0, 1.0])
@pytest.mark.parametrize("likelihood", [0.0, 0.29, 0.71, 1.0])
def test_a_second_opinion_leaves_sure_verdicts_alone(likelihood: float, vote: float) -> None:
    assert tip([verdict(likelihood)], [vote]) == [verdict(likelihood)]


@pytest.mark.parametrize(
    ("likelihood", "vote", "keep"),
    [(0.6, 0.0, False), (0.6, 1.0, True), (0.4, 1.0, True), (0.4, 0.0, False)],
)
def test_a_second_opinion_tips_unsure_verdicts(likelihood: float, vote: float, keep: bool) -> None:
    assert [v.keep for v in tip([verdict(likelihood)], [vote])] == [keep]


def test_every_row_needs_its_match() -> None:
    with pytest.raises(ValueError, match="shorter"):
        judge([{}, {}], [None], "html")
