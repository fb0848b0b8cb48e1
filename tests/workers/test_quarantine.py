"""Rejected pages keep their bytes: for how long, how many, and how they are found again."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from cleaner.outcome import Outcome
from tests.command import newsmill, wait_for
from tests.workers.rejected import HOUR, reject
from tests.workers.sample import SITE, STORY, page
from workers import outbox, quarantine
from workers.quarantine import Wanted
from workers.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

BODY = b"<p>The bridge is open.</p>\xff\x00" * 1_000
OTHER = "https://lark.example/"


def urls(connection: Redis, wanted: Wanted | None = None) -> list[str]:
    return [kept.url for kept in quarantine.listed(connection, wanted or Wanted())]


def trimmed(connection: Redis, **settings: Any) -> int:
    return quarantine.trim(connection, Settings.model_validate(settings))


def test_a_rejected_page_comes_back_as_it_was_byte_for_byte(connection: Redis) -> None:
    whole = page(body=BODY, charset="windows-1252", etag='"x"', request="abc")
    reject(connection, whole, Outcome.LISTING, at=1_700_000_000.5)
    assert quarantine.page_of(connection, whole.token) == whole
    (kept,) = quarantine.listed(connection)
    assert (kept.token, kept.url, kept.site) == (whole.token, STORY, "heron.example")
    assert (kept.outcome, kept.detail, kept.at) == ("listing", "no good", 1_700_000_000.5)
    raw: Any = connection.xrange(outbox.REJECTED)
    assert kept.entry == raw[0][0].decode(), "the very entry of its rejection"


def test_what_no_fix_could_change_is_not_kept(connection: Redis) -> None:
    for outcome in set(Outcome) - set(quarantine.OUTCOMES):
        assert not quarantine.commands(page(), outcome=outcome, detail="", at=1.0, seconds=HOUR)
    assert not quarantine.commands(page(), outcome=Outcome.POISON, detail="", at=1.0, seconds=0), (
        "a setting of 0 keeps none"
    )
    known = {Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.ARTICLE, Outcome.LIVE_BLOG}
    never = {Outcome.ROBOTS_DENIED, Outcome.HTTP_ERROR, Outcome.NETWORK_ERROR}
    assert set(Outcome) - set(quarantine.OUTCOMES) == known | never


def test_a_page_of_ten_megabytes_that_does_not_compress_is_kept(connection: Redis) -> None:
    large = reject(connection, page(body=os.urandom(10_000_000)))
    assert quarantine.page_of(connection, large.token) == large


def test_bytes_go_after_their_time_and_their_line_with_the_next_trim(connection: Redis) -> None:
    reject(connection, page(STORY), at=time.time() - HOUR + 1, kept=1)
    stays = reject(connection, page(OTHER))
    wait_for("the end of the first", lambda: urls(connection) == [OTHER], 5)
    assert connection.zcard(quarantine.INDEX) == 2
    wait_for("its hour", lambda: trimmed(connection, quarantine_seconds=HOUR) == 1, 5)
    assert quarantine.totals(connection)[0] == 1
    assert connection.hkeys(quarantine.SIZES) == [stays.token.encode()]


def test_when_full_the_oldest_go_however_many_trim_at_once(connection: Redis) -> None:
    began = time.time() - 3_000
    for number in range(2_500):
        reject(connection, page(f"{SITE}{number}"), at=began + number)
    pages, size = quarantine.totals(connection)
    assert pages == 2_500
    assert size > 2_500 * 400, "sizes are those of all fields"
    room = {"quarantine_max_bytes": size // 2}
    with ThreadPoolExecutor(8) as pool:
        gone = list(pool.map(lambda _: trimmed(connection, **room), range(16)))
    pages, left = quarantine.totals(connection)
    assert sum(gone) == 2_500 - pages, "each was removed once"
    assert size // 2 - 2_000 < left <= size // 2, "and no more than had to"
    assert urls(connection)[0] == f"{SITE}{2_500 - pages}"
    assert trimmed(connection, **room) == 0
    assert len(list(connection.scan_iter("newsmill:quarantine:*"))) == pages + 1


def test_pages_are_found_by_outcome_site_time_and_address(connection: Redis) -> None:
    now = time.time()
    reject(connection, page(STORY), Outcome.POISON, at=now - 2 * HOUR)
    reject(connection, page(OTHER, source=OTHER), Outcome.POISON, at=now - HOUR)
    again = reject(connection, page(STORY), Outcome.EMPTY, at=now)
    assert urls(connection) == [STORY, OTHER, STORY], "the oldest first"
    assert urls(connection, Wanted(outcomes=["empty", "listing"])) == [STORY]
    assert urls(connection, Wanted(site="lark.example")) == [OTHER]
    assert urls(connection, Wanted(since=now - 1.5 * HOUR)) == [OTHER, STORY]
    assert urls(connection, Wanted(site="lark.example", outcomes=["empty"])) == []
    assert [kept.at > now - 1 for kept in quarantine.find(connection, STORY)] == [True, False]
    (kept,) = quarantine.find(connection, again.token)
    assert kept.outcome == "empty"
    assert quarantine.find(connection, "nothing") == []


def test_the_verb_lists_shows_and_drops(connection: Redis) -> None:
    first = reject(connection, page(STORY, body=BODY), Outcome.POISON, at=time.time() - 60)
    reject(connection, page(OTHER, source=OTHER), Outcome.LISTING)
    done = newsmill("quarantine", "list", "--json", "--since", "2d")
    assert [line["url"] for line in done.jsonl()] == [STORY, OTHER]
    assert done.lines == ["2 of 2 pages, which take 0.0 of 250 MB"]
    done = newsmill("quarantine", "list", "--outcome", "poison")
    assert [word for word in done.out.split() if word == first.token]
    assert len(done.out.splitlines()) == 1

    told = json.loads(newsmill("quarantine", "show", first.token).out)
    assert (told["outcome"], told["bytes"], told["status"]) == ("poison", len(BODY), 200)
    done = newsmill("quarantine", "show", "https://nowhere.example/")
    assert (done.code, len(done.lines)) == (3, 1)

    done = newsmill("quarantine", "drop")
    assert done.code == 2 and "--all" in done.lines[0]
    assert newsmill("quarantine", "drop", STORY).out == "1 page dropped\n"
    assert newsmill("quarantine", "drop", "--all", "--outcome", "listing").out == "1 page dropped\n"
    assert quarantine.totals(connection) == (0, 0)
    assert newsmill("quarantine", "drop", STORY).code == 3
    assert connection.xlen(outbox.REJECTED) == 2, "what was rejected stays so"


def test_a_page_s_bytes_can_be_cleaned_by_hand(connection: Redis) -> None:
    text = "<h1>Bridge opens</h1>" + "<p>The bridge over the river is open again today.</p>" * 9
    reject(connection, page(STORY, body=f"<html><body>{text}</body></html>".encode()))
    raw = newsmill("quarantine", "show", STORY, "--raw")
    done = newsmill("clean", "-", "--url", STORY, stdin=raw.out.encode())
    assert json.loads(done.out)["headline"] == "Bridge opens"
