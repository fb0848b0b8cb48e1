"""The entries of a live blog."""

from __future__ import annotations

import pytest

from cleaner import article
from cleaner.compose import body_text, compose_blocks
from cleaner.metadata import figures
from cleaner.metadata.stamps import looks_like_stamp
from tests.cleaner.pages import read

ISO = "<time datetime='2026-05-03T{hour}:10:00.000Z'>{hour}:10</time>"


def composed(html: str) -> tuple[article.Block, ...]:
    document, blocks = read(f"<html><body>{html}</body></html>")
    keep = [
        not looks_like_stamp(block.text, block.words) and block.tag != "figcaption"
        for block in blocks
    ]
    shown = figures.find(blocks, keep, document.url)
    return compose_blocks(blocks, keep, live=True, figures=shown)


def blog(stamp: str = ISO, *, name: str = "post", more: str = "", hours: str = "16 15 14") -> str:
    """A live blog with an entry an hour, newest first."""
    parts = [
        f"<div class={name}>{stamp.format(hour=hour)}<h3>News at {hour}</h3><p>The boat left.</p>"
        f"<p>It was full.</p>{more}</div>"
        for hour in hours.split()
    ]
    return f"<main><p>What we know.</p><section>{''.join(parts)}</section></main>"


def entries(html: str) -> list[article.Block]:
    return [block for block in composed(html) if block.kind == "live-entry"]


def test_an_entry_is_one_block_with_its_heading_and_time_newest_first() -> None:
    first, *found = composed(blog())
    assert (first.kind, first.text) == ("paragraph", "What we know.")
    assert [block.kind for block in found] == ["live-entry"] * 3
    assert [block.heading for block in found] == ["News at 16", "News at 15", "News at 14"]
    assert [block.time for block in found] == [f"2026-05-03T{hour}:10:00Z" for hour in (16, 15, 14)]
    assert found[0].text == "The boat left.\n\nIt was full."


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("<time>{hour}:10</time>", "16:10"),
        ("<p class=when>{hour}:10 BST</p>", "16:10 BST"),
        ("<time datetime='2026-05-03'>3 May 2026</time>", "2026-05-03"),
        ("<time datetime='2026-05-03T{hour}:10:00+02:00'></time>", "2026-05-03T16:10:00+02:00"),
    ],
)
def test_a_time_is_a_moment_or_the_stamp_as_shown(stamp: str, time: str) -> None:
    assert entries(blog(stamp))[0].time == time


def test_a_moment_may_be_a_number_on_the_entry_itself() -> None:
    html = blog("<b></b>").replace(
        "<div class=post>", "<div class=post data-timestamp=1777824600000>"
    )
    assert entries(html)[0].time == "2026-05-03T16:10:00Z"


def test_entries_without_times_are_known_by_their_name() -> None:
    assert len(entries(blog("", name="live-entry"))) == 3
    assert entries(blog("", name="live-entry"))[0].time is None
    assert entries(blog("", name="paragraphs")) == []


def test_a_story_with_an_update_or_two_has_no_entries() -> None:
    assert entries(blog(hours="16 15")) == []


def test_lists_and_quotes_inside_an_entry_are_part_of_its_text() -> None:
    html = blog(more="<ul><li>Ada</li><li>Tom</li></ul><blockquote>We waited.</blockquote>")
    assert entries(html)[0].text == "The boat left.\n\nIt was full.\n\n- Ada\n- Tom\n\nWe waited."


def test_an_entrys_picture_follows_it() -> None:
    html = blog(more="<figure><img src=/{n}.jpg><figcaption>Caption</figcaption></figure>")
    for n in "abc":
        html = html.replace("{n}", n, 1)
    kinds = [(block.kind, (block.url or "")[-5:]) for block in composed(html)]
    assert kinds == [
        ("paragraph", ""), ("live-entry", ""), ("image", "a.jpg"), ("live-entry", ""),
        ("image", "b.jpg"), ("live-entry", ""), ("image", "c.jpg"),
    ]  # fmt: skip


def test_the_body_has_headings_and_texts_without_times() -> None:
    body = body_text(composed(blog()))
    assert body.startswith("What we know.\n\nNews at 16\n\nThe boat left.\n\nIt was full.\n\nNews")
    assert ":10" not in body
