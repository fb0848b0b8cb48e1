"""Month and weekday names of many languages, and the zones that stamps are given in."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from functools import lru_cache
from importlib import import_module

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LANGUAGES = (
    "en", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "uk", "tr", "ar", "fa", "he", "hi", "id",
    "vi", "sv", "el", "da", "nb", "fi", "cs", "ro", "hu", "ca", "hr", "sr", "bg", "ko", "th", "bn",
    "sk", "sl", "lt", "lv", "et", "is", "az", "kk", "ka", "ur", "ta", "sw", "gl", "eu", "af", "sq",
)  # fmt: skip
# Names that the vocabulary lacks: the Levant's months, spelled out and as newspapers pair them.
_MORE_MONTHS = {
    "كانون الثاني": 1, "شباط": 2, "آذار": 3, "نيسان": 4, "أيار": 5, "حزيران": 6,
    "تموز": 7, "آب": 8, "أيلول": 9, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12,
    # Algeria's and Tunisia's, from French.
    "جانفي": 1, "فيفري": 2, "أفريل": 4, "ماي": 5, "جوان": 6, "جويلية": 7, "أوت": 8,
    # Malay, where it differs from Indonesian; and a short form of British papers.
    "mac": 3, "julai": 7, "ogos": 8, "disember": 12, "sept": 9,
}  # fmt: skip
_PERSIAN_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_ACCENTS = re.compile("[\u0300-\u036f]")

# Hours east of Greenwich. Left out: IST, AST, BST-like names that two regions use differently and
# that the stamp alone cannot tell apart; such a stamp gives its day only.
ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "BST": 1,
    "EET": 2, "EEST": 3, "MSK": 3, "МСК": 3, "TRT": 3, "KSA": 3, "EAT": 3, "WAT": 1, "CAT": 2,
    "SAST": 2, "PKT": 5, "WIB": 7, "ICT": 7, "SGT": 8, "HKT": 8, "MYT": 8, "PHT": 8, "AWST": 8,
    "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4,
    "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "HST": -10, "BRT": -3,
    "ART": -3,
}  # fmt: skip


def zone_offset(name: str) -> timedelta | None:
    """How far east of Greenwich the zone of that name lies, or None where the name is not known."""
    hours = ZONES.get(name.upper())
    return None if hours is None else timedelta(hours=hours)


def fold_name(name: str) -> str:
    """A name in lower case, without accents and without its abbreviation's stop."""
    if name.isascii():
        return name.lower().rstrip(".")
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", name.casefold()))
    return unicodedata.normalize("NFC", plain).rstrip(".")


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Month names and abbreviations of all LANGUAGES, folded, to their number."""
    names: dict[str, int] = {}
    for language in LANGUAGES:
        for name, number in months_of(language).items():
            names.setdefault(name, number)
    return {fold_name(name): number for name, number in _MORE_MONTHS.items()} | names


@lru_cache(maxsize=64)
def months_of(language: str | None) -> dict[str, int]:
    """Month names of one language, folded, to their number; empty for an unknown language."""
    try:
        table = _table(language or "")
    except ImportError:
        return {}
    return {name: number for number, key in enumerate(_MONTHS, 1) for name in _names(table, key)}


def month_number(name: str, language: str | None) -> int | None:
    """The month of that name, in that language if it knows it: "listopad" is the Croats' October.

    Hebrew's "in" before the name, and stops inside it, do not matter.
    """
    folded = fold_name(name)
    if len(folded) > 24 or not folded:
        return None
    own = months_of((language or "").split("-")[0]).get(folded)
    known = months()
    plain = folded.removeprefix("ב").replace(".", "")
    return own or known.get(folded) or known.get(plain)


def persian_month(name: str) -> int | None:
    """The month of that name in the Persian solar calendar."""
    folded = name.replace("\u064a", "\u06cc").strip()
    return _PERSIAN_MONTHS.index(folded) + 1 if folded in _PERSIAN_MONTHS else None


@lru_cache(maxsize=1)
def weekdays() -> frozenset[str]:
    """Weekday names and abbreviations of all LANGUAGES, folded."""
    return frozenset(name for table in _tables() for key in _DAYS for name in _names(table, key))


@lru_cache(maxsize=64)
def day_comes_first(language: str | None) -> bool:
    """Whether that language writes the day before the month in numeric dates."""
    code = (language or "").split("-")[0]
    if not code or code == "en":
        return language not in (None, "en", "en-US")
    try:
        order = str(_table(code).get("date_order", "DMY"))
    except ImportError:
        return True
    return order.index("D") < order.index("M")


def _names(table: dict[str, object], key: str) -> list[str]:
    names = table.get(key, [])
    assert isinstance(names, list)
    return [fold_name(str(name)) for name in names]


def _tables() -> list[dict[str, object]]:
    return [_table(language) for language in LANGUAGES]


def _table(language: str) -> dict[str, object]:
    # dateparser's vocabulary, which is CLDR's with what its users added; its parser is not used:
    # it guesses at parts that a stamp does not say.
    if not language.isalpha():
        raise ImportError(language)
    module = import_module(f"dateparser.data.date_translation_data.{language}")
    info: dict[str, object] = module.info
    return info
