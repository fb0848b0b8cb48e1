"""When a page is asked for with conditions, and what its answer says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.middlewares.conditional import digest, is_due_whole, is_lie, is_unchanged, visited
from workers.visits import DAY, Visit

PAGE = "https://skelde.example/bridge"
AT = 1_777_636_800.0
VISIT = Visit(url=PAGE, at=AT, etag='"a"', body=digest(b"one"), checked=AT, hops=2)


def answer(
    body: bytes, headers: dict[str, str] | None = None, *, status: int = 200, asked: bool = False
) -> Response:
    """An answer for PAGE; `asked` says whether it was asked for with conditions."""
    meta = {"visit": VISIT} | ({"conditional": True} if asked else {})
    return Response(
        PAGE, status=status, body=body, headers=headers, request=Request(PAGE, meta=meta)
    )


def test_one_visit_of_eight_is_whole_and_every_one_after_a_day() -> None:
    visits = [replace(VISIT, at=AT + n) for n in range(4_000)]
    whole = sum(is_due_whole(visit, AT + 60) for visit in visits)
    assert 400 < whole < 600
    assert all(is_due_whole(visit, AT + DAY) for visit in visits)


def test_a_clock_that_was_set_back_makes_a_visit_whole() -> None:
    assert all(is_due_whole(replace(VISIT, at=AT + n), AT - 60) for n in range(100))


@pytest.mark.parametrize(
    ("earlier", "now", "lie"),
    [
        ({"etag": '"a"'}, {"ETag": '"a"'}, True),
        ({"etag": '"a"'}, {"ETag": '"b"'}, False),
        ({"etag": '"a"'}, {}, False),
        ({"etag": None}, {}, False),
        ({"etag": None, "modified": "Fri"}, {"Last-Modified": "Fri"}, True),
        ({"etag": None, "modified": "Fri"}, {"Last-Modified": "Sat"}, False),
        ({"etag": '"a"', "modified": "Fri"}, {"ETag": '"b"', "Last-Modified": "Fri"}, False),
    ],
)
def test_another_body_under_the_same_validator_is_a_lie(
    earlier: dict[str, str | None], now: dict[str, str], lie: bool
) -> None:
    visit = replace(VISIT, **earlier)  # type: ignore[arg-type]
    assert is_lie(visit, answer(b"two", now)) is lie
    assert not is_lie(visit, answer(b"one", now))


def test_a_page_is_unchanged_by_its_status_or_by_its_bytes() -> None:
    for response, expected in (
        (answer(b"", status=304, asked=True), True),
        (answer(b"", status=304), False),
        (answer(b"one"), True),
        (answer(b"two"), False),
        (answer(b"one", status=500), False),
    ):
        assert response.request is not None
        assert is_unchanged(response.request, response) is expected


def test_a_visit_keeps_what_a_304_does_not_say_again() -> None:
    made = visited(answer(b"", status=304, asked=True), hops=2)
    assert made == replace(VISIT, at=made.at)
    renamed = visited(answer(b"", {"ETag": '"b"'}, status=304, asked=True), hops=2)
    assert (renamed.etag, renamed.body) == ('"b"', VISIT.body)


def test_only_a_fetch_without_conditions_counts_as_checked() -> None:
    assert visited(answer(b"two", asked=True)).checked == AT
    whole = visited(answer(b"two"))
    assert whole.checked == whole.at
