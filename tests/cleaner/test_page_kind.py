"""Is the page an article? Small pages of every other kind, and articles that resemble them."""

from __future__ import annotations

import json

import pytest

from cleaner import NotAnArticle, Outcome, clean
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, URL, outcome_of, page, paragraphs

DATED = "<meta property='article:published_time' content='2026-05-03T09:45:00+02:00'>"
NAV = "<nav><a href='/'>Home</a> <a href='/news'>News</a> <a href='/login'>Log in</a></nav>"


def linked_data(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE}
    return f"<script type='application/ld+json'>{json.dumps({**node, **fields})}</script>"


def teasers(count: int) -> str:
    return "".join(
        f"<div class='card'><h3><a href='/story-{n}'>Council of Vale number {n} votes again</a>"
        f"</h3><p>Members of council {n} met on Tuesday and put the matter off once more.</p></div>"
        for n in range(count)
    )


def test_a_story_is_an_article() -> None:
    assert outcome_of(page()) is Outcome.ARTICLE


def test_a_front_page_of_teasers_is_a_listing() -> None:
    html = page(f"<h1>News from Vale</h1>{teasers(12)}", title="News from Vale")
    assert outcome_of(html) is Outcome.LISTING


def test_bare_links_without_a_text_are_a_listing() -> None:
    links = "".join(f"<h3><a href='/s{n}'>Council {n} votes again</a></h3>" for n in range(12))
    assert outcome_of(page(f"<h1>Archive</h1>{links}", title="Archive")) is Outcome.LISTING


def test_a_page_that_asks_for_consent_is_a_consent_wall() -> None:
    html = page(
        "<h1>Before you continue</h1><p>We and our partners store data on your device. We need "
        "your consent to show you news.</p><button>Accept all and continue</button>",
        title="Skelde Post",
    )
    assert outcome_of(html) is Outcome.CONSENT_WALL


def test_a_page_that_checks_the_browser_is_a_bot_wall() -> None:
    html = page(
        "<h1>Just a moment...</h1><p>Checking your browser before accessing skelde-post.example. "
        "This process is automatic and takes a few seconds.</p>",
        title="Just a moment...",
    )
    assert outcome_of(html) is Outcome.BOT_WALL


def test_a_page_that_says_it_is_lost_is_a_soft_404() -> None:
    html = page(
        "<h1>Page not found</h1><p>Sorry, the page you are looking for has moved or never was. "
        "Try the search, or go back to our front page, please.</p>",
        title="Page not found | Skelde Post",
    )
    assert outcome_of(html) is Outcome.SOFT_404


PLEA = "<div class='paywall'><p>Subscribe to continue reading this story.</p></div>"


def test_a_stub_before_a_plea_to_subscribe_is_paywalled() -> None:
    html = page(f"<h1>{HEADLINE}</h1>{paragraphs(PARAGRAPHS[:2])}", after=PLEA)
    assert outcome_of(html) is Outcome.PAYWALLED


def test_a_plea_inside_the_articles_own_element_is_no_less_a_wall() -> None:
    html = page(f"<h1>{HEADLINE}</h1>{paragraphs(PARAGRAPHS[:2])}{PLEA}")
    assert outcome_of(html) is Outcome.PAYWALLED


def test_a_lead_that_calls_itself_locked_is_paywalled() -> None:
    head = linked_data(isAccessibleForFree=False)
    html = page(f"<h1>{HEADLINE}</h1><p>{PARAGRAPHS[0]}</p>", head=head)
    assert outcome_of(html) is Outcome.PAYWALLED


def test_a_page_without_text_is_empty() -> None:
    assert outcome_of("<html><body><img src='a.jpg'><div></div></body></html>") is Outcome.EMPTY
    assert outcome_of(page("<p>Loading story.</p>", title="Skelde")) is Outcome.EMPTY


def test_a_live_blog_is_one_and_keeps_its_entries() -> None:
    entries = "".join(
        f"<div class='live-entry'><h3>1{n}:05</h3><p>{text}</p></div>"
        for n, text in enumerate(PARAGRAPHS)
    )
    html = page(f"<h1>{HEADLINE}</h1>{entries}", head=linked_data(**{"@type": "LiveBlogPosting"}))
    article = clean(html, URL)
    assert article.metadata.outcome == "live-blog"
    kinds = {block.text: block.kind for block in article.blocks}
    assert [kinds[text] for text in PARAGRAPHS] == ["live-entry"] * len(PARAGRAPHS)


@pytest.mark.parametrize(
    "html", [page(f"<h1>News</h1>{teasers(12)}", title="News"), "<html><body></body></html>"]
)
def test_the_judgement_says_why(html: str) -> None:
    with pytest.raises(NotAnArticle) as raised:
        clean(html, URL)
    assert len(raised.value.detail.split()) >= 3


COOKIES = (
    "The parliament in Vale has forbidden sites to ask for your consent to cookies on each visit, "
    "and set fines of up to four million crowns.",
    "Accept and continue buttons must be no larger than those that refuse, the law says, and a "
    "choice once made holds for a year.",
    "Shops complained that the rule comes too soon, while consumer groups called it long overdue "
    "in a country where people click away nine banners a day.",
)


def test_an_article_about_cookies_is_an_article() -> None:
    html = page(
        f"<h1>Parliament bans cookie banners</h1>{paragraphs(COOKIES)}",
        head=DATED,
        title="Parliament bans cookie banners",
    )
    assert outcome_of(html) is Outcome.ARTICLE


def test_an_article_about_a_lost_page_is_an_article() -> None:
    headline = "Page not found: how a lost archive came back to Skelde"
    html = page(f"<h1>{headline}</h1>{paragraphs()}{paragraphs(COOKIES)}", head=DATED)
    assert outcome_of(html) is Outcome.ARTICLE


def test_an_article_about_robots_is_an_article() -> None:
    html = page(
        "<h1>Are you a robot? The question that annoys the world</h1>"
        "<p>Are you a robot? Every day the people of Vale answer that question a million times, "
        f"a study found.</p>{paragraphs()}",
        head=DATED,
        title="Are you a robot? The question that annoys the world",
    )
    assert outcome_of(html) is Outcome.ARTICLE


@pytest.mark.parametrize(
    "headline",
    [
        "Lost wreck could not be found, divers say",
        "Court calls it unlawful that access denied the press a hearing",
        "Statue of the founder has been removed or stolen",
    ],
)
def test_an_undated_story_whose_headline_talks_like_a_wall_is_an_article(headline: str) -> None:
    html = page(f"<h1>{headline}</h1>{paragraphs()}", title=headline)
    assert outcome_of(html) is Outcome.ARTICLE


BANNER = (
    "<div class='cookie-banner'><p>We value your privacy. We need your consent.</p>"
    "<button>Accept and continue</button></div>"
)


def test_a_consent_banner_on_a_story_is_no_wall() -> None:
    assert outcome_of(page(head=DATED, after=BANNER)) is Outcome.ARTICLE
    brief = f"<h1>{HEADLINE}</h1><p>{PARAGRAPHS[0]}</p>"
    assert outcome_of(page(brief, head=DATED, before=BANNER)) is Outcome.ARTICLE


def test_a_consent_banner_on_a_short_story_without_a_date_is_no_wall() -> None:
    assert outcome_of(page(after=BANNER)) is Outcome.ARTICLE


def test_an_article_above_many_teasers_is_an_article() -> None:
    aside = f"<aside class='related'><h2>More news</h2>{teasers(30)}</aside>"
    assert clean(page(after=aside), URL).article_body.split("\n\n") == list(PARAGRAPHS)


def test_many_teasers_in_a_section_of_their_own_make_no_listing() -> None:
    section = f"<section class='more-news'>{teasers(30)}</section>"
    assert outcome_of(page(after=section)) is Outcome.ARTICLE


def test_a_brief_of_two_sentences_is_an_article() -> None:
    brief = (
        "A fire destroyed a barn near Skelde on Sunday night. Nobody was hurt, and police are "
        "looking for the cause, a spokesman said."
    )
    head = DATED + linked_data(headline="Barn near Skelde burns down")
    html = page(
        f"<h1>Barn near Skelde burns down</h1><p>{brief}</p>",
        head=head,
        before=NAV,
        title="Barn near Skelde burns down",
    )
    assert clean(html, URL).article_body == brief


def test_a_metered_article_with_its_full_text_is_an_article() -> None:
    head = linked_data(isAccessibleForFree=False, articleBody=" ".join(PARAGRAPHS))
    article = clean(page(head=head, before=NAV), URL)
    assert article.is_accessible_for_free is False
    assert article.article_body.split("\n\n") == list(PARAGRAPHS)


def test_a_log_in_link_makes_no_paywall() -> None:
    html = page(f"<h1>{HEADLINE}</h1>{paragraphs(PARAGRAPHS[:2])}", after="<p>Log in</p>")
    assert outcome_of(html) is Outcome.ARTICLE


def test_a_plea_below_a_story_that_is_free_makes_no_paywall() -> None:
    html = page(
        f"<h1>{HEADLINE}</h1>{paragraphs(PARAGRAPHS[:2])}",
        head=linked_data(isAccessibleForFree=True),
        after=PLEA,
    )
    assert outcome_of(html) is Outcome.ARTICLE


def test_a_plea_in_the_middle_of_a_story_is_no_wall() -> None:
    html = page(f"<h1>{HEADLINE}</h1><p>{PARAGRAPHS[0]}</p>{PLEA}{paragraphs(PARAGRAPHS[1:])}")
    assert outcome_of(html) is Outcome.ARTICLE


def test_a_brief_above_many_teasers_is_an_article_where_the_head_says_so() -> None:
    brief = f"<h1>{HEADLINE}</h1><p>{PARAGRAPHS[0]}</p>"
    section = f"<section>{teasers(12)}</section>"
    assert outcome_of(page(brief, head=DATED + linked_data(), after=section)) is Outcome.ARTICLE
    assert outcome_of(page(brief, after=section)) is Outcome.LISTING


def test_goods_are_no_story_and_their_review_is_one() -> None:
    lamp = f"<h1>Brass lamp</h1>{paragraphs()}"
    goods, review = (linked_data(**{"@type": name}) for name in ("Product", "Review"))
    assert outcome_of(page(lamp, head=goods)) is Outcome.EMPTY
    assert outcome_of(page(lamp, head=goods + review)) is Outcome.ARTICLE
