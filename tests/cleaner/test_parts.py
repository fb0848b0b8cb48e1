"""Lists, tables, quotes and code, put together from the blocks of a page."""

from __future__ import annotations

from cleaner import article
from cleaner.parts import build, grouped
from tests.cleaner.pages import blocks_of


def parts(html: str) -> list[article.Block]:
    return [build(group) for group in grouped(blocks_of(f"<main>{html}</main>"))]


def kinds(html: str) -> list[str]:
    return [part.kind for part in parts(html)]


def test_a_list_is_one_block_and_the_next_list_another() -> None:
    first, second = parts("<ul><li>one</li><li>two</li></ul><ol><li>three</li></ol>")
    assert (first.kind, first.items, first.ordered) == ("list", ("one", "two"), False)
    assert (second.items, second.ordered) == (("three",), True)


def test_a_list_inside_an_item_is_part_of_the_item() -> None:
    html = "<ul><li>one<ul><li>inner<ol><li>innermost</li></ol></li><li>next</li></ul></li><li>two"
    (found,) = parts(html)
    assert found.items == ("one\n- inner\n- innermost\n- next", "two")


def test_lines_and_paragraphs_of_an_item_stay_in_it() -> None:
    (found,) = parts("<ul><li>Pier 7<br>Skelde</li><li><p>one</p><p>two</p></li></ul>")
    assert found.items == ("Pier 7\nSkelde", "one\ntwo")


def test_a_list_that_lays_out_the_story_is_none() -> None:
    html = "<ol><li><h3>1. Pier</h3><p>It is old.</p></li><li><h3>2. Inn</h3><p>Also.</p></li></ol>"
    assert kinds(html) == ["heading", "paragraph"] * 2


def test_a_table_keeps_its_columns_where_a_cell_is_empty_or_wide() -> None:
    (table,) = parts(
        "<table><caption>Boats</caption><tr><th></th><th>Boats</th><th>Crew</th></tr>"
        "<tr><td>2025</td><td>7<br>new</td><td><p>9</p></td></tr>"
        "<tr><td></td><td></td><td></td></tr><tr><td colspan=2>In all</td><td>16</td></tr></table>"
    )
    assert table.rows == (("", "Boats", "Crew"), ("2025", "7 new", "9"), ("In all", "", "16"))
    assert table.caption == "Boats"


def test_a_table_that_lays_out_the_page_is_none() -> None:
    cell = "<td><p>One text.</p><p>Another.</p></td><td>Side</td>"
    assert kinds(f"<table><tr>{cell}</tr><tr>{cell}</tr></table>") == ["paragraph"] * 6
    long = "A long text of a story that an old page sets in a table. " * 5
    assert (
        kinds(f"<table><tr><td>{long}</td><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>")[0]
        == "paragraph"
    )
    assert kinds("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>")[0] == "paragraph"


def test_headings_have_their_level() -> None:
    heading, text = parts("<h3>What it cost</h3><p>Much.</p>")
    assert (heading.kind, heading.level, text.kind) == ("heading", 3, "paragraph")


def test_a_quote_is_one_block_with_whose_it_is() -> None:
    quote, after = parts(
        "<blockquote cite='https://skelde-post.example/a'><p>We waited.</p><p>Long.</p>"
        "<footer>— Marta Oyelaran</footer></blockquote><p>Text.</p>"
    )
    assert (quote.kind, quote.text) == ("quote", "We waited.\n\nLong.\n\n— Marta Oyelaran")
    assert (quote.credit, quote.url) == ("Marta Oyelaran", "https://skelde-post.example/a")
    assert after.kind == "paragraph"


def test_a_quote_without_a_name_or_with_a_bad_address_has_none() -> None:
    (quote,) = parts("<blockquote cite='javascript:x()'>We waited.</blockquote>")
    assert (quote.credit, quote.url) == (None, None)


def test_a_line_break_parts_lines_and_two_part_paragraphs() -> None:
    html = "<p>One line<br>and another.<br><br>A new one.</p>"
    assert [part.text for part in parts(html)] == ["One line\nand another.", "A new one."]


def test_code_keeps_its_lines_and_spaces() -> None:
    (code,) = parts("<pre><code>def sail():\n    boat.go()\n\n    return</code></pre>")
    assert (code.kind, code.text) == ("code", "def sail():\n    boat.go()\n\n    return")


def test_verse_keeps_its_lines() -> None:
    (verse,) = parts("<pre>The boat is gone,\n  the pier alone,<br>the gulls</pre>")
    assert verse.text == "The boat is gone,\n  the pier alone,\nthe gulls"


def test_a_story_in_preformatted_text_is_paragraphs() -> None:
    html = (
        "<pre>SKELDE - The harbour has reopened to\nfishing boats, the port authority said.\n\n"
        "Divers replaced more than 400 piles that\nshipworm had weakened since the storm.</pre>"
    )
    (story,) = parts(html)
    assert story.kind == "paragraph"
    assert story.text == (
        "SKELDE - The harbour has reopened to fishing boats, the port authority said.\n\n"
        "Divers replaced more than 400 piles that shipworm had weakened since the storm."
    )


def test_preformatted_text_around_a_list_is_not_repeated() -> None:
    one, found, two = parts("<pre>a = 1\n<ul><li>item</li></ul>b = 2</pre>")
    assert (one.text, found.items, two.text) == ("a = 1", ("item",), "b = 2")
