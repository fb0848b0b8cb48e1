"""Article: a frozen value, and JSON in schema.org names."""

from __future__ import annotations

import json

import jsonschema
import pytest
from pydantic import ValidationError

from cleaner.article import CLUTTER_KINDS, Article, Metadata, Removed
from tests.cleaner.pages import article


def test_an_article_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        article().headline = "Another"


def test_json_has_the_names_of_schema_org() -> None:
    content = json.loads(article().to_json())
    assert {"schemaVersion", "articleBody", "datePublished", "isAccessibleForFree"} <= set(content)
    assert content["metadata"]["fieldSources"]["headline"] == "visible"
    assert not [name for name in (*content, *content["metadata"]) if "_" in name]


def test_what_is_unknown_is_null_or_an_empty_list() -> None:
    bare = Article(
        id="a",
        article_body="Text.",
        word_count=1,
        content_hash="b",
        simhash="c",
        metadata=Metadata(extractor="features", rules_version="1", confidence=1),
    )
    content = json.loads(bare.to_json())
    assert content["headline"] is None
    assert content["isAccessibleForFree"] is None
    assert content["authors"] == content["keywords"] == []


def test_json_makes_the_same_article_again_and_fits_the_schema() -> None:
    first = article()
    assert Article.model_validate_json(first.to_json(indent=2)) == first
    jsonschema.validate(json.loads(first.to_json()), Article.model_json_schema())


def test_an_unknown_field_is_refused() -> None:
    content = json.loads(article().to_json())
    with pytest.raises(ValidationError, match="headlin"):
        Article.model_validate({**content, "headlin": "A slip of the pen"})


@pytest.mark.parametrize(
    "date", ["2026-05-03", "2026-05-03T09:45:00Z", "2026-05-03T09:45:00.5+05:30"]
)
def test_a_day_or_a_moment_with_its_offset_is_a_date(date: str) -> None:
    content = json.loads(article().to_json()) | {"datePublished": date}
    assert Article.model_validate(content).date_published == date


@pytest.mark.parametrize(
    "date", ["3 May 2026", "2026-05-03T09:45:00", "2026-05-03T09:45Z", "2026-5-3", "2026", ""]
)
def test_anything_else_is_no_date(date: str) -> None:
    content = json.loads(article().to_json())
    with pytest.raises(ValidationError, match="datePublished"):
        Article.model_validate(content | {"datePublished": date})


def test_clutter_kinds_are_those_of_the_contract() -> None:
    contract = (
        "headline standfirst byline dateline date-stamp caption view-counter most-read related "
        "read-more share newsletter promo paywall cookie comments author-bio tags navigation "
        "footer legal advertisement embed live-entry repeated other"
    )
    assert contract.split() == list(CLUTTER_KINDS)


def test_the_ledger_takes_no_other_kind() -> None:
    with pytest.raises(ValidationError, match="kind"):
        Removed(kind="horoscope", rule="r", text="t")  # type: ignore[arg-type]


@pytest.mark.parametrize("confidence", [-0.1, 1.1])
def test_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(ValidationError, match="confidence"):
        Metadata(extractor="features", rules_version="1", confidence=confidence)
