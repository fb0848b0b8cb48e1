"""Metrics: what Prometheus is told, read from Redis at each scrape. docs/metrics.md lists them.

    newsmill:metrics-sites   sorted set: a site with a name of its own -> its place, from 0

The first `metrics_sites` sites that were seen keep their names for good, all others are "other": so
the series are bounded, and no counter falls. Nothing else is kept; any number of endpoints will do.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import redis
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.registry import Collector

from workers.watching import drift, latency, tally
from workers.watching.status import snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from prometheus_client import Metric
    from redis import Redis

    from workers.settings import Settings
    from workers.watching.facts import Status

OTHER = "other"

# ARGV[1] places at most, for the sites behind it; two endpoints may ask at once.
_NAME = """
for place = 2, #ARGV do
  local taken = redis.call('ZCARD', KEYS[1])
  if taken >= tonumber(ARGV[1]) then break end
  redis.call('ZADD', KEYS[1], 'NX', taken, ARGV[place])
end
return redis.call('ZRANGE', KEYS[1], 0, tonumber(ARGV[1]) - 1)
"""


class Newsmill(Collector):
    """All metrics of one Redis. With that lost, `newsmill_up` is 0 and nothing else is told."""

    def __init__(self, connection: Redis, settings: Settings) -> None:
        self._connection, self._settings = connection, settings

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: to be registered does not take a Redis."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """What is so now."""
        try:
            found = list(self._found())
        except redis.RedisError:
            found = []
        up = "Whether the Redis of newsmill could be read at this scrape."
        yield GaugeMetricFamily("newsmill_up", up, value=float(bool(found)))
        yield from found

    def _found(self) -> Iterator[Metric]:
        connection, limit = self._connection, self._settings.metrics_sites
        status = snapshot(connection, self._settings)
        named = _named(connection, sorted(status.outcomes), limit)
        gone_outcomes, gone_events = tally.others(connection)
        yield _by_site(
            CounterMetricFamily(
                "newsmill_pages",
                "Pages that were counted, by crawled site and outcome.",
                labels=("site", "outcome"),
            ),
            tally.ever(connection),
            gone_outcomes,
            named,
        )
        yield _by_site(
            CounterMetricFamily(
                "newsmill_articles_published",
                "Articles put on the stream, by crawled site and event (new or update).",
                labels=("site", "event"),
            ),
            tally.events(connection),
            gone_events,
            named,
        )
        yield _stages(latency.ever(connection))
        yield from _queues(status)
        yield from _streams(status)
        yield from _groups(status)
        yield from _server(status)
        yield _stuck(status)
        yield _drifting(connection, sorted(status.outcomes), named)


def _named(connection: Redis, sites: Sequence[str], limit: int) -> set[str]:
    """The sites that have a name of their own; those seen first now get one if there is room."""
    try:
        found: Any = connection.register_script(_NAME)(keys=[tally.NAMED], args=[limit, *sites])
    except redis.ResponseError:  # the server refuses to write, which is what is to be told
        found = connection.zrange(tally.NAMED, 0, -1)
    return {site.decode() for site in found[:limit]}


def _by_site(
    family: CounterMetricFamily,
    counts: Mapping[str, Mapping[str, int]],
    gone: Mapping[str, int],
    named: set[str],
) -> Metric:
    others = Counter(gone)
    for site, of_site in counts.items():
        if site in named:
            for name, count in of_site.items():
                family.add_metric((site, name), count)
        else:
            others.update(of_site)
    for name, count in sorted(others.items()):
        family.add_metric((OTHER, name), count)
    return family


def _stages(histograms: Mapping[str, latency.Histogram]) -> Metric:
    family = HistogramMetricFamily(
        "newsmill_stage_duration_seconds",
        "Seconds a page took: fetch (until its site answered), queue (fetched until taken in "
        "hand), clean, total (until its entry is on the stream).",
        labels=("stage",),
    )
    for stage, histogram in histograms.items():
        up_to = accumulate(histogram.counts)
        buckets = [(name, count) for name, count in zip(latency.BUCKETS, up_to, strict=True)]
        family.add_metric((stage,), buckets, sum_value=histogram.seconds)
    return family


def _queues(status: Status) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("newsmill_queue_jobs", "Jobs by state.", labels=("queue", "state"))
    oldest = GaugeMetricFamily(
        "newsmill_queue_oldest_waiting_age_seconds",
        "Age of the job that waits longest, 0 if none does.",
        labels=("queue",),
    )
    for queue in status.queues:
        for state in ("waiting", "started", "scheduled", "failed"):
            jobs.add_metric((queue.name, state), getattr(queue, state))
        oldest.add_metric((queue.name,), queue.oldest_waiting_seconds or 0.0)
    workers = GaugeMetricFamily("newsmill_workers", "Living workers by state.", labels=("state",))
    states = Counter({"idle": 0, "busy": 0}) + Counter(worker.state for worker in status.workers)
    for state in sorted({"idle", "busy", *states}):
        workers.add_metric((state,), states[state])
    yield from (jobs, oldest, workers)


def _streams(status: Status) -> Iterator[Metric]:
    labels = ("stream",)
    entries = GaugeMetricFamily("newsmill_stream_entries", "Entries kept.", labels=labels)
    memory = GaugeMetricFamily("newsmill_stream_memory_bytes", "Memory it takes.", labels=labels)
    oldest = GaugeMetricFamily(
        "newsmill_stream_oldest_entry_age_seconds", "Age of its oldest entry.", labels=labels
    )
    for stream in status.streams:
        entries.add_metric((stream.name,), stream.length)
        memory.add_metric((stream.name,), stream.memory_bytes)
        oldest.add_metric((stream.name,), stream.oldest_seconds or 0.0)
    yield from (entries, memory, oldest)


def _groups(status: Status) -> Iterator[Metric]:
    told = {
        "lag": ("newsmill_group_lag_entries", "Entries it was not given so far."),
        "pending": ("newsmill_group_pending_entries", "Entries given out, not acknowledged."),
        "behind_seconds": (
            "newsmill_group_behind_seconds",
            "Age of the oldest entry that it has not acknowledged.",
        ),
        "seen_seconds": (
            "newsmill_group_last_seen_seconds",
            "Time since a consumer of it asked for anything.",
        ),
        "dead_letters": ("newsmill_dead_letters", "Entries that the group gave up."),
    }
    for field, (name, words) in told.items():
        family = GaugeMetricFamily(name, words, labels=("stream", "group"))
        for stream in status.streams:
            for group in stream.groups:
                value = getattr(group, field)
                if value is None and field != "behind_seconds":
                    continue  # nobody can tell; but who is not behind is 0 behind
                family.add_metric((stream.name, group.name), value or 0)
        yield family


def _server(status: Status) -> Iterator[Metric]:
    server = status.server
    yield GaugeMetricFamily(
        "newsmill_server_memory_bytes", "Memory the server takes.", value=server.memory_bytes
    )
    yield GaugeMetricFamily(
        "newsmill_server_memory_max_bytes",
        "Memory it may take, 0 for no limit.",
        value=server.memory_max_bytes or 0,
    )


def _stuck(status: Status) -> Metric:
    family = GaugeMetricFamily(
        "newsmill_stuck", "Things that are stuck: newsmill status says more.", labels=("kind",)
    )
    for kind, count in sorted(Counter(trouble.kind for trouble in status.stuck).items()):
        family.add_metric((kind,), count)
    return family


def _drifting(connection: Redis, sites: Sequence[str], named: set[str]) -> Metric:
    family = GaugeMetricFamily(
        "newsmill_drifting_sites",
        "Sites whose newest pages come out otherwise than before.",
        labels=("site",),
    )
    drifting = {each.site for each in drift.drifts(connection, sites)}
    for site in sites:
        if site in named:
            family.add_metric((site,), site in drifting)
    family.add_metric((OTHER,), len(drifting - named))
    return family
