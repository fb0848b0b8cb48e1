from cleaner.blocks import Block, split
from cleaner.document import parse
from cleaner.memory import PAGE, SiteMemory, key_of
from cleaner.verdict import Verdict
from cleaner.votes.memory import MOST_ODDS, is_odd, lean, lesson, recall
from cleaner.votes.site_places import places_of

TEXT = "Rain fell on Tarnwick on Tuesday for the first time in nine weeks, said the water board."
SURELY, HARDLY = Verdict(keep=True, likelihood=1.0), Verdict(keep=True, likelihood=0.6)
CLUTTER = Verdict(keep=False, likelihood=0.0)


def blocks_of(html: str) -> list[Block]:
    return split(parse(f"<html><body>{html}</body></html>"))


def test_a_place_counts_as_much_as_the_jury_was_sure_of_it_and_a_page_at_most() -> None:
    blocks = blocks_of(f"<div>{f'<p>{TEXT}</p>' * 10}</div>")
    (sure,) = lesson(blocks, [SURELY] * 10, [True] * 10).places.values()
    (unsure,) = lesson(blocks, [HARDLY] * 10, [True] * 10).places.values()
    (mixed,) = lesson(blocks, [SURELY, CLUTTER] * 5, [True, False] * 5).places.values()
    assert (sure, unsure, mixed) == ((PAGE, 0), (20, 0), (50, 50))


def test_only_lines_that_might_be_kept_are_learnt() -> None:
    blocks = blocks_of(f"<p>{TEXT}</p><p>Home and abroad in brief</p><p>Ms Lund said.</p>")
    found = lesson(blocks, [SURELY, CLUTTER, SURELY], [True, False, True])
    assert set(found.lines) == {key_of(blocks[0].words)}


def test_a_memory_is_sure_where_several_pages_agree_on_nearly_all_words() -> None:
    blocks = blocks_of(f"<ul><li>Home</li></ul><div>{f'<p>{TEXT}</p>' * 3}</div>")
    menu, text = places_of(blocks)[:2]

    def sure(pages: int, kept: int, removed: int) -> bool:
        places = {menu: (0, 400), text: (kept, removed)}
        return recall(SiteMemory(pages=pages, places=places), blocks).sure

    assert sure(4, 400, 0)
    assert not sure(3, 300, 0)
    assert not sure(4, 200, 200)
    assert not sure(4, 90, 0)
    assert not sure(4, 0, 400)  # there is a story, and nobody has seen one here
    unknown = blocks_of(f"<section><p>{TEXT}</p></section>")
    assert not recall(SiteMemory(pages=9, places={text: (900, 0)}), unknown).sure


def test_a_memory_moves_a_verdict_by_a_bounded_odds_and_never_a_certain_one() -> None:
    blocks = blocks_of(f"<p>{TEXT}</p>" * 4)
    memory = SiteMemory(pages=24, places={places_of(blocks)[0]: (0, 10**6)})
    likelihoods = (0.95, 0.85, 1.0, 0.0)
    given = [Verdict(keep=likely > 0.5, likelihood=likely) for likely in likelihoods]
    moved = lean(given, recall(memory, blocks))
    assert [verdict.keep for verdict in moved] == [True, False, True, False]
    assert moved[0].likelihood > 1 / (1 + 2.72**MOST_ODDS)
    assert moved[2:] == given[2:]


def test_where_nothing_is_known_the_verdicts_stay() -> None:
    blocks = blocks_of(f"<p>{TEXT}</p>")
    assert lean([HARDLY], recall(SiteMemory(), blocks)) == [HARDLY]


def test_no_memory_vouches_for_what_might_be_kept_in_an_unknown_place() -> None:
    blocks = blocks_of(f"<p>{TEXT}</p><section>Oilskins that last</section>")
    known, _ = places_of(blocks)
    recalled = recall(SiteMemory(pages=9, places={known: (900, 0)}), blocks)
    assert recalled.lacks([SURELY, HARDLY])
    assert recalled.lacks([SURELY, Verdict(keep=False, likelihood=0.4)])
    assert not recalled.lacks([HARDLY, CLUTTER])


def test_a_body_of_links_or_a_page_of_lost_sentences_is_odd() -> None:
    links = "<li><a href=/>Kelp harvest doubles</a></li>" * 4
    blocks = blocks_of(f"<ul>{links}</ul><p>{TEXT}</p><p>{TEXT}</p>")
    assert not is_odd(blocks, [CLUTTER] * 4 + [SURELY] * 2)
    assert is_odd(blocks, [SURELY] * 6)
    assert is_odd(blocks, [CLUTTER] * 6)
    assert not is_odd(blocks, [CLUTTER] * 4 + [SURELY, CLUTTER])
