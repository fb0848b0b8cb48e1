"""What an element's tag, class and id say about the place it makes on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Words that designers put into class, id and test attributes, by what they mean. The first
# alternative that matches at a position wins, so longer words stand before the ones they contain.
_WORDS = {
    "newsletter": (
        r"news-?letter|nyhe[td]sbrev|uutiskirje|hirlevel|sign-?up|subscribe-?(?:box|form|widget)"
        r"|mailing|email-?(?:form|capture)"
    ),
    "most-read": (
        r"most-?(?:read|viewed|popular|shared|watched)|popular|trending|ranking"
        r"|top-?(?:stories|news|10|ten)|meistgelesen|mas-?leid[oa]s|plus-?lus?|piu-?lett[ie]"
        r"|best-?of|mest-?l[ae]e?st|luetuimmat|nejctenejsi|legolvasottabb|cele-?mai-?citite"
    ),
    "related": (
        r"relat(?:ed|ion|i)|recommend|recirc|read-?(?:more|next|also)|see-?also|also-?read"
        r"|more-?(?:on|from|stories|news|in)|outbrain|taboola|suggest|further|dont-?miss|similar"
        r"|teaser|promo-?(?:card|list)|verwandt|mehr-zum|onward|les-?ogsa|souvisejici|kapcsolodo"
        r"|ajanlo\b"
    ),
    "tweet": r"tweet|instagram-?media|tiktok-?embed|fb-?post|bluesky-?embed",
    "share": (
        r"shar(?:e(?!holder)|ing)|social(?!is|-?democ)|follow-?us|addthis|whatsapp|facebook"
        r"|twitter|bookmark"
    ),
    "comments": (
        r"comment(?!ar(?!ea)|ator)|disqus|(?<!cor)respond|discussion|talkback|kommentarer|diskuze"
        r"|hozzaszolas"
    ),
    "cookie": r"cookie|consent|gdpr|cmp\b|onetrust|didomi",
    "paywall": r"pay-?wall|premium|subscri(?:be|ption)|piano|regwall|metered|locked",
    "advertisement": (
        r"advert|ad-?(?:slot|unit|container|wrapper|block|box|label|place)|\bads?\b|-ads?-"
        r"|\bad-|sponsor|dfp|\bbanner|werbung|anzeige|publicidad|commercial|annon[sc]e|\bmainos"
        r"|reklam|hirdetes|publicitate"
    ),
    "caption": (
        r"caption|figcap|credit|cutline|legend|bildunter|photo-?(?:text|desc|by)"
        r"|image-?(?:desc|info|text)|copyright|bildtext|billedtekst"
    ),
    "author-bio": r"author-?(?:bio|box|card|info|desc|about|profile)|about-?(?:the-)?author|bio\b",
    "byline": (
        r"by-?line|author(?!i)|writer|reporter|contributor|autor\b|auteur|redak|szerzo\b"
        r"|kirjoittaja"
    ),
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
        r"stand-?first|preamble|ingress|bajada|copete|vorspann|chap(?:eau|o)\b|entradilla"
        r"|sommario|perex|manchet"
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
    "article": (
        r"article|story|\bpost\b|entry|hentry|newsitem|artikel|artikkel|articulo|noticia|clanek"
        r"|\bcikk"
    ),
    "content": r"content|\bmain|\btext\b|\bbody\b|wrapper|inner",
    "card": r"\bcard|tile|item\b|list\b|grid|listing|feed\b|stream|archive|latest|headlines",
    "table-of": r"\btoc\b|table-of|index\b|jump",
}
_CHOICE = re.compile(r"\|(?![^()]*\))")  # between two words of a sign; brackets do not nest
_BEGINS_WITH_CHOICE = re.compile(r"\(\?:([^()]*)\)(.*)")
_BEFORE = re.compile(r"\\b|\^|\(\?<!\w+\)")  # what a word asks of what stands before it
_WORD = re.compile(rf"((?:{_BEFORE.pattern})*)([a-z-])(.*)")


def _join_words() -> tuple[re.Pattern[str], list[str]]:
    """One pattern for the words of all signs, and the sign of each of its groups.

    The words are sorted by their first letter, and each letter's part begins with it: `re` then
    skips the others at once: a seventh of the time of trying all words at each letter.
    """
    by_letter: dict[str, list[tuple[str, str]]] = {letter: [] for letter in f"{ascii_lowercase}-"}
    for sign, choices in _WORDS.items():
        for choice in _CHOICE.split(choices):
            for word in _spelled_out(choice):
                letter, rest = _first_and_rest(word)
                by_letter[letter].append((f"{rest}()", sign))
    parts = [
        f"{letter}(?:{'|'.join(rest for rest, _ in fit)})"
        for letter, fit in by_letter.items()
        if fit
    ]
    return re.compile("|".join(parts)), [sign for fit in by_letter.values() for _, sign in fit]


def _spelled_out(word: str) -> list[str]:
    """The words that a word which begins with a choice stands for."""
    match = _BEGINS_WITH_CHOICE.match(word)
    return [first + match[2] for first in match[1].split("|")] if match else [word]


def _first_and_rest(word: str) -> tuple[str, str]:
    """A word's first letter, and what follows: first what the word asks of what stands before."""
    match = _WORD.match(word)
    assert match, f"the word {word!r} begins with no letter: spell it out in _WORDS"
    before, letter, rest = match.groups()
    asked = [
        f"{one[:-1]}{letter})" if one.startswith("(") else f"(?<={one}{letter})"
        for one in _BEFORE.findall(before)
    ]
    return letter, "".join([*asked, rest])


_SIGNS, _SIGN_OF_GROUP = _join_words()
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
_TELLING = frozenset({*_NAMED, "hidden", "aria-hidden", "style"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

# Under this name an element's Python object keeps its signs: they are asked for by every step.
_KEPT = "signs of its place"

SIGNS = tuple(_WORDS)


def signs(element: HtmlElement) -> frozenset[str]:
    """The names, out of SIGNS, that the element's class, id and similar attributes hint at."""
    kept = element.__dict__
    found: frozenset[str] | None = kept.get(_KEPT)
    if found is None:
        found = kept[_KEPT] = _signs_of_element(element)
    return found


def _signs_of_element(element: HtmlElement) -> frozenset[str]:
    return _signs_of(tuple([pair for pair in element.items() if pair[0] in _TELLING]))


@lru_cache(maxsize=8192)  # a page repeats its elements
def _signs_of(attributes: tuple[tuple[str, str], ...]) -> frozenset[str]:
    given = dict(attributes)
    named = " ".join([given[name] for name in _NAMED if given.get(name)])
    if given.get("role") == "banner":  # ARIA's name of a page's head; designers mean advertising
        named = named.replace("banner", "masthead")
    first, *others = named[:400].split() or [""]
    found = _signs_of_word(first).union(*(_signs_of_word(f" {word}") for word in others))
    return found | {"hidden"} if _is_hidden(given) else found


@lru_cache(maxsize=8192)  # sites share their designers' words
def _signs_of_word(word: str) -> frozenset[str]:
    """No sign spans words; a space before one says that it is not the first."""
    lowered = word.lower()
    text = (lowered if word == lowered else _CAMEL.sub("-", word).lower()).replace("_", "-")
    return frozenset(_SIGN_OF_GROUP[(found.lastindex or 0) - 1] for found in _SIGNS.finditer(text))


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether the element itself says that readers do not see it."""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return _HIDDEN_STYLE.search(attributes.get("style", "")) is not None
