"""What a change of the article's schema means to programs that read articles.

A program was written against the old schema. It relies on what that says of every article, and
passes over keys that it does not know. So a change is breaking if an article of the new schema may
be what the old one ruled out:

    breaking   a key is gone, or may be missing; a value may be of another type, null too; a limit
               is gone, wider or another one; a list of values has a new one, unless it is OPEN
    addition   a new key; a narrower type, fewer values, a tighter limit; a new value of an OPEN one
    none       titles, descriptions, defaults, the order of anything

Only the words of JSON Schema that pydantic writes for our models are known; another is breaking
when it changes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Schema = dict[str, Any]

# Lists of values that grow in minor versions, as docs/article.md says: how the page was judged
# rather than what the article holds.
OPEN = {"#/metadata/removed/kind"}

_NOTES = {"title", "description", "default", "examples", "$schema", "$defs", "$id"}
_LOWEST = {"minimum", "exclusiveMinimum", "minLength", "minItems"}
_HIGHEST = {"maximum", "exclusiveMaximum", "maxLength", "maxItems"}
_KNOWN = {
    *("type", "$ref", "anyOf", "enum", "const", "properties", "required", "items"),
    *("additionalProperties", *_LOWEST, *_HIGHEST),
}


class Change(NamedTuple):
    """A difference: where in an article, what, and whether it breaks programs."""

    where: str
    what: str
    breaking: bool


def changes(old: Schema, new: Schema) -> list[Change]:
    """All that differs between two schemas, to a program that reads."""
    return _Comparison(old, new).of(old, new, "#")


def bump(old_version: str, new_version: str) -> str:
    """How the version was raised: major, minor or none."""
    old, new = (tuple(int(part) for part in text.split(".")) for text in (old_version, new_version))
    if new[0] > old[0]:
        return "major"
    return "minor" if new > old else "none"


def is_enough(found: list[Change], old_version: str, new_version: str) -> bool:
    """Whether the version was raised as these changes demand."""
    if any(change.breaking for change in found):
        return bump(old_version, new_version) == "major"
    return not found or bump(old_version, new_version) != "none"


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self.old_parts, self.new_parts = old.get("$defs", {}), new.get("$defs", {})

    def of(self, old: Schema, new: Schema, where: str) -> list[Change]:
        found = []
        old_ways, new_ways = _ways(old, self.old_parts), _ways(new, self.new_parts)
        for kind, way in new_ways.items():
            if kind in old_ways:
                found += self._same_type(old_ways[kind], way, where)
            elif "any" not in old_ways:
                found.append(Change(where, f"may be {kind}", breaking=True))
        for kind in old_ways.keys() - new_ways.keys():
            found.append(Change(where, f"is no more {kind}", breaking=False))
        return found

    def _same_type(self, old: Schema, new: Schema, where: str) -> list[Change]:
        found = [*_values(old, new, where), *_limits(old, new, where)]
        found += self._keys(old, new, where)
        for inside in ("items", "additionalProperties"):
            before, after = old.get(inside), new.get(inside)
            if isinstance(before, dict) and isinstance(after, dict):
                found += self.of(before, after, where)
            elif isinstance(before, dict):
                found.append(Change(where, f"{inside} may be anything", breaking=True))
            elif isinstance(after, dict):
                found.append(Change(where, f"{inside} are told", breaking=False))
        return found

    def _keys(self, old: Schema, new: Schema, where: str) -> list[Change]:
        found = []
        before, after = old.get("properties", {}), new.get("properties", {})
        for key in before:
            inside = f"{where}/{key}"
            if key not in after:
                found.append(Change(inside, "is gone", breaking=True))
                continue
            if key in old.get("required", ()) and key not in new.get("required", ()):
                found.append(Change(inside, "may be missing", breaking=True))
            if key in new.get("required", ()) and key not in old.get("required", ()):
                found.append(Change(inside, "is always there", breaking=False))
            found += self.of(before[key], after[key], inside)
        found += [
            Change(f"{where}/{key}", "is new", breaking=False) for key in after if key not in before
        ]
        return found


def _ways(schema: Schema, parts: Schema) -> dict[str, Schema]:
    """What a value may be: by type, the schema of that type."""
    if "$ref" in schema:
        return _ways(parts[schema["$ref"].rpartition("/")[2]], parts)
    if "anyOf" in schema:
        return {kind: way for one in schema["anyOf"] for kind, way in _ways(one, parts).items()}
    kinds = schema.get("type", "any")
    return dict.fromkeys([kinds] if isinstance(kinds, str) else kinds, schema)


def _values(old: Schema, new: Schema, where: str) -> list[Change]:
    before, after = (
        {one["const"]} if "const" in one else set(one["enum"]) if "enum" in one else None
        for one in (old, new)
    )
    if before is None:
        return [] if after is None else [Change(where, "is one of a list", breaking=False)]
    if after is None:
        return [Change(where, "is no more one of a list", breaking=True)]
    added = [
        Change(where, f"may be {value!r}", breaking=where not in OPEN)
        for value in sorted(after - before)
    ]
    return added + [
        Change(where, f"is no more {value!r}", breaking=False) for value in sorted(before - after)
    ]


def _limits(old: Schema, new: Schema, where: str) -> list[Change]:
    found = []
    for word in sorted((old.keys() | new.keys()) - _NOTES):
        before, after = old.get(word), new.get(word)
        if before == after or (word in _KNOWN and word not in _LOWEST | _HIGHEST):
            continue
        tighter = before is None
        if before is not None and after is not None:
            tighter = after > before if word in _LOWEST else word in _HIGHEST and after < before
        found.append(Change(where, f"{word}: {before} became {after}", breaking=not tighter))
    return found
