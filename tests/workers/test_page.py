import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.sample import page
from workers.page import Dropped, Page


@given(st.binary(max_size=400))
def test_a_page_survives_json_whatever_its_bytes(body: bytes) -> None:
    sent = page(body=body, charset="windows-1251", etag='"1"', discovered_via="feed")
    assert Page.model_validate_json(sent.model_dump_json()) == sent
    assert Page.model_validate(json.loads(json.dumps(sent.model_dump(mode="json")))) == sent


def test_a_body_is_packed() -> None:
    sent = page(body=b"<p>The bridge is open.</p>" * 1_000)
    assert len(sent.model_dump_json()) < 1_000


def test_each_fetch_has_a_token_of_its_own() -> None:
    assert page().token != page().token


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        Page.model_validate(page().model_dump() | {"colour": "red"})


def test_a_dropped_url_survives_json() -> None:
    sent = Dropped(
        url="https://heron.example/x",
        requested_url="https://heron.example/x",
        outcome="robots-denied",
        detail="robots.txt forbids it",
        fetched_at="2026-05-01T08:00:00+00:00",
    )
    assert Dropped.model_validate_json(sent.model_dump_json()) == sent
