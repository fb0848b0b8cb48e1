"""The words of a block, as a reader sees them through its inline elements."""

from __future__ import annotations

import pytest

from cleaner.blocks import fold_space
from tests.cleaner.pages import blocks_of


def text_of(html: str) -> str:
    return "\n".join(block.text for block in blocks_of(f"<div>{html}</div>"))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<span>12 May 2026</span><span>Harbour reopens</span>", "12 May 2026 Harbour reopens"),
        ("<b>858</b><span>shares</span>", "858 shares"),
        ("<span>Nov 15, 2025</span><span>5:45 AM</span>", "Nov 15, 2025 5:45 AM"),
        ("<a>Log in</a><a>Register</a>", "Log in Register"),
        ("<span>FAQ</span><span>Sitemap</span>", "FAQ Sitemap"),
        ("<em>Found an error?</em><a>Tell us</a>", "Found an error? Tell us"),
        ("The pier<span class='credit'>Tom Lund</span>", "The pier Tom Lund"),
        ("they are leaving<a href=x>https://short.example/a</a>", "they are leaving https://short.example/a"),
    ],
)  # fmt: skip
def test_items_that_only_a_style_sets_apart_are_two_words(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<span class=drop-cap>T</span>he ferry", "The ferry"),
        ("<span>T</span><span>HE</span> ferry", "THE ferry"),
        ("<strong>W</strong>hat it costs", "What it costs"),
        ("<a>harbour</a><a>master</a>", "harbourmaster"),
        ("the harbour<b>master</b>s", "the harbourmasters"),
        ("Mc<em>Donald</em>", "McDonald"),
        ("CO<sub>2</sub> and 3<sup>rd</sup>", "CO2 and 3rd"),
        ("40 m<sup>2</sup>", "40 m2"),
        ("extra<wbr>ordinary", "extraordinary"),
        ("<span>港は</span><a>再開</a><b>した</b>。", "港は再開した。"),
        ("<span>ท่าเรือ</span><b>เปิด</b>", "ท่าเรือเปิด"),
    ],
)
def test_an_element_inside_a_word_or_sentence_adds_no_space(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a <a href=x>link</a>, a <b>word</b>.", "a link, a word."),
        ("<a href=x>link </a>and", "link and"),
        ("one<!-- ad -->two", "onetwo"),
    ],
)
def test_spaces_around_links_are_the_pages_own(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "hint",
    [
        "<span class='visually-hidden'>, opens new tab</span>",
        "<span class='sr-only'> (external link)</span>",
        "<span class='screen-reader-text'>Opens in a new window</span>",
        "<span style='display: none'>hint for machines</span>",
        "<span style='position:absolute;clip:rect(0 0 0 0)'>, opens new tab</span>",
        "<i hidden>not shown</i>",
        "<span class='tooltip-content'><b>A card</b>" + " of the pier" * 20 + "</span>",
        "<span role=tooltip>The old pier</span>",
    ],
)  # fmt: skip
def test_what_no_reader_sees_is_not_in_the_sentence(hint: str) -> None:
    assert text_of(f"The <a href=x>pier{hint}</a> is open.") == "The pier is open."


def test_a_hidden_hint_parts_words_and_a_hidden_drop_cap_does_not() -> None:
    assert text_of("Politics<span class=sr-only> section of the site</span>Harbour") == (
        "Politics Harbour"
    )
    assert text_of("<i aria-hidden=true>T</i><i class=sr-only>T</i>he ferry") == "The ferry"


def test_a_hidden_colon_between_kicker_and_headline_stays() -> None:
    html = "<span>Skelde<span class=visually-hidden>: </span></span>Harbour reopens"
    assert text_of(html) == "Skelde: Harbour reopens"


@pytest.mark.parametrize(
    "html",
    [
        "<p hidden>A paragraph that a script may show.</p>",
        "<p style='display:none'>A paragraph that a script may show.</p>",
        "<span style='display:none'><p>A paragraph that a script may show.</p></span>",
        f"<span style='display:none'>{'The rest of the story, behind a button. ' * 4}</span>",
        "<b aria-hidden=true>Seen by all who see</b>",
        "<span class='hidden md:inline'>Seen on wide screens</span>",
    ],
)
def test_hidden_paragraphs_are_left_to_the_jury(html: str) -> None:
    assert text_of(html)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("the mayors<sup><a href='#n1'>1</a></sup> said", "the mayors[1] said"),
        ("the mayors<a href='#n1'><sup>12</sup></a> said", "the mayors[12] said"),
        ("the mayors.<sup>3</sup> And", "the mayors.[3] And"),
        ("the mayors<sup><a href='#n1'>[1]</a></sup>", "the mayors[1]"),
        ("10<sup>6</sup> eggs", "10^6 eggs"),
        ("2<sup>1</sup>/<sub>2</sub> hours", "2 1/2 hours"),
        ("area of 40 km<sup>2</sup>", "area of 40 km2"),
    ],
)
def test_a_raised_number_is_a_note_a_power_or_a_unit(html: str, text: str) -> None:
    assert text_of(html) == text


def test_readings_above_letters_are_not_in_the_sentence() -> None:
    html = "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>が<ruby>再開<rt>さいかい</rt></ruby>"
    assert text_of(html) == "港が再開"


def test_a_short_quotation_has_its_marks() -> None:
    assert text_of("She said <q>we waited</q>.") == "She said “we waited”."


def test_formulas_are_read_without_their_source() -> None:
    html = "so <math><mi>a</mi><mo>=</mo><mn>2</mn><annotation>a=2</annotation></math> holds"
    assert text_of(html) == "so a=2 holds"


def test_a_style_may_set_an_inline_element_on_its_own_line() -> None:
    html = "<span style='display:block'>Skelde</span><span>Harbour reopens</span>"
    assert text_of(html) == "Skelde\nHarbour reopens"


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        (" a\u00a0\n b\u00adc\u200b \u2060d ", "a bc d"),
        ("港は\n  再開した。\n船が", "港は再開した。船が"),
        ("부두가\n열렸다", "부두가 열렸다"),
        ("the pier\nis open", "the pier is open"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u202b\u200eAda\u200f\u202c", "Ada"),
        ("\ue00aMenu", "Menu"),
        ("fish &amp; chips&nbsp;here &#8217;", "fish & chips here ’"),
        ("AT&T; R&D &unknown;", "AT&T; R&D &unknown;"),
    ],
)
def test_space_and_invisible_marks_are_folded(raw: str, folded: str) -> None:
    assert fold_space(raw) == folded
