"""sources.toml as a file: its tables, and on which line of it each key stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULTS = "defaults"

_TABLE = re.compile(r"\s*(\[\[?\s*(?P<name>[\w\".\s-]+?)\s*\]\]?)\s*(?:#.*)?$")
_KEY = re.compile(r"\s*[\"']?(?P<key>[\w-]+)[\"']?\s*[.=]")


class SourcesError(ValueError):
    """sources.toml or an option cannot be used. Its text names the file, the source and the key."""


class SourcesFile:
    """The tables of a sources.toml: `defaults`, and `entries` in their order.

    Raises SourcesError, in one line, for what is no such file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8-sig")
            content = tomllib.loads(text)
        except FileNotFoundError:
            raise SourcesError(
                f"{path}: no such file; write one with a [[source]] entry, as newsmill discover "
                f"does, or name another by --sources (looked for {path.absolute()})"
            ) from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SourcesError(f"{path}: cannot be read: {error}") from None
        self._lines = {(place, key): line for line, place, key in reversed([*_keys(text)])}
        for key in content:
            if key not in ("source", DEFAULTS):
                said = f"unknown key {key!r}; use [[source]] and [defaults]"
                raise self.fault(key, "", said)
        self.defaults: dict[str, Any] = content.get(DEFAULTS, {})
        self.entries: list[dict[str, Any]] = content.get("source", [])
        if not isinstance(self.defaults, dict):
            raise self.fault(DEFAULTS, "", "defaults is a table: write [defaults]")
        if not isinstance(self.entries, list) or not self.entries:
            raise SourcesError(f"{path}: has no [[source]] entry")
        if not all(isinstance(entry, dict) for entry in self.entries):
            raise SourcesError(f"{path}: a source is a table: write [[source]]")

    def fault(self, place: str, key: str, said: str) -> SourcesError:
        """Return the error for a key of [defaults] or of the source with that number, from "1".

        Where the key is missing the line is its table's.
        """
        line = self._lines.get((place, key)) or self._lines.get((place, ""))
        return SourcesError(f"{self.path}:{line}: {said}" if line else f"{self.path}: {said}")


def _keys(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, table, key) as far as lines tell, which tomllib does not.

    The n-th [[source]] is table "n"; the key of a table's own line is "".
    """
    place, count = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if found := _TABLE.match(line):
            table, *rest = found["name"].replace('"', "").replace(" ", "").split(".")
            count += table == "source" and not rest
            place = str(count) if table == "source" else table
            yield number, place, ".".join(rest)
        elif found := _KEY.match(line):
            yield number, place or found["key"], found["key"] if place else ""
