"""The outbox: every page leaves by `publish` or `reject`, in one atomic step, and is counted once.

    newsmill:articles         stream of id event revision url domain language published outcome
                              changed page article; `event` is new or update, `changed` what an
                              update changed, `page` the fetch's token, `article` the JSON; absent
                              is ""
    newsmill:rejected         stream of url requested outcome detail domain site at token; all that
                              is not published, what is unchanged or a duplicate too
    newsmill:token:<token>    string: the outcome of a fetch that was counted, so that a job which
                              is tried again neither publishes nor counts it a second time
    newsmill:due:<site>       see visits.py: the page's next visit, if a crawl keeps visits of it

A step (steps.py) changes nothing if the token was counted, or if the article's revision is not the
one that the decision and the JSON were made for; then the decision is made anew. What else a step
changes, bookkeeping.py puts together. What bounds newsmill:articles is retention.py.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cleaner.outcome import Outcome
from workers import bookkeeping, ledger, near, revisits, steps
from workers.rejudged import is_same_page
from workers.settings import load
from workers.steps import ENTRY, Command, Guard, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

    from cleaner.article import Article
    from workers.page import Dropped, Page
    from workers.settings import Settings

ARTICLES = "newsmill:articles"
REJECTED = "newsmill:rejected"
TOKEN_SECONDS = 8 * 86_400  # a batch that failed is looked at within a week
MAX_DETAIL = 500  # a line to read; a page's whole text must not come here by way of an exception
MAX_ROUNDS = 100  # each means that somebody else published this very article meanwhile


def publish(
    connection: Redis,
    article: Article,
    page: Page,
    chosen: Settings | None = None,
    *,
    also: Sequence[Command] = (),
) -> Outcome:
    """Publish an article as new or as an update, or record that there is nothing new about it.

    Returns the page's one outcome: the article's own (article, live-blog) if it was published,
    `unchanged` or `duplicate` if not; of a page that was counted before, its outcome then. The
    commands `also` are part of the step; `chosen` says how much is kept (None: the defaults).
    Raises redis.RedisError.
    """
    chosen = chosen or load({})
    for _ in range(MAX_ROUNDS):
        step = _decide(connection, article, page, chosen)
        taken = steps.take(connection, replace(step, commands=[*step.commands, *also]))
        if taken:
            return taken
    raise RuntimeError(f"article {article.id} is published by others all the time: {page.url}")


def reject(  # noqa: PLR0913
    connection: Redis,
    page: Page | Dropped,
    outcome: Outcome,
    detail: str,
    chosen: Settings | None = None,
    *,
    also: Sequence[Command] = (),
) -> Outcome:
    """Record that a page is not published and why.

    Returns its one outcome: `outcome`, or of a page that was counted before, its outcome then. The
    commands `also` are part of the step; `chosen` says how much is kept (None: the defaults).
    Raises redis.RedisError.
    """
    chosen, site = chosen or load({}), site_of(page.source or page.url)
    commands = revisits.of_rejected(connection, page, site, outcome)
    commands += bookkeeping.of_rejected(page, site, outcome, detail, chosen)
    step = _rejected(page, outcome, detail, chosen, [*commands, *also])
    taken = steps.take(connection, step)
    assert taken is not None, "a step without guards cannot be stale"
    return taken


def counted(connection: Redis, token: str) -> Outcome | None:
    """The outcome of a fetch that was counted already, else None."""
    found = connection.get(token_key(token))
    return Outcome(found.decode()) if isinstance(found, bytes) else None


def site_of(url: str) -> str:
    """The host of a URL as it is counted and shown: lower case, with its port if it names one."""
    try:
        netloc = urlsplit(url).netloc
    except ValueError:  # "http://[": counted, though under no name
        return ""
    return netloc.rpartition("@")[2].lower().removeprefix("www.")


def _decide(connection: Redis, article: Article, page: Page, chosen: Settings) -> Step:
    """The step for an article, by what is known of it now."""
    article_id, known = _known(connection, article, page)
    sighting, home = _sighting(article, page), site_of(article.url or page.url)
    same_body = ledger.id_of_body(connection, home, article.content_hash)
    finding = _judge(connection, article, known, sighting, same_body)
    site = site_of(page.source or page.url)
    commands = revisits.of_article(connection, page, site, known, sighting, finding)
    if not finding.event:
        outcome = Outcome(finding.repeats)
        known_as = (finding.repeated or article_id, known.revision)
        commands += bookkeeping.of_repeated(page, site, outcome, finding.detail, known_as)
        if known.revision:
            commands += ledger.record(article_id, known, sighting, finding, {"site": site})
        step = _rejected(page, outcome, finding.detail, chosen, commands)
        return replace(step, guards=ledger.guards(article_id, known))
    source, indexed = _origin(connection, article, article_id, known, home, chosen)
    revised = _revised(article, article_id, known, finding, page, source)
    body = ledger.body_key(home, article.content_hash)
    more = {"site": site, "entry": ENTRY, "syndicated": source}
    commands += [["SET", body, article_id, "EX", str(ledger.KEEP_SECONDS)], *indexed]
    commands += ledger.record(article_id, known, sighting, finding, more)
    commands += bookkeeping.of_published(page, site, revised, finding.event)
    return Step(
        token=token_key(page.token),
        token_seconds=TOKEN_SECONDS,
        outcome=Outcome(article.metadata.outcome),
        stream=ARTICLES,
        entry=_article_entry(revised, finding, page),
        guards=[
            *ledger.guards(article_id, known),
            Guard(read=["GET", body], found=same_body),
        ],
        commands=commands,
    )


def _origin(  # noqa: PLR0913, PLR0917
    connection: Redis,
    article: Article,
    article_id: str,
    known: ledger.Known,
    home: str,
    chosen: Settings,
) -> tuple[str, list[Command]]:
    """The address of the article of which this is a near-copy, "" for none.

    With it, what adds one that is new and no copy to those that may be copied.
    """
    if known.revision:
        return known.syndicated, []
    now, made = time.time(), near.sketch(article.article_body, article.in_language)
    match = near.look(connection, made, site=home, at=now, max_entries=chosen.near_max_entries)
    if match:
        return match.url, []
    url = article.url or ""
    return "", near.commands(
        made, article_id=article_id, url=url, site=home, at=now, max_entries=chosen.near_max_entries
    )


def _known(connection: Redis, article: Article, page: Page) -> tuple[str, ledger.Known]:
    """The id that the article goes by, and what is known of it.

    An article whose page begins to name another canonical address keeps the id it had, as long as
    its text is the same.
    """
    known = ledger.look_up(connection, article.id)
    if known.revision == 0:
        earlier_id = ledger.id_at(connection, page.url)
        if earlier_id and earlier_id != article.id:
            earlier = ledger.look_up(connection, earlier_id)
            if earlier.content_hash == article.content_hash:
                return earlier_id, earlier
    return article.id, known


def _sighting(article: Article, page: Page) -> ledger.Sighting:
    return ledger.Sighting(
        url=page.url,
        content_hash=article.content_hash,
        own_address=(article.canonical_url or page.url) == page.url,
        headline=article.headline or "",
        published=article.date_published or "",
        modified=article.date_modified or "",
        seen=page.fetched_at,
    )


def _judge(
    connection: Redis,
    article: Article,
    known: ledger.Known,
    sighting: ledger.Sighting,
    same_body: str,
) -> ledger.Finding:
    """What the article is, by the ledger, the site's other articles and its own page before."""
    if known.revision == 0 and same_body:
        other = ledger.look_up(connection, same_body)
        if repeated := ledger.same_body(other, sighting, article.word_count):
            return replace(repeated, repeated=same_body)
    finding = ledger.judge(known, sighting)
    if "body" in finding.changed and is_same_page(connection, ARTICLES, known.entry, article):
        if "headline" not in finding.changed:
            return ledger.Finding(event=None, detail=f"the page of revision {known.revision}")
        changed = tuple(each for each in finding.changed if each != "body")
        finding = replace(finding, changed=changed)
    return finding


def _revised(  # noqa: PLR0913, PLR0917
    article: Article,
    article_id: str,
    known: ledger.Known,
    finding: ledger.Finding,
    page: Page,
    source: str,
) -> Article:
    update: dict[str, object] = {
        "revision": known.revision + 1,
        "changed": finding.changed,
        "syndicated_from": source or None,
    }
    if finding.event == "update":
        update["changed_at"] = page.fetched_at or None
    metadata = article.metadata.model_copy(update=update)
    return article.model_copy(update={"id": article_id, "metadata": metadata})


def _rejected(
    page: Page | Dropped, outcome: Outcome, detail: str, chosen: Settings, commands: list[Command]
) -> Step:
    trim = ["XTRIM", REJECTED, "MAXLEN", "~", str(chosen.rejected_max_entries)]
    return Step(
        token=token_key(page.token),
        token_seconds=TOKEN_SECONDS,
        outcome=outcome,
        stream=REJECTED,
        entry=_rejected_entry(page, outcome, detail),
        commands=[*commands, trim],
    )


def _article_entry(article: Article, finding: ledger.Finding, page: Page) -> dict[str, str]:
    url = article.url or page.url
    return {
        "id": article.id,
        "event": finding.event or "",
        "revision": str(article.metadata.revision),
        "url": url,
        "domain": site_of(url),
        "language": article.in_language or "",
        "published": article.date_published or "",
        "outcome": article.metadata.outcome,
        "changed": ",".join(finding.changed),
        "page": page.token,
        "article": article.to_json(),
    }


def _rejected_entry(page: Page | Dropped, outcome: str, detail: str) -> dict[str, str]:
    return {
        "url": page.url,
        "requested": page.requested_url,
        "outcome": outcome,
        "detail": detail[:MAX_DETAIL],
        "domain": site_of(page.url),
        "site": site_of(page.source or page.url),
        "at": page.fetched_at,
        "token": page.token,
    }


def token_key(token: str) -> str:
    """The Redis key that says of a fetch that it was counted."""
    return f"newsmill:token:{token}"
