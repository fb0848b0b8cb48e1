"""The cleaner: bytes or text in, `Article` out. No network, no Redis, no environment.

    from cleaner import NotAnArticle, clean
    try:
        article = clean(html, url="https://example.org/2026/05/a-story")
    except NotAnArticle as judgement:
        print(judgement.outcome, judgement.detail)

Names are looked up on first use, so that a process that needs only `Outcome` (the spider) never
loads the extractors.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.article import Article
    from cleaner.memory import SiteMemory
    from cleaner.outcome import NotAnArticle, Outcome
    from cleaner.pipeline import clean, clean_and_learn, clean_text

__all__ = [
    "Article",
    "NotAnArticle",
    "Outcome",
    "SiteMemory",
    "clean",
    "clean_and_learn",
    "clean_text",
]

_HOMES = {
    "Article": "cleaner.article",
    "NotAnArticle": "cleaner.outcome",
    "Outcome": "cleaner.outcome",
    "SiteMemory": "cleaner.memory",
    "clean": "cleaner.pipeline",
    "clean_and_learn": "cleaner.pipeline",
    "clean_text": "cleaner.pipeline",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
