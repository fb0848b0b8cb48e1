"""The outbox: every page leaves by `publish` or `reject`, in one atomic step, and is counted once.

    newsmill:articles         stream of id event revision url domain language published outcome
                              article; `event` is new or update, `article` the JSON, absent is ""
    newsmill:rejected         stream of url requested outcome detail domain site at token; all that
                              is not published, what is unchanged or a duplicate too
    newsmill:outcomes:<site>  hash: outcome -> count of pages; <site> is the crawled site's host
    newsmill:events:<site>    hash: event -> count of what was published
    newsmill:sites            set of those sites
    newsmill:token:<token>    string: the outcome of a fetch that was counted, so that a job which
                              is tried again neither publishes nor counts it a second time
    newsmill:due:<site>       see visits.py: the page's next visit, if a crawl keeps visits of it

A step (steps.py) changes nothing if the token was counted, or if the article's revision is not the
one that the decision and the JSON were made for; then the decision is made anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cleaner.addresses import BadAddress, canonical
from cleaner.outcome import Outcome
from workers import ledger, steps, visits
from workers.page import Dropped
from workers.rejudged import is_same_page
from workers.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

    from cleaner.article import Article
    from workers.page import Page

ARTICLES = "newsmill:articles"
REJECTED = "newsmill:rejected"
SITES = "newsmill:sites"
TOKEN_SECONDS = 3 * 86_400  # a batch cut short on Friday by an outage is tried again on Monday
MAX_DETAIL = 500  # a line to read; a page's whole text must not come here by way of an exception
MAX_ROUNDS = 100  # each means that somebody else published this very article meanwhile

ARTICLES_MAX: int = Settings.model_fields["articles_max_entries"].default
REJECTED_MAX: int = Settings.model_fields["rejected_max_entries"].default


def publish(
    connection: Redis,
    article: Article,
    page: Page,
    *,
    max_entries: int = ARTICLES_MAX,
    max_rejected: int = REJECTED_MAX,
) -> Outcome:
    """Publish an article as new or as an update, or record that there is nothing new about it.

    Returns the page's one outcome: the article's own (article, live-blog) if it was published,
    `unchanged` or `duplicate` if not; of a page that was counted before, its outcome then.
    Raises redis.RedisError.
    """
    for _ in range(MAX_ROUNDS):
        article_id, known = _known(connection, article, page)
        sighting = ledger.Sighting(
            url=page.url,
            content_hash=article.content_hash,
            own_address=(article.canonical_url or page.url) == page.url,
        )
        finding = ledger.judge(known, sighting)
        if finding.event == "update" and is_same_page(connection, ARTICLES, known.entry, article):
            finding = ledger.Finding(event=None, detail=f"the page of revision {known.revision}")
        if finding.event:
            revised = _revised(article, known.revision + 1)
            step = _step(page, Outcome(article.metadata.outcome))
            step |= {"stream": ARTICLES, "max": max_entries, "published": True}
            step |= {"event": finding.event, "events": events_key(step["site"])}
            step["entry"] = steps.flat(_article_entry(revised, finding.event, page))
        else:
            step = _step(page, Outcome(finding.repeats))
            step |= {"stream": REJECTED, "max": max_rejected}
            step["entry"] = steps.flat(_rejected_entry(page, step["outcome"], finding.detail))
        record = ledger.entries(known, sighting, finding, seen=page.fetched_at)
        record |= {"site": step["site"], "published": article.date_published or known.published}
        again = visits.next_visit(
            record["published"], known.first_seen or page.fetched_at, page.fetched_at
        )
        # Of an article under several addresses only its own is visited again.
        step["due"] = _due(page, again if finding.repeats != "duplicate" else None)
        step["article"] = steps.of_article(article_id, known.revision, sighting, record)
        outcome = steps.take(connection, step)
        if outcome:
            return outcome
    raise RuntimeError(f"article {article.id} is published by others all the time: {page.url}")


def reject(
    connection: Redis,
    page: Page | Dropped,
    outcome: Outcome,
    detail: str,
    *,
    max_entries: int = REJECTED_MAX,
) -> Outcome:
    """Record that a page is not published and why.

    Returns its one outcome: `outcome`, or of a page that was counted before, its outcome then.
    Raises redis.RedisError.
    """
    step = _step(page, outcome)
    step |= {"stream": REJECTED, "max": max_entries}
    step["entry"] = steps.flat(_rejected_entry(page, outcome, detail))
    if outcome is Outcome.LISTING:
        step["due"] = _due(page, visits.next_section_visit(page.fetched_at))
    elif not isinstance(page, Dropped):
        step["due"] = _due(page, None)
    elif outcome is Outcome.UNCHANGED:
        step["due"] = _due(page, _next_of_unchanged(connection, page))
    taken = steps.take(connection, step)
    assert taken is not None, "only an article's step can be stale"
    return taken


def counted(connection: Redis, token: str) -> Outcome | None:
    """The outcome of a fetch that was counted already, else None."""
    found = connection.get(_token_key(token))
    return Outcome(found.decode()) if isinstance(found, bytes) else None


def outcomes_key(site: str) -> str:
    """The Redis key of a site's counts."""
    return f"newsmill:outcomes:{site}"


def events_key(site: str) -> str:
    """The Redis key of a site's counts of what was published, by event."""
    return f"newsmill:events:{site}"


def site_of(url: str) -> str:
    """The host of a URL as it is counted and shown: lower case, with its port if it names one."""
    try:
        netloc = urlsplit(url).netloc
    except ValueError:  # "http://[": counted, though under no name
        return ""
    return netloc.rpartition("@")[2].lower().removeprefix("www.")


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


def _revised(article: Article, revision: int) -> Article:
    metadata = article.metadata.model_copy(update={"revision": revision})
    return article.model_copy(update={"metadata": metadata})


def _step(page: Page | Dropped, outcome: Outcome) -> dict[str, Any]:
    site = site_of(page.source or page.url)
    return {
        "outcome": outcome,
        "site": site,
        "sites": SITES,
        "outcomes": outcomes_key(site),
        "token": _token_key(page.token),
        "token_seconds": TOKEN_SECONDS,
    }


def _due(page: Page | Dropped, again: float | None) -> dict[str, object] | None:
    """The step's `due`: the page's next visit, None for no further one."""
    try:
        url = canonical(page.url)
    except BadAddress:  # never fetched by a crawl
        return None
    at = {} if again is None else {"at": str(again)}
    key, visit = visits.due_key(site_of(page.source or page.url)), visits.visit_key(url)
    return {"key": key, "url": url, "visit": visit, "seconds": visits.KEEP_SECONDS, **at}


def _next_of_unchanged(connection: Redis, page: Dropped) -> float | None:
    """The next visit of a page of which the crawler saw that it has not changed."""
    article_id = ledger.id_at(connection, page.url)
    if article_id is None:
        return visits.next_section_visit(page.fetched_at)
    known = ledger.look_up(connection, article_id)
    return visits.next_visit(known.published, known.first_seen or page.fetched_at, page.fetched_at)


def _article_entry(article: Article, event: str, page: Page) -> dict[str, str]:
    url = article.url or page.url
    return {
        "id": article.id,
        "event": event,
        "revision": str(article.metadata.revision),
        "url": url,
        "domain": site_of(url),
        "language": article.in_language or "",
        "published": article.date_published or "",
        "outcome": article.metadata.outcome,
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


def _token_key(token: str) -> str:
    return f"newsmill:token:{token}"
