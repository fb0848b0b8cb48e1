"""A page's text in pieces, as a reader sees them."""

from __future__ import annotations

import pytest

from cleaner.blocks import MAX_BLOCKS, fold_space
from cleaner.outcome import NotAnArticle, Outcome
from tests.cleaner.pages import blocks_of, lines_of


def texts(html: str) -> list[str]:
    return [block.text for block in blocks_of(html)]


def test_block_elements_part_the_text_and_inline_ones_do_not() -> None:
    assert texts("<div>one <b>two</b><p>three</p>four</div><p>fi<i>ve</i></p>") == [
        "one two", "three", "four", "five",
    ]  # fmt: skip


def test_scripts_forms_and_hidden_machinery_are_not_text() -> None:
    assert texts("<p>a<script>x</script><style>y</style><select><option>z</select></p>") == ["a"]


def test_a_line_break_parts_lines_of_one_paragraph_and_two_part_paragraphs() -> None:
    blocks = blocks_of("<p>one<br>two<br><br>three</p>")
    assert [(b.text, b.after_break) for b in blocks] == [
        ("one", False), ("two", True), ("three", False),
    ]  # fmt: skip


def test_in_preformatted_text_a_blank_line_parts_paragraphs() -> None:
    assert texts("<pre>\n\none\nline\n\n  two\n\n</pre><p>three\n\nfour</p>") == [
        "one line", "two", "three four",
    ]  # fmt: skip


def test_details_and_old_tags_are_read_templates_are_not() -> None:
    assert texts("<details><summary>a</summary>b</details><center><font>c</font></center>") == [
        "a", "b", "c",
    ]  # fmt: skip
    assert texts("<template><p>a</p></template><noscript><p>b</p></noscript><p>c</p>") == ["c"]


def test_unknown_elements_part_nothing_by_themselves() -> None:
    assert texts("<p>at <site-time>noon</site-time>, he <x-b>said</x-b>.</p>") == [
        "at noon, he said."
    ]
    assert texts("<x-card><p>a</p><x-p>b</x-p></x-card><p>c</p>") == ["a", "b", "c"]


def test_links_and_bold_text_are_measured() -> None:
    (block,) = blocks_of("<p><a href=x>link</a> and <b>bold</b></p>")
    assert (block.link_chars, block.bold_chars, len(block.text)) == (4, 4, 13)


def test_the_picture_between_two_texts_belongs_to_the_second() -> None:
    one, two = blocks_of("<p>one</p><img src=a.jpg><p>two</p>")
    assert (len(one.pictures), len(two.pictures)) == (0, 1)


def test_white_space_is_folded_and_soft_hyphens_are_gone() -> None:
    assert fold_space(" a\u00a0\n b\u00adc\u200b \u200b d ") == "a bc d"


def test_two_letters_of_a_dense_script_count_as_a_word() -> None:
    (block,) = lines_of("港务局周一表示")
    assert block.word_count == 4


def test_a_page_of_nothing_but_pieces_is_too_large() -> None:
    with pytest.raises(NotAnArticle) as judgement:
        lines_of(*["x"] * (MAX_BLOCKS + 1))
    assert judgement.value.outcome is Outcome.TOO_LARGE


def test_blank_lines_of_flat_text_are_remembered() -> None:
    assert [(b.text, b.after_gap) for b in lines_of("a", "", "b", "c")] == [
        ("a", False), ("b", True), ("c", False),
    ]  # fmt: skip
