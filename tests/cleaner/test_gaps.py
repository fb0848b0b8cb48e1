"""What stands inside a story and is lost by extractors comes back."""

from __future__ import annotations

from cleaner.gaps import fill
from tests.cleaner.pages import PARAGRAPHS, blocks_of, matches_of


def filled(html: str, kept: tuple[str, ...], chief: float = 1.0) -> list[str]:
    blocks = blocks_of(html)
    keep = [block.text in kept for block in blocks]
    likelihoods = [0.9 if kept else 0.1 for kept in keep]
    keep = fill(blocks, keep, likelihoods, matches_of(blocks), [chief] * len(blocks))
    return [block.text for block, kept in zip(blocks, keep, strict=True) if kept]


def test_sub_headings_and_short_lines_inside_the_story_come_back() -> None:
    html = f"<div><p>{PARAGRAPHS[0]}</p><h2>What it cost</h2><p>{PARAGRAPHS[1]}</p></div>"
    assert "What it cost" in filled(html, PARAGRAPHS, chief=0.0)
    html = f"<div><p>{PARAGRAPHS[0]}</p><p>Nine million.</p><p>{PARAGRAPHS[1]}</p></div>"
    assert "Nine million." in filled(html, PARAGRAPHS)


def test_boxes_links_and_clutter_inside_the_story_do_not() -> None:
    for box in (
        "<aside><p>Nine million.</p></aside>", "<p><a href=/x>Ferry cancelled</a></p>",
        "<p>Advertisement</p>", "<div class=newsletter><p>Get the news</p></div>",
    ):  # fmt: skip
        html = f"<div><p>{PARAGRAPHS[0]}</p>{box}<p>{PARAGRAPHS[1]}</p></div>"
        assert filled(html, PARAGRAPHS) == list(PARAGRAPHS[:2])


def test_the_cells_of_a_table_stay_or_go_together() -> None:
    cells = ("Mill", "Cost in 2023", "Orrin", "61 million")
    table = f"<table><tr><th>{cells[0]}<th>{cells[1]}<tr><td>{cells[2]}<td>{cells[3]}</table>"
    html = f"<div><p>{PARAGRAPHS[0]}</p>{table}<p>{PARAGRAPHS[1]}</p></div>"
    whole = [PARAGRAPHS[0], *cells, PARAGRAPHS[1]]
    assert filled(html, (*PARAGRAPHS, *cells[:3]), chief=0.0) == whole
    assert filled(html, (*PARAGRAPHS, cells[0])) == whole
    assert filled(html, (*PARAGRAPHS, cells[0]), chief=0.0) == list(PARAGRAPHS[:2])


def test_the_headings_of_live_entries_belong_to_their_entries() -> None:
    entry = f"<div class=live-entry><h3>Coast road closed</h3><p>{PARAGRAPHS[0]}</p></div>"
    assert filled(entry, PARAGRAPHS, chief=0.0) == ["Coast road closed", PARAGRAPHS[0]]
