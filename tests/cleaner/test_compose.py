"""From kept blocks to the article's body, its ledger and its fingerprints."""

from __future__ import annotations

from cleaner import article
from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.compose import body_text, compose_blocks, digest, ledger, simhash
from tests.cleaner.web_pages import PARAGRAPHS, read


def composed(html: str, *, live: bool = False) -> tuple[article.Block, ...]:
    _, blocks = read(f"<html><body>{html}</body></html>")
    return compose_blocks(blocks, [True] * len(blocks), live=live)


def kinds(html: str, *, live: bool = False) -> list[str]:
    return [block.kind for block in composed(html, live=live)]


def test_a_list_is_one_block_and_the_next_list_another() -> None:
    html = "<ul><li>one</li><li>two</li></ul><ol><li>three</li></ol>"
    first, second = composed(html)
    assert (first.kind, first.items) == ("list", ("one", "two"))
    assert second.items == ("three",)


def test_a_table_of_data_keeps_its_rows_and_cells() -> None:
    html = (
        "<table><tr><th>Year</th><th>Boats</th></tr><tr><td>2025</td><td>7</td></tr>"
        "<tr><td>2026</td><td>9</td></tr></table>"
    )
    (table,) = composed(html)
    assert table.rows == (("Year", "Boats"), ("2025", "7"), ("2026", "9"))


def test_a_table_that_lays_out_the_page_is_none() -> None:
    html = "<table><tr><td><p>One text.</p><p>Another.</p></td><td>Side</td></tr><tr></tr></table>"
    assert kinds(html) == ["paragraph"] * 3


def test_headings_quotes_code_and_embeds_are_told_apart() -> None:
    html = (
        "<h3>What it cost</h3><blockquote><p>We waited.</p></blockquote><pre>sail()</pre>"
        "<blockquote class='twitter-tweet'><p>Off we go</p></blockquote><p>Text.</p>"
    )
    assert kinds(html) == ["heading", "quote", "code", "embed", "paragraph"]
    assert composed(html)[0].level == 3


def test_a_line_break_parts_lines_and_two_part_paragraphs() -> None:
    texts = [block.text for block in composed("<p>One line<br>and another.<br><br>A new one.</p>")]
    assert texts == ["One line\nand another.", "A new one."]


def test_live_entries_are_named_in_live_blogs_only() -> None:
    html = "<div class='live-entry'><p>The boat has left.</p></div><p>More soon.</p>"
    assert kinds(html, live=True) == ["live-entry", "paragraph"]
    assert kinds(html, live=False) == ["paragraph", "paragraph"]


def test_what_is_not_kept_is_left_out_even_inside_a_list() -> None:
    _, blocks = read("<ul><li>one</li><li>Advertisement</li><li>two</li></ul>")
    (block,) = compose_blocks(blocks, [True, False, True], live=False)
    assert block.items == ("one", "two")


def test_the_body_is_what_a_person_would_copy() -> None:
    html = (
        "<h2>Costs</h2><p>It cost much.</p><ul><li>one</li><li>two</li></ul>"
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    )
    assert body_text(composed(html)) == "Costs\n\nIt cost much.\n\n- one\n- two\n\na | b\nc | d"


def lines(*texts: str) -> list[Block]:
    return [Block(index=i, text=text) for i, text in enumerate(texts)]


def test_neighbours_of_one_kind_and_rule_share_an_entry_of_the_ledger() -> None:
    share, legal = Match("share", "line:en"), Match("legal", "opening:en")
    entries = ledger(
        lines("Share", "Print", "©", "Save", "Text.", "Email"),
        {5: share, 3: share, 0: share, 1: share, 2: legal},
    )
    assert [(e.kind, e.text) for e in entries] == [
        ("share", "Share\nPrint"),
        ("legal", "©"),
        ("share", "Save"),
        ("share", "Email"),
    ]


def test_neighbours_of_one_kind_named_by_two_rules_stay_apart() -> None:
    found = {0: Match("share", "line:en"), 1: Match("share", "place:share")}
    assert [entry.rule for entry in ledger(lines("a", "b"), found)] == ["line:en", "place:share"]


def test_nothing_removed_is_an_empty_ledger() -> None:
    assert ledger(lines("Text."), {}) == ()


def test_a_digest_stays_the_same_over_versions() -> None:
    # An article's id is made of it: a change here would rename every article ever delivered.
    assert digest("The ferry sails.") == "d342f85fa163802024c2caf4210e3966"
    assert digest("The ferry sails") != digest("The ferry sails.")
    assert len(digest("\ud800")) == 32


def apart(one: str, other: str) -> int:
    return (int(simhash(one), 16) ^ int(simhash(other), 16)).bit_count()


def test_near_copies_have_near_simhashes() -> None:
    story = " ".join(PARAGRAPHS)
    near = apart(story, story.replace("nine million", "ten million"))
    far = apart(story, " ".join(f"word{n} of another story" for n in range(80)))
    assert near <= 12
    assert far >= 20
    assert apart(story, story.upper()) == 0


def test_any_text_has_a_simhash_of_sixteen_digits() -> None:
    for text in ("", "ferry", "...", "港 の 船"):
        assert len(simhash(text)) == 16
