"""Rejected pages for the tests, in quarantine as of any time and for any time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cleaner.outcome import Outcome
from workers import outbox, quarantine, steps
from workers.steps import Step
from workers.watching import tally

if TYPE_CHECKING:
    from redis import Redis

    from workers.page import Page

HOUR = 3_600


def reject(
    connection: Redis,
    page: Page,
    outcome: Outcome = Outcome.POISON,
    *,
    at: float | None = None,
    kept: int = HOUR,
) -> Page:
    """Reject a page, at a time in unix seconds (now), its bytes kept for so many seconds."""
    at = time.time() if at is None else at
    site = outbox.site_of(page.source or page.url)
    keep = quarantine.commands(page, outcome=outcome, detail="no good", at=at, seconds=kept)
    step = Step(
        token=f"newsmill:token:{page.token}",
        token_seconds=HOUR,
        outcome=outcome,
        stream=outbox.REJECTED,
        entry={"url": page.url, "outcome": str(outcome), "site": site, "token": page.token},
        commands=[*keep, *tally.commands(site=site, outcome=outcome, event=None, at=at)],
    )
    assert steps.take(connection, step) is outcome
    return page
