"""Near-copies: told from look-alikes, found on other sites alone, in an index that stays small."""

from __future__ import annotations

from random import Random
from statistics import mean
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleaner.outcome import Outcome
from tests.benchmarks.copies import Sketches, precision, shares, worst
from tests.benchmarks.copy_edits import STRENGTHS
from tests.benchmarks.copy_index import fill, random_sketch
from tests.benchmarks.copy_pairs import invented_bodies, made_pairs, template_pairs
from tests.benchmarks.invented_copies import stories, templated
from workers import near
from workers.near.index import ANCHOR_SLOTS, SLOTS
from workers.near.sketches import MIN_WORDS, packed, unpacked
from workers.steps import Step, take

if TYPE_CHECKING:
    from redis import Redis

NOW = 1_780_000_000.0
DAY = 86_400
CAP = 320
STORY, OTHER, *_ = stories(2, seed=4)
AGENCY = "LONDON (Norda) — " + STORY.rpartition("\n\n")[0] + "\n\nWith material from Norda."


def index(connection: Redis, text: str, site: str, at: float = NOW, cap: int = CAP) -> str:
    """Index a story, and return its address."""
    url = f"https://www.{site}/{int(at)}"
    add(connection, near.sketch(text, "en"), f"id-{site}", url, site, at, cap)
    return url


def add(
    connection: Redis,
    sketch: near.Sketch,
    article_id: str,
    url: str,
    site: str,
    at: float = NOW,
    cap: int = CAP,
) -> None:
    """Publish a story as new, in a step like any other page's."""
    commands = near.commands(
        sketch, article_id=article_id, url=url, site=site, at=at, max_entries=cap
    )
    step = Step(
        token=f"newsmill:token:{article_id}", token_seconds=60, outcome=Outcome.ARTICLE,
        stream="newsmill:articles", entry={"id": article_id}, commands=commands,
    )  # fmt: skip
    assert take(connection, step) is Outcome.ARTICLE


def look(connection: Redis, text: str, site: str, at: float = NOW) -> near.Match | None:
    return near.look(connection, near.sketch(text, "en"), site=site, at=at, max_entries=CAP)


def test_a_near_copy_on_another_site_names_the_story_first_seen(connection: Redis) -> None:
    url = index(connection, STORY, "first.example")
    match = look(connection, AGENCY, "second.example", NOW + 60)
    assert match is not None
    assert (match.url, match.id, match.site) == (url, "id-first.example", "first.example")
    assert match.at == NOW
    assert 0.5 < match.likeness < 1


def test_another_story_names_none(connection: Redis) -> None:
    index(connection, STORY, "first.example")
    assert look(connection, OTHER, "second.example") is None


def test_the_site_itself_is_not_another_site(connection: Redis) -> None:
    index(connection, STORY, "first.example")
    assert look(connection, AGENCY, "first.example") is None


def test_of_two_that_were_published_at_once_the_first_seen_is_named(connection: Redis) -> None:
    index(connection, STORY, "late.example", NOW + 2)
    early = index(connection, STORY, "early.example", NOW + 1)
    index(connection, STORY, "later.example", NOW + 3)
    match = look(connection, AGENCY, "third.example", NOW + 9)
    assert match is not None
    assert match.url == early


def test_many_pages_of_the_own_site_do_not_hide_a_copy_elsewhere(connection: Redis) -> None:
    url = index(connection, STORY, "first.example")
    for at in range(12):
        add(connection, near.sketch(STORY), f"{at}", f"https://own.example/{at}", "own.example")
    match = look(connection, STORY, "own.example")
    assert match is not None
    assert match.url == url


def test_a_story_is_forgotten_after_two_weeks(connection: Redis) -> None:
    index(connection, STORY, "first.example")
    assert look(connection, AGENCY, "second.example", NOW + 13 * DAY)
    assert look(connection, AGENCY, "second.example", NOW + 15 * DAY) is None
    lifetimes = [connection.ttl(key) for key in connection.scan_iter("newsmill:near:*")]
    assert lifetimes
    assert all(0 < seconds <= near.KEEP_SECONDS for seconds in lifetimes)


def test_no_command_reads_and_all_keys_have_the_prefix() -> None:
    made = near.commands(near.sketch(STORY), article_id="a", url="https://a/", site="a", at=NOW)
    assert {command[0] for command in made} == {"LPUSH", "LTRIM", "EXPIRE"}
    assert all(command[1].startswith("newsmill:near:") for command in made)
    assert all(isinstance(word, str) for command in made for word in command)


def test_the_index_is_bounded_and_the_oldest_go_first(connection: Redis, rng: Random) -> None:
    index(connection, STORY, "first.example")
    fill(connection, 2 * CAP, 0, rng, max_entries=CAP)
    size = connection.info("memory")["used_memory"]
    fill(connection, 2 * CAP, 2 * CAP, rng, max_entries=CAP)
    originals = [connection.llen(key) for key in connection.scan_iter("*originals*")]
    anchors = [connection.llen(key) for key in connection.scan_iter("*anchors*")]
    assert sum(originals) <= CAP
    assert max(originals) == SLOTS
    assert max(anchors) == ANCHOR_SLOTS
    assert connection.info("memory")["used_memory"] < 1.1 * size
    assert look(connection, AGENCY, "second.example") is None
    url = index(connection, OTHER, "new.example")
    match = look(connection, OTHER, "second.example")
    assert match is not None
    assert match.url == url


@pytest.fixture
def rng() -> Random:
    return Random(6)


def test_a_short_body_is_neither_indexed_nor_found(connection: Redis) -> None:
    brief = " ".join(STORY.split()[: MIN_WORDS - 1])
    assert near.commands(near.sketch(brief), article_id="a", url="u", site="s", at=NOW) == []
    index(connection, STORY, "first.example")
    assert look(connection, brief, "second.example") is None


def test_an_address_may_hold_anything(connection: Redis) -> None:
    sketch, url = near.sketch(STORY), "https://first.example/ a b/ü?x=1 2"
    add(connection, sketch, "1", url, "first.example")
    match = near.look(connection, sketch, site="second.example", at=NOW, max_entries=CAP)
    assert match is not None
    assert match.url == url


@pytest.mark.parametrize(
    "variant",
    [
        STORY.upper(),
        STORY.replace("'", "’").replace('"', "„"),
        STORY.replace(" ", " \u00a0 ").replace("\n", "\r\n"),
        STORY.replace("meeting", "meet\u00ading"),
    ],
)
def test_case_quotes_spaces_and_soft_hyphens_make_no_difference(variant: str) -> None:
    assert near.likeness(near.sketch(STORY), near.sketch(variant)) == 1.0


def test_composed_and_decomposed_letters_are_the_same() -> None:
    text = " ".join(f"größe{at} über café{at}" for at in range(60))
    other = text.replace("ö", "o\u0308").replace("ü", "u\u0308").replace("é", "e\u0301")
    assert near.likeness(near.sketch(text), near.sketch(other)) == 1.0


def test_scripts_without_spaces_are_compared_too() -> None:
    chinese = stories(8, seed=9)[3::4]
    assert all("市" in text or "的" in text for text in chinese)
    half = chinese[0][: len(chinese[0]) // 2]
    assert near.is_near_copy(near.sketch(chinese[0], "zh"), near.sketch(half, "zh"))
    assert not near.is_near_copy(near.sketch(chinese[0], "zh"), near.sketch(chinese[1], "zh"))


def test_texts_of_one_template_have_other_numbers_and_names() -> None:
    one, other = (near.sketch(text, "en") for text in templated("obituary", 2, seed=1))
    assert near.likeness(one, other) > 0.25
    assert not near.is_near_copy(one, other)


def test_copies_are_told_from_look_alikes() -> None:
    """Floors just below what is measured: `python -m tests.benchmarks.copies --invented`."""
    sketches = Sketches()
    pairs = [*made_pairs(invented_bodies(40, seed=1), seed=1), *template_pairs(seed=1, count=12)]
    found = shares(pairs, lambda pair: near.is_near_copy(*sketches.of(pair)))
    assert found["light"] == 1.0
    assert found["cut"] >= 0.9
    assert found["edited"] >= 0.9
    assert found["heavy"] >= 0.3
    assert precision(found) >= 0.98
    assert worst(found) <= 0.04
    assert mean(found[kind] for kind in found if kind.startswith("template")) <= 0.002
    assert set(STRENGTHS) < set(found)


@given(some.text(max_size=600), some.sampled_from(["en", "de", None]))
def test_any_text_has_a_sketch(text: str, language: str | None) -> None:
    sketch = near.sketch(f"{text} {STORY[:400]} {text}", language)
    assert sketch.shingles == tuple(sorted(set(sketch.shingles)))
    if sketch.shingles:
        assert near.likeness(sketch, sketch) == 1.0


def test_lone_surrogates_and_nothing_at_all_are_texts_too(connection: Redis) -> None:
    for text in ("", "\ud800 " * 200, "\x00" * 500, "word " * 5000):
        near.look(connection, near.sketch(text), site="a.example", at=NOW)


def test_numbers_of_a_sketch_survive_the_index(rng: Random) -> None:
    numbers = random_sketch(rng).shingles
    assert unpacked(packed(numbers)) == numbers
    assert unpacked("") == ()
