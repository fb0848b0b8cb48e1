"""Forms of pages that are no articles, as others.toml names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

from tests.cleaner.invented import boxes as t
from tests.cleaner.invented.story import Story, story_of

SITE_NAME = "Tidings"


def _page(
    row: dict[str, Any], body: str, title: str = "", *, furniture: bool = True, extra: str = ""
) -> str:
    """A page without the marks of an article in its head; the row's title, if any, comes first."""
    site = story_of(row["lang"])
    around = (t.menu(site), t.footer(site)) if furniture else ("", "")
    return (
        f"<!doctype html><html lang={row['lang']}><head><meta charset=utf-8>"
        f"<title>{escape(row.get('title') or title or SITE_NAME)}</title>{extra}</head>"
        f"<body>{around[0]}<main>{body}</main>{around[1]}</body></html>"
    )


def _texts(row: dict[str, Any]) -> str:
    """The texts: a heading, paragraphs, buttons in brackets."""
    head, *rest = row["texts"]
    lines = (
        f"<button>{text[1:-1]}</button>" if text.startswith("[") else f"<p>{escape(text)}</p>"
        for text in rest
    )
    return f"<h1>{escape(head)}</h1>" + "".join(lines)


def box(row: dict[str, Any]) -> str:
    return _page(row, f"<div class=content>{_texts(row)}</div>", furniture=False)


def iframe(row: dict[str, Any]) -> str:
    frame = "<iframe src='https://consent.example/'></iframe>"
    return _page(row, f"<div class=message>{_texts(row)}</div>{frame}")


def lost(row: dict[str, Any]) -> str:
    return _page(row, f"<div class=content>{_texts(row)}</div>{t.most_read(story_of(row['lang']))}")


def _stub(row: dict[str, Any]) -> Story:
    story = story_of(row["lang"])
    return replace(story, body=story.body[: row["cut"]], name=f"{story.lang}-stub")


def inside(row: dict[str, Any]) -> str:
    """The plea stands where the story would go on, inside its element."""
    story = replace(_stub(row), free=False)
    plea = _texts(row).replace("h1>", "h3>")
    body = "".join(t.body_of(story)) + f"<div class=offer>{plea}</div>"
    return (
        f"{t.head(story, t.published(story))}<body>{t.menu(story)}<article><h1>"
        f"{story.headline}</h1>{t.byline(story)}<div class=article-body>{body}</div></article>"
        f"{t.related(story)}{t.footer(story)}</body></html>"
    )


def below(row: dict[str, Any]) -> str:
    """The plea stands below the story's element, and the head does not tell."""
    story = _stub(row)
    plea = _texts(row).replace("h1>", "h3>")
    return (
        f"{t.head(story, t.published(story), linked=False)}<body>{t.menu(story)}<article>"
        f"<h1>{story.headline}</h1>{''.join(t.body_of(story))}</article>"
        f"<div class=wall>{plea}</div>{t.related(story)}{t.footer(story)}</body></html>"
    )


def locked(row: dict[str, Any]) -> str:
    """The head says that the story is locked; the words of the plea are in no list."""
    story = replace(_stub(row), free=False)
    return (
        f"{t.head(story)}<body>{t.menu(story)}<article><h1>{story.headline}</h1>"
        f"{''.join(t.body_of(story))}<div class=gate><p>{row['texts'][0]}</p></div></article>"
        f"{t.footer(story)}</body></html>"
    )


def cards(row: dict[str, Any]) -> str:
    """A section front: a heading that is a link, and a text below it."""
    site = story_of(row["lang"])
    return _page(row, f"<h1>{site.labels['home']}</h1>{t.cards(site, 3)}")


def hashed(row: dict[str, Any]) -> str:
    """A front whose class names mean nothing, with pictures and times."""
    site = story_of(row["lang"])
    items = "".join(
        f"<div class='css-{n} e9'><a href=/a{n}><img src=/{n}.jpg></a><div class=css-q><h2 "
        f"class=css-t><a href=/a{n}>{teaser}</a></h2><div class=css-s>{t.lead(site, teaser)}</div>"
        f"<div class=css-d>{8 + n}:15</div></div></div>"
        for n, teaser in enumerate(site.teasers * 3)
    )
    return _page(row, f"<div class=css-0>{items}</div>")


def linked_cards(row: dict[str, Any]) -> str:
    """Each card is one link around its heading and its text."""
    site = story_of(row["lang"])
    items = "".join(
        f"<article><a href=/a{n}><h3>{teaser}</h3><p>{t.lead(site, teaser)}</p></a></article>"
        for n, teaser in enumerate(site.teasers * 3)
    )
    return _page(row, f"<section>{items}</section>")


def links(row: dict[str, Any]) -> str:
    site = story_of(row["lang"])
    items = "".join(
        f"<li><a href=/a{n}>{teaser}</a></li>" for n, teaser in enumerate(site.teasers * 5)
    )
    return _page(row, f"<h1>{site.labels['home']}</h1><ul>{items}</ul>")


def table(row: dict[str, Any]) -> str:
    """An archive: a day and a headline a row."""
    site = story_of(row["lang"])
    items = "".join(
        f"<tr><td>2026-03-{n + 1:02}</td><td><a href=/a{n}>{teaser}</a></td></tr>"
        for n, teaser in enumerate(site.teasers * 4)
    )
    return _page(row, f"<table>{items}</table>")


def author(row: dict[str, Any]) -> str:
    """A writer's page: a portrait in words, then the stories."""
    site = story_of(row["lang"])
    portrait = f"<div class=bio><h1>{site.author}</h1><p>{site.body[0]}</p></div>"
    return _page(row, portrait + t.cards(site, 2), site.author)


def tag(row: dict[str, Any]) -> str:
    """A topic's page: a paragraph on the topic, then the stories."""
    site = story_of(row["lang"])
    name = site.teasers[0].split()[0]
    lead = f"<h1>{name}</h1><p class=intro>{site.body[1]}</p>"
    return _page(row, lead + t.cards(site, 3), name)


def search(row: dict[str, Any]) -> str:
    site = story_of(row["lang"])
    items = "".join(
        f"<li class=result><a href=/a{n}><b>{teaser}</b></a><p>… {site.body[n % 5][:90]} …</p></li>"
        for n, teaser in enumerate(site.teasers * 2)
    )
    form = "<form action=/search><input name=q value=vell></form>"
    return _page(row, f"{form}<p>10 / 124</p><ol>{items}</ol>", f"vell | {SITE_NAME}")


def forum(row: dict[str, Any]) -> str:
    """An index of threads: title, writer, replies, last post."""
    site = story_of(row["lang"])
    items = "".join(
        f"<tr><td><a href=/t{n}>{teaser}</a></td><td>user{n}</td><td>{7 * n}</td>"
        f"<td>{n + 1} h</td></tr>"
        for n, teaser in enumerate(site.teasers * 3)
    )
    return _page(row, f"<h1>Forum</h1><table class=threads>{items}</table>", "Forum")


def gallery(row: dict[str, Any]) -> str:
    """Pictures, each a link to its gallery, with a line below."""
    site = story_of(row["lang"])
    items = "".join(
        f"<figure><a href=/g{n}><img src=/g{n}.jpg></a><figcaption><a href=/g{n}>{teaser}</a>"
        f"</figcaption></figure>"
        for n, teaser in enumerate(site.teasers * 3)
    )
    return _page(row, f"<div class=gallery-index>{items}</div>")


def blog(row: dict[str, Any]) -> str:
    """A blog's front: the beginnings of stories, each with its own "read more"."""
    site = story_of(row["lang"])
    items = "".join(
        f"<article class=post><h2 class=entry-title><a href=/p{n}>{teaser}</a></h2>"
        f"<div class=entry-summary><p>{text}</p><a class=more-link href=/p{n}>"
        f"{site.labels['read_more']}</a></div></article>"
        for n, (teaser, text) in enumerate(zip(site.teasers * 2, site.body * 2, strict=False))
    )
    return _page(row, f"<div class=posts>{items}</div>")


def video(row: dict[str, Any]) -> str:
    player = "<div class=player><video src=/v.mp4 poster=/v.jpg></video></div>"
    extra = "<meta property=og:type content=video.other>"
    body = f"{player}{_texts(row)}{t.most_read(story_of(row['lang']))}"
    return _page(row, body, extra=extra)


def shell(row: dict[str, Any]) -> str:
    """An application that shows nothing without its script."""
    script = "<script src=/main.js></script>"
    return _page(
        row, f"<noscript>{row['texts'][0]}</noscript><div id=root></div>{script}", furniture=False
    )


def login(row: dict[str, Any]) -> str:
    fields = "<label>E-mail <input type=email></label><label>*** <input type=password></label>"
    return _page(row, f"<form>{_texts(row)}{fields}<button>OK</button></form>")


def product(row: dict[str, Any]) -> str:
    data = '{"@context":"https://schema.org","@type":"Product","offers":{"@type":"Offer"}}'
    extra = (
        f"<meta property=og:type content=product><script type='application/ld+json'>{data}</script>"
    )
    return _page(row, f"<div class=product-detail>{_texts(row)}</div>", extra=extra)


def policy(row: dict[str, Any]) -> str:
    return _page(row, f"<article>{_texts(row)}</article>")


def weather(row: dict[str, Any]) -> str:
    days = "".join(
        f"<tr><td>{day}</td><td>{n + 4}°</td><td>{n - 2}°</td><td>{10 * n} %</td></tr>"
        for n, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
    )
    return _page(row, f"{_texts(row)}<table>{days}</table>")


def quotes(row: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>2026-03-{n + 1:02}</td><td>{41 + n}.20</td><td>{n}.1 %</td></tr>"
        for n in range(20)
    )
    return _page(row, f"{_texts(row)}<table>{rows}</table>")


def raw(row: dict[str, Any]) -> str:
    return str(row["texts"][0])


FORMS: dict[str, Callable[[dict[str, Any]], str]] = {
    form.__name__.replace("_", "-"): form
    for form in (
        box, iframe, lost, inside, below, locked, cards, hashed, linked_cards, links, table, author,
        tag, search, forum, gallery, blog, video, shell, login, product, policy, weather, quotes,
        raw,
    )
}  # fmt: skip
