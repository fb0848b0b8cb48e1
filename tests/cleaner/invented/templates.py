"""Templates as news sites use them: a story becomes a page, with all that stands around it."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape

from tests.cleaner.invented.boxes import (
    body_of,
    byline,
    cards,
    footer,
    head,
    html_of,
    menu,
    most_read,
    newsletter,
    published,
    related,
    share,
    stamp,
    with_boxes,
)
from tests.cleaner.invented.story import Story

SITE = "https://tidings.example"
Template = Callable[[Story], str]


def address(story: Story) -> str:
    return f"{SITE}/{story.lang}/2026/{story.name}"


def plain(story: Story) -> str:
    """HTML5 as it is meant."""
    lead = f"<p class=standfirst>{story.standfirst}</p>" if story.standfirst else ""
    return (
        f"{head(story, published(story))}<body><header>{menu(story)}</header><main><article>"
        f"<header><h1>{story.headline}</h1>{lead}{byline(story)}{stamp(story)}</header>"
        f"<div class=article-body>{''.join(body_of(story))}</div>{share(story)}</article>"
        f"{related(story)}</main>{footer(story)}</body></html>"
    )


def soup(story: Story) -> str:
    """Rows and columns of <div>, paragraphs and all."""
    texts = "".join(
        f"<div class=row><div class=col>{part}</div></div>" for part in body_of(story, "div")
    )
    return (
        f"{head(story, published(story), linked=False)}<body><div id=wrap><div class=top>"
        f"{menu(story)}</div><div class=row><div class=col-8><div class=title><h1>{story.headline}"
        f"</h1></div><div class=meta>{stamp(story)}</div>{texts}</div><div class=col-4>"
        f"{most_read(story)}</div></div></div>{footer(story)}</body></html>"
    )


def tables(story: Story) -> str:
    """A site of 1999: tables lay out the page, line breaks part the paragraphs."""
    texts = "<br><br>".join(
        html_of(part) if part.kind in ("row", "li") else escape(part.texts[0])
        for part in story.parts
    )
    links = "<br>".join(f"<a href=/{n}>{teaser}</a>" for n, teaser in enumerate(story.teasers))
    return (
        f"{head(story, published(story), linked=False)}<body bgcolor=white><table width=780><tr>"
        f"<td colspan=3><a href=/>{story.labels['home']}</a></td></tr><tr><td width=150 valign=top>"
        f"<font size=1>{links}</font></td><td valign=top><font size=5><b>"
        f"{story.headline}</b></font><br><br><font size=2>"
        f"{texts}</font></td><td width=120></td></tr></table>"
        "</body></html>"
    )


def amp(story: Story) -> str:
    """A page of the AMP kind."""
    advert = f"<div class=ad-box><span>{story.labels['ad']}</span><amp-ad width=300></amp-ad></div>"
    return (
        f"{head(story)}<body><amp-sidebar id=menu layout=nodisplay>{menu(story)}</amp-sidebar>"
        f"<article><h1 class=amp-title>{story.headline}</h1>{byline(story)}"
        f"<amp-img src=/a.jpg width=600 height=400></amp-img>{with_boxes(body_of(story), advert)}"
        f"<amp-social-share type=email></amp-social-share></article>{footer(story)}</body></html>"
    )


def press(story: Story) -> str:
    """A blog engine's theme with its plugins: sharing buttons, related posts, tags."""
    tags = "".join(
        f"<a href=/tag/{n} rel=tag>{t.split()[0]}</a>, " for n, t in enumerate(story.teasers)
    )
    return (
        f"{head(story, published(story))}<body class=single-post><div id=page class=site>"
        f"<header id=masthead>{menu(story)}</header><div id=primary class=content-area><article "
        f"class='post hentry'><h1 class=entry-title>{story.headline}</h1><div class=entry-meta>"
        f"{stamp(story)} <span class=author>{story.author}</span></div><div class=entry-content>"
        f"{''.join(body_of(story))}<div class='sharedaddy sd-sharing'><h3>{story.labels['share']}:"
        f"</h3><ul><li><a href=#>Facebook</a></li></ul></div><div class=jp-relatedposts><h3>"
        f"{story.labels['related']}</h3>{cards(story)}</div></div><footer class=entry-footer>{tags}"
        f"</footer></article><section id=comments><h2>{story.labels['comments']}</h2></section>"
        f"</div><aside id=secondary class=widget-area>{most_read(story)}</aside></div>"
        "</body></html>"
    )


def elements(story: Story) -> str:
    """Elements of the site's own making."""
    return (
        f"{head(story)}<body><tidings-app><tidings-nav>{menu(story)}</tidings-nav><tidings-article>"
        f"<h1 slot=headline>{story.headline}</h1><tidings-meta>{byline(story)}{stamp(story)}"
        f"</tidings-meta><tidings-body>{with_boxes(body_of(story), newsletter(story))}"
        f"</tidings-body></tidings-article><tidings-recommendations>{cards(story)}</tidings-recommendations>"
        f"</tidings-app>{footer(story)}</body></html>"
    )


def hashed(story: Story) -> str:
    """A single-page application: class names without meaning, its state in a script."""
    state = json.dumps({"props": {"title": story.headline, "teasers": story.teasers}})
    texts = body_of(story, "p", "class='css-1n7 e1wi'")
    label = story.labels["related"]
    more = f"<div class='css-x9 e77'><h2 class=css-h2>{label}</h2>{cards(story)}</div>"
    return (
        f"{head(story)}<body><div id=__next><div class='css-0 e1a'>{menu(story)}</div>"
        f"<div class='css-8k e2b'><h1 class='css-77 e3c'>{story.headline}</h1>"
        f"<div class='css-4f e4d'>{stamp(story)}</div><div class='css-aa e5e'>{''.join(texts)}"
        f"</div></div>{more}</div><script id=__NEXT_DATA__ type='application/json'>{state}</script>"
        f"{footer(story)}</body></html>"
    )


def broken(story: Story) -> str:
    """Paragraphs that are parted by line breaks alone, in one <div>."""
    texts = "<br/><br/>\n".join(
        f"<b>{part.texts[0]}</b>" if part.kind == "h2" else html_of(part)
        if part.kind in ("li", "row") else escape(part.texts[0]) for part in story.parts
    )  # fmt: skip
    return (
        f"{head(story, published(story), linked=False)}<body><div id=header>{menu(story)}</div>"
        f"<div id=content><h1>{story.headline}</h1><div class=date>{story.date[:10]}</div>"
        f"<div class=storytext>{texts}</div>{share(story)}</div>{most_read(story)}{footer(story)}"
        "</body></html>"
    )


def boxed(story: Story) -> str:
    """A story with boxes in its middle, and hardly a class that helps."""
    pointer = (
        f"<p><strong>{story.labels['read_more']}: <a href=/r>{story.teasers[0]}</a></strong></p>"
    )
    advert = f"<div class=ad-slot>{story.labels['ad']}</div>"
    texts = with_boxes(body_of(story), pointer, advert, newsletter(story))
    return (
        f"{head(story, published(story))}<body>{menu(story)}<div class=article>"
        f"<h1>{story.headline}</h1><p class=dek>{story.standfirst}</p>{byline(story)}{texts}</div>"
        f"<div class=rail>{most_read(story)}</div>{footer(story)}</body></html>"
    )


def crowded(story: Story) -> str:
    """A short story above a long list of others, a cookie banner before both."""
    banner = (
        f"<div class=cookie-banner><p>{story.labels['cookie']}</p>"
        f"<button>{story.labels['accept']}</button></div>"
    )
    return (
        f"{head(story, published(story))}<body>{banner}{menu(story)}<main><article><h1>"
        f"{story.headline}</h1>{stamp(story)}{''.join(body_of(story))}</article><section>"
        f"<h2>{story.labels['most_read']}</h2>{cards(story, 4)}</section></main>{footer(story)}"
        "</body></html>"
    )


def photos(story: Story) -> str:
    """Pictures with captions between the paragraphs."""
    captions = [f"<figure><img src=/{n}.jpg><figcaption>Photo: {story.author}</figcaption></figure>"
                for n in range(len(story.body))]  # fmt: skip
    texts = "".join(text + caption for text, caption in zip(body_of(story), captions, strict=True))
    return (
        f"{head(story, published(story))}<body>{menu(story)}<article><h1>{story.headline}</h1>"
        f"{byline(story)}{texts}</article>{footer(story)}</body></html>"
    )


def metered(story: Story) -> str:
    """The whole text, and a plea to subscribe below it."""
    plea = "<div class=paywall><p>Enjoying this story? Subscribe to read more like it.</p></div>"
    return (
        f"{head(story, published(story))}<body>{menu(story)}<article><h1>{story.headline}</h1>"
        f"{byline(story)}<div class=article-body>{''.join(body_of(story))}</div></article>{plea}"
        f"{footer(story)}</body></html>"
    )


def live(story: Story) -> str:
    """A live blog: entries under their times."""
    entries = "".join(
        ("</div>" if n else "") + f"<div class=live-entry>{html_of(part)}"
        if part.kind == "h2" else html_of(part)
        for n, part in enumerate(story.parts)
    )  # fmt: skip
    return (
        f"{head(story, published(story))}<body>{menu(story)}<article class=live-blog>"
        f"<h1>{story.headline}</h1><div class=live-entries>{entries}</div></div></article>"
        f"{most_read(story)}{footer(story)}</body></html>"
    )


COMMON: tuple[Template, ...] = (
    plain, soup, tables, amp, press, elements, hashed, broken, boxed, crowded,
)  # fmt: skip
NAMED: dict[str, Template] = {"photos": photos, "metered": metered, "live-blog": live}
