"""What newsrooms do to an agency's story, by strength, and what only makes texts look alike.

The words that edits put in come from another story (`donor`): they stand for what a newsroom writes
itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
MAX_SENTENCE = 300  # letters; what is longer is a text without full stops
_AGENCIES = ("Norda", "IPN", "Kestrel News", "Baltwire", "apx")
_TAILS = (
    "Read all our stories on this subject on our new page.",
    "This report first appeared in our evening newsletter; sign up for it with your address.",
    "Mehr zu diesem Thema lesen Sie in unserer gedruckten Ausgabe am Wochenende.",
)
_SPELLING = (
    ("isation", "ization"), ("ise ", "ize "), ("our ", "or "), ("percent", "per cent"),
    ("ß", "ss"), (" - ", " – "), ("...", "…"), ("'", "’"),
)  # fmt: skip


def light(text: str, donor: str, rng: Random) -> str:
    """Credit, house spelling, typographic quotes and a line of the site at the end."""
    agency = rng.choice(_AGENCIES)
    paragraphs = _spelt(text, rng).split("\n\n")
    paragraphs[0] = f"{donor.split(maxsplit=1)[0].upper()} ({agency}) — {paragraphs[0]}"
    return "\n\n".join([*paragraphs, f"With material from {agency}.", rng.choice(_TAILS)])


def cut(text: str, donor: str, rng: Random) -> str:
    """As `light`, of the first 40 to 70 % alone."""
    return light(_head(text, rng.uniform(0.4, 0.7)), donor, rng)


def edited(text: str, donor: str, rng: Random) -> str:
    """60 to 90 % kept, an intro of one's own, a sentence rewritten, every fiftieth word changed."""
    kept = _head(text, rng.uniform(0.6, 0.9))
    return light(
        _intro(_rewritten(_changed(kept, donor, 1 / 50, rng), donor, 1, rng), donor), donor, rng
    )


def heavy(text: str, donor: str, rng: Random) -> str:
    """40 to 70 % kept, two sentences rewritten, every 33rd word changed, a paragraph added."""
    kept = _head(text, rng.uniform(0.4, 0.7))
    kept = _intro(_rewritten(_changed(kept, donor, 1 / 33, rng), donor, 2, rng), donor)
    paragraphs = kept.split("\n\n")
    added = " ".join(_lines_of(donor)[1:4])
    paragraphs.insert(rng.randint(1, len(paragraphs)), added)
    return light("\n\n".join(paragraphs), donor, rng)


STRENGTHS: dict[str, Callable[[str, str, Random], str]] = {
    "light": light, "cut": cut, "edited": edited, "heavy": heavy,
}  # fmt: skip


def another_number(text: str) -> str:
    """Another article of a series: one number differs."""
    return re.sub(r"\d+", lambda m: str(int(m.group()[:9]) + 7), text, count=1)


def another_name(text: str) -> str:
    """Another article of a series: one name differs, wherever it stands."""
    names = re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", text)
    return re.sub(rf"\b{names[0]}\b", "Osthalwick", text) if names else text


def another_tail(text: str) -> str:
    """The same article with a line of the site at its end."""
    return f"{text}\n\n{_TAILS[0]}"


def mended(text: str) -> str:
    """The same article with a word corrected and a sentence taken out."""
    sentences = _sentences(text)
    del sentences[len(sentences) // 2 : len(sentences) // 2 + (len(sentences) > 3)]
    return re.sub(r"\b[a-z]{6}\b", "mended", " ".join(sentences), count=1)


# The first two are other articles, the last two are not.
SLIGHT: dict[str, Callable[[str], str]] = {
    "another article: one number differs": another_number,
    "another article: one name differs": another_name,
    "the same: a line of the site more": another_tail,
    "the same: a word and a sentence mended": mended,
}


def with_quote(text: str, quote: str, rng: Random) -> str:
    """The text with a long quote in a place of its own."""
    paragraphs = text.split("\n\n")
    paragraphs.insert(rng.randint(1, len(paragraphs)), quote)
    return "\n\n".join(paragraphs)


def long_quote(source: str, words: int) -> str:
    """So many words of a text as a quote; characters where it has no spaces."""
    start = source.replace("\n\n", " ")
    return start[: 2 * words] if _is_dense(source) else " ".join(start.split()[:words])


def own_report(text: str, other: str, rng: Random) -> str:
    """Another newsroom's report on the same story: its own words, and three shared quotes."""
    quotes = [s for s in _sentences(text) if 40 <= len(s) <= 250]
    for quote in rng.sample(quotes, min(3, len(quotes))):
        other = with_quote(other, quote, rng)
    return other


def live_blog(text: str, others: Sequence[str], rng: Random) -> str:
    """A live blog that holds two paragraphs of the text among entries of all kinds."""
    entries = [p for other in others for p in other.split("\n\n")[:3]]
    entries += text.split("\n\n")[:2]
    rng.shuffle(entries)
    return "\n\n".join(entries)


def _spelt(text: str, rng: Random) -> str:
    for old, new in _SPELLING:
        text = text.replace(old, new)
    opening, closing = rng.choice(("“”", "„“", "«»"))
    return re.sub(r'"([^"\n]*)"', rf"{opening}\1{closing}", text)


def _head(text: str, share: float) -> str:
    """The paragraphs (of a text of one paragraph, the sentences) that begin in the first share."""
    glue = "\n\n" if text.count("\n\n") > 2 else " "
    parts = text.split("\n\n") if glue == "\n\n" else _sentences(text)
    kept, room = [], share * len(text)
    for part in parts:
        if room <= 0:
            break
        kept.append(part)
        room -= len(part)
    # The last one may go far beyond the share: a long one is cut within.
    if room < 0 and len(kept) > 1 and -room > len(kept[-1]) / 2:
        kept.pop()
    return glue.join(kept)


def _intro(text: str, donor: str) -> str:
    """The first sentence replaced by one of the newsroom's own."""
    first, _, rest = text.partition("\n\n")
    own = [_lines_of(donor)[0], *_sentences(first)[1:]]
    return "\n\n".join(part for part in (" ".join(own), rest) if part)


def _changed(text: str, donor: str, share: float, rng: Random) -> str:
    if _is_dense(text):
        letters = _DENSE.findall(donor) or ["新"]
        return "".join(
            rng.choice(letters) if _DENSE.match(c) and rng.random() < share / 2 else c for c in text
        )
    words = donor.split()
    return re.sub(r"\S+", lambda m: rng.choice(words) if rng.random() < share else m.group(), text)


def _rewritten(text: str, donor: str, count: int, rng: Random) -> str:
    """Some sentences said in other words."""
    paragraphs = [_sentences(paragraph) for paragraph in text.split("\n\n")]
    fresh = _lines_of(donor)
    for _ in range(count):
        paragraph = rng.choice(paragraphs)
        paragraph[rng.randrange(len(paragraph))] = rng.choice(fresh)
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)


def _sentences(text: str) -> list[str]:
    return [s for s in _SENTENCE.split(text.replace("\n\n", " ").replace("\n", " ")) if s] or [text]


def _lines_of(donor: str) -> list[str]:
    """Its sentences that are no longer than one is; of a text without any, its first letters."""
    return [s for s in _sentences(donor) if len(s) <= MAX_SENTENCE] or [donor[:MAX_SENTENCE]]


def _is_dense(text: str) -> bool:
    return len(_DENSE.findall(text)) * 3 > len(text)
