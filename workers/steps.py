"""Steps: what a page changes in Redis, all at once or not at all, by a Lua script.

outbox.py says which keys there are, and when a step changes nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cleaner.outcome import Outcome
from workers import ledger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redis import Redis

# ARGV[1] is a step as JSON, with flat lists of field, value, ...; a rejection has no `article`.
_SCRIPT = """
local step = cjson.decode(ARGV[1])
local earlier = redis.call('GET', step.token)
if earlier then return {'earlier', earlier} end
local article = step.article
if article and (redis.call('HGET', article.key, 'revision') or '0') ~= article.revision then
  return {'stale', ''}
end
local entry = redis.call('XADD', step.stream, 'MAXLEN', '~', step.max, '*', unpack(step.entry))
if article then
  redis.call('HSET', article.key, unpack(article.record))
  if step.published then redis.call('HSET', article.key, 'entry', entry) end
  if redis.call('HEXISTS', article.addresses, article.url) == 1
      or redis.call('HLEN', article.addresses) < article.max_addresses then
    redis.call('HSET', article.addresses, article.url, article.hash)
  end
  redis.call('SET', article.url_key, article.id)
  for _, key in ipairs({article.key, article.addresses, article.url_key}) do
    redis.call('EXPIRE', key, article.seconds)
  end
end
local due = step.due
if due then
  redis.call('ZREM', due.key, due.url)
  if due.at and redis.call('EXISTS', due.visit) == 1 then
    redis.call('ZADD', due.key, due.at, due.url)
    redis.call('EXPIRE', due.key, due.seconds)
  end
end
redis.call('HINCRBY', step.outcomes, step.outcome, 1)
if step.event then redis.call('HINCRBY', step.events, step.event, 1) end
redis.call('SADD', step.sites, step.site)
redis.call('SET', step.token, step.outcome, 'EX', step.token_seconds)
return {'done', entry}
"""


def take(connection: Redis, step: Mapping[str, object]) -> Outcome | None:
    """Do the step; its outcome, or None if the article's record has changed since it was read.

    Raises redis.RedisError.
    """
    script = connection.register_script(_SCRIPT)  # hashed here; the server keeps it by that hash
    # What is None is left out: JSON's null is true in Lua.
    told = {name: value for name, value in step.items() if value is not None}
    word, value = script(args=[json.dumps(told, ensure_ascii=False)])
    if word == b"stale":
        return None
    return Outcome(value.decode()) if word == b"earlier" else Outcome(str(step["outcome"]))


def of_article(
    article_id: str, revision: int, sighting: ledger.Sighting, record: Mapping[str, str]
) -> dict[str, Any]:
    """The step's `article`: its record as it is to be, if `revision` still is the known one."""
    return {
        "id": article_id,
        "revision": str(revision),
        "url": sighting.url,
        "hash": sighting.content_hash,
        "record": flat(record),
        "key": ledger.article_key(article_id),
        "addresses": ledger.addresses_key(article_id),
        "url_key": ledger.url_key(sighting.url),
        "max_addresses": ledger.MAX_ADDRESSES,
        "seconds": ledger.KEEP_SECONDS,
    }


def flat(fields: Mapping[str, str]) -> list[str]:
    """Return field, value, field, value ..., as Redis takes them."""
    return [part for pair in fields.items() for part in pair]
