import json
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from cleaner.article import Article
from cleaner.outcome import Outcome
from tests.workers.sample import SITE, STORY, article, page
from workers import ledger, outbox, server
from workers.page import Dropped
from workers.settings import Settings
from workers.watching.status import outcomes

fork = multiprocessing.get_context("fork")


def entries(connection: Redis, stream: str) -> list[dict[str, str]]:
    found: Any = connection.xrange(stream)
    return [{name.decode(): value.decode() for name, value in raw.items()} for _, raw in found]


def articles(connection: Redis) -> list[dict[str, str]]:
    return entries(connection, outbox.ARTICLES)


def rejected(connection: Redis) -> list[dict[str, str]]:
    return entries(connection, outbox.REJECTED)


def test_a_new_article_is_an_entry_with_exactly_the_promised_fields(connection: Redis) -> None:
    fetched = page()
    assert outbox.publish(connection, article(), fetched) == Outcome.ARTICLE
    (entry,) = articles(connection)
    whole = entry.pop("article")
    assert entry == {
        "id": article().id,
        "event": "new",
        "revision": "1",
        "url": STORY,
        "domain": "heron.example",
        "language": "en",
        "published": "2026-05-01",
        "outcome": "article",
        "changed": "",
        "page": fetched.token,
    }
    assert Article.model_validate_json(whole) == article()
    assert rejected(connection) == []


def test_what_the_page_did_not_say_is_empty(connection: Redis) -> None:
    outbox.publish(connection, article(in_language=None, date_published=None), page())
    (entry,) = articles(connection)
    assert (entry["language"], entry["published"]) == ("", "")


def test_the_same_headline_and_body_again_are_unchanged(connection: Redis) -> None:
    outbox.publish(connection, article(), page())
    again = article(date_modified="2026-05-02", keywords=("bridges",))
    assert outbox.publish(connection, again, page()) == Outcome.UNCHANGED
    assert len(articles(connection)) == 1
    (entry,) = rejected(connection)
    assert entry["outcome"] == "unchanged"
    assert "revision 1" in entry["detail"]


def test_an_update_says_what_changed_and_when(connection: Redis) -> None:
    outbox.publish(connection, article(), page())
    later = page(fetched_at="2026-05-01T09:00:00+00:00")
    again = article(headline="Bridge opens at last", date_modified="2026-05-01T08:55:00Z")
    assert outbox.publish(connection, again, later) == Outcome.ARTICLE
    entry = articles(connection)[-1]
    assert (entry["event"], entry["revision"]) == ("update", "2")
    assert entry["changed"] == "headline,dateModified"
    metadata = json.loads(entry["article"])["metadata"]
    assert metadata["changed"] == ["headline", "dateModified"]
    assert metadata["changedAt"] == later.fetched_at


def test_a_page_that_was_fetched_before_the_known_revision_never_overtakes_it(
    connection: Redis,
) -> None:
    older, newer = "2026-05-01T08:00:00+00:00", "2026-05-01T10:00:00+02:30"
    outbox.publish(connection, article(), page(fetched_at="2026-05-01T07:00:00Z"))
    outbox.publish(connection, article(body="Later words."), page(fetched_at=older))
    again = article(body="Earlier words.")
    assert outbox.publish(connection, again, page(fetched_at=newer)) == Outcome.UNCHANGED
    assert len(articles(connection)) == 2
    assert "fetched before" in rejected(connection)[-1]["detail"]


def test_a_clock_that_ran_ahead_does_not_hide_what_is_fetched_by_right_ones(
    connection: Redis,
) -> None:
    now = datetime.now(UTC)
    outbox.publish(connection, article(), page(fetched_at=(now + timedelta(days=1)).isoformat()))
    again = article(body="Later words.")
    assert outbox.publish(connection, again, page(fetched_at=now.isoformat())) == Outcome.ARTICLE
    earlier = page(fetched_at=(now - timedelta(minutes=1)).isoformat())
    assert outbox.publish(connection, article(body="Earlier."), earlier) == Outcome.UNCHANGED
    assert len(articles(connection)) == 2


def test_an_older_fetch_never_overtakes_one_that_was_found_unchanged_meanwhile(
    connection: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.publish(connection, article(), page(fetched_at="2026-05-01T08:00:00Z"))
    judge = ledger.judge

    def overtaken(known: ledger.Known, sighting: ledger.Sighting) -> ledger.Finding:
        monkeypatch.setattr(ledger, "judge", judge)
        newer = page(fetched_at="2026-05-01T10:00:00Z")
        assert outbox.publish(connection, article(), newer) == Outcome.UNCHANGED
        return judge(known, sighting)

    monkeypatch.setattr(ledger, "judge", overtaken)
    older = page(fetched_at="2026-05-01T09:00:00Z")
    passing = article(body="The bridge is open. Or so we wrote for an hour.")
    assert outbox.publish(connection, passing, older) == Outcome.UNCHANGED
    assert len(articles(connection)) == 1


def test_the_same_body_under_another_url_of_the_site_is_a_duplicate(connection: Redis) -> None:
    words = " ".join(f"word{number}" for number in range(80))
    outbox.publish(connection, article(body=words), page())
    other = SITE + "archive/bridge"
    again = article(other, body=words, headline="Bridge opens (archive)")
    assert outbox.publish(connection, again, page(other)) == Outcome.DUPLICATE
    assert len(articles(connection)) == 1
    assert STORY in rejected(connection)[-1]["detail"]


def test_the_same_body_on_another_site_is_an_article_there(connection: Redis) -> None:
    words = " ".join(f"word{number}" for number in range(80))
    outbox.publish(connection, article(body=words), page())
    other = "https://plover.example/bridge"
    again = article(other, body=words)
    assert outbox.publish(connection, again, page(other)) == Outcome.ARTICLE


def test_a_few_words_that_many_pages_have_make_no_duplicate(connection: Redis) -> None:
    outbox.publish(connection, article(body="No matches today."), page())
    other = SITE + "matches-2"
    again = article(other, body="No matches today.", headline="Matches of 2 May")
    assert outbox.publish(connection, again, page(other)) == Outcome.ARTICLE


def test_two_addresses_of_one_body_cleaned_at_once_make_one_article(connection: Redis) -> None:
    words = " ".join(f"word{number}" for number in range(80))
    urls = [f"{SITE}copy-{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(
            pool.map(
                lambda url: outbox.publish(connection, article(url, body=words), page(url)), urls
            )
        )
    assert sorted(outcomes) == sorted([Outcome.ARTICLE, *[Outcome.DUPLICATE] * 7])


def agency_report() -> str:
    places = [
        "Hallin",
        "Osmouth",
        "Tarby",
        "Linsey",
        "Corvale",
        "Brenning",
        "Mostyn",
        "Agar",
        "Feldon",
        "Irvale",
    ]
    return "\n\n".join(
        f"The harbour office of {place} counted {31 * number + 7} ferries in week {number}, and "
        f"{place} expects {number * number + 12} more before the crane on quay {number} is mended."
        for number, place in enumerate(places, 1)
    )


def test_a_near_copy_on_another_site_names_where_it_was_seen_first(connection: Redis) -> None:
    text = agency_report()
    outbox.publish(connection, article(body=text), page())
    there = "https://plover.example/ferries"
    copy = article(there, body=f"From our correspondents.\n\n{text}")
    assert outbox.publish(connection, copy, page(there)) == Outcome.ARTICLE
    first, second = (json.loads(entry["article"])["metadata"] for entry in articles(connection))
    assert (first["syndicatedFrom"], second["syndicatedFrom"]) == (None, STORY)
    longer = article(there, body=f"From our correspondents.\n\n{text}\n\nMore was not known.")
    outbox.publish(connection, longer, page(there))
    last = json.loads(articles(connection)[-1]["article"])["metadata"]
    assert (last["revision"], last["syndicatedFrom"]) == (2, STORY)


def test_a_changed_body_is_an_update_whose_json_agrees(connection: Redis) -> None:
    outbox.publish(connection, article(), page())
    for number in (2, 3):
        changed = article(body=f"The bridge is open. Update {number}.")
        assert outbox.publish(connection, changed, page()) == Outcome.ARTICLE
        entry = articles(connection)[-1]
        assert (entry["event"], entry["revision"]) == ("update", str(number))
        assert json.loads(entry["article"])["metadata"]["revision"] == number
    assert outbox.publish(connection, changed, page()) == Outcome.UNCHANGED


def test_another_address_of_an_article_is_a_duplicate(connection: Redis) -> None:
    outbox.publish(connection, article(canonical=STORY), page())
    shared = STORY + "?from=letter"
    for _ in range(2):
        outcome = outbox.publish(connection, article(shared, canonical=STORY), page(shared))
        assert outcome == Outcome.DUPLICATE
    assert outbox.publish(connection, article(canonical=STORY), page()) == Outcome.UNCHANGED
    assert len(articles(connection)) == 1


def test_once_its_own_address_is_seen_an_article_lives_there(connection: Redis) -> None:
    shared = STORY + "?from=letter"
    outbox.publish(connection, article(shared, canonical=STORY), page(shared))
    assert outbox.publish(connection, article(canonical=STORY), page()) == Outcome.DUPLICATE
    assert outbox.publish(connection, article(canonical=STORY), page()) == Outcome.UNCHANGED


def test_an_amp_page_that_differs_never_makes_revisions(connection: Redis) -> None:
    amp = STORY + "/amp"
    for _ in range(3):
        outbox.publish(connection, article(canonical=STORY), page())
        short = article(amp, body="The bridge is open", canonical=STORY)
        assert outbox.publish(connection, short, page(amp)) == Outcome.DUPLICATE
    assert len(articles(connection)) == 1


def test_an_address_that_begins_to_name_a_canonical_one_stays_the_same_article(
    connection: Redis,
) -> None:
    outbox.publish(connection, article(), page())
    renamed = article(canonical="https://heron.example/2026/bridge")
    assert renamed.id != article().id
    assert outbox.publish(connection, renamed, page()) == Outcome.UNCHANGED


def test_a_live_blog_is_published_as_one(connection: Redis) -> None:
    live = article(metadata=article().metadata.model_copy(update={"outcome": "live-blog"}))
    assert outbox.publish(connection, live, page()) == Outcome.LIVE_BLOG
    assert articles(connection)[0]["outcome"] == "live-blog"


def test_a_rejection_says_which_page_and_why(connection: Redis) -> None:
    listing = page("https://heron.example/sport", requested_url="https://heron.example/s")
    assert outbox.reject(connection, listing, Outcome.LISTING, "31 teasers") == Outcome.LISTING
    (entry,) = rejected(connection)
    assert entry == {
        "url": "https://heron.example/sport",
        "requested": "https://heron.example/s",
        "outcome": "listing",
        "detail": "31 teasers",
        "domain": "heron.example",
        "site": "heron.example",
        "at": "2026-05-01T08:00:00+00:00",
        "token": listing.token,
    }


def test_a_url_that_never_became_a_page_is_recorded_too(connection: Redis) -> None:
    dropped = Dropped(
        url="https://heron.example/x",
        requested_url="https://heron.example/x",
        outcome="robots-denied",
        detail="robots.txt",
        fetched_at="2026-05-01T08:00:00+00:00",
    )
    outbox.reject(connection, dropped, Outcome.ROBOTS_DENIED, dropped.detail)
    assert outcomes(connection) == {"heron.example": {"robots-denied": 1}}


@pytest.mark.parametrize("body", ["The bridge is open.", "The bridge is open. More."])
def test_a_page_whose_job_is_tried_again_counts_once(connection: Redis, body: str) -> None:
    first = page()
    outbox.publish(connection, article(), first)
    assert outbox.publish(connection, article(body=body), first) == Outcome.ARTICLE
    assert outbox.reject(connection, first, Outcome.POISON, "later") == Outcome.ARTICLE
    assert outbox.counted(connection, first.token) == Outcome.ARTICLE
    assert len(articles(connection)) == 1
    assert rejected(connection) == []
    assert outcomes(connection) == {"heron.example": {"article": 1}}


def test_each_page_is_one_entry_and_one_count(connection: Redis) -> None:
    outbox.publish(connection, article(), page())
    outbox.publish(connection, article(), page())
    outbox.reject(connection, page(source="https://www.Heron.example"), Outcome.LISTING, "")
    outbox.reject(connection, page(source="http://127.0.0.1:8080/"), Outcome.LISTING, "")
    assert outcomes(connection) == {
        "127.0.0.1:8080": {"listing": 1},
        "heron.example": {"article": 1, "listing": 1, "unchanged": 1},
    }
    assert len(articles(connection)) + len(rejected(connection)) == 4


def test_text_of_any_script_arrives_as_it_was(connection: Redis) -> None:
    body = 'Мост открыт. 橋が開いた。 "quoted" \\ back\nline \u2028 end \U0001f309'
    outbox.publish(connection, article(body=body), page())
    assert json.loads(articles(connection)[0]["article"])["articleBody"] == body


def test_a_decision_that_was_overtaken_is_made_anew(
    connection: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = ledger.judge

    def overtaken(known: ledger.Known, sighting: ledger.Sighting) -> ledger.Finding:
        monkeypatch.setattr(ledger, "judge", decide)
        outbox.publish(connection, article(body="A rival text."), page())
        return decide(known, sighting)

    monkeypatch.setattr(ledger, "judge", overtaken)
    outbox.publish(connection, article(), page())
    found = articles(connection)
    assert [(entry["event"], entry["revision"]) for entry in found] == [
        ("new", "1"),
        ("update", "2"),
    ]
    assert json.loads(found[1]["article"])["metadata"]["revision"] == 2


def publish_all(settings: Settings, start: Any, first: int) -> None:
    with server.open_server(settings) as connection:
        start.wait()
        for number in range(10):
            body = f"The bridge is open. Text {first + number}."
            outbox.publish(connection, article(body=body), page())


def test_publishers_at_the_same_time_make_one_entry_a_revision(
    connection: Redis, settings: Settings
) -> None:
    start = fork.Event()
    publishers = [
        fork.Process(target=publish_all, args=(settings, start, 100 * number))
        for number in range(4)
    ]
    for publisher in publishers:
        publisher.start()
    start.set()
    for publisher in publishers:
        publisher.join(30)
        assert publisher.exitcode == 0
    found = articles(connection)
    assert [entry["revision"] for entry in found] == [str(n) for n in range(1, 41)]
    assert [entry["event"] for entry in found] == ["new"] + 39 * ["update"]
    for entry in found:
        assert str(json.loads(entry["article"])["metadata"]["revision"]) == entry["revision"]


def test_streams_are_trimmed(connection: Redis, settings: Settings) -> None:
    few = settings.model_copy(update={"rejected_max_entries": 50})
    for number in range(300):
        outbox.reject(connection, page(), Outcome.LISTING, str(number), few)
    assert 50 <= connection.xlen(outbox.REJECTED) <= 200  # the server trims whole nodes of 100


def test_what_is_known_of_an_article_does_not_grow_without_end(connection: Redis) -> None:
    for number in range(ledger.MAX_ADDRESSES + 20):
        shared = f"{STORY}?from={number}"
        outbox.publish(connection, article(shared, canonical=STORY), page(shared))
    key = ledger.addresses_key(article(canonical=STORY).id)
    assert connection.hlen(key) == ledger.MAX_ADDRESSES
    assert 0 < connection.ttl(key) <= ledger.KEEP_SECONDS


@pytest.mark.parametrize("url", ["http://[", "", "no scheme", "https://user:pw@heron.example/x"])
def test_a_broken_address_is_counted_all_the_same(connection: Redis, url: str) -> None:
    outbox.reject(connection, page(url, source=None), Outcome.NETWORK_ERROR, "bad address")
    ((site, counts),) = outcomes(connection).items()
    assert counts == {"network-error": 1}
    assert "pw" not in site
