"""What a page's step writes down beside its entry: counts, samples, answers, and kept bytes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cleaner.outcome import Outcome
from workers import quarantine, replies
from workers.page import Page
from workers.watching import drift, tally

if TYPE_CHECKING:
    from cleaner.article import Article
    from workers.ledger import Event
    from workers.page import Dropped
    from workers.settings import Settings
    from workers.steps import Command


def of_published(page: Page, site: str, article: Article, event: Event) -> list[Command]:
    """The commands for an article that is new, or an update."""
    now, outcome = time.time(), Outcome(article.metadata.outcome)
    answer = replies.commands(
        page,
        outcome=outcome,
        article_id=article.id,
        revision=article.metadata.revision,
        detail="",
        at=now,
    )
    counts = tally.commands(site=site, outcome=outcome, event=event, at=now)
    return [*counts, *drift.commands(site, drift.Sample.of(article, now)), *answer]


def of_repeated(
    page: Page, site: str, outcome: Outcome, detail: str, known_as: tuple[str, int]
) -> list[Command]:
    """The commands for an article that is known, by id and revision."""
    now = time.time()
    article_id, revision = known_as
    answer = replies.commands(
        page,
        outcome=outcome,
        article_id=article_id,
        revision=revision or None,
        detail=detail,
        at=now,
    )
    return [*tally.commands(site=site, outcome=outcome, event=None, at=now), *answer]


def of_rejected(
    page: Page | Dropped, site: str, outcome: Outcome, detail: str, chosen: Settings
) -> list[Command]:
    """The commands for a page that is no article."""
    now = time.time()
    commands = [
        *tally.commands(site=site, outcome=outcome, event=None, at=now),
        *drift.commands(site, drift.Sample.rejected(outcome, now)),
        *replies.commands(
            page, outcome=outcome, article_id=None, revision=None, detail=detail, at=now
        ),
    ]
    if isinstance(page, Page):
        commands += quarantine.commands(
            page, outcome=outcome, detail=detail, at=now, seconds=chosen.quarantine_seconds
        )
    return commands
