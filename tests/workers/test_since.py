"""Moments as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workers.since import parse_since


@pytest.mark.parametrize(
    ("text", "seconds"), [("90m", 5_400), ("24h", 86_400), (" 2d ", 172_800), ("1w", 604_800)]
)
def test_a_span_is_counted_back_from_now(text: str, seconds: int) -> None:
    meant = datetime.now(UTC) - timedelta(seconds=seconds)
    assert abs(parse_since(text) - meant) < timedelta(seconds=5)


def test_a_date_is_its_midnight_in_utc_and_an_offset_is_kept() -> None:
    assert parse_since("2026-05-01") == datetime(2026, 5, 1, tzinfo=UTC)
    assert parse_since("2026-05-01T08:30") == datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
    assert parse_since("2026-05-01T08:30+02:00") == datetime(2026, 5, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["yesterday", "", "2", "-2d", "2026-13-01", "999999d"])
def test_what_is_neither_is_an_error_that_says_what_would_do(text: str) -> None:
    with pytest.raises(ValueError, match="7d or 24h"):
        parse_since(text)
