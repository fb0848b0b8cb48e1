"""What the workers published of a crawl's sites while it ran, as new and as updates."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import redis

from workers import outbox
from workers.watching import tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.report import SourceReport


class Published:
    """Counts by site from now on. Without a connection, or when Redis is lost, all is unknown."""

    def __init__(self, connection: redis.Redis | None, urls: Sequence[str]) -> None:
        self._connection = connection
        self._sites = sorted({outbox.site_of(url) for url in urls})
        self._before = self._counts()

    def added(self, reports: Sequence[SourceReport]) -> tuple[SourceReport, ...]:
        """The reports, with `new` and `updated` where they are known."""
        if any(report.stopped for report in reports):
            return tuple(reports)  # whoever ended it waits, and Redis may not answer
        now = self._counts() or {}
        return tuple(self._with(report, now.get(outbox.site_of(report.url))) for report in reports)

    def _with(self, report: SourceReport, now: Counter[str] | None) -> SourceReport:
        if self._before is None or not now:  # nobody has counted here
            return report
        before = self._before[outbox.site_of(report.url)]
        return replace(
            report, new=now["new"] - before["new"], updated=now["update"] - before["update"]
        )

    def _counts(self) -> dict[str, Counter[str]] | None:
        if self._connection is None:
            return None
        try:
            with self._connection.pipeline(transaction=False) as pipeline:
                for site in self._sites:
                    pipeline.hgetall(tally.events_key(site))
                found = pipeline.execute()
        except redis.RedisError:
            return None
        return {
            site: Counter({event.decode(): int(count) for event, count in counts.items()})
            for site, counts in zip(self._sites, found, strict=True)
        }
