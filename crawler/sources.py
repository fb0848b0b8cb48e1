"""Sources: what to crawl, from sources.toml or from an address on the command line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from crawler.addresses import BadAddress, canonical, checked

_SPANS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class SourcesError(ValueError):
    """sources.toml or an option cannot be used. Its text names the file, the source and the key."""


def parse_since(value: object) -> object:
    """Return the moment that "7d", "24h", "2026-03-01" or an ISO date and time means, with offset.

    A span is counted back from now; a date without offset is taken as UTC. Raises ValueError.
    """
    if isinstance(value, str):
        if span := re.fullmatch(r"(\d+)\s*([mhdw])", value.strip()):
            return datetime.now(UTC) - timedelta(**{_SPANS[span[2]]: int(span[1])})
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(f"{value!r} is neither a date nor a span such as 7d or 24h") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value


def _words(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from None
    return value


Addresses = Annotated[tuple[Annotated[str, AfterValidator(checked)], ...], BeforeValidator(_words)]
Patterns = Annotated[tuple[Annotated[str, AfterValidator(_pattern)], ...], BeforeValidator(_words)]


class Source(BaseModel):
    """One site to crawl.

    `feeds` and `sitemaps` are read beside those the site names itself. `include` and `exclude` are
    regular expressions searched in a page's address. `since` skips what feeds and sitemaps date
    earlier. `delay` is the least time between two requests, in seconds, `concurrency` how many may
    run at once; None means the polite default. `depth` is how many links a page may be away from
    the front page.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, AfterValidator(checked)]
    name: str = ""
    feeds: Addresses = ()
    sitemaps: Addresses = ()
    include: Patterns = ()
    exclude: Patterns = ()
    since: Annotated[datetime | None, BeforeValidator(parse_since)] = None
    max_pages: int | None = Field(default=None, gt=0)
    delay: float | None = Field(default=None, ge=0)
    concurrency: int | None = Field(default=None, ge=1, le=16)  # more is an attack on a news site
    depth: int = Field(default=3, ge=0)  # front page, section, article, related article

    def wants(self, url: str) -> bool:
        """Whether `include` and `exclude` let a page at `url` through."""
        if self.include and not any(re.search(pattern, url) for pattern in self.include):
            return False
        return not any(re.search(pattern, url) for pattern in self.exclude)


def source_from_url(url: str, **options: Any) -> Source:
    """Return the source for one address, with `options` named as in sources.toml.

    Text is taken for every option, as `scrapy crawl -a` gives it. Raises BadAddress for the address
    and SourcesError for an option.
    """
    address = checked(url)
    canonical(address)
    try:
        return Source(url=address, name=options.pop("name", "") or address, **options)
    except ValidationError as error:
        raise SourcesError(_explain(error, "")) from None


def load_sources(path: Path | str) -> list[Source]:
    """Return the sources of a sources.toml, its `[defaults]` applied.

    Raises SourcesError, whose text names the file, the source and the key at fault.
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SourcesError(f"{path}: no such file; write one with a [[source]] entry") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourcesError(f"{path}: cannot be read: {error}") from None
    unknown = sorted(set(content) - {"source", "defaults"})
    if unknown:
        raise SourcesError(f"{path}: unknown key {unknown[0]!r}; use [[source]] and [defaults]")
    defaults, entries = content.get("defaults", {}), content.get("source", [])
    if not isinstance(defaults, dict) or not isinstance(entries, list) or not entries:
        raise SourcesError(f"{path}: has no [[source]] entry")
    sources = [_entry(path, place, defaults, entry) for place, entry in enumerate(entries, 1)]
    names = [source.name for source in sources]
    for name in names:
        if names.count(name) > 1:
            raise SourcesError(f"{path}: two sources are named {name!r}")
    return sources


def choose(names: Sequence[str], file: Path | None, overrides: dict[str, Any]) -> list[Source]:
    """The sources that a command line names, with its options over their own.

    A name with "://" is an address, any other one of the entries of `file` (sources.toml here if
    None); no name means all entries. Overrides that are None or () are not given.
    Raises BadAddress and SourcesError.
    """
    path = file or Path("sources.toml")
    wanted = [name for name in names if "://" not in name]
    listed = {}
    if file or not names or (wanted and path.exists()):
        listed = {source.name: source for source in load_sources(path)}
    for name in wanted:
        if listed and name not in listed:
            raise SourcesError(f"{path} has no source {name!r}; it has {', '.join(sorted(listed))}")
    chosen = [listed.get(name) or source_from_url(name) for name in names] or [*listed.values()]
    given = {name: value for name, value in overrides.items() if value not in (None, ())}
    try:
        return [Source.model_validate({**source.model_dump(), **given}) for source in chosen]
    except ValidationError as error:
        raise SourcesError(_explain(error, "")) from None


def _entry(path: Path, place: int, defaults: dict[str, Any], entry: object) -> Source:
    if not isinstance(entry, dict):
        raise SourcesError(f"{path}: source {place} is not a table")
    label = str(entry.get("name") or entry.get("url") or f"number {place}")
    try:
        return Source(**{**defaults, "name": label, **entry})
    except ValidationError as error:
        raise SourcesError(_explain(error, f"{path}: source {label!r}: ")) from None


def _explain(error: ValidationError, prefix: str) -> str:
    first = error.errors(include_url=False)[0]
    key = str(first["loc"][0]) if first["loc"] else "?"
    if first["type"] == "extra_forbidden":
        known = ", ".join(Source.model_fields)
        return f"{prefix}unknown key {key!r}; known are {known}"
    reason = str(first.get("ctx", {}).get("error", "")) or first["msg"]
    return f"{prefix}{key}: {reason}"


__all__ = [
    "BadAddress",
    "Source",
    "SourcesError",
    "choose",
    "load_sources",
    "parse_since",
    "source_from_url",
]
