"""Names: the people and agencies that a claim or a byline names, each alone and without a role."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cleaner.article import Author
from cleaner.blocks import fold_space
from cleaner.metadata.calendar import months, weekdays
from cleaner.metadata.name_words import AGENCIES, DATE_WORDS, MORE_BY, PARTICLES, ROLES
from cleaner.metadata.one_of import one_of
from cleaner.phrasebook import phrasebook
from cleaner.words import ends_sentence, words_of

_SPLIT = re.compile(
    r"\s*(?:[,;|/、，；]|\s&\s|(?<!\w)(?:and|und|y|et|e|och|og|en|i|и|й|та|ve|و|dan|và|και|oraz|with|mit"
    r"|avec|con|com|met|及|和)(?!\w)(?=\s))\s*",
    re.I,
)
_ADDRESS = re.compile(r"\bhttps?://\S+|\S+@\S+\.\w+|(?<!\w)@\w+", re.I)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|[@<>{}\[\]*=_]{2}|[@<>{}\[\]]|\d{3}|^\W*$"
    r"|^(?:admin(?:istrator)?|editor|staff|unknown|null|none|undefined|root|anonymous|guest"
    r"|webmaster|user|name|autor(?:in)?|author|auteur|default|developer)$",
    re.I,
)
_ORGANIZATION = re.compile(
    r"\b(?:agenc(?:y|ies|es)|agencias?|agênci?as?|agenzi[ae]|agences?|agentur(?:en)?|ajansı|news|press|times|post|desk|team|staff|newsroom"
    r"|reda[kc]tion|redacción|redação|redazione|rédaction|redactie|redakcja|redaksi|редакция|редакція"
    r"|media|network|journal|reporter[s]?|correspondents?|bureau|magazine|tv|radio|online|editors"
    r"|nachrichten|zeitung|dienst)\b|\w\.(?:com|de|net|org|at|ch|fr|it|es|tr|uk|id)\b"
    r"|通信|通讯|通訊|新聞|新闻|신문|일보|뉴스",
    re.I,
)
_AGENCY = re.compile(
    r"agency\b|^agenc[ei]a?\s|^agenzia\s|^agence\s|agentur\b|agentschap\b|^agencja\s|агентство|ajansı\b"
    r"|^وكالة|(?:press|news|nachrichten)\s?(?:service|dienst|agency|association)\b|通信社?$|通讯社|通訊社|통신$",
    re.I,
)
# Words that stand behind a name and begin to tell where, when or for whom.
_BEHIND_NAME = re.compile(
    r"\s(?:(?:for|in|at|from|on|aus|im|para|pour|under|unter|is|ist|est|es|said|says|sagt|bei)\s"
    r"|(?:[ck]omm?ent[a-z]*|(?:ein|kein|no)e?\s[ck]omm\w*|fotos?|photos?|illustration|symbolbild|bild|video)\b).*$",
    re.I,
)
# "Ada Reyes in Rome", as some papers sign in their meta tags.
_IN_PLACE = re.compile(r"(?<=\w)\s(?:in|à|aus)\s(?:[A-Z]\w+\s?){1,3}$")
# Behind a name in Korean, Japanese and Chinese: "reporter", "special correspondent".
_TITLE_BEHIND = re.compile(
    r"\s?(?:선임|수습|인턴)?\s?(?:기자|특파원|통신원|記者|记者|特派員|支局長|編集委員)$"
)
# A person's name has at most this many words in any of the corpora's languages; an office's more.
NAME_WORDS, OFFICE_WORDS = 6, 9
NAME_CHARS = 60
_NO_NAME = re.compile(r"[\d:;!?\"„“”«»…=_+*]")
# Names as readers see them: five words, as in "Ana María de la Cruz".
SEEN_WORDS = 5


def make_author(name: str, url: str | None = None, type_: object = None) -> Author | None:
    """An author by that name, or None where it is no name: an address, a number, "admin"."""
    name = _TITLE_BEHIND.sub("", without_by(fold_space(name))).strip(' \t,;:|-–—·~()•*"')
    name = name if _is_initial(name) else name.rstrip(".")
    if not name or _NOT_A_NAME.search(name) or name.casefold() in _by_words():
        return None
    office = type_ in ("Organization", "NewsMediaOrganization")
    if len(name.split()) > (OFFICE_WORDS if office else NAME_WORDS):
        return None
    organization = office or is_organization(name)
    return Author(name=name, type="Organization" if organization else "Person", url=url)


def is_organization(name: str) -> bool:
    """Whether the name is an agency's, a desk's or a paper's, by its words."""
    return name.casefold() in AGENCIES or bool(_ORGANIZATION.search(name))


def is_agency(name: str) -> bool:
    """Whether the name is a news agency's: a known one, or one that calls itself so."""
    return name.casefold().removeprefix("the ") in AGENCIES or bool(_AGENCY.search(name))


def split_names(text: str) -> list[str]:
    """The single names of "By Ada Reyes and Tom Lund, Chief Reporter", roles left out."""
    named = without_by(_ADDRESS.sub("", fold_space(text)))
    parts = [_IN_PLACE.sub("", part) for part in _SPLIT.split(named) if part.strip()]
    if len(parts) == 2 and "," in named and _is_last_name_first(parts):
        return [f"{parts[1]} {parts[0]}"]
    if len(parts) == 1:
        return parts
    return [bare for part in parts if (bare := _without_role(part))]


def _is_last_name_first(parts: list[str]) -> bool:
    """ "Reyes, Ada", as library catalogues write it."""
    single = all(len(part.split()) == 1 and part.isalpha() and part[:1].isupper() for part in parts)
    return single and not any(is_organization(part) or part.isupper() for part in parts)


def _without_role(part: str) -> str:
    words = part.split()
    if any(word.casefold().strip(".()") in ROLES for word in words):
        return _TITLE_BEHIND.sub("", part) if _TITLE_BEHIND.search(part) else ""
    return part


def without_by(text: str) -> str:
    """The text without "By", "Written by", "Text:" before the name."""
    match = _by_pattern().match(text)
    return text[match.end() :] if match else text


def bare_name(text: str, *, dated: bool = False) -> str:
    """A name without what a byline tells behind it: "Ada Reyes for the Courier".

    `dated` where the text was cut before a digit: "Ada Reyes on May".
    """
    words = _BEHIND_NAME.sub("", text).split()
    while dated and words and words[-1].casefold().strip(".,-–—") in _time_words():
        words.pop()
    return " ".join(words)


def looks_like_name(text: str, *, least: int = 1) -> bool:
    """Whether readers take the text for a name: `least` or more words that begin with capitals."""
    words = text.split()
    if not least <= len(words) <= SEEN_WORDS or len(text) > NAME_CHARS or _NO_NAME.search(text):
        return False
    if ends_sentence(text) and not _is_initial(text):
        return False
    known = phrasebook().line(tuple(words_of(text)))
    folded = [word.casefold().strip(".,") for word in words]
    if known or all(word in _time_words() for word in folded):
        return False
    if any(word in ROLES for word in folded):
        return False
    capitals = [w for w, f in zip(words, folded, strict=True) if f not in PARTICLES]
    return bool(capitals) and all(_begins_name(word) for word in capitals)


def _begins_name(word: str) -> bool:
    first = word.lstrip("«\"'’(")[:1]
    return first.isalpha() and (first.isupper() or first.lower() == first.upper())


def _is_initial(text: str) -> bool:
    """ "Joe S.", "Robert Downey Jr."."""
    last = text.rsplit(maxsplit=1)[-1] if text.split() else ""
    return last.endswith(".") and len(last.strip(".")) <= 3


def distinct(authors: Iterable[Author | None]) -> tuple[Author, ...]:
    """The authors in their order, each name once."""
    found: dict[str, Author] = {}
    for author in authors:
        if author is not None:
            found.setdefault(author.name.casefold(), author)
    return tuple(found.values())


@lru_cache(maxsize=1)
def _by_words() -> frozenset[str]:
    openings = (o for group in phrasebook().openings.values() for o in group)
    known = frozenset(" ".join(words) for words, kind, _ in openings if kind == "byline")
    return known | MORE_BY


@lru_cache(maxsize=1)
def _by_pattern() -> re.Pattern[str]:
    spaced = one_of(name for name in _by_words() if not _dense(name))
    dense = one_of(name.replace(" ", "") for name in _by_words() if _dense(name))
    behind_dense = rf"|(?:{dense})\s*[:：／/=＝●・\s]\s*"
    return re.compile(
        rf"^\W*(?:(?:{spaced})\s*[:：]?\s+|(?:{spaced})\s*[:：]\s*{behind_dense})", re.I
    )


def by_words() -> re.Pattern[str]:
    """A pattern that finds a by-word with what follows it inside a line."""
    return _inner_by()


@lru_cache(maxsize=1)
def _inner_by() -> re.Pattern[str]:
    names = one_of(n for n in _by_words() if not _dense(n) and n not in ("aus", "from"))
    return re.compile(rf"(?<![^\s\d.,:·|(~–—-]){names}(?:\s*[:：]\s*|\s+)(?=\S)", re.I)


def _dense(name: str) -> bool:
    return any("\u3040" <= letter <= "\u9fff" for letter in name)


@lru_cache(maxsize=1)
def _time_words() -> frozenset[str]:
    return DATE_WORDS | frozenset(months()) | weekdays()
