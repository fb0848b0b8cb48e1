"""The index of stories first seen, by which a near-copy on another site is found.

    newsmill:near:anchors:<n>    list: "<check><site><ref>" of up to ANCHOR_SLOTS sketches, the
                                 newest first
    newsmill:near:originals:<n>  list: "ref at site id shingles facts url" of up to SLOTS stories,
                                 the newest first

It is a table of fixed size. A story stands in one list of originals, which its ref names, and in
a list for each of its anchors: a near-copy has some of the same. There are as many lists as
`max_entries` needs, and each drops its oldest when it is full, so the index never grows beyond and
nothing has to be tidied. That the oldest go first is so only about: of the newest half of
`max_entries` stories 0.99 of the copies are found, of the last ones half. Lists that nobody adds
to for KEEP_SECONDS go. A changed `max_entries` names other lists: the index begins anew and the old
one expires.

Only what was first seen is indexed. Two copies that are published within the same moment, before
either is in the index, both count as first seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from workers.near.sketches import ANCHORS, Sketch, is_near_copy, likeness, packed, unpacked
from workers.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

    from workers.steps import Command

PREFIX = "newsmill:near:"
MAX_ENTRIES: int = Settings.model_fields["near_max_entries"].default
KEEP_SECONDS = 14 * 86_400  # agency copies appear within days; weekly papers within two weeks
SLOTS = 32  # a key and its list cost memory of their own: many items share them
# As many anchors as SLOTS meet in a list, by chance 6 more or fewer: one in 14 goes too early.
ANCHOR_SLOTS = 40
CANDIDATES = 8  # stories compared: those that share the most anchors, so that a look stays short

# KEYS are the lists of anchors. ARGV: the number of lists of originals, how many stories to return,
# the site's mark, and for each key the check of the anchor. Returned are stories of other sites.
_LOOK = """
local hits, refs = {}, {}
for at, key in ipairs(KEYS) do
  local met = {}
  for _, item in ipairs(redis.call('LRANGE', key, 0, -1)) do
    local ref = string.sub(item, 9)
    if string.sub(item, 1, 4) == ARGV[at + 3] and string.sub(item, 5, 8) ~= ARGV[3]
        and not met[ref] then
      met[ref] = true
      if not hits[ref] then refs[#refs + 1] = ref end
      hits[ref] = (hits[ref] or 0) + 1
    end
  end
end
table.sort(refs, function(a, b)
  if hits[a] ~= hits[b] then return hits[a] > hits[b] end
  return a < b
end)
local found = {}
for at = 1, math.min(#refs, tonumber(ARGV[2])) do
  local list = tonumber(refs[at], 16) % tonumber(ARGV[1])
  for _, story in ipairs(redis.call('LRANGE', 'newsmill:near:originals:' .. list, 0, -1)) do
    if string.sub(story, 1, 8) == refs[at] then found[#found + 1] = story end
  end
end
return found
"""


@dataclass(frozen=True, kw_only=True)
class Match:
    """The story of which a body is a near-copy; `at` is when it was seen, in seconds since 1970."""

    id: str
    url: str
    site: str
    at: float
    likeness: float


def look(
    connection: Redis, sketch: Sketch, *, site: str, at: float, max_entries: int = MAX_ENTRIES
) -> Match | None:
    """The story first seen on another site of which this body is a near-copy, in one round trip.

    `site` is the body's own as `outbox.site_of` writes it, `at` its time in seconds since 1970.
    Raises redis.RedisError.
    """
    if not sketch.anchors:
        return None
    keys, checks = zip(*(_place(anchor, max_entries) for anchor in sketch.anchors), strict=True)
    script = connection.register_script(_LOOK)
    args = (_originals(max_entries), CANDIDATES, _mark(site), *checks)
    matches = [
        Match(id=id_, url=url, site=other, at=seen, likeness=likeness(sketch, kept))
        for seen, other, id_, url, kept in map(_read, script(keys=keys, args=args))
        if at - seen <= KEEP_SECONDS and is_near_copy(sketch, kept)
    ]
    return min(matches, key=lambda match: (match.at, match.id), default=None)


def commands(  # noqa: PLR0913 - what is known of a story, each by its name
    sketch: Sketch,
    *,
    article_id: str,
    url: str,
    site: str,
    at: float,
    max_entries: int = MAX_ENTRIES,
) -> list[Command]:
    """The commands that index a story that is new and no near-copy; none for one too short.

    They belong into the step that publishes it. Of an article's updates nothing is indexed: its
    first wording is what other sites have copied.
    """
    if not sketch.anchors:
        return []
    ref = f"{crc32(article_id.encode()):08x}"
    sample = (packed(sketch.shingles), packed(sketch.facts))
    story = " ".join((ref, str(int(at)), site, article_id, *sample, url))
    key = f"{PREFIX}originals:{int(ref, 16) % _originals(max_entries)}"
    added = list(_pushed(key, story, SLOTS))
    for anchor in sketch.anchors:
        key, check = _place(anchor, max_entries)
        added.extend(_pushed(key, check + _mark(site) + ref, ANCHOR_SLOTS))
    return added


def _pushed(key: str, item: str, slots: int) -> Iterator[list[str]]:
    yield ["LPUSH", key, item]
    yield ["LTRIM", key, "0", str(slots - 1)]
    yield ["EXPIRE", key, str(KEEP_SECONDS)]


def _originals(max_entries: int) -> int:
    """How many lists of originals there are."""
    return max(1, max_entries // SLOTS)


def _place(anchor: int, max_entries: int) -> tuple[str, str]:
    """The list in which an anchor is kept, and what tells it there from others."""
    number = (anchor & 0xFFFFFF) % (_originals(max_entries) * ANCHORS)
    return f"{PREFIX}anchors:{number}", f"{anchor >> 24:04x}"


def _mark(site: str) -> str:
    """Four letters that stand for a site; two of 65,536 share them."""
    return f"{crc32(site.encode()) & 0xFFFF:04x}"


def _read(story: bytes) -> tuple[float, str, str, str, Sketch]:
    _, at, site, id_, shingles, facts, url = story.decode().split(" ", 6)
    kept = Sketch(words=0, shingles=unpacked(shingles), facts=unpacked(facts))
    return float(at), site, id_, url, kept
