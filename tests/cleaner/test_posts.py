"""Posts of social networks inside a story."""

from __future__ import annotations

import pytest

from cleaner.article import Block
from cleaner.parts import build, grouped
from cleaner.posts import with_whole_posts
from tests.cleaner.pages import PARAGRAPHS, blocks_of, matches_of

TWEET = (
    "<blockquote class='twitter-tweet' data-lang=en><p>The boat is back! "
    "<a href='https://t.co/abc'>pic.twitter.com/abc</a></p>&mdash; Ada Reyes (@adareyes) "
    "<a href='https://twitter.com/adareyes/status/7?ref_src=x'>May 3, 2026</a></blockquote>"
)
INSTAGRAM = (
    "<blockquote class='instagram-media' data-instgrm-permalink="
    "'https://www.instagram.com/p/B7/?utm_source=ig_embed'><div><p><a>Morning at the pier</a></p>"
    "<p>A post shared by <a>Ada</a> (@ada.reyes) on May 3, 2026</p></div></blockquote>"
)
TIKTOK = (
    "<blockquote class='tiktok-embed' cite='https://www.tiktok.com/@adareyes/video/7'><section>"
    "<a href='https://www.tiktok.com/@adareyes'>@adareyes</a> <p>Rowing home</p></section>"
    "</blockquote>"
)
FACEBOOK = (
    "<div class='fb-post' data-href='https://www.facebook.com/skelde/posts/7'>"
    "<blockquote class='fb-xfbml-parse-ignore'><p>The ferry sails on Monday.</p>"
    "Posted by <a href='#'>Port of Skelde</a></blockquote></div>"
)


def quote_of(html: str) -> Block:
    (group,) = grouped(blocks_of(f"<div>{html}</div>"))
    return build(group)


@pytest.mark.parametrize(
    ("html", "credit", "url"),
    [
        (TWEET, "Ada Reyes (@adareyes)", "https://twitter.com/adareyes/status/7"),
        (INSTAGRAM, "@ada.reyes", "https://www.instagram.com/p/B7/"),
        (TIKTOK, "@adareyes", "https://www.tiktok.com/@adareyes/video/7"),
        (FACEBOOK, None, "https://www.facebook.com/skelde/posts/7"),
    ],
)
def test_a_post_is_a_quote_with_its_author_and_address(
    html: str, credit: str | None, url: str
) -> None:
    quote = quote_of(html)
    assert (quote.kind, quote.credit, quote.url) == ("quote", credit, url)


def test_a_posts_text_is_what_the_page_shows_with_the_signature() -> None:
    assert quote_of(TWEET).text == (
        "The boat is back! pic.twitter.com/abc\n\n— Ada Reyes (@adareyes) May 3, 2026"
    )


def test_a_post_without_an_address_of_its_own_has_none() -> None:
    html = "<blockquote class=twitter-tweet>Gone <a href='https://t.co/x'>t.co/x</a></blockquote>"
    assert quote_of(html).url is None


def kept_of(html: str, *wanted: str) -> list[str]:
    blocks = blocks_of(html)
    keep = [block.text in wanted for block in blocks]
    whole = with_whole_posts(blocks, keep, matches_of(blocks))
    return [block.text for block, kept in zip(blocks, whole, strict=True) if kept]


ONE, TWO = PARAGRAPHS[:2]
STORY = f"<main><p>{ONE}</p>%s<p>{TWO}</p></main><aside>%s</aside>"


def test_a_post_between_two_paragraphs_is_kept_with_its_signature() -> None:
    kept = kept_of(STORY % (TWEET, ""), ONE, TWO)
    assert [text[:8] for text in kept] == [ONE[:8], "The boat", "— Ada Re", TWO[:8]]


def test_a_post_of_which_a_line_was_kept_is_kept_whole() -> None:
    line = "The boat is back! pic.twitter.com/abc"
    assert len(kept_of(STORY % (TWEET, ""), ONE, line, TWO)) == 4


def test_a_post_beside_or_below_the_story_is_not_taken_in() -> None:
    assert kept_of(STORY % ("", TWEET), ONE, TWO) == [ONE, TWO]
    boxed = f"<aside><div><div><div>{TWEET}</div></div></div></aside>"
    assert kept_of(STORY % (boxed, ""), ONE, TWO) == [ONE, TWO]


def test_the_networks_own_buttons_are_not_part_of_the_post() -> None:
    button = "<blockquote class=instagram-media><p>View this post on Instagram</p></blockquote>"
    assert kept_of(STORY % (button, ""), ONE, TWO) == [ONE, TWO]


def test_a_plain_quote_is_left_to_the_jury() -> None:
    quote = "<blockquote><p>We waited.</p></blockquote>"
    assert kept_of(STORY % (quote, ""), ONE, TWO) == [ONE, TWO]


def test_where_nothing_was_kept_no_post_is() -> None:
    assert kept_of(STORY % (TWEET, "")) == []
