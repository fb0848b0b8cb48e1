"""What stands on a news site's pages beside the story: heads, menus, lists, cards, footers."""

from __future__ import annotations

import json
from html import escape

from tests.cleaner.invented.story import RTL, Part, Story


def head(story: Story, extra: str = "", *, linked: bool = True) -> str:
    """The <head> that most sites have; `linked` adds JSON-LD."""
    title = escape(story.headline)
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if story.outcome == "live-blog" else "NewsArticle",
        "headline": story.headline,
        "datePublished": story.date,
        "isAccessibleForFree": story.free,
    }
    if story.author:
        data["author"] = {"@type": "Person", "name": story.author}
    script = f"<script type='application/ld+json'>{json.dumps(data)}</script>" if linked else ""
    standfirst = f"<meta name=description content='{escape(story.standfirst)}'>"
    return (
        f"<!doctype html><html lang={story.lang}{' dir=rtl' if story.lang in RTL else ''}><head>"
        f"<meta charset=utf-8><title>{title} | Tidings</title>"
        f"<meta property=og:title content='{title}'><meta property=og:type content=article>"
        f"{standfirst if story.standfirst else ''}{script}{extra}</head>"
    )


def published(story: Story) -> str:
    return f"<meta property='article:published_time' content='{story.date}'>"


def html_of(part: Part, tag: str = "p", attributes: str = "") -> str:
    """A part of the body in plain markup; paragraphs are `tag`s with `attributes`."""
    texts = [escape(text, quote=False).replace("\n", "<br>") for text in part.texts]
    if part.kind == "li":
        return "<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>"
    if part.kind == "row":
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in part.rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    name = {"h2": "h2", "quote": "blockquote"}.get(part.kind, f"{tag} {attributes}".strip())
    return f"<{name}>{texts[0]}</{name.split()[0]}>"


def body_of(story: Story, tag: str = "p", attributes: str = "") -> list[str]:
    return [html_of(part, tag, attributes) for part in story.parts]


def with_boxes(parts: list[str], *boxes: str) -> str:
    """The parts with the boxes spread between them."""
    out = list(parts)
    for at, box in enumerate(boxes):
        out.insert(min(len(out), 2 + 2 * at), box)
    return "".join(out)


def menu(story: Story) -> str:
    links = "".join(f"<li><a href=/s{n}>{name}</a></li>" for n, name in enumerate(
        (story.labels["home"], *(teaser.split()[0] for teaser in story.teasers))
    ))  # fmt: skip
    return f"<nav><ul>{links}<li><a href=/login>{story.labels['login']}</a></li></ul></nav>"


def lead(story: Story, teaser: str) -> str:
    """The text below a teaser's headline."""
    return f"{teaser}: {story.summary}"


def cards(story: Story, times: int = 1) -> str:
    return "".join(
        f"<div class=card><h3><a href=/{n}-{i}>{teaser}</a></h3><p>{lead(story, teaser)}</p></div>"
        for i in range(times)
        for n, teaser in enumerate(story.teasers)
    )


def most_read(story: Story) -> str:
    items = "".join(
        f"<li><a href=/m{n}>{teaser}</a></li>" for n, teaser in enumerate(story.teasers)
    )
    return f"<div class=most-read><h3>{story.labels['most_read']}</h3><ol>{items}</ol></div>"


def related(story: Story) -> str:
    items = "".join(
        f"<li><a href=/r{n}>{teaser}</a></li>" for n, teaser in enumerate(story.teasers[:3])
    )
    return f"<aside class=related><h4>{story.labels['related']}</h4><ul>{items}</ul></aside>"


def share(story: Story) -> str:
    return f"<div class=share><span>{story.labels['share']}</span> <a href=#>Facebook</a></div>"


def newsletter(story: Story) -> str:
    return f"<form class=newsletter><p>{story.labels['newsletter']}</p><input type=email></form>"


def footer(story: Story) -> str:
    return f"<footer><p>© 2026 Tidings. {story.labels['rights']}</p></footer>"


def byline(story: Story) -> str:
    return f"<p class=byline>{story.labels['by']} {story.author}</p>" if story.author else ""


def stamp(story: Story) -> str:
    return f"<time datetime='{story.date}'>{story.date[:10]}</time>"
