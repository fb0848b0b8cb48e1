"""What readers see around the body: headline, byline, dateline, stamps and captions.

The same reading serves HTML and flat text; in HTML the element's place tells more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cleaner import places
from cleaner.article import Author, Image
from cleaner.blocks import HEADINGS, Block, words_of
from cleaner.clutter import Match
from cleaner.metadata.claims import Claims, distinct, is_organization, make_author, split_names
from cleaner.metadata.stamps import Label, Stamp, read_stamps
from cleaner.phrasebook import phrasebook

# How many blocks above the body's start, or below its end, its furniture stands.
REACH = 12
# Bounds of a headline in words; in scripts without spaces each letter is one.
HEADLINE_WORDS = (3, 45)
# The longest captions; German news stories end with an agency in brackets too, but are longer.
CAPTION_CHARS = 400
# A byline with a role and two names has about this many words.
BYLINE_WORDS = 20

_CREDIT_AT_END = re.compile(
    r"^(?P<caption>.{15,}?)[\s\u00a0]*[(\[](?P<credit>(?:photo|foto|credit|picture|image|file|фото|写真|صورة)?[^()\[\]]{2,60})[)\]]\.?$",
    re.I | re.S,
)
_CREDIT_LABEL = re.compile(
    r"^(?P<caption>.*?)[\s,;|/–—-]*(?<!\w)(?:photo(?:graph)?(?:\s(?:by|credit))?|image(?:\scredit)?|picture(?:\sby)?|credit|courtesy(?:\sof)?|foto|bild"
    r"|crédit(?:\sphoto)?|crédito|фото|写真|撮影|تصوير|摄影|©)\s*[:：/=]?\s*(?P<credit>[^.]{2,60})\.?$",
    re.I | re.S,
)
_SENTENCE_END = re.compile(r"[.!…。؟।۔][\"'”’»)\]]*$")
# "MOSCOW (Reuters) - ", "BERLIN, May 5 (AFP) — ", "Paris, 3 mai — ": a place, then a dash.
_DATELINE = re.compile(
    r"^(?P<place>[^\W\d_][\w.'’ ]{1,40}(?:, [^\W\d_][\w.'’ ]{1,30})?)"
    r"(?:, [^\W\d_]{3,12}\.? \d{1,2}|, \d{1,2}\.? [^\W\d_]{3,12})?"
    r"\s*(?:\([^)]{2,40}\)\s*[-–—]+|[–—]+|\s-+)\s"
)


@dataclass
class Reading:
    """What was read, and which blocks (by index) it was read from, with their kinds."""

    claims: Claims = field(default_factory=Claims)
    kinds: dict[int, Match] = field(default_factory=dict)


def read(
    blocks: Sequence[Block],
    keep: Sequence[bool],
    matches: Sequence[Match | None],
    headline: str | None,
    language: str | None,
) -> Reading:
    """Reads the blocks that are not body. `headline` is what the page's head claims, if anything."""
    reading = Reading()
    around = list(_around(blocks, keep))
    _read_headline(reading, blocks, keep, matches, around, headline)
    _read_captions(reading, blocks, keep)
    _read_stamps(reading, blocks, matches, around, language)
    _read_bylines(reading, blocks, matches, around)
    if reading.claims.dateline is None:
        reading.claims.dateline = _dateline(blocks, keep)
    return reading


def _around(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """Removed blocks near the body, those above it first."""
    kept = [i for i, kept in enumerate(keep) if kept]
    first, last = (kept[0], kept[-1]) if kept else (0, len(blocks) - 1)
    for i, block in enumerate(blocks):
        near = first - REACH <= i <= last + REACH or block.tag == "h1"
        if near and not keep[i]:
            yield i


def _read_headline(
    reading: Reading,
    blocks: Sequence[Block],
    keep: Sequence[bool],
    matches: Sequence[Match | None],
    around: Sequence[int],
    claimed: str | None,
) -> None:
    candidates = [i for i in around if _may_be_headline(blocks[i], matches[i])]
    if claimed:
        wanted = frozenset(words_of(claimed))
        scored = [
            (_likeness(frozenset(blocks[i].words), wanted) + _rank(blocks[i]), -i)
            for i in candidates
        ]
        least = 0.6  # shares most of its words with the claim
    elif blocks and blocks[0].element is not None:
        scored = [(_rank(blocks[i]), -i) for i in candidates]
        least = 0.1
    else:
        lead = frozenset(
            w for b, k in zip(blocks, keep, strict=True) if k for w in b.words if len(w) > 3
        )
        scored = [(_share_of(blocks[i], lead), -i) for i in candidates]
        least = 0.4  # a headline says again what the story says
    best = max(scored, default=(0.0, 0))
    if best[0] >= least:
        at = -best[1]
        reading.claims.headline = blocks[at].text
        reading.kinds[at] = Match("headline", "visible-headline")


def _may_be_headline(block: Block, match: Match | None) -> bool:
    low, high = HEADLINE_WORDS
    if block.tag == "h1":
        return 1 <= len(block.words) <= high
    flat_sentence = block.element is None and bool(_SENTENCE_END.search(block.text))
    return low <= len(block.words) <= high and match is None and not flat_sentence


def _rank(block: Block) -> float:
    if block.tag == "h1":
        return 0.2
    return 0.1 if block.tag in HEADINGS else 0.0


def _share_of(block: Block, story: frozenset[str]) -> float:
    """Share of the line's longer words that the story uses too."""
    words = {word for word in block.words if len(word) > 3} or set(block.words)
    return len(words & story) / len(words)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _read_captions(reading: Reading, blocks: Sequence[Block], keep: Sequence[bool]) -> None:
    images = []
    for i, block in enumerate(blocks):
        if i in reading.kinds or keep[i]:
            continue
        if block.element is None:
            found = _flat_caption(blocks, keep, i)
            if found:
                images.append(found)
                reading.kinds[i] = Match("caption", "credit-at-end")
        elif _in_caption(block):
            reading.kinds[i] = Match("caption", "caption-place")
    reading.claims.images = tuple(images)


def _in_caption(block: Block) -> bool:
    for element in reversed(block.ancestors[-3:]):
        if element.tag == "figcaption" or "caption" in places.signs(element):
            return True
    return False


def _flat_caption(blocks: Sequence[Block], keep: Sequence[bool], i: int) -> Image | None:
    """A line that ends with a credit in brackets."""
    image = parse_caption(blocks[i].text)
    return image if image.caption and image.credit and len(blocks[i].words) >= 5 else None


def parse_caption(text: str) -> Image:
    """A caption line as caption and credit: "The bridge at dawn. (Reuters)"."""
    match = credit_at_end(text)
    if match:
        label = _CREDIT_LABEL.match(match["credit"])
        credit = label["credit"] if label and not label["caption"] else match["credit"]
        return Image(caption=match["caption"].strip(), credit=credit.strip(" :"))
    match = _CREDIT_LABEL.match(text)
    if match and _is_credit(match["credit"]):
        return Image(caption=match["caption"].strip() or None, credit=match["credit"].strip())
    return Image(caption=text)


def credit_at_end(text: str) -> re.Match[str] | None:
    """The caption and the credit in brackets that a line of caption's length ends with."""
    match = _CREDIT_AT_END.match(text) if len(text) <= CAPTION_CHARS else None
    return match if match and _is_credit(match["credit"]) else None


def is_caption(text: str) -> bool:
    """Whether the line ends with a credit, in brackets or behind "Photo:"."""
    labelled = (
        _CREDIT_LABEL.match(text) if len(text) <= CAPTION_CHARS and ":" in text[-80:] else None
    )
    return credit_at_end(text) is not None or bool(labelled and _is_credit(labelled["credit"]))


def _is_credit(text: str) -> bool:
    words = text.split()
    named = all(not word[:1].islower() or len(word) <= 3 for word in words)
    return len(words) <= 8 and (named or is_organization(text)) and not text.strip().isdigit()


def _read_stamps(
    reading: Reading,
    blocks: Sequence[Block],
    matches: Sequence[Match | None],
    around: Sequence[int],
    language: str | None,
) -> None:
    label: Label | None = None
    for i in around:
        match, text = matches[i], blocks[i].text
        alone = label_alone(blocks[i].words)
        if alone:
            label = alone
            reading.kinds.setdefault(i, Match("date-stamp", "stamp-label"))
            continue
        stamps = read_stamps(text, language) if match and match.kind == "date-stamp" else []
        for stamp in stamps:
            _take(reading.claims, stamp, label)
            reading.kinds.setdefault(i, Match("date-stamp", "stamp"))
        label = None


def label_alone(words: Sequence[str]) -> Label | None:
    """The label of a line that says only "Published" or "Last updated:"."""
    for kind, _ in phrasebook().opening(tuple(words)):
        if kind in ("published", "modified") and len(words) <= 3:
            exact = any(
                o == tuple(words) for o, k, _ in phrasebook().openings[words[0]] if k == kind
            )
            if exact:
                return "published" if kind == "published" else "modified"
    return None


def _take(claims: Claims, stamp: Stamp, before: Label | None) -> None:
    label = stamp.label or before
    if label == "modified":
        claims.date_modified = claims.date_modified or stamp.raw
    elif claims.date_published is None:
        claims.date_published = stamp.raw
    elif label is None and claims.date_modified is None and stamp.raw != claims.date_published:
        claims.date_modified = stamp.raw


def _read_bylines(
    reading: Reading,
    blocks: Sequence[Block],
    matches: Sequence[Match | None],
    around: Sequence[int],
) -> None:
    authors: list[Author | None] = []
    for i in around:
        block = blocks[i]
        if (
            i in reading.kinds
            or len(block.words) > BYLINE_WORDS
            or (matches[i] and matches[i].kind != "author-bio")
        ):  # type: ignore[union-attr]
            continue
        names = signed_names(block)
        if names:
            authors.extend(names)
            reading.kinds[i] = Match("byline", "byline")
            continue
        if is_dateline(block):
            reading.claims.dateline = reading.claims.dateline or block.text.strip(" ,:–—-")
            reading.kinds[i] = Match("dateline", "place:dateline")
            continue
        agency, place = _agency_line(block.text)
        if agency:
            authors.append(agency)
            reading.claims.dateline = reading.claims.dateline or place
            reading.kinds[i] = Match("byline" if place is None else "dateline", "agency-line")
    reading.claims.authors = distinct(authors)


def signed_names(block: Block) -> list[Author]:
    """The authors that a byline names: "By Ada Reyes", or a name in an element that says author."""
    return _after_by(block) or _signed(block)


def _after_by(block: Block) -> list[Author]:
    """Names of a line that begins with "By"."""
    for kind, _ in phrasebook().opening(block.words):
        if kind == "byline" and not _SENTENCE_END.search(block.text):
            text = re.split(r"\s[|•·–—]\s|\n", block.text)[0]
            names = [make_author(name) for name in split_names(text)]
            return [a for a in names if a and (a.name[:1].isupper() or not a.name[:1].isascii())]
    return []


def _signed(block: Block) -> list[Author]:
    """Names of a short line in an element that calls itself author."""
    if block.element is None or len(block.words) > 8:
        return []
    signs = places.signs(block.element)
    rel = block.element.get("rel") or ""
    inner = [
        a
        for a in block.element.iter("a")
        if "author" in (a.get("rel") or "") or "author" in (a.get("href") or "")
    ]
    if "byline" not in signs and "author" not in rel and not inner:
        return []
    names = [make_author(name) for name in split_names(block.text)]
    return [
        a
        for a in names
        if a and (a.name[:1].isupper() or not a.name[:1].isascii()) and len(a.name.split()) >= 2
    ]


def is_dateline(block: Block) -> bool:
    """A short line without digits in an element that calls itself dateline."""
    if block.element is None or len(block.words) > 5 or any(c.isdigit() for c in block.text):
        return False
    return "dateline" in places.signs(block.element)


def _agency_line(text: str) -> tuple[Author | None, str | None]:
    """ "AFP, Moscow", "Moscow, Reuters" or "AFP" alone: the agency, and the place if there is one."""
    parts = [part.strip() for part in re.split(r"\s*[,|/–—]\s*|\s-\s", text) if part.strip()]
    if not 1 <= len(parts) <= 2 or any(
        len(part.split()) > 4 or any(c.isdigit() for c in part) for part in parts
    ):
        return None, None
    agencies = [
        part for part in parts if is_organization(part) or (len(parts) == 2 and _is_acronym(part))
    ]
    if len(agencies) != 1:
        return None, None
    places_ = [part for part in parts if part != agencies[0]]
    return make_author(agencies[0], None, "Organization"), places_[0] if places_ and not places_[0][
        :1
    ].islower() else None


def _is_acronym(text: str) -> bool:
    """Two to six capitals, as agencies sign: "NPA"."""
    return text.isupper() and text.isalpha() and 2 <= len(text) <= 6


def _dateline(blocks: Sequence[Block], keep: Sequence[bool]) -> str | None:
    """The place that the first paragraph names before its dash."""
    first = next(
        (block for block, kept in zip(blocks, keep, strict=True) if kept and len(block.words) > 8),
        None,
    )
    match = _DATELINE.match(first.text) if first else None
    if not match:
        return None
    place = match["place"].strip(" ,")
    capital = all(word[:1].isupper() or len(word) <= 3 for word in place.split())
    return place if capital and len(place.split()) <= 4 else None
