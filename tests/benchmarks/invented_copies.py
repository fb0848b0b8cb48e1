"""Invented texts for measuring near-copies: stories, and articles made of templates.

Two articles of one template tell of other towns, people and numbers: they look like near-copies
and are none. The words are in invented_copies.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
TEMPLATES: dict[str, str] = {
    family: "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
    for family, text in _WORDS["templates"].items()
}
"""Articles by family, with slots in braces."""


def stories(count: int, seed: int) -> list[str]:
    """Invented stories of 120 to 700 words in English, German and Chinese, no two alike."""
    rng = Random(seed)
    languages = ("en", "en", "de", "zh")
    return [_story(rng, languages[at % len(languages)]) for at in range(count)]


def templated(family: str, count: int, seed: int) -> list[str]:
    """Articles made of one template, with towns, people and numbers of their own."""
    rng = Random(f"{family} {seed}")
    return [_filled(TEMPLATES[family], rng) for _ in range(count)]


def _story(rng: Random, language: str) -> str:
    joiner = "" if language == "zh" else " "
    paragraphs = (
        joiner.join(_sentence(rng, language) for _ in range(rng.randint(2, 4)))
        for _ in range(rng.randint(4, 12))
    )
    return "\n\n".join(paragraphs)


def _sentence(rng: Random, language: str) -> str:
    *head, tail = (rng.choice(parts) for parts in _WORDS["sentences"][language])
    if language == "zh":
        return _filled(f"{''.join(head)}，{tail}。", rng)
    said = " ".join((*head, tail))
    if language == "en" and rng.random() < 0.2:
        return _filled(f'"{said}," said {{person}}.', rng)
    return _filled(f"{said}.", rng)


def _filled(template: str, rng: Random) -> str:
    """The template with each slot filled on its own."""
    first, *parts = template.split("{")
    filled = [first]
    for part in parts:
        slot, _, rest = part.partition("}")
        filled.append(_SLOTS[slot](rng) + rest)
    return "".join(filled)


def _town(rng: Random) -> str:
    return "".join(rng.sample(_WORDS["syllables"], rng.randint(2, 3))).capitalize()


def _one_of(words: str) -> Callable[[Random], str]:
    return lambda rng: rng.choice(words.split("|"))


_SLOTS: dict[str, Callable[[Random], str]] = {
    "town": _town,
    "person": lambda rng: f"{rng.choice(_WORDS['given'])} {_town(rng)}",
    "number": lambda rng: str(rng.randint(10, 990)),
    "small": lambda rng: str(rng.randint(2, 9)),
    "degrees": lambda rng: str(rng.randint(-5, 35)),
    "clock": lambda rng: f"{rng.randint(6, 22)}:{rng.choice(('00', '15', '30', '45'))}",
    "year": lambda rng: str(rng.randint(1931, 2025)),
    "share": lambda rng: f"{rng.randint(0, 9)}.{rng.randint(0, 99):02}",
    "price": lambda rng: f"{rng.randint(8, 400)}.{rng.randint(0, 99):02}",
    "day": _one_of("Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"),
    "tag": _one_of("Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag"),
    "month": _one_of("January|March|April|June|July|September|October|December"),
    "sky": _one_of("sunny|cloudy|rainy|foggy|overcast|bright"),
    "himmel": _one_of("heiter|wolkig|bedeckt|regnerisch|neblig"),
    "tianqi": _one_of("晴|多云|阴|小雨|大雨|雾"),
    "wind": _one_of("north|north-east|east|south|south-west|west"),
    "street": lambda rng: f"{_town(rng)} {rng.choice(('Street', 'Road', 'Lane'))}",
}
