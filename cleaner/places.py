"""What an element's tag, class and id say about the place it makes on the page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Words that designers put into class, id and test attributes, by what they mean. The first
# alternative that matches at a position wins, so longer words stand before the ones they contain.
_WORDS = {
    "newsletter": (
        r"news-?letter|nyhe[td]sbrev|uutiskirje|hirlevel|sign-?up|subscribe-?(?:box|form|widget)|mailing|email-?(?:form|capture)"
    ),
    "most-read": (
        r"most-?(?:read|viewed|popular|shared|watched)|popular|trending|ranking"
        r"|top-?(?:stories|news|10|ten)|meistgelesen|mas-?leid[oa]s|plus-?lus?|piu-?lett[ie]"
        r"|best-?of|mest-?l[ae]e?st|luetuimmat|nejctenejsi|legolvasottabb|cele-?mai-?citite"
    ),
    "related": (
        r"relat(?:ed|ion|i)|recommend|recirc|read-?(?:more|next|also)|see-?also|also-?read"
        r"|more-?(?:on|from|stories|news|in)|outbrain|taboola|suggest|further|dont-?miss|similar"
        r"|teaser|promo-?(?:card|list)|verwandt|mehr-zum|onward|les-?ogsa|souvisejici|kapcsolodo|ajanlo\b"
    ),
    "tweet": r"tweet|instagram-?media|tiktok-?embed|fb-?post|bluesky-?embed",
    "share": (
        r"shar(?:e(?!holder)|ing)|social(?!is|-?democ)|follow-?us|addthis|whatsapp|facebook"
        r"|twitter|bookmark"
    ),
    "comments": r"comment(?!ar(?!ea)|ator)|disqus|(?<!cor)respond|discussion|talkback|kommentarer|diskuze|hozzaszolas",
    "cookie": r"cookie|consent|gdpr|cmp\b|onetrust|didomi",
    "paywall": r"pay-?wall|premium|subscri(?:be|ption)|piano|regwall|metered|locked",
    "advertisement": (
        r"advert|ad-?(?:slot|unit|container|wrapper|block|box|label|place)|\bads?\b|-ads?-|_ads?_"
        r"|\bad-|sponsor|dfp|\bbanner|werbung|anzeige|publicidad|commercial|annon[sc]e|\bmainos|reklam|hirdetes|publicitate"
    ),
    "caption": (
        r"caption|figcap|credit|cutline|legend|bildunter|photo-?(?:text|desc|by)"
        r"|image-?(?:desc|info|text)|copyright|bildtext|billedtekst"
    ),
    "author-bio": r"author-?(?:bio|box|card|info|desc|about|profile)|about-?(?:the-)?author|bio\b",
    "byline": r"by-?line|author(?!i)|writer|reporter|contributor|autor\b|auteur|redak|szerzo\b|kirjoittaja",
    "dateline": r"date-?line|place-?line|article-?location",
    "date-stamp": (
        r"(?<!candi)(?<!man)date|time-?stamp|\btime\b|publish(?:ed)?|updated|modified|datum|fecha"
    ),
    "tags": (
        r"\btags?\b|tag-?(?:list|cloud|s)|topics?\b|keywords?|categor(?:y|ies)|kicker|eyebrow"
        r"|overline|rubric"
    ),
    "breadcrumb": (
        r"bread-?crumbs?|pagination|pager|toolbar|menu|\bnav|navbar|navigation|skip-?(?:link|to)"
        r"|masthead|topbar|hamburger"
    ),
    "footer": r"foot(?:er|note)?\b|colophon|imprint|legal|disclaimer|copyright",
    "header": r"\bheader|head-?(?:er|bar)|site-?head",
    "headline": r"head-?line|\btitle|titre|titulo|heading",
    "standfirst": (
        r"stand-?first|preamble|ingress|bajada|copete|vorspann|chap(?:eau|o)\b|entradilla|sommario|perex|manchet"
        r"|sub-?(?:title|headline)|\bdek\b|\bdeck\b"
    ),
    # Leads and summaries stand above a story, or are its first paragraph.
    "lead": (
        r"\blead\b|\blede\b|summary|intro|abstract|teaser-?text|excerpt"
        r"|(?:article|content|story|post|news|item|header|info)-*description|^description"
    ),
    "fact": (
        r"\bfacts?\b|fact-?(?:box|list|sheet)|fakta|info-?(?:box|block|kasten)"
        r"|key-?(?:points|facts)"
    ),
    "sidebar": r"side-?bar|aside|\brail\b|widget|secondary|complement|\bbox\b",
    "promo": (
        r"promo|support-?(?:box|banner)|callout|\bcta\b|download-?app|app-?(?:banner|store)|donat"
        r"|support-?us|marketing"
    ),
    "hidden": (
        r"hidden|visually-?hidden|sr-?only|screen-?reader|d-none|modal|popup|pop-up|overlay"
        r"|tooltip|lightbox"
    ),
    # Sports pages have players of another kind.
    "media": (
        r"video|gallery|slideshow|(?:video|audio|media|jw|html5)-?player"
        r"|player-(?:wrapper|container|embed)|\bplayer\b(?!-)|carousel|audio|podcast|embed|iframe"
        r"|media\b"
    ),
    "live": r"live-?(?:blog|entry|post|update|event)|timeline|liveticker|\bticker",
    "body": (
        r"article-?(?:body|text|content|copy|paragraph|main)|story-?(?:body|text|content)"
        r"|post-?(?:body|content|text)|entry-?content|body-?(?:text|copy|content)|rich-?text"
        r"|main-?(?:content|text)|news-?(?:text|body|content)|prose|paragraph|articlebody"
        r"|text-?(?:block|body|long)|field--name-body|\bcopy\b|brodtekst"
    ),
    "article": r"article|story|\bpost\b|entry|hentry|newsitem|artikel|artikkel|articulo|noticia|clanek|\bcikk",
    "content": r"content|\bmain|\btext\b|\bbody\b|wrapper|inner",
    "card": r"\bcard|tile|item\b|list\b|grid|listing|feed\b|stream|archive|latest|headlines",
    "table-of": r"\btoc\b|table-of|index\b|jump",
}
_SIGNS = re.compile(
    "|".join(f"(?P<{name.replace('-', '_')}>{words})" for name, words in _WORDS.items())
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMED = (
    "class",
    "id",
    "role",
    "itemprop",
    "data-testid",
    "data-component",
    "aria-label",
    "data-qa",
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

SIGNS = tuple(_WORDS)


def signs(element: HtmlElement) -> frozenset[str]:
    """The names, out of SIGNS, that the element's class, id and similar attributes hint at."""
    named = " ".join([value for name in _NAMED if (value := element.get(name))])
    if element.get("role") == "banner":  # ARIA's name of a page's head; designers mean advertising
        named = named.replace("banner", "masthead")
    found = _signs_of(named) if named else frozenset()
    if is_hidden(element):
        return found | {"hidden"}
    return found


@lru_cache(maxsize=8192)  # a page repeats its class names, a site repeats its pages
def _signs_of(named: str) -> frozenset[str]:
    text = _CAMEL.sub("-", named[:400]).lower().replace("_", "-")
    return frozenset((match.lastgroup or "").replace("_", "-") for match in _SIGNS.finditer(text))


def is_hidden(element: HtmlElement) -> bool:
    """Whether the element itself says that readers do not see it."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))
