"""Of many names and dates around a story, its own are chosen."""

from __future__ import annotations

import pytest

from cleaner import Article, clean
from tests.cleaner.pages import PARAGRAPHS

HEADLINE = "Ferry to Ostrava Island sails again after storm"
URL = "https://skelde-post.example/ferry"


def story(above: str = "", below: str = "", first: str = "") -> Article:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS * 2)
    return clean(
        f"<html lang=en><head><title>{HEADLINE}</title></head><body><main>"
        f"<h1>{HEADLINE}</h1>{above}"
        f"<div class=article-body>{first}{body}</div>{below}</main></body></html>",
        URL,
    )


def names(article: Article) -> list[str]:
    return [author.name for author in article.authors]


@pytest.mark.parametrize(
    "line",
    [
        "<p>By Ada Reyes</p>",
        "<p>Posted on 3 May 2026 by Ada Reyes</p>",
        "<div>3 May 2026 · <a rel=author href=/author/ada>Ada Reyes</a></div>",
        "<p>An essay by Ada Reyes</p>",
        "<div class=byline><span>Ada Reyes</span><span>Senior Writer</span></div>",
        "<div class=meta>Ada Reyes, 3 May 2026, 14:20</div>",
        "<p>Veröffentlicht am 3. Mai 2026 von Ada Reyes</p>",
        "<div class=authors><a href=/people/ada/>Ada Reyes</a></div>",
    ],
)
def test_a_byline_is_read_in_many_forms(line: str) -> None:
    article = story(line)
    assert names(article) == ["Ada Reyes"]
    assert "Ada Reyes" not in article.article_body


def test_two_names_that_touch_in_the_markup_are_two() -> None:
    line = "<div class=byline><span>Ada Reyes</span> <span>Tom Lund</span></div>"
    assert names(story(line)) == ["Ada Reyes", "Tom Lund"]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Home | News</p>", "<p>Social Media</p>", "<p>Post navigation</p>",
        "<p>Photograph by Mara Holt</p>", "<div class=comments><p>By Mara Holt</p></div>",
        "<div class=related><p>By Mara Holt</p></div>",
    ],
)  # fmt: skip
def test_other_lines_name_no_author(line: str) -> None:
    assert names(story(below=line)) == []


def test_the_byline_at_the_head_wins_against_those_of_other_stories() -> None:
    teasers = "".join(f"<h3><a href=/{n}>{n} more</a></h3><p>By Mara Holt</p>" for n in range(3))
    assert names(story("<p>By Ada Reyes</p>", teasers)) == ["Ada Reyes"]


def test_a_bare_name_above_the_first_paragraph_signs_it() -> None:
    assert names(story("<p>Ada Reyes</p>")) == ["Ada Reyes"]
    assert names(story("<p>Harbour News</p>")) == []


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("<p>Posted on 3 May 2026 by Ada Reyes</p>", "2026-05-03"),
        (
            "<p><time datetime=2026-05-03T09:45:00+02:00>Sunday</time></p>",
            "2026-05-03T09:45:00+02:00",
        ),
        ("<p class=date>Skelde, 3 May 2026</p>", "2026-05-03"),
        ("<p>3 May 2026 | Harbours</p>", "2026-05-03"),
    ],
)
def test_a_date_is_read_in_many_forms(line: str, day: str) -> None:
    assert story(line).date_published == day


def test_a_paragraph_may_open_with_its_day() -> None:
    opening = (
        "<p>3 May 2026 – The harbour was full of people when the first boat came in again.</p>"
    )
    assert story(first=opening).date_published == "2026-05-03"


def test_a_day_inside_the_story_dates_nothing() -> None:
    told = "<p>The pier was last repaired on 3 May 1998, after another storm, the mayor said.</p>"
    assert story(first=told).date_published is None


def test_the_change_is_never_the_publication() -> None:
    article = story("<p>Updated: 4 May 2026</p>")
    assert (article.date_published, article.date_modified) == (None, "2026-05-04")


def test_published_and_updated_times_are_told_apart() -> None:
    times = (
        "<p><time class=published datetime=2026-05-03T09:45:00Z>3 May</time> "
        "<time class=updated datetime=2026-05-04T10:00:00Z>4 May</time></p>"
    )
    article = story(times)
    assert article.date_published == "2026-05-03T09:45:00Z"
    assert article.date_modified == "2026-05-04T10:00:00Z"


def test_a_relative_time_alone_is_no_date() -> None:
    assert story("<p>2 hours ago</p>").date_published is None
