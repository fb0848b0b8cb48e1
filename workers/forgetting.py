"""Forgetting visits, so that the next crawl fetches again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cleaner.addresses import BadAddress, canonical
from workers import visits
from workers.outbox import site_of

if TYPE_CHECKING:
    from redis import Redis

_AT_ONCE = 1_000  # keys a round trip


def forget(connection: Redis, target: str) -> str | None:
    """Forget a page, or all of a site if `target` is a host or the address of a front page.

    Returns what was forgotten, in words; None if nothing was known. Raises BadAddress for what
    cannot be an address.
    """
    is_address = "://" in target
    if is_address and urlsplit(canonical(target)).path != "/":
        return f"1 page, {canonical(target)}" if forget_page(connection, target) else None
    site = site_of(target if is_address else f"//{target}")
    if not site:
        raise BadAddress(f"{target!r} is neither a site nor an address")
    pages = forget_site(connection, site)
    return f"{pages} addresses of {site}" if pages else None


def forget_page(connection: Redis, url: str) -> bool:
    """Have the next crawl of its site fetch `url` again; False if it is not known."""
    url = canonical(url)
    found: Any = connection.get(visits.visit_key(url))
    if not found:
        return False
    due = visits.due_key(_site(found))
    with connection.pipeline(transaction=True) as step:
        step.delete(visits.visit_key(url), visits.visit_key(visits.load(found).url))
        step.zadd(due, {url: 0})  # no feed or sitemap needs to name it
        step.expire(due, visits.KEEP_SECONDS)
        step.execute()
    return True


def forget_site(connection: Redis, site: str) -> int:
    """Have the next crawl of `site` fetch everything again; how many addresses were known."""
    forgotten = 0
    batch: list[bytes] = []
    for key in connection.scan_iter(match=f"{visits.PREFIX}*", count=_AT_ONCE):
        batch.append(key)
        if len(batch) == _AT_ONCE:
            forgotten += _forget_of(connection, site, batch)
            batch = []
    forgotten += _forget_of(connection, site, batch)
    pattern = visits.read_key(site.replace("[", "\\[").replace("]", "\\]"), "*")  # [::1] is a host
    read = connection.scan_iter(match=pattern, count=_AT_ONCE)
    connection.delete(visits.due_key(site), visits.left_key(site), *read)
    return forgotten


def _forget_of(connection: Redis, site: str, keys: list[bytes]) -> int:
    found: Any = connection.mget(keys) if keys else []
    theirs = [key for key, raw in zip(keys, found, strict=True) if raw and _site(raw) == site]
    if theirs:
        connection.delete(*theirs)
    return len(theirs)


def _site(raw: bytes) -> str:
    return str(json.loads(raw).get("site", ""))
