"""Since when: a moment as people type it, such as 2d, 12h or 2026-05-01."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_SPANS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = re.compile(r"(\d{1,6})\s*([mhdw])")


def parse_since(text: str) -> datetime:
    """The moment that "7d", "24h", "2026-03-01" or an ISO date and time means, with its offset.

    A span is counted back from now; what names no offset is in UTC. Raises ValueError.
    """
    try:
        if span := _SPAN.fullmatch(text.strip()):
            return datetime.now(UTC) - timedelta(**{_SPANS[span[2]]: int(span[1])})
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):  # the latter for a span from before the year 1
        raise ValueError(f"{text!r} is neither a date nor a span such as 7d or 24h") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
