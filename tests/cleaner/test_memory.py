"""What a site's memory is, and what it does to the site's later pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import reduce
from itertools import permutations

import pytest
from pydantic import ValidationError

from cleaner import NotAnArticle, SiteMemory, clean, clean_and_learn
from cleaner.blocks import split
from cleaner.document import parse
from cleaner.memory import MAX_LINES, MAX_PAGES, MAX_PLACES, PAGE, REPEATED_ON, key_of
from cleaner.votes.memory import SAMPLE
from cleaner.votes.site_places import places_of
from tests.cleaner.site_pages import LINE, page, story, taught, url

BODY, MENU = key_of(["body"]), key_of(["menu"])


def lesson(*, line: str = "line", kept: int = PAGE) -> SiteMemory:
    """What one page taught: a place with body, one with clutter, and a line."""
    places = {BODY: (kept, PAGE - kept), MENU: (0, PAGE)}
    return SiteMemory(pages=1, places=places, lines={key_of([line]): 1})


def merged(*memories: SiteMemory) -> SiteMemory:
    return reduce(SiteMemory.merge, memories, SiteMemory())


def body(html: str, address: str, memory: SiteMemory | None = None) -> list[str]:
    return clean(html, address, memory=memory).article_body.split("\n\n")


def test_merging_adds_up_in_any_order() -> None:
    lessons = [lesson(), lesson(line="other", kept=40), lesson(kept=0)]
    for order in permutations(lessons):
        found = merged(*order)
        assert found.pages == 3
        assert found.places == {BODY: (140, 160), MENU: (0, 300)}
        assert found.lines == {key_of(["line"]): 2, key_of(["other"]): 1}
        assert found.model_dump_json() == merged(*lessons).model_dump_json()


def test_merging_leaves_both_memories_as_they_were() -> None:
    one, other = lesson(), lesson()
    one.merge(other)
    assert one == other == lesson()
    with pytest.raises(ValidationError, match="frozen"):
        one.pages = 9


def test_what_is_no_longer_seen_fades_until_it_is_forgotten() -> None:
    memory = merged(*[lesson(line="old")] * MAX_PAGES)
    redesigned = SiteMemory(pages=1, places={key_of(["new"]): (PAGE, 0)})
    for _ in range(MAX_PAGES):
        memory = memory.merge(redesigned)
    assert sum(memory.places[BODY]) < sum(memory.places[key_of(["new"])])
    for _ in range(10 * MAX_PAGES):
        memory = memory.merge(redesigned)
    assert set(memory.places) == {key_of(["new"])}
    assert not memory.lines


def test_a_place_that_changes_its_meaning_is_outvoted() -> None:
    memory = merged(*[lesson(kept=PAGE)] * 100, *[lesson(kept=0)] * MAX_PAGES)
    kept, removed = memory.places[BODY]
    assert removed > kept


def test_past_its_bounds_it_forgets_what_it_saw_least() -> None:
    flood = SiteMemory(
        pages=1,
        places={key_of([str(n)]): (0, 1) for n in range(MAX_PLACES + 50)},
        lines={key_of([str(n)]): 1 for n in range(MAX_LINES + 50)},
    )
    memory = merged(lesson(), lesson(), flood)
    assert (len(memory.places), len(memory.lines)) == (MAX_PLACES, MAX_LINES)
    assert memory.places[BODY] == (2 * PAGE, 0)
    assert memory.lines[key_of(["line"])] == 2
    assert len(memory.model_dump_json()) < 100_000


def test_json_brings_it_back() -> None:
    memory = merged(lesson(), lesson(kept=30))
    assert SiteMemory.load(memory.model_dump_json()) == memory


@pytest.mark.parametrize(
    "text",
    [None, "", "null", "{", '{"version": 1, "pages": 3, "lines": {}}', '{"version": 3}', b"\xff"],
)
def test_another_version_or_what_is_no_memory_is_an_empty_one(text: str | bytes | None) -> None:
    assert SiteMemory.load(text) == SiteMemory()


def test_learning_gives_the_article_that_cleaning_gives() -> None:
    memory = taught(page(1), page(2))
    for given in (None, memory):
        article, _ = clean_and_learn(page(3), url(3), memory=given)
        assert article == clean(page(3), url(3), memory=given)


def test_the_same_pages_teach_the_same_whatever_is_remembered_already() -> None:
    memory = taught(page(1), page(2))
    assert clean_and_learn(page(3), url(3))[1] == clean_and_learn(page(3), url(3), memory=memory)[1]
    assert memory == taught(page(2), page(1))


def test_what_is_no_article_teaches_nothing() -> None:
    with pytest.raises(NotAnArticle):
        clean_and_learn("<ul><li><a href=/1>One</a></li></ul>", url(1))


def test_a_line_that_the_site_repeats_is_left_out_and_named_so() -> None:
    repeating = [page(n, inside=f"<p>{LINE}</p>") for n in range(REPEATED_ON + 1)]
    html, address = repeating.pop(), url(REPEATED_ON)
    assert LINE in body(html, address)
    assert LINE in body(html, address, taught(*repeating[1:]))  # seen twice is not enough
    article = clean(html, address, memory=taught(*repeating))
    assert article.article_body.split("\n\n") == story(REPEATED_ON)
    assert ("repeated", LINE) in [(entry.kind, entry.text) for entry in article.metadata.removed]


def test_what_stands_where_the_site_has_clutter_is_left_out() -> None:
    note = "Photographs of the storm are welcome at the desk in Harbour Street"
    html = page(9, below=f"<div class=readers-desk>{note}</div>")
    assert body(html, url(9)) == [*story(9), note]
    blocks = split(parse(html))
    place = next(
        place for place, block in zip(places_of(blocks), blocks, strict=True) if block.text == note
    )
    memory = SiteMemory(pages=3, places={place: (0, 3 * PAGE)})
    assert body(html, url(9), memory) == story(9)


def inverted(memory: SiteMemory) -> SiteMemory:
    """A memory that takes body for clutter and clutter for body."""
    places = {place: (removed, kept) for place, (kept, removed) in memory.places.items()}
    return memory.model_copy(update={"places": places})


def all_clutter(memory: SiteMemory) -> SiteMemory:
    return memory.model_copy(update={"places": dict.fromkeys(memory.places, (0, 10**9))})


def all_body(memory: SiteMemory) -> SiteMemory:
    return memory.model_copy(update={"places": dict.fromkeys(memory.places, (10**9, 0))})


def all_repeated(memory: SiteMemory) -> SiteMemory:
    return memory.model_copy(update={"lines": dict.fromkeys(memory.lines, 10**9)})


@pytest.mark.parametrize("twisted", [inverted, all_clutter, all_body, all_repeated])
def test_a_memory_full_of_falsehoods_does_not_ruin_a_page(
    twisted: Callable[[SiteMemory], SiteMemory],
) -> None:
    memory = twisted(taught(*[page(n) for n in range(1, 9)]))
    for number in range(1, 9):  # the lines that it knows are these very pages'
        assert body(page(number), url(number), memory) == story(number)


def test_a_page_that_was_learnt_many_times_keeps_its_sentences() -> None:
    memory = taught(*[page(1)] * 8)
    assert body(page(1), url(1), memory) == story(1)


def test_a_memory_that_is_sure_spares_the_voters_and_keeps_the_story() -> None:
    memory = taught(*[page(n) for n in range(8)])
    addresses = [url(n) for n in range(100, 100 + 4 * SAMPLE)]
    asked = 0
    for address in addresses:
        article, more = clean_and_learn(page(50), address, memory=memory)
        assert article.article_body.split("\n\n") == story(50)
        voted = article.metadata.extractor != "site-memory"
        asked += voted
        assert more.pages == voted
    assert 1 <= asked <= len(addresses) // 4
    again = clean(page(50), addresses[0], memory=memory)
    assert again == clean(page(50), addresses[0], memory=memory)


def test_on_a_new_template_the_voters_are_asked_again() -> None:
    memory = taught(*[page(n) for n in range(8)])
    known = [clean(page(n), url(n), memory=memory).metadata.extractor for n in range(60, 70)]
    fresh = [
        clean(page(n, name="long-read"), url(n), memory=memory).metadata.extractor
        for n in range(60, 70)
    ]
    assert "site-memory" in known
    assert "site-memory" not in fresh


def test_a_memory_is_readable_json() -> None:
    plain = json.loads(lesson().model_dump_json())
    assert plain == {
        "version": 2,
        "pages": 1,
        "places": {BODY: [100, 0], MENU: [0, 100]},
        "lines": {key_of(["line"]): 1},
    }
