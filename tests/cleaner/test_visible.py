"""What readers see around the body."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.blocks import Block
from cleaner.metadata.visible import Reading, read
from cleaner.votes.features import Hints
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, blocks_of, lines_of, matches_of


def reading(blocks: Sequence[Block], headline: str | None = None) -> Reading:
    """Read with the paragraphs kept and all else removed."""
    keep = [block.text in PARAGRAPHS for block in blocks]
    return read(blocks, keep, matches_of(list(blocks)), Hints(headline=headline), "en")


def html(above: str, below: str = "") -> list[Block]:
    return blocks_of(above + "".join(f"<p>{text}</p>" for text in PARAGRAPHS) + below)


def test_the_headline_is_the_heading_that_is_like_the_heads_claim() -> None:
    found = reading(html(f"<h1>The Courier</h1><h2>{HEADLINE}</h2>"), HEADLINE + " | Courier")
    assert found.claims.headline == HEADLINE
    assert found.kinds[1].kind == "headline"


def test_without_a_claim_the_first_heading_is_the_headline() -> None:
    assert reading(html(f"<p>Region</p><h1>{HEADLINE}</h1>")).claims.headline == HEADLINE


def test_in_flat_text_the_headline_is_the_line_that_says_what_the_story_says() -> None:
    lines = lines_of(
        "Ferry prices will rise again next year", *PARAGRAPHS, HEADLINE, "By Ada Reyes"
    )
    assert reading(lines).claims.headline == HEADLINE


def test_a_line_that_has_nothing_of_the_story_is_no_headline() -> None:
    assert reading(lines_of("Tomatoes and cucumbers", *PARAGRAPHS)).claims.headline is None


def test_stamps_near_the_body_are_read_with_their_labels() -> None:
    found = reading(html("<p>Published 3 May 2026</p>", "<p>Updated: 4 May 2026, 10:00 GMT</p>"))
    assert found.claims.date_published == "Published 3 May 2026"
    assert "4 May 2026, 10:00 GMT" in (found.claims.date_modified or "")


def test_stamps_far_from_the_body_belong_to_other_stories() -> None:
    teasers = "".join(f"<p>Teaser number {i} of the day</p>" for i in range(20))
    assert reading(html("<p>3 May 2026</p>" + teasers)).claims.date_published is None


def test_the_second_of_two_bare_stamps_is_the_change() -> None:
    found = reading(lines_of(*PARAGRAPHS, "3 May 2026", "4 May 2026"))
    assert (found.claims.date_published, found.claims.date_modified) == ("3 May 2026", "4 May 2026")


def test_bylines_agencies_and_places_are_read() -> None:
    found = reading(html("<p>By Ada Reyes</p><p>NPA, Skelde</p>"))
    assert [author.name for author in found.claims.authors] == ["Ada Reyes", "NPA"]
    assert found.claims.dateline == "Skelde"


def test_a_caption_of_flat_text_makes_an_image_without_address() -> None:
    found = reading(lines_of(*PARAGRAPHS, "Boats at first light in the harbour. (NPA)"))
    assert [(i.url, i.caption, i.credit) for i in found.claims.images] == [
        (None, "Boats at first light in the harbour.", "NPA")
    ]


def test_a_line_in_a_caption_element_is_a_caption() -> None:
    found = reading(html("<figure><figcaption>Boats at dawn</figcaption></figure>"))
    assert found.kinds[0].kind == "caption"


def test_the_line_above_the_story_that_repeats_the_description_is_the_standfirst() -> None:
    line = "After four months of rowing boats the islanders get their ferry back."
    blocks = html(f"<h1>{HEADLINE}</h1><p>{line}</p>")
    keep = [block.text in PARAGRAPHS for block in blocks]
    hints = Hints(headline=HEADLINE, standfirst=line)
    found = read(blocks, keep, matches_of(blocks), hints, "en")
    assert found.claims.description == line
    assert [match.kind for match in found.kinds.values()] == ["headline", "standfirst"]
