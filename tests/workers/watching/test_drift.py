from random import Random

import pytest
from redis import Redis

from cleaner.article import Author, Image, Metadata, Removed
from tests.workers.sample import article
from tests.workers.watching.simulated import pages, redesigned, site
from tests.workers.watching.test_tally import do
from workers.watching import drift
from workers.watching.drift import FIELDS, KEEP, Sample, judge

AUTHORS = 1 << FIELDS.index("authors")


def story(number: int, words: int = 480, fields: int = 255, outcome: str = "article") -> Sample:
    """One of a steady site: lengths vary, and one page in 25 has no author."""
    fields &= ~AUTHORS if number % 25 == 12 else 255
    spread = 1 + (number * 37 % 100 - 50) / 100
    return Sample(
        outcome=outcome, words=round(words * spread), removed=0.2, fields=fields, at=60.0 * number
    )


def newest_first(samples: list[Sample]) -> list[Sample]:
    return samples[::-1][:KEEP]


STEADY = [story(number) for number in range(280)]


def test_a_sample_says_which_fields_an_article_has_and_how_much_was_removed() -> None:
    metadata = Metadata(
        extractor="sample",
        rules_version="1",
        confidence=1.0,
        removed=(Removed(kind="share", rule="x", text="x" * 60),),
    )
    one = article(
        body="word " * 8,
        authors=(Author(name="Ann"),),
        main_image=Image(url="x"),
        metadata=metadata,
    )
    sample = Sample.of(one, at=7.0)
    filled = [name for place, name in enumerate(FIELDS) if sample.fields >> place & 1]
    assert filled == ["headline", "authors", "datePublished", "image", "language"]
    assert (sample.outcome, sample.words, sample.removed, sample.at) == ("article", 8, 0.6, 7.0)
    assert Sample.read(str(sample).encode()) == sample


def test_the_newest_pages_of_a_site_are_kept_and_those_that_tell_nothing_are_not(
    connection: Redis,
) -> None:
    many = [command for n in range(KEEP + 5) for command in drift.commands("a.example", story(n))]
    do(connection, many)
    do(connection, drift.commands("a.example", Sample.rejected("unchanged")))
    key = drift.PREFIX + "a.example"
    assert connection.llen(key) == KEEP
    newest = connection.lindex(key, 0)
    assert isinstance(newest, bytes)
    assert Sample.read(newest) == story(KEEP + 4)
    assert connection.ttl(key) > 29 * 86_400
    assert (connection.memory_usage(key) or 0) < 12_000


def test_a_site_that_stays_as_it_was_does_not_drift() -> None:
    assert judge("a.example", newest_first(STEADY)) is None


def test_a_site_that_lost_its_authors_and_half_its_text_is_told_with_both_values() -> None:
    new = [story(number, words=95, fields=255 & ~AUTHORS) for number in range(280, 320)]
    found = judge("a.example", newest_first(STEADY + new))
    assert found is not None
    told = [str(shift).replace("\u00a0", " ") for shift in found.shifts]
    assert told == ["authors filled 96 % -> 0 %", "body 480 words -> 97 words"]
    assert found.since == pytest.approx(60.0 * 280, abs=60.0 * 5)


def test_pages_that_come_out_empty_are_told() -> None:
    new = [story(n) if n % 3 else Sample.rejected("empty", 60.0 * n) for n in range(280, 380)]
    mostly = [
        story(n) if n % 3 == 0 else Sample.rejected("empty", 60.0 * n) for n in range(280, 320)
    ]
    assert judge("a.example", newest_first(STEADY + new)) is None, "a third is less than we tell"
    found = judge("a.example", newest_first(STEADY + mostly))
    assert found is not None
    assert [shift.what for shift in found.shifts] == ["empty pages"]


def test_a_run_of_pages_without_an_author_is_no_drift() -> None:
    run = [story(number, fields=255 & ~AUTHORS) for number in range(280, 295)]
    assert judge("a.example", newest_first(STEADY + run)) is None


def test_what_was_mended_drifts_no_more() -> None:
    broken = [story(number, fields=255 & ~AUTHORS) for number in range(280, 330)]
    mended = [story(number) for number in range(330, 350)]
    assert judge("a.example", newest_first(STEADY + broken)) is not None
    assert judge("a.example", newest_first(STEADY + broken + mended)) is None


def test_of_a_small_past_nothing_is_concluded() -> None:
    new = [story(number, words=95, fields=0) for number in range(90, 120)]
    assert judge("a.example", newest_first(STEADY[:90] + new)) is None


def test_hardly_a_steady_site_is_said_to_drift() -> None:
    """Of 4,000 such sites, 1,000 pages each, looked at every 10: docs/operating.md."""
    looks = alarms = 0
    for seed in range(60):
        chance = Random(seed)
        made = pages(chance, site(chance), 700)
        for end in range(150, 700, 50):
            looks += 1
            alarms += judge("a.example", newest_first(made[:end])) is not None
    assert looks == 660
    assert alarms <= 4


def test_a_redesign_is_noticed_within_some_dozen_pages() -> None:
    noticed = 0
    for seed in range(60):
        chance = Random(seed)
        made = pages(chance, site(chance), 480)
        made[400:] = [redesigned(chance, page) for page in made[400:]]
        noticed += any(
            judge("a.example", newest_first(made[: 400 + more])) for more in (20, 30, 40, 60, 80)
        )
    assert noticed >= 44


def test_the_sites_of_a_server_are_judged_and_those_without_pages_passed_over(
    connection: Redis,
) -> None:
    for name, more in (("steady", 0), ("broken", 40)):
        samples = STEADY + [story(number, fields=0) for number in range(280, 280 + more)]
        do(connection, [c for one in samples for c in drift.commands(f"{name}.example", one)])
    found = drift.drifts(connection, ["steady.example", "broken.example", "unknown.example"])
    assert [each.site for each in found] == ["broken.example"]
