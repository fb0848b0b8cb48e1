"""Bytes become text and text becomes a tree, once."""

from __future__ import annotations

import pytest

from cleaner.document import (
    CROWD,
    decode,
    parse,
    parse_text,
    printable,
)
from cleaner.limits import (
    MAX_ATTRIBUTE_CHARS,
    MAX_ATTRIBUTES,
    MAX_CHARS,
    MAX_NAME_CHARS,
    MAX_TAGS,
)
from cleaner.outcome import NotAnArticle, Outcome

RUSSIAN = (
    "Гавань Скельде вновь открыта для рыболовных судов после ремонта, сообщила администрация. " * 4
)
JAPANESE = "スケルデ港は5か月にわたる修理を終え、月曜日に漁船の受け入れを再開したと発表した。" * 4
CHINESE = (
    "港务局周一表示，斯凯尔德港经过五个月的修缮，已经重新向渔船开放，首批船只当天驶入港内。" * 4
)
FRENCH = "Le port a rouvert après cinq mois de travaux, a annoncé lundi l'autorité à Skelde. " * 4

ENCODED = [
    ("windows-1251", RUSSIAN), ("koi8-r", RUSSIAN), ("shift_jis", JAPANESE), ("euc-jp", JAPANESE),
    ("gb18030", CHINESE), ("iso-8859-1", FRENCH), ("utf-16", FRENCH), ("utf-16-le", RUSSIAN),
    ("utf-16-be", JAPANESE), ("utf-8-sig", RUSSIAN), ("utf-8", JAPANESE),
]  # fmt: skip


def page(text: str, charset: str = "") -> str:
    meta = f"<meta charset={charset}>" if charset else ""
    return f"<html><head>{meta}<style>p {{ color: red }}</style></head><p>{text}</p></html>"


@pytest.mark.parametrize(("encoding", "text"), ENCODED, ids=[name for name, _ in ENCODED])
@pytest.mark.parametrize("declared", ["", "itself", "utf-8", "iso-8859-1", "no-such-charset"])
def test_a_page_is_read_whatever_it_says_of_its_encoding(
    encoding: str, text: str, declared: str
) -> None:
    html = page(text, encoding if declared == "itself" else declared)
    assert text.strip() in decode(html.encode(encoding))


def test_the_header_is_believed_where_the_page_says_nothing() -> None:
    polish = page("Zażółć gęślą jaźń")
    assert decode(polish.encode("iso-8859-2"), "iso-8859-2") == polish


@pytest.mark.parametrize(
    "charset", ["punycode", "idna", "zlib", "utf-7", "x\0y", "", "é", "a" * 999]
)
def test_a_charset_that_the_web_does_not_know_is_passed_over(charset: str) -> None:
    assert "après" in decode(page(FRENCH).encode("iso-8859-1"), charset)


def test_utf8_that_is_cut_inside_a_letter_loses_that_letter_alone() -> None:
    body = "порт".encode()
    assert decode(body[:-1]) == "пор"


def test_utf8_with_a_broken_byte_stays_utf8() -> None:
    body = page(RUSSIAN).encode().replace(b"<p>", b"<p>\xff")
    assert "Гавань Скельде" in decode(body)


def test_html_without_a_body_tag_has_its_elements_in_the_body() -> None:
    document = parse("<link rel=canonical href=x><article><p>Text</p></article>")
    assert document.body is not None
    assert document.body.find("article/p") is not None


def test_comments_and_what_xml_cannot_hold_are_gone() -> None:
    document = parse("<p>a\0b\x0bc<!-- d -->\ud800e</p>")
    assert document.body is not None
    assert document.body.text_content() == "abce"


def test_tags_far_beyond_libxml2s_usual_depth_are_read() -> None:
    document = parse("<div>" * 600 + "<p>deep</p>")
    assert document.body is not None
    assert document.body.text_content() == "deep"


def test_a_tag_with_endless_attributes_is_bared_and_an_honest_one_is_not() -> None:
    endless = " ".join(f"attribute{i}=1" for i in range(MAX_ATTRIBUTES + 1))
    data = "data-state='" + "{ a = 1 } " * 1_000 + "'"
    document = parse(f"<p id=one {endless}>a</p><p id=two {data}>b</p>")
    assert document.tree is not None
    one, two = document.tree.findall(".//p")
    assert (one.get("id"), two.get("id")) == (None, "two")


@pytest.mark.parametrize(
    ("html", "outcome"),
    [
        ("", Outcome.EMPTY),
        (b" \n ", Outcome.EMPTY),
        ("no tags at all", Outcome.NOT_HTML),
        (b"%PDF-1.7 <a>", Outcome.NOT_HTML),
        ("<p>" + "x" * MAX_CHARS, Outcome.TOO_LARGE),
        ("<p>" * (MAX_TAGS + 1), Outcome.TOO_LARGE),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused_with_its_outcome(html: bytes | str, outcome: Outcome) -> None:
    with pytest.raises(NotAnArticle) as judgement:
        parse(html)
    assert judgement.value.outcome is outcome


def test_flat_text_becomes_lines_of_any_line_ends() -> None:
    assert parse_text("a\r\nb\n\nc\u2028d").lines == ("a", "b", "", "c", "d")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-32"])
@pytest.mark.parametrize("text", [FRENCH, RUSSIAN, CHINESE])
def test_a_page_of_wide_letters_is_a_page_with_and_without_a_mark(encoding: str, text: str) -> None:
    for mark in ("", "\ufeff"):
        document = parse((mark + page(text)).encode(encoding))
        assert document.body is not None
        assert document.body.text_content().strip() == text.strip()


def test_an_endless_attribute_is_dropped_and_a_long_description_is_not() -> None:
    endless, long = "a " * MAX_ATTRIBUTE_CHARS, "b " * MAX_ATTRIBUTE_CHARS
    document = parse(f"<meta name=description content='{long}'><p id=one title='{endless}'>a</p>")
    assert document.tree is not None
    assert dict(document.tree.findall(".//p")[0].attrib) == {"id": "one"}
    assert document.tree.findall(".//meta")[0].get("content") == long


def test_a_page_of_nothing_but_different_names_is_too_large() -> None:
    names = "".join(f"<p class='{'x' * 200}{n}'>a</p>" for n in range(MAX_NAME_CHARS // 200 + 1))
    with pytest.raises(NotAnArticle) as judgement:
        parse(names)
    assert judgement.value.outcome is Outcome.TOO_LARGE
    same = f"<p class='{'x' * 200}'>a</p>" * 2_000
    assert parse(same).tree is not None


def test_a_crowd_of_elements_is_known_as_one() -> None:
    assert parse("<p>" + "<b>a</b>" * (CROWD + 1)).crowded
    assert not parse("<p>" + "<b>a</b>" * (CROWD - 1)).crowded
    assert not parse_text("a\n" * (CROWD + 1)).crowded


def test_what_a_page_tells_machines_is_found_wherever_it_stands() -> None:
    document = parse(
        "<title>Harbour reopens</title><meta name=a><p>Boats sail.</p><meta name=b>"
        "<svg><title>Logo</title></svg>"
    )
    assert [meta.get("name") for meta in document.told["meta"]] == ["a", "b"]
    assert [title.text for title in document.told["title"]] == ["Harbour reopens", "Logo"]
    assert document.told["script"] == []


@pytest.mark.parametrize("odd", ["\x01", "\x85", "\u202e", "\ufffe", "\ud800"])
def test_signs_that_no_reader_sees_are_dropped_and_others_stay(odd: str) -> None:
    dropped = "" if odd != "\x85" else odd
    assert printable(f"Café{odd} Skelde – 港\t\n") == f"Café{dropped} Skelde – 港\t\n"
