"""An explanation as one HTML page: complete, and safe whatever the page said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import lxml.html

from cleaner.explain import explain
from cleaner.explain_page import FOLDED_LINES, show
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, URL, page, paragraphs

if TYPE_CHECKING:
    from lxml.html import HtmlElement

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'&</style>"
ESCAPED = EVIL.replace("&", "&amp;").replace("<", "&lt;")


def parsed(html: str, url: str | None = URL) -> HtmlElement:
    return lxml.html.document_fromstring(show(explain(html, url)))


def texts(tree: HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in tree.xpath(path)]


def test_it_shows_the_page_in_reading_order_with_what_was_removed_in_place() -> None:
    story = f"<h1>{HEADLINE}</h1>{paragraphs(PARAGRAPHS[:3])}<p>1,204 views</p>"
    tree = parsed(page(story + paragraphs(PARAGRAPHS[3:])))
    shown = texts(tree, "//div[contains(@class, 'line')]/p")
    assert shown == [HEADLINE, *PARAGRAPHS[:3], "1,204 views", *PARAGRAPHS[3:]]
    counter = texts(tree, "//*[contains(@class, 'g-pointers')]//p[@class='label']")
    assert counter == ["view-counter view-counter:en"]


def test_each_line_holds_its_votes_and_can_be_reached_by_keyboard() -> None:
    tree = parsed(page())
    lines = tree.xpath("//div[contains(@class, 'line')]")
    assert len(lines) == 1 + len(PARAGRAPHS)
    for line in lines:
        assert line.get("tabindex") == "0"
        why = " ".join(line.xpath(".//*[@role='tooltip']")[0].text_content().split())
        assert "Votes for body" in why
        assert "heart" in why
        assert "What weighed most" in why


def test_the_head_names_outcome_confidence_and_each_fields_source() -> None:
    tree = parsed(page())
    assert texts(tree, "//h1") == [HEADLINE]
    assert re.search(r"article, \d+ words, \d+% sure, by features", texts(tree, "//header")[0])
    cells = texts(tree, "//section[h2='Fields']//tr[th='headline']/*")
    assert cells == ["headline", HEADLINE, "visible"]


def test_a_page_that_is_no_article_says_why_and_shows_its_lines_all_the_same() -> None:
    teasers = "".join(f"<h2><a href='/{n}'>A teaser of story {n}</a></h2>" for n in range(20))
    tree = parsed(f"<html><body><main>{teasers}</main></body></html>")
    assert texts(tree, "//h1") == ["Not an article"]
    assert texts(tree, "//*[@class='refused']")[0].partition(":")[0] == "listing"
    assert "A teaser of story 7" in texts(tree, "//div[contains(@class, 'line')]/p")


def test_long_runs_of_furniture_are_folded() -> None:
    menu = "".join(f"<li><a href='/{n}'>Topic {n}</a></li>" for n in range(FOLDED_LINES + 1))
    tree = parsed(page(before=f"<nav><ul>{menu}</ul></nav>"))
    assert len(tree.xpath("//details//div[contains(@class, 'line')]")) == FOLDED_LINES + 1
    assert len(tree.xpath("//details/summary")) == 1


def test_what_a_hostile_page_says_stays_text() -> None:
    name = ESCAPED.replace('"', "&quot;")
    html = page(
        f"<h1>{ESCAPED} {HEADLINE}</h1>{paragraphs((*PARAGRAPHS, ESCAPED * 3))}",
        head=f'<meta property="og:title" content="{name}"><meta name="author" content="{name}">',
        title=ESCAPED,
        before=f'<div class="{name}" id="{name}"><p>{ESCAPED}</p></div>',
    )
    for url in ("javascript:alert(3)", f"https://news.example/{EVIL}", None):
        tree = parsed(html, url)
        assert tree.xpath("//script | //img | //iframe | //link | //object") == []
        assert len(tree.xpath("//style")) == 1
        assert [a for node in tree.iter() for a in node.attrib if a.startswith("on")] == []
        assert [a for a in tree.xpath("//@href") if not a.startswith("https://")] == []
        assert any(EVIL in text for text in texts(tree, "//div[contains(@class, 'line')]/p"))


def test_nothing_is_loaded_from_anywhere() -> None:
    html = show(explain(page(), URL))
    assert "default-src 'none'" in html
    assert "url(" not in html
    assert "@import" not in html
    assert lxml.html.document_fromstring(html).xpath("//@src") == []
