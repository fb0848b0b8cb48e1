"""The seed page: flat text as another crawler kept it, and what cleaning it must give."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaner import clean_text

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed"

pytestmark = pytest.mark.skipif(
    not SEED.is_dir(), reason=f"the seed page is not beside this checkout: no folder {SEED}"
)


@cache
def seed() -> tuple[dict[str, Any], dict[str, Any]]:
    """What must come out, and what came out."""
    expected = json.loads((SEED / "expected.json").read_text("utf-8"))
    article = clean_text((SEED / "page.txt").read_text("utf-8"))
    return expected, json.loads(article.to_json())


def test_every_field_of_the_seed_is_read() -> None:
    expected, article = seed()
    fields = [name for name in expected if name not in ("removed", "authors", "images")]
    assert {name: article[name] for name in fields} == {name: expected[name] for name in fields}
    for name in ("authors", "images"):
        found = [
            {key: entry[key] for key in wanted}
            for wanted, entry in zip(expected[name], article[name], strict=True)
        ]
        assert found == expected[name]


def test_every_removed_line_is_in_the_ledger_with_its_kind_and_not_in_the_body() -> None:
    expected, article = seed()
    ledger = [
        (entry["kind"], line)
        for entry in article["metadata"]["removed"]
        for line in entry["text"].split("\n")
    ]
    body = article["articleBody"].split("\n")
    for wanted in expected["removed"]:
        assert (wanted["kind"], wanted["text"]) in ledger
        ledger.remove((wanted["kind"], wanted["text"]))  # as often as the page has it
        assert wanted["text"] not in body
        if len(wanted["text"]) > 1:
            assert wanted["text"] not in article["articleBody"]
