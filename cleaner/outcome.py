"""What became of a URL: one word, counted exactly once, and the exception that carries it."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of one URL. Every URL that is visited ends with exactly one of these."""

    ARTICLE = "article"
    LIVE_BLOG = "live-blog"
    PAYWALLED = "paywalled"
    LISTING = "listing"
    CONSENT_WALL = "consent-wall"
    BOT_WALL = "bot-wall"
    SOFT_404 = "soft-404"
    NOT_HTML = "not-html"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    DUPLICATE = "duplicate"
    UNCHANGED = "unchanged"
    ROBOTS_DENIED = "robots-denied"
    HTTP_ERROR = "http-error"
    NETWORK_ERROR = "network-error"
    POISON = "poison"

    @property
    def delivered(self) -> bool:
        """Whether a page with this outcome goes to the article stream."""
        return self in (Outcome.ARTICLE, Outcome.LIVE_BLOG)


class NotAnArticle(Exception):  # noqa: N818 - a judgement about the page, not an error
    """The page was read and judged, and it is not an article.

    Trying again will not help: record `outcome` and `detail`, and go on with the next page.
    """

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome = outcome
        self.detail = detail
