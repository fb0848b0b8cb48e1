"""Bytes to text, whatever the page, its server or neither say of their encoding."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

# What charset detection reads of a page: enough letters to tell, few enough to stay under 20 ms.
DETECTION_BYTES = 16_384
# So many whole multi-byte letters for one broken byte are no accident: UTF-8 with a flaw.
WHOLE_FOR_BROKEN = 20
# Of French letters 4 in 100 have accents, of Icelandic 15; of Cyrillic ones nearly all are high.
ACCENTED = 0.3

# Encodings of the web (WHATWG Encoding Standard), by the beginnings of their names in Python.
_WEB_CODECS = (
    "utf-8", "utf-16", "cp", "iso", "koi8", "mac", "gb", "big5", "shift_jis", "euc_", "hz", "tis",
    "ascii",
)  # fmt: skip
WESTERN = "cp1252"
# Names that browsers read as their wider relatives.
_WIDER = {
    "iso8859-1": WESTERN, "ascii": WESTERN, "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
# The longer marks first: that of UTF-32 begins like that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark the NULs beside a page's first signs tell: whatever its language, it begins with
# blanks, a doctype and tags of ASCII letters. Of four bytes, which are NUL.
_NULS = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.I
)
# "[^<>]" and not "[^>]": a page full of "<" would be read to its end from each of them.
_MARKUP = re.compile(rb"<[^<>]*>|\s+")
_PUNCTUATION = re.compile(rb"[\s!-@\[-`{-~]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_SCRIPT = re.compile(rb"<(script|style)\b", re.I)


def decode(body: bytes, charset: str | None = None) -> str:
    """Text of a page's bytes. `charset` is what the HTTP header said, if anything.

    In order: byte order mark, or NULs as of UTF-16; UTF-8 where the bytes are valid UTF-8 (other
    encodings hardly ever are, so this sees through a lying declaration); the page's own
    declaration; the header's; what the letters themselves look like. Never raises: what no
    encoding explains becomes U+FFFD.
    """
    wide = wide_codec(body)
    if wide is not None:
        return body.decode(wide, errors="replace").removeprefix("\ufeff")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_short = error.start >= len(body) - 3
        if cut_short:
            return body[: error.start].decode("utf-8")
    text = body.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if len(text) - len(text.encode("ascii", "ignore")) > WHOLE_FOR_BROKEN * broken:
        return text
    declared = _META_CHARSET.search(body[:4096])
    # A declaration that can be read byte by byte is not of UTF-16 (HTML Standard, "prescan").
    name = declared.group(1).decode("ascii") if declared else ""
    for claim in (None if name.lower().startswith(("utf-16", "utf-32")) else name, charset):
        claimed = _decode_as(body, claim)
        if claimed is not None:
            return claimed
    return body.decode(_detect(body), errors="replace")


def wide_codec(body: bytes) -> str | None:
    """The encoding that a byte order mark, or the NULs at the page's beginning, give away."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    return _NULS.get(tuple(byte == 0 for byte in body[:4]))  # type: ignore[arg-type]


def _decode_as(body: bytes, name: str | None) -> str | None:
    """The text in that encoding, or None where the declaration is unknown or plainly wrong."""
    codec = _codec(name or "")
    if codec is None or (codec == WESTERN and not _is_latin(_letters(body))):
        return None
    text = body.decode(codec, errors="replace")
    # A truthful page may hold a few broken bytes; a wrong declaration breaks one in a hundred.
    return None if text.count("\ufffd") > max(3, len(text) // 500) else text


def _is_latin(letters: bytes) -> bool:
    """Whether few letters are high; templates say latin-1 and hold Cyrillic or Japanese."""
    return len(_HIGH.findall(letters)) <= ACCENTED * len(letters)


def _codec(name: str) -> str | None:
    """Python's codec for an encoding's name, or None where the web knows no such encoding."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    # A page that declares a codec such as "punycode" or "zlib" only means to hurt.
    return _WIDER.get(codec, codec) if codec.startswith(_WEB_CODECS) else None


def _detect(body: bytes) -> str:
    """The encoding that fits the letters of the page, markup aside."""
    letters = _letters(body)
    if _is_latin(letters):
        # Elsewhere punctuation must stay: it is the second half of letters in Shift JIS and Big5.
        letters = _PUNCTUATION.sub(b" ", letters)
    found = from_bytes(letters or body[:DETECTION_BYTES])
    best = found.best()
    if best is None:
        return WESTERN
    # A few accents fit several encodings alike; then the web's own default is meant.
    alike = (m.encoding for m in found if (m.chaos, m.coherence) == (best.chaos, best.coherence))
    return WESTERN if WESTERN in alike else best.encoding


def _letters(body: bytes) -> bytes:
    """The beginning of the page's text, markup aside."""
    text = _without_scripts(body[: 20 * DETECTION_BYTES])
    return _MARKUP.sub(b" ", text)[:DETECTION_BYTES]


def _without_scripts(body: bytes) -> bytes:
    """The bytes without scripts and styles, whose letters are not the page's language."""
    pieces, at = [], 0
    folded = body.lower()
    while match := _SCRIPT.search(body, at):
        pieces.append(body[at : match.start()])
        end = folded.find(b"</" + match.group(1).lower(), match.end())
        if end < 0:
            return b" ".join(pieces)
        at = end
    pieces.append(body[at:])
    return b" ".join(pieces)
