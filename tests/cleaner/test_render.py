"""An article in each format; what a hostile page wrote stays text."""

from __future__ import annotations

import json

import lxml.html
import pytest

from cleaner.article import Article, Author, Block, Image
from cleaner.render import FORMATS, to_jsonl, to_text
from cleaner.render_html import to_html
from cleaner.render_markdown import to_markdown
from tests.cleaner.pages import HEADLINE, URL, article

SCRIPT = "<script>alert('x')</script>"


def with_blocks(*blocks: Block) -> Article:
    return article(blocks=blocks, images=())


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_shows_headline_and_body_and_ends_its_line(name: str) -> None:
    shown = FORMATS[name](article())
    assert HEADLINE in shown
    assert "The ferry sails." in shown
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")


def test_json_lines_are_one_line_each_and_json_holds_the_same() -> None:
    story = article(article_body="One.\n\nTwo.\u2028Three.")
    assert to_jsonl(story).count("\n") == 1
    assert json.loads(to_jsonl(story)) == json.loads(FORMATS["json"](story))


def test_text_leaves_no_gap_where_a_field_is_unknown() -> None:
    bare = article(headline=None, alternative_headline=None, authors=(), dateline=None)
    assert to_text(bare.model_copy(update={"date_published": None})) == (
        "The ferry sails.\n\n- one\n- two\n"
    )


def test_markdown_has_headings_lists_quotes_tables_and_code() -> None:
    shown = to_markdown(
        with_blocks(
            Block(kind="heading", text="What it cost", level=3),
            Block(kind="list", items=("one", "two")),
            Block(kind="quote", text="first\nsecond"),
            Block(kind="table", rows=(("Year", "Boats"), ("2025", "7", "8"))),
            Block(kind="code", text="sail()"),
        )
    )
    assert "\n### What it cost\n" in shown
    assert "\n- one\n- two\n" in shown
    assert "\n> first\n> second\n" in shown
    assert "\n| Year | Boats |  |\n| --- | --- | --- |\n| 2025 | 7 | 8 |\n" in shown
    assert "\n```\nsail()\n```\n" in shown


def test_markdown_escapes_tags_links_and_marks() -> None:
    shown = to_markdown(
        article(
            headline=f"# {SCRIPT}",
            blocks=(Block(kind="paragraph", text="[click](javascript:alert(1)) *now* `x`"),),
        )
    )
    assert "<script>" not in shown.replace("\\<script\\>", "")
    assert "[click](" not in shown
    assert "\\[click\\](javascript:alert(1)) \\*now\\* \\`x\\`" in shown


def test_a_pipe_in_a_cell_parts_no_markdown_columns() -> None:
    shown = to_markdown(with_blocks(Block(kind="table", rows=(("a|b", "c"), ("d", "e")))))
    assert "| a\\|b | c |" in shown


def test_html_escapes_what_the_page_wrote() -> None:
    shown = to_html(
        article(
            headline=SCRIPT,
            in_language='en"><script>',
            authors=(Author(name=SCRIPT),),
            blocks=(
                Block(kind="paragraph", text=SCRIPT),
                Block(kind="heading", text=SCRIPT, level=2),
                Block(kind="quote", text=SCRIPT),
                Block(kind="code", text=SCRIPT),
                Block(kind="embed", text=SCRIPT),
                Block(kind="live-entry", text=SCRIPT),
                Block(kind="list", items=(SCRIPT,)),
                Block(kind="table", rows=((SCRIPT,),)),
            ),
            images=(Image(url="https://a.example/p.jpg", caption='" onerror="x', credit=SCRIPT),),
        )
    )
    tree = lxml.html.document_fromstring(shown)
    assert tree.findall(".//script") == []
    assert not any("onerror" in image.attrib for image in tree.findall(".//img"))
    assert tree.text_content().count(SCRIPT) == 12


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://["])
def test_html_links_and_shows_web_addresses_only(address: str) -> None:
    shown = to_html(article(url=address, images=(Image(url=address, caption="The pier"),)))
    assert address.split(":", maxsplit=1)[0] + ":" not in shown
    assert "<img" not in shown
    assert f'href="{URL}"' in to_html(article())


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x"])
def test_markdown_shows_web_pictures_only(address: str) -> None:
    assert address not in to_markdown(article(images=(Image(url=address, caption="The pier"),)))


def test_markdown_links_web_addresses_only() -> None:
    assert "javascript:" not in to_markdown(article(url="javascript:alert(1)"))


def test_code_cannot_end_its_own_fence_in_markdown() -> None:
    shown = to_markdown(with_blocks(Block(kind="code", text=f"a\n```\n{SCRIPT}")))
    lines = shown.splitlines()
    fence = next(line for line in lines if line.startswith("```"))
    assert lines.count(fence) == 2


def test_a_heading_in_html_never_outranks_the_headline() -> None:
    shown = to_html(with_blocks(Block(kind="heading", text="What it cost", level=1)))
    assert "<h2>What it cost</h2>" in shown
    assert shown.count("<h1>") == 1


PARTS = (
    Block(kind="image", url="https://x.example/pier.jpg", caption="The pier", credit="NPA"),
    Block(kind="list", ordered=True, items=("Piles\n- Oak\n- Ash", "Planks")),
    Block(
        kind="quote",
        text="Back at sea.\n\nAt last.",
        credit="Ada (@ada)",
        url="https://x.example/1",
    ),
    Block(kind="live-entry", time="14:05", heading="Ferry sails", text="It left.\n\nOn time."),
    Block(kind="table", caption="Fees", rows=(("Boat", "Fee"), ("Cutter", "90"))),
)


def test_markdown_shows_pictures_nested_lists_posts_and_live_entries_at_their_place() -> None:
    text = to_markdown(article(blocks=PARTS))
    for part in (
        "![The pier](<https://x.example/pier.jpg>)\n*The pier (NPA)*",
        "1. Piles\n   - Oak\n   - Ash\n2. Planks",
        "> Back at sea.\n>\n> At last.\n> — Ada (@ada)\n> <https://x.example/1>",
        "### 14:05 Ferry sails\n\nIt left.\n\nOn time.",
        "*Fees*\n\n| Boat | Fee |",
    ):
        assert part in text


def test_html_shows_pictures_nested_lists_posts_and_live_entries_at_their_place() -> None:
    text = to_html(article(blocks=PARTS))
    for part in (
        '<figure><img src="https://x.example/pier.jpg" alt="The pier">',
        "<ol><li>Piles<ul><li>Oak</li><li>Ash</li></ul></li><li>Planks</li></ol>",
        "<blockquote><p>Back at sea.</p><p>At last.</p><footer>Ada (@ada) <a href=",
        "<section><time>14:05</time><h2>Ferry sails</h2><p>It left.</p><p>On time.</p></section>",
        "<table><caption>Fees</caption>",
    ):
        assert part in text


def test_a_picture_with_a_place_is_not_shown_twice() -> None:
    picture = Image(url="https://x.example/pier.jpg", caption="The pier")
    shown = article(blocks=PARTS, images=(picture,))
    assert to_html(shown).count("pier.jpg") == 1
    assert to_markdown(shown).count("pier.jpg") == 1
