"""What `newsmill status` tells, as frozen values; as JSON they are what --json prints.

Ages and other spans are in seconds, memory in bytes. Null: there is none, or nobody can tell.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True)


class Trouble(Part):
    """What is wrong, why, and what to do. `kind` is one word for scripts, such as "no-worker"."""

    kind: str
    what: str
    do: str


class QueueStatus(Part):
    """Jobs of a queue: waiting, being worked on, failed, and to be tried again later.

    `overdue` are those of the latter whose time came a while ago. `finished_seconds` is the age of
    the last job that was done, of those of the last day.
    """

    name: str
    waiting: int
    started: int
    failed: int
    scheduled: int
    overdue: int = 0
    oldest_waiting_seconds: float | None = None
    finished_seconds: float | None = None


class JobStatus(Part):
    """A job that a worker has in hand: what it is, as "10 pages of a.example"; since how long."""

    job: str
    description: str
    seconds: float | None


class WorkerStatus(Part):
    """A worker: idle, busy, suspended; and the ids of the jobs that it has in hand.

    `doing` tells more of these jobs. `seen_seconds` is the age of its last sign of life.
    """

    name: str
    state: str
    host: str
    pid: int | None
    jobs: tuple[str, ...]
    queues: tuple[str, ...] = ()
    doing: tuple[JobStatus, ...] = ()
    seen_seconds: float | None = None


class GroupStatus(Part):
    """A consumer group: entries it has not been given (`lag`, null if the server cannot tell).

    `pending` are those given out and not acknowledged. `behind_seconds` is the age of the oldest
    entry that it has not acknowledged, `oldest_pending_seconds` that of the oldest pending one;
    `seen_seconds` how long ago a consumer of it asked for anything. `dead_letters` are the entries
    that it gave up.
    """

    name: str
    consumers: int
    pending: int
    lag: int | None
    oldest_pending_seconds: float | None = None
    behind_seconds: float | None = None
    seen_seconds: float | None = None
    dead_letters: int = 0


class StreamStatus(Part):
    """A stream, with the ages of its oldest and newest entry, and what an entry costs."""

    name: str
    length: int
    oldest_seconds: float | None
    newest_seconds: float | None
    groups: tuple[GroupStatus, ...]
    memory_bytes: int = 0
    entry_bytes: int | None = None


class ServerStatus(Part):
    """The server's memory, and whether it could write to disk what it holds.

    `memory_max_bytes` is null where it has no limit. `write_error` says what could not be written.
    `known_url_bytes` is what it costs to know an address, by a sample of keys. `up_seconds` is how
    long it runs; when a consumer was last seen it forgets as it ends, and counts from its start.
    """

    memory_bytes: int
    up_seconds: float | None = None
    memory_max_bytes: int | None = None
    policy: str = "noeviction"
    write_error: str | None = None
    known_url_bytes: int | None = None


class Stage(Part):
    """A stage of a page's way in the last hour: how many pages, and within how many seconds."""

    name: str
    pages: int
    p50_seconds: float | None
    p95_seconds: float | None


class Failure(Part):
    """A job that failed: what it was, the last line of its traceback, and how long ago it ended."""

    job: str
    description: str
    fault: str
    seconds: float | None = None


class Status(Part):
    """A snapshot, at `at` (unix seconds). What is `stuck` needs somebody, a warning may wait.

    `outcomes` holds, by site, the count of pages by outcome; `last_hour` and `last_day` likewise.
    """

    at: float
    stuck: tuple[Trouble, ...] = ()
    warnings: tuple[Trouble, ...] = ()
    queues: tuple[QueueStatus, ...]
    workers: tuple[WorkerStatus, ...]
    suspended: bool = False
    streams: tuple[StreamStatus, ...]
    server: ServerStatus
    stages: tuple[Stage, ...] = ()
    outcomes: dict[str, dict[str, int]]
    last_hour: dict[str, dict[str, int]] = Field(default_factory=dict)
    last_day: dict[str, dict[str, int]] = Field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
