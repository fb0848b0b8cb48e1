"""The story's pictures, their captions and credits."""

from __future__ import annotations

import pytest

from cleaner.article import Image
from cleaner.metadata import figures
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, page, paragraphs, read

SRC = "https://skelde-post.example/pier.jpg"


def images(picture: str, *, after: str = "") -> list[Image]:
    """What is found where `picture` stands inside the story, after its first paragraph."""
    body = f"<h1>{HEADLINE}</h1><p>{PARAGRAPHS[0]}</p>{picture}{paragraphs(PARAGRAPHS[1:])}"
    document, blocks = read(page(body, after=after))
    keep = [block.text in PARAGRAPHS for block in blocks]
    shown = figures.find(blocks, keep, document.url)
    found, captions = tuple(figure.image for figure in shown), figures.captions(shown)
    assert not [i for i in captions if keep[i]]
    return list(found)


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("The pier at dawn", "The pier at dawn", None),
        ("The pier at dawn. (NPA)", "The pier at dawn.", "NPA"),
        ("The pier at dawn. Photo: Tom Lund", "The pier at dawn.", "Tom Lund"),
        ("The pier at dawn © Tom Lund/NPA", "The pier at dawn", "Tom Lund/NPA"),
        (
            "The pier <span class='credit'>(Photo: Tom Lund)</span>",
            "The pier",
            "Tom Lund",
        ),
        ("The pier (built 1931)", "The pier (built 1931)", None),
    ],
)
def test_a_caption_is_parted_from_its_credit(caption: str, text: str, credit: str | None) -> None:
    html = f"<figure><img src='/pier.jpg'><figcaption>{caption}</figcaption></figure>"
    assert images(html) == [Image(url=SRC, caption=text, credit=credit)]


def test_a_credit_on_a_line_of_its_own_is_the_pictures() -> None:
    html = (
        "<figure><img src='/pier.jpg'><figcaption><p>The pier</p>"
        "<p class='credit'>Photo: Tom Lund</p></figcaption></figure>"
    )
    assert images(html) == [Image(url=SRC, caption="The pier", credit="Tom Lund")]


def test_a_picture_that_loads_late_is_found_by_its_real_address() -> None:
    html = "<figure><img src='data:image/gif;base64,R0' data-src='/pier.jpg'></figure>"
    assert images(html) == [Image(url=SRC)]


@pytest.mark.parametrize(
    "picture",
    [
        "<img src='/blank.gif' data-src='/pier.jpg'>",
        "<img data-lazy-src='/pier.jpg' src='/small.jpg'>",
        "<img srcset='/small.jpg 320w, /pier.jpg 1280w'>",
        "<picture><source srcset='/pier.jpg 2x, /s.jpg 1x'><img src='data:image/gif,R0'></picture>",
        "<img class=lazy src='data:image/gif,R0'><noscript><img src='/pier.jpg'></noscript>",
        "<div><img src='/img/placeholder.png'></div><noscript><img src='/pier.jpg'></noscript>",
    ],
)  # fmt: skip
def test_a_picture_has_the_address_of_its_best_copy(picture: str) -> None:
    assert images(f"<figure>{picture}</figure>") == [Image(url=SRC)]


def test_one_picture_in_two_sizes_is_one_and_its_caption_is_found() -> None:
    plain = "<figure><img src='/pier.jpg?w=300'></figure>"
    captioned = "<figure><img src='/pier.jpg?w=1200'><figcaption>The pier</figcaption></figure>"
    assert images(plain + captioned) == [Image(url=f"{SRC}?w=1200", caption="The pier")]


def test_pictures_named_by_their_query_are_as_many() -> None:
    html = (
        "<figure><img src='/image.php?id=1'></figure><figure><img src='/image.php?id=2'></figure>"
    )
    assert len(images(html)) == 2


def test_a_lone_credit_is_no_caption() -> None:
    html = "<figure><img src='/pier.jpg'><div class=image-credit>© Tom Lund</div></figure>"
    assert images(html) == [Image(url=SRC, credit="Tom Lund")]


def test_a_figure_knows_where_it_stands() -> None:
    document, blocks = read(
        "<p>One.</p><figure><img src='/pier.jpg'><figcaption>The pier</figcaption></figure><p>Two."
    )
    (figure,) = figures.find(blocks, [True, False, True], document.url)
    assert (figure.at, figure.lines, figure.element.tag) == (1, (1,), "img")


def test_one_picture_twice_is_one() -> None:
    html = "<figure><img src='/pier.jpg'></figure>"
    assert images(html + html) == [Image(url=SRC)]


@pytest.mark.parametrize(
    "html",
    [
        "<figure><img src='/pier.jpg' width='60' height='60'></figure>",
        "<figure><img src='javascript:alert(1)'></figure>",
        "<figure><img src='http://['></figure>",
        "<figure><img></figure>",
        "<p><img src='/counter.gif'></p>",
        "<aside><figure><img src='/cat.jpg'></figure></aside>",
        "<div class='author-bio'><figure><img src='/ada.jpg'></figure></div>",
        "<div class='related-story'><figure><img src='/cat.jpg'></figure></div>",
    ],
)
def test_icons_portraits_teasers_and_counters_are_no_pictures_of_the_story(html: str) -> None:
    assert images(html) == []


def test_a_picture_far_below_the_story_is_not_its_own() -> None:
    furniture = "<p>Another line of the page</p>" * 6
    below = f"{furniture}<figure><img src='/cat.jpg'><figcaption>A cat</figcaption></figure>"
    assert images("", after=below) == []


def test_a_long_text_under_a_picture_is_no_caption() -> None:
    html = f"<figure><img src='/pier.jpg'><p>{'word ' * 100}</p></figure>"
    assert images(html) == [Image(url=SRC)]


def test_a_page_without_a_story_has_no_pictures() -> None:
    document, blocks = read("<figure><img src='/pier.jpg'><figcaption>P</figcaption></figure>")
    assert figures.find(blocks, [False] * len(blocks), document.url) == []
