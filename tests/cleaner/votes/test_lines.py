"""Lines without markup: where the story stands, and whose words a line uses."""

from __future__ import annotations

from cleaner.votes.lines import Vocabulary, densest, terms_of
from tests.cleaner.pages import PARAGRAPHS, lines_of

LEGAL = "This website uses cookies to improve your experience while you navigate through the pages."


def told(*lines: str) -> list[str]:
    """The lines of the densest stretch, of those longer than a label."""
    blocks = lines_of(*lines)
    stretch = densest(blocks, [len(block.words) > 5 for block in blocks])
    return [blocks[i].text for i in stretch]


def test_the_story_is_the_stretch_with_the_most_text_for_its_other_lines() -> None:
    teaser = "A choir on Hallin has lost its rehearsal room to the damp."
    lines = [
        teaser,
        "Region",
        "Economy",
        "Home",
        "Menu",
        "Sport",
        *PARAGRAPHS[:2],
        "Ad",
        *PARAGRAPHS[2:],
    ]
    assert told(*lines) == [*PARAGRAPHS[:2], "Ad", *PARAGRAPHS[2:]]


def test_lines_about_cookies_are_no_story() -> None:
    assert told(*PARAGRAPHS[:1], "Menu", *[LEGAL] * 9) == list(PARAGRAPHS[:1])


def test_without_running_text_there_is_no_stretch() -> None:
    assert told("Home", "Region", "Sport") == []


def test_a_line_holds_together_with_lines_that_use_its_words() -> None:
    blocks = lines_of(*PARAGRAPHS, "Ferry pier and island", "Choir wins prize abroad")
    story = Vocabulary(blocks, range(len(PARAGRAPHS)))
    same, other = (story.features(len(PARAGRAPHS) + n, blocks[len(PARAGRAPHS) + n]) for n in (0, 1))
    assert same["cohesion"] == 1.0
    assert other["cohesion"] == 0.0


def test_a_lines_own_words_do_not_speak_for_it() -> None:
    blocks = lines_of("Unheard syllables everywhere", *PARAGRAPHS)
    assert Vocabulary(blocks, range(len(blocks))).features(0, blocks[0])["cohesion"] == 0.0


def test_terms_are_the_longer_words_and_pairs_of_letters_in_dense_scripts() -> None:
    assert terms_of(("the", "ferry", "sails")) == {"ferry", "sails"}
    assert terms_of(("港", "町", "船")) == {"港町", "町船"}
