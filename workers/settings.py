"""Settings, and the one place that reads the environment: `load()`.

Every variable is NEWSMILL_ and a field's name in capitals: `redis_url` is NEWSMILL_REDIS_URL. A
name that is not here is an error, so that a typing mistake is found at once rather than ignored.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from platformdirs import user_state_path
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)

PREFIX = "NEWSMILL_"

Network = IPv4Network | IPv6Network
Port = Annotated[int, Field(ge=1, le=65535)]


class SettingsError(ValueError):
    """The environment says something that cannot be: show the message, and exit with 2 (usage)."""


def _networks(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())


def _ports(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _folder(value: str | Path) -> Path:
    return Path(value).expanduser().absolute()


class Settings(BaseModel):
    """What can be chosen. Every field has a default that suits one laptop."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    redis_url: Annotated[str, StringConstraints(pattern=r"^(rediss?|unix)://.+")] | None = Field(
        None,
        description="the Redis or Valkey to use, such as redis://:password@host:6379/0, "
        "rediss://host or unix:///path; unset: a server of newsmill's own, started when needed",
    )
    state_dir: Annotated[Path, BeforeValidator(_folder)] = Field(
        default_factory=lambda: user_state_path("newsmill"),
        description="folder of newsmill's own server: its data, log and socket",
    )
    contact: str | None = Field(
        None,
        description="an address or page for site owners, sent in the user agent; "
        "a crawler that can be reached is blocked less often",
    )
    user_agent: str = Field(
        "",
        description="what the crawler calls itself; unset: newsmill, its version and the contact",
    )
    allow_private: Annotated[tuple[Network, ...], BeforeValidator(_networks)] = Field(
        (),
        description="comma-separated networks that may be fetched although private, such as "
        "127.0.0.0/8; otherwise a page could point the crawler at machines behind the firewall",
    )
    allow_ports: Annotated[tuple[Port, ...], BeforeValidator(_ports)] = Field(
        (),
        description="comma-separated ports that may be fetched from, such as 80,443; unset: any "
        "but those of well-known services that are no web, such as 22, 25 and 6379; what "
        "NEWSMILL_ALLOW_PRIVATE names may be asked at any port",
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="text for people or json, one object a line, for log collectors"
    )
    batch_pages: int = Field(
        10,
        ge=1,
        le=200,
        description="pages a job: forking a worker for a job costs 19 ms, a tenth of it a page "
        "at ten, and a lost worker repeats at most this many pages",
    )
    queue_high_water: int = Field(
        200,
        ge=1,
        description="queued jobs at which downloading pauses: 2,000 pages of 100 KB, packed to a "
        "quarter, are 50 MB of memory",
    )
    queue_low_water: int = Field(
        100,
        ge=0,
        description="queued jobs at which a paused download goes on: half, so it does not flutter",
    )
    hand_over_patience: float = Field(
        60.0,
        ge=0,
        description="seconds a crawl waits for a lost Redis before it gives a batch up and counts "
        "it as lost: a server's restart takes less",
    )
    articles_max_entries: int = Field(
        20_000,
        ge=1,
        description="entries kept in newsmill:articles, about; what a group has not acknowledged "
        "is kept beyond that, and crawls pause: at some 25 KB an article 500 MB",
    )
    articles_max_mb: int = Field(
        1_000,
        ge=1,
        description="megabytes kept in newsmill:articles, likewise: twice what that many articles "
        "should take, so that long ones do not fill the memory",
    )
    articles_max_days: float = Field(
        30.0,
        gt=0,
        description="days that entries are kept in newsmill:articles, likewise: a group that did "
        "not read for so long has been forgotten by somebody",
    )
    rejected_max_entries: int = Field(
        100_000,
        ge=1,
        description="entries kept in newsmill:rejected, about: at some 300 bytes each 30 MB",
    )
    page_timeout: int = Field(
        30,
        ge=1,
        description="seconds one page may take to clean: most take under one, so only a page that "
        "hangs is stopped",
    )
    page_memory_mb: int = Field(
        1_000,
        ge=100,
        description="megabytes of memory that one page may take to clean, on Linux: the largest "
        "that are read (10 MB of markup) take some 300, so only one that eats memory is stopped",
    )
    download_timeout: float = Field(
        60.0,
        gt=0,
        description="seconds a response may take in all: slow pages pass, endless ones do not",
    )
    response_max_bytes: int = Field(
        10_000_000,
        ge=1_000,
        description="bytes of a response that are read: far above any article, far below memory",
    )
    redirects_max: int = Field(
        8,
        ge=0,
        le=30,
        description="redirects that are followed for one page: http to https to www to language to "
        "article, and some; beyond that it is a loop",
    )
    url_max_length: int = Field(
        2083,
        ge=100,
        le=2083,
        description="characters of the longest address that is fetched: browsers and servers stop "
        "near 2,000, and longer ones are made up by scripts",
    )
    depth_max: int = Field(
        10,
        ge=0,
        description="links a page may be away from the front page, whatever a source says: news "
        "sites need three, and loops of links have no end",
    )
    site_max_pages: int = Field(
        200_000,
        ge=1,
        description="pages of one source in one crawl, whatever a source says: two days at one a "
        "second, so an archive passes and a site that makes pages up does not",
    )
    crawl_delay_max: float = Field(
        60.0,
        ge=0,
        description="seconds of a robots.txt Crawl-delay that are waited at most: a longer one "
        "means a day for 1,000 pages, and a log line says that it was cut",
    )
    retry_after_max: float = Field(
        300.0,
        ge=1,
        description="seconds of a Retry-After that a crawl waits for: with a longer one the host "
        "is left alone, for a day at most, and the crawl goes on without it",
    )
    quarantine_seconds: int = Field(
        604_800,
        ge=0,
        description="seconds for which a rejected page keeps its bytes, so that newsmill replay "
        "needs no refetch: a week to see and mend what went wrong, as failed jobs have; 0: none",
    )
    quarantine_max_bytes: int = Field(
        250_000_000,
        ge=0,
        description="bytes that rejected pages may keep in all, before the oldest go: some 5,000 "
        "of them at 45 KB packed, half of what the articles take",
    )
    near_max_entries: int = Field(
        50_000,
        ge=1_000,
        description="stories kept to recognise near-copies on other sites by, about: two weeks at "
        "3,500 new stories a day; at some 930 bytes each 47 MB",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        description="signs what newsmill forward posts to a webhook (HMAC-SHA256), so that the "
        "receiver can tell it from what others post; unset: not signed",
    )
    metrics_sites: int = Field(
        100,
        ge=0,
        description="sites that newsmill metrics tells of by name, those seen first; the others "
        "are added up as other: each costs some ten series, and Prometheus keeps them all",
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="worker processes; unset: one a processor, as cleaning is all computing",
    )

    @model_validator(mode="after")
    def _fill(self) -> Self:
        if self.queue_low_water >= self.queue_high_water:
            raise ValueError(
                f"{PREFIX}QUEUE_LOW_WATER must be below {PREFIX}QUEUE_HIGH_WATER, "
                f"not {self.queue_low_water} with {self.queue_high_water}"
            )
        if not self.user_agent:
            # The class is frozen for its users; a default made of another field is set here once.
            object.__setattr__(self, "user_agent", _user_agent(self.contact))
        return self


class Setting(NamedTuple):
    """One line of `newsmill settings`: a variable, its value (secrets masked) and its reason."""

    name: str
    value: str
    origin: Literal["default", "environment"]
    description: str


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environ` (the process's own if None).

    An empty variable counts as unset. Raises SettingsError, in one line, for an unknown NEWSMILL_
    name or a value that the setting does not take.
    """
    environ = os.environ if environ is None else environ
    given = _given(environ)
    for field in given:
        if field not in Settings.model_fields:
            raise SettingsError(_unknown(field.upper()))
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def describe(settings: Settings, environ: Mapping[str, str] | None = None) -> list[Setting]:
    """Every setting with its effective value, where that came from, and what it is for."""
    given = _given(os.environ if environ is None else environ)
    return [
        Setting(
            name=PREFIX + field.upper(),
            value=_shown(getattr(settings, field)),
            origin="environment" if field in given else "default",
            description=info.description or "",
        )
        for field, info in Settings.model_fields.items()
    ]


def masked(url: str) -> str:
    """A Redis URL fit to be shown: the password is hidden, before the host or as a parameter."""
    url = re.sub(r"(://[^/@:]*:)[^/]*@", r"\1***@", url)
    return re.sub(r"([?&]password=)[^&]*", r"\1***", url)


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and value.strip()
    }


def _unknown(name: str) -> str:
    known = [field.upper() for field in Settings.model_fields]
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {PREFIX}{close[0]}?" if close else f"{PREFIX}* are {', '.join(known)}"
    return f"unknown setting {PREFIX}{name}: {hint}"


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    if not first["loc"]:
        return str(first["msg"]).removeprefix("Value error, ")
    field = str(first["loc"][0])
    message = str(first["msg"]).removeprefix("Value error, ")
    value = masked(str(first["input"]))
    takes = Settings.model_fields[field].description
    return f"{PREFIX}{field.upper()}={value!r} will not do: {message}. It is {takes}"


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ",".join(str(item) for item in value)
    return masked(str(value))


def _user_agent(contact: str | None) -> str:
    try:
        release = version("newsmill")
    except PackageNotFoundError:  # run from a checkout that was never installed
        release = "0"
    return f"newsmill/{release}" + (f" (+{contact})" if contact else "")
