"""The outbox: every page leaves by `publish` or `reject`, in one atomic step, and is counted once.

    newsmill:articles         stream of id event revision url domain language published outcome
                              changed page article; `event` is new or update, `changed` what an
                              update changed, `page` the fetch's token, `article` the JSON; absent
                              is ""
    newsmill:rejected         stream of url requested outcome detail domain site at token; all that
                              is not published, what is unchanged or a duplicate too
    newsmill:outcomes:<site>  hash: outcome -> count of pages; <site> is the crawled site's host
    newsmill:events:<site>    hash: event -> count of what was published
    newsmill:sites            set of those sites
    newsmill:token:<token>    string: the outcome of a fetch that was counted, so that a job which
                              is tried again neither publishes nor counts it a second time
    newsmill:due:<site>       see visits.py: the page's next visit, if a crawl keeps visits of it

A step (steps.py) changes nothing if the token was counted, or if the article's revision is not the
one that the decision and the JSON were made for; then the decision is made anew. What bounds
newsmill:articles is retention.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cleaner.outcome import Outcome
from workers import ledger, revisits, steps
from workers.rejudged import is_same_page
from workers.settings import Settings
from workers.steps import ENTRY, Command, Guard, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

    from cleaner.article import Article
    from workers.page import Dropped, Page

ARTICLES = "newsmill:articles"
REJECTED = "newsmill:rejected"
SITES = "newsmill:sites"
TOKEN_SECONDS = 3 * 86_400  # a batch cut short on Friday by an outage is tried again on Monday
MAX_DETAIL = 500  # a line to read; a page's whole text must not come here by way of an exception
MAX_ROUNDS = 100  # each means that somebody else published this very article meanwhile

REJECTED_MAX: int = Settings.model_fields["rejected_max_entries"].default


def publish(
    connection: Redis,
    article: Article,
    page: Page,
    *,
    max_rejected: int = REJECTED_MAX,
    also: Sequence[Command] = (),
) -> Outcome:
    """Publish an article as new or as an update, or record that there is nothing new about it.

    Returns the page's one outcome: the article's own (article, live-blog) if it was published,
    `unchanged` or `duplicate` if not; of a page that was counted before, its outcome then. The
    commands `also` are part of the step. Raises redis.RedisError.
    """
    for _ in range(MAX_ROUNDS):
        article_id, known = _known(connection, article, page)
        sighting = _sighting(article, page)
        home = site_of(article.url or page.url)
        found_body = ledger.id_of_body(connection, home, article.content_hash)
        finding = _judge(connection, article, known, sighting, found_body)
        guards = [ledger.guard(article_id, known)]
        site = site_of(page.source or page.url)
        commands = [*also]
        commands += revisits.of_article(connection, page, site, known, sighting, finding)
        more = {"site": site}
        if finding.event:
            revised = _revised(article, article_id, known, finding, page)
            body = ledger.body_key(home, article.content_hash)
            guards.append(Guard(read=["GET", body], found=found_body))
            commands.append(["SET", body, article_id, "EX", str(ledger.KEEP_SECONDS)])
            more["entry"] = ENTRY
            outcome, stream = Outcome(article.metadata.outcome), ARTICLES
            entry = _article_entry(revised, finding, page)
        else:
            outcome, stream = Outcome(finding.repeats), REJECTED
            entry = _rejected_entry(page, outcome, finding.detail)
            commands.append(_trim(max_rejected))
        if finding.event or known.revision:
            commands += ledger.record(article_id, known, sighting, finding, more)
        commands += _tally(site, outcome, finding.event)
        step = Step(
            token=_token_key(page.token),
            token_seconds=TOKEN_SECONDS,
            outcome=outcome,
            stream=stream,
            entry=entry,
            guards=guards,
            commands=commands,
        )
        taken = steps.take(connection, step)
        if taken:
            return taken
    raise RuntimeError(f"article {article.id} is published by others all the time: {page.url}")


def reject(  # noqa: PLR0913
    connection: Redis,
    page: Page | Dropped,
    outcome: Outcome,
    detail: str,
    *,
    max_rejected: int = REJECTED_MAX,
    also: Sequence[Command] = (),
) -> Outcome:
    """Record that a page is not published and why.

    Returns its one outcome: `outcome`, or of a page that was counted before, its outcome then. The
    commands `also` are part of the step. Raises redis.RedisError.
    """
    site = site_of(page.source or page.url)
    commands = [*also, _trim(max_rejected), *_tally(site, outcome, None)]
    commands += revisits.of_rejected(connection, page, site, outcome)
    step = Step(
        token=_token_key(page.token),
        token_seconds=TOKEN_SECONDS,
        outcome=outcome,
        stream=REJECTED,
        entry=_rejected_entry(page, outcome, detail),
        commands=commands,
    )
    taken = steps.take(connection, step)
    assert taken is not None, "a step without guards cannot be stale"
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
    found_body: str,
) -> ledger.Finding:
    """What the article is, by the ledger, the site's other articles and its own page before."""
    if known.revision == 0 and found_body:
        other = ledger.look_up(connection, found_body)
        if repeated := ledger.same_body(other, sighting, article.word_count):
            return repeated
    finding = ledger.judge(known, sighting)
    if "body" in finding.changed and is_same_page(connection, ARTICLES, known.entry, article):
        if "headline" not in finding.changed:
            return ledger.Finding(event=None, detail=f"the page of revision {known.revision}")
        changed = tuple(each for each in finding.changed if each != "body")
        finding = replace(finding, changed=changed)
    return finding


def _revised(
    article: Article, article_id: str, known: ledger.Known, finding: ledger.Finding, page: Page
) -> Article:
    update: dict[str, object] = {"revision": known.revision + 1, "changed": finding.changed}
    if finding.event == "update":
        update["changed_at"] = page.fetched_at or None
    metadata = article.metadata.model_copy(update=update)
    return article.model_copy(update={"id": article_id, "metadata": metadata})


def _tally(site: str, outcome: Outcome, event: str | None) -> list[Command]:
    commands = [["HINCRBY", outcomes_key(site), outcome, "1"], ["SADD", SITES, site]]
    if event:
        commands.append(["HINCRBY", events_key(site), event, "1"])
    return commands


def _trim(max_rejected: int) -> Command:
    return ["XTRIM", REJECTED, "MAXLEN", "~", str(max_rejected)]


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


def _token_key(token: str) -> str:
    return f"newsmill:token:{token}"
