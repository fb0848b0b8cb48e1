"""Sources: what to crawl, from sources.toml or from an address on the command line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from crawler.addresses import BadAddress, canonical, checked
from crawler.rhythm import checked_rhythm
from crawler.sources_file import DEFAULTS, SourcesError, SourcesFile
from workers.since import parse_since

FILE = "sources.toml"  # looked for in the current folder, and nowhere else

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110's token
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
# Headers that the crawler itself must set right, each with the reason or the better way.
_OWN_HEADERS = {
    **dict.fromkeys(
        ("host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"),
        "belongs to the connection",
    ),
    **dict.fromkeys(
        ("if-none-match", "if-modified-since", "range", "if-range"),
        "is set from what is known of each page",
    ),
    "accept-encoding": "is set to what can be unpacked",
    "user-agent": "is NEWSMILL_USER_AGENT, by which robots.txt is read too",
}


def _since(value: object) -> object:
    """What TOML or a command line gives as a moment; TOML knows days and moments itself."""
    if isinstance(value, date):
        value = value.isoformat()
    return parse_since(value) if isinstance(value, str) else value


def _words(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        hint = "; for any characters write .* instead of *" if "*" in value else ""
        raise ValueError(f"{value!r} is not a regular expression: {error}{hint}") from None
    if not value:
        raise ValueError("an empty pattern matches every address; leave it out")
    return value


def _headers(value: dict[str, str]) -> dict[str, str]:
    for name, text in value.items():
        if reason := _OWN_HEADERS.get(name.lower()):
            raise ValueError(f"{name} may not be set: it {reason}")
        if name.lower().startswith("proxy-"):
            raise ValueError(f"{name} may not be set: no proxy is used")
        if not _HEADER.fullmatch(name) or not _HEADER_VALUE.fullmatch(text):
            raise ValueError(f"{name!r} is no header, or its value has a character that none may")
    return value


Addresses = Annotated[tuple[Annotated[str, AfterValidator(checked)], ...], BeforeValidator(_words)]
Patterns = Annotated[tuple[Annotated[str, AfterValidator(_pattern)], ...], BeforeValidator(_words)]


class Source(BaseModel):
    """One site to crawl.

    `feeds` and `sitemaps` are read beside those the site names itself. `include` and `exclude` are
    regular expressions searched in a page's address. `since` skips what feeds and sitemaps date
    earlier. `every` is how often `newsmill schedule` crawls it. `delay` is the least time between
    two requests, in seconds, `concurrency` how many may run at once; None means the polite default.
    `depth` is how many links a page may be away from the front page. `headers` are sent to the
    site's own hosts, `render` has pages drawn by a browser.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, AfterValidator(checked)]
    name: str = ""
    feeds: Addresses = ()
    sitemaps: Addresses = ()
    include: Patterns = ()
    exclude: Patterns = ()
    since: Annotated[datetime | None, BeforeValidator(_since)] = None
    max_pages: int | None = Field(default=None, gt=0)
    every: Annotated[str, AfterValidator(checked_rhythm)] | None = None
    delay: float | None = Field(default=None, ge=0, le=3600)  # more is a typing mistake
    concurrency: int | None = Field(default=None, ge=1, le=16)  # more is an attack on a news site
    depth: int = Field(default=3, ge=0)  # front page, section, article, related article
    headers: Annotated[dict[str, str], AfterValidator(_headers)] = {}
    render: bool = False

    @property
    def title(self) -> str:
        """What people call it, and its lock everywhere: its name, or without one its address."""
        return self.name or self.url

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
        raise SourcesError(_explain(error)[1]) from None


def load_sources(path: Path | str) -> list[Source]:
    """Return the sources of a sources.toml, its `[defaults]` applied.

    Raises SourcesError, whose text names the file, the line, the source and the key at fault.
    """
    file = SourcesFile(Path(path))
    for key in ("name", "url"):
        if key in file.defaults:
            raise file.fault(DEFAULTS, key, f"[defaults]: {key} belongs to each source")
    try:  # by themselves, so that a mistake is told where it stands
        Source(url="https://example.org/", **file.defaults)
    except ValidationError as error:
        key, said = _explain(error)
        raise file.fault(DEFAULTS, key, f"[defaults]: {said}") from None
    sources: dict[str, Source] = {}
    for place, entry in enumerate(file.entries, 1):
        source = _entry(file, str(place), entry)
        if source.name in sources:
            said = f"two sources are named {source.name!r}; give each a name of its own"
            raise file.fault(str(place), "name", said)
        sources[source.name] = source
    return list(sources.values())


def _entry(file: SourcesFile, place: str, entry: dict[str, Any]) -> Source:
    label = str(entry.get("name") or entry.get("url") or f"number {place}")
    merged = {**file.defaults, "name": label, **entry}
    if isinstance(own := entry.get("headers"), dict):
        merged["headers"] = {**file.defaults.get("headers", {}), **own}
    try:
        return Source(**merged)
    except ValidationError as error:
        key, said = _explain(error)
        raise file.fault(place, key, f"source {label!r}: {said}") from None


def choose(names: Sequence[str], file: Path | None, overrides: dict[str, Any]) -> list[Source]:
    """The sources that a command line names, with its options over their own.

    A name with "://" is an address, any other one of the entries of `file` (sources.toml here if
    None); no name means all entries. Overrides that are None or () are not given.
    Raises BadAddress and SourcesError.
    """
    path = file or Path(FILE)
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
        raise SourcesError(_explain(error)[1]) from None


def _explain(error: ValidationError) -> tuple[str, str]:
    """Return the key at fault, and what is wrong with it in one line that begins with the key."""
    first = error.errors(include_url=False)[0]
    key = str(first["loc"][0]) if first["loc"] else "?"
    if first["type"] == "extra_forbidden":
        known = list(Source.model_fields)
        close = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
        return key, f"unknown key {key!r}; {hint}"
    if first["type"] == "missing":
        return key, f"{key} is missing; it is the one key that each source must have"
    reason = str(first.get("ctx", {}).get("error", "")) or first["msg"]
    return key, f"{key}: {reason}"


__all__ = [
    "FILE",
    "BadAddress",
    "Source",
    "SourcesError",
    "choose",
    "load_sources",
    "source_from_url",
]
