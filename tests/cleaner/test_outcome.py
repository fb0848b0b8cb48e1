"""Outcome: one word for what became of a URL."""

from __future__ import annotations

import pickle

from cleaner.outcome import NotAnArticle, Outcome


def test_outcomes_are_those_of_the_contract() -> None:
    contract = (
        "article live-blog paywalled listing consent-wall bot-wall soft-404 not-html empty "
        "too-large duplicate unchanged robots-denied http-error network-error poison"
    )
    assert contract.split() == [str(outcome) for outcome in Outcome]


def test_only_articles_and_live_blogs_are_delivered() -> None:
    delivered = {outcome for outcome in Outcome if outcome.delivered}
    assert delivered == {Outcome.ARTICLE, Outcome.LIVE_BLOG}


def test_a_judgement_says_its_outcome_and_why() -> None:
    judgement = NotAnArticle(Outcome.LISTING, "31 teasers, no paragraph")
    assert judgement.outcome is Outcome.LISTING
    assert str(judgement) == "listing: 31 teasers, no paragraph"


def test_an_outcome_read_from_a_stream_is_the_same_one() -> None:
    assert Outcome("soft-404") is Outcome.SOFT_404
    assert pickle.loads(pickle.dumps(Outcome.EMPTY)) is Outcome.EMPTY
