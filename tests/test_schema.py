"""The published form of an article changes only as its version says."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from cleaner.article import SCHEMA_VERSION
from tests.console import ROOT
from tests.docs import schema_page
from tests.schema_changes import Change, bump, changes, is_enough

PUBLISHED = {
    match[1]: json.loads(path.read_text("utf-8"))
    for path in (ROOT / "docs" / "schema").iterdir()
    if (match := re.fullmatch(r"article-(\d+\.\d+)\.schema\.json", path.name))
}
NOW = json.loads(schema_page())


def by_number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def test_the_version_is_raised_as_the_changes_since_the_last_published_form_demand() -> None:
    last = max(PUBLISHED, key=by_number)
    found = changes(PUBLISHED[last], NOW)
    assert is_enough(found, last, SCHEMA_VERSION), (
        f"since {last}, docs/schema/: {found}. Raise SCHEMA_VERSION in cleaner/article.py: the "
        "first number for a breaking change, the second for an addition; or take the change back"
    )


def test_every_published_version_kept_the_rules() -> None:
    versions = sorted(PUBLISHED, key=by_number)
    for before, after in pairwise(versions):
        assert is_enough(changes(PUBLISHED[before], PUBLISHED[after]), before, after)


def test_an_old_program_may_rely_on_the_published_schema_and_new_keys_do_not_trouble_it() -> None:
    assert '"additionalProperties": false' not in schema_page()


def drop(schema: dict[str, Any]) -> None:
    del schema["properties"]["headline"]


def make_optional(schema: dict[str, Any]) -> None:
    schema["required"].remove("id")


def make_nullable(schema: dict[str, Any]) -> None:
    schema["properties"]["articleBody"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def change_type(schema: dict[str, Any]) -> None:
    schema["properties"]["wordCount"] = {"type": "string"}


def lower(schema: dict[str, Any]) -> None:
    schema["properties"]["wordCount"]["minimum"] = -1


def unlimit(schema: dict[str, Any]) -> None:
    del schema["properties"]["wordCount"]["minimum"]


def add_block_kind(schema: dict[str, Any]) -> None:
    schema["$defs"]["Block"]["properties"]["kind"]["enum"].append("poll")


def free_block_kind(schema: dict[str, Any]) -> None:
    del schema["$defs"]["Block"]["properties"]["kind"]["enum"]


def change_items(schema: dict[str, Any]) -> None:
    schema["properties"]["keywords"]["items"] = {"type": "object", "properties": {}}


def change_map(schema: dict[str, Any]) -> None:
    schema["$defs"]["Metadata"]["properties"]["fieldSources"]["additionalProperties"] = {
        "type": "integer"
    }


def change_pattern(schema: dict[str, Any]) -> None:
    schema["properties"]["datePublished"]["anyOf"][0]["pattern"] = ".*"


def add_key(schema: dict[str, Any]) -> None:
    schema["properties"]["region"] = {"type": "string"}
    schema["required"].append("region")


def never_null(schema: dict[str, Any]) -> None:
    schema["properties"]["headline"] = {"type": "string"}


def raise_limit(schema: dict[str, Any]) -> None:
    schema["properties"]["wordCount"]["minimum"] = 1


def remove_block_kind(schema: dict[str, Any]) -> None:
    schema["$defs"]["Block"]["properties"]["kind"]["enum"].remove("embed")


def add_clutter_kind(schema: dict[str, Any]) -> None:
    schema["$defs"]["Removed"]["properties"]["kind"]["enum"].append("quiz")


def reword(schema: dict[str, Any]) -> None:
    schema["description"] = "An article."
    schema["properties"]["url"]["title"] = "Address"
    schema["properties"]["type"]["default"] = "Article"
    schema["required"].reverse()
    schema["$defs"]["Block"]["properties"]["kind"]["enum"].reverse()


BREAKING = [
    *(drop, make_optional, make_nullable, change_type, lower, unlimit, add_block_kind),
    *(free_block_kind, change_items, change_map, change_pattern),
]
ADDITIONS = [add_key, never_null, raise_limit, remove_block_kind, add_clutter_kind]


def after(edit: Callable[[dict[str, Any]], None]) -> list[Change]:
    edited = copy.deepcopy(NOW)
    edit(edited)
    return changes(NOW, edited)


@pytest.mark.parametrize("edit", BREAKING, ids=lambda edit: edit.__name__)
def test_a_breaking_change_demands_a_new_major_version(edit: Any) -> None:
    assert any(change.breaking for change in after(edit))
    assert not is_enough(after(edit), "1.0", "1.1")
    assert is_enough(after(edit), "1.9", "2.0")


@pytest.mark.parametrize("edit", ADDITIONS, ids=lambda edit: edit.__name__)
def test_an_addition_demands_a_new_minor_version(edit: Any) -> None:
    assert after(edit)
    assert not any(change.breaking for change in after(edit))
    assert not is_enough(after(edit), "1.1", "1.1")
    assert is_enough(after(edit), "1.9", "1.10")


def test_wording_demands_nothing() -> None:
    assert after(reword) == []
    assert is_enough([], "1.1", "1.1")


def test_a_change_in_words_that_are_not_known_is_breaking() -> None:
    edited = copy.deepcopy(NOW)
    edited["properties"]["id"]["multipleOf"] = 2
    other = copy.deepcopy(NOW)
    other["properties"]["id"]["multipleOf"] = 3
    assert [change.breaking for change in changes(edited, other)] == [True]


def test_versions_are_compared_by_their_numbers() -> None:
    assert [bump("1.9", new) for new in ("1.9", "1.10", "2.0", "1.8")] == [
        *("none", "minor", "major", "none"),
    ]
