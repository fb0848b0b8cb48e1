import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.workers.sample import article
from workers.consumer import Entry
from workers.sinks.row import Row, columns, row_of
from workers.sinks.sink import Refused, own_group, read_item


def entry(text: str | None = None, **given: Any) -> Entry:
    fields = json.loads(article().to_json()) | given
    known: dict[str, Any] = {
        "entry_id": "1795392000123-4",
        "id": "abc",
        "event": "update",
        "revision": 3,
        "url": "https://heron.example/bridge",
        "domain": "heron.example",
        "language": "",
        "published": "",
        "outcome": "article",
        "article_json": json.dumps(fields) if text is None else text,
    }
    late: dict[str, Any] = {name: "" for name in Entry._fields if name not in known}
    return Entry(**known, **late)


def row(**given: Any) -> Row:
    return row_of(read_item(entry(**given)))


def test_a_row_holds_the_entry_and_the_article() -> None:
    made = row(
        authors=[{"name": "Ada Finch", "type": "Person", "url": None}],
        publisher={"name": "The Heron", "domain": "heron.example"},
        keywords=["bridges"],
        datePublished="2026-05-01T23:30:00-02:00",
        metadata={"changed": ["body"], "syndicatedFrom": "https://rook.example/bridge"},
    )
    assert (made.id, made.revision, made.event, made.language) == ("abc", 3, "update", None)
    assert made.delivered_at == datetime(2026, 11, 23, 0, 0, 0, 123_000, UTC)
    assert (made.authors, made.publisher, made.keywords) == (
        ["Ada Finch"],
        "The Heron",
        ["bridges"],
    )
    assert made.published_on == date(2026, 5, 1)
    assert made.published_at == datetime(2026, 5, 2, 1, 30, tzinfo=UTC)
    assert (made.changed, made.syndicated_from) == (["body"], "https://rook.example/bridge")
    assert made.body == "The bridge is open."


@pytest.mark.parametrize("published", ["2026-05-01", "0001-01-01T00:00:00+09:00", "soon", 7, None])
def test_a_moment_is_only_given_where_the_page_gave_one(published: object) -> None:
    assert row(datePublished=published).published_at is None


def test_values_of_an_unexpected_type_do_not_stop_anything() -> None:
    made = row(headline=7, authors="Ada", publisher=[], wordCount="many", metadata=None)
    assert (made.headline, made.authors, made.publisher) == ("7", [], None)
    assert made.word_count is None
    assert row(wordCount=10**30).word_count is None


def test_half_a_character_becomes_a_replacement() -> None:
    assert row(headline="a \ud83d b").headline == "a � b"


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "[" * 100_000, '{\n"id": "x"}'])
def test_what_is_no_article_on_one_line_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_item(entry(text))


def test_the_columns_are_those_that_were_published() -> None:
    """Users build on these. A new one comes at the end; add it here, and to docs/handoffs.md."""
    said = [
        f"{name} {getattr(of.kind, '__name__', of.kind)}{'?' if of.optional else ''}"
        for name, of in columns().items()
    ]
    assert " ".join(said) == (
        "id str revision int event str changed list entry_id str delivered_at datetime url str "
        "domain str language str? outcome str headline str? description str? authors list "
        "publisher str? sections list keywords list published str? published_on date? "
        "published_at datetime? modified str? modified_at datetime? fetched_at datetime? body str "
        "word_count int? content_hash str? syndicated_from str? schema_version str? article str"
    )


def test_a_hand_off_s_own_group_goes_by_the_address_alone() -> None:
    group = own_group("webhook", "https://hooks.example.org/in")
    assert group == own_group("webhook", "https://me:secret@hooks.example.org/in?token=1")
    assert group.startswith("webhook-hooks.example.org-")
    assert group != own_group("webhook", "https://hooks.example.org/out")
