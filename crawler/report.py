"""Reports: what became of a crawl, in numbers and in an exit code."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cleaner.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

# Ends that are no failure: the crawl was through, or the spider decided so.
_GOOD_ENDS = {"finished"}


@dataclass(frozen=True, kw_only=True)
class SourceReport:
    """What became of one source, or of the given addresses.

    `found` counts addresses that may be pages, `fetched` those that answered, `handed_over` the
    pages that an outlet took, `dropped` the others by outcome, `lost` what no outlet took.
    `server_errors` counts answers of 5xx among `dropped`. `answered` counts good answers of any
    kind, feeds and sitemaps too, but for robots.txt. `received` is in bytes as sent. `new` and
    `updated` are what the workers published of the site meanwhile; None is unknown.
    """

    name: str
    url: str
    given: bool = False
    found: int = 0
    fetched: int = 0
    handed_over: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    server_errors: int = 0
    answered: int = 0
    lost: int = 0
    new: int | None = None
    updated: int | None = None
    received: int = 0
    seconds: float = 0.0
    finish_reason: str = ""
    dry_run: bool = False

    def __str__(self) -> str:
        """The numbers on one line, for people."""
        if self.skipped:
            return f"{self.name}: skipped, it is being crawled already"
        dropped = "".join(f", {count} {outcome}" for outcome, count in self.dropped.items())
        lost = f", {self.lost} LOST" if self.lost else ""
        took = f", {self.received / 1e6:.1f} MB in {self.seconds:.1f} s" if self.seconds else ""
        return (
            f"{self.name}: {self.found} found, {self.fetched} fetched, "
            f"{self.handed_over} handed over{dropped}{lost}{took}"
        )

    @property
    def stopped(self) -> bool:
        """Whether Ctrl-C or SIGTERM ended it."""
        return self.finish_reason == "shutdown"

    @property
    def skipped(self) -> bool:
        """Whether it was left to another crawl of the source, which runs already."""
        return self.finish_reason == "skipped"

    @property
    def failed(self) -> int:
        """Addresses that gave no answer, or one of 5xx, or that were lost: to be tried again."""
        return self.dropped.get(Outcome.NETWORK_ERROR, 0) + self.server_errors + self.lost

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some pages failed, 3 nothing worked."""
        if self.skipped:
            return 0
        if self.dry_run:
            worked = self.found > 1 or self.answered > 0  # more than the front page, or no news
        else:  # a site that has nothing new answers all the same
            nothing_new = self.answered > 0 and not self.lost and not self.given
            worked = self.handed_over > 0 or nothing_new
        if not worked:
            return 3
        if self.failed or self.finish_reason not in _GOOD_ENDS:
            return 1
        return int(self.given and sum(self.dropped.values()) > 0)

    def ended(self, reason: str) -> SourceReport:
        """The same of a crawl that did not come to its own end, or never began: why is `reason`.

        What was fetched and is neither handed over nor dropped is lost.
        """
        never_fetched = {Outcome.NETWORK_ERROR, Outcome.ROBOTS_DENIED}
        dropped = sum(n for outcome, n in self.dropped.items() if outcome not in never_fetched)
        left = self.fetched - self.handed_over - dropped
        return replace(self, finish_reason=reason, lost=max(self.lost, left))

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it; docs/crawling.md says what each field counts."""
        rejected = {str(key): n for key, n in self.dropped.items() if key != Outcome.UNCHANGED}
        return {
            "name": self.name,
            "url": self.url,
            "exit_code": self.exit_code,
            "skipped": self.skipped,
            "ended": self.finish_reason,
            "found": self.found,
            "fetched": self.fetched,
            "handed_over": self.handed_over,
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.dropped.get(Outcome.UNCHANGED, 0),
            "rejected": rejected,
            "failed": self.failed,
            "lost": self.lost,
            "bytes": self.received,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, kw_only=True)
class CrawlReport:
    """What became of a whole crawl, source by source."""

    sources: tuple[SourceReport, ...]

    def __str__(self) -> str:
        """A line a source, for people, and if it ended early what to do next."""
        lines = [str(source) for source in self.sources]
        if self.stopped:
            lines.append("stopped; what was handed over stays queued: crawl again for the rest")
        return "\n".join(lines)

    @property
    def stopped(self) -> bool:
        """Whether Ctrl-C or SIGTERM ended it."""
        return any(source.stopped for source in self.sources)

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some pages failed, 3 nothing worked."""
        codes = {source.exit_code for source in self.sources if not source.skipped}
        if len(codes) == 1:
            return codes.pop()
        return 1 if codes else 0 if self.sources else 3

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it: the exit code, and each source's numbers."""
        return {"exit_code": self.exit_code, "sources": [each.as_dict() for each in self.sources]}


def from_stats(stats: Mapping[str, Any], **about: Any) -> SourceReport:
    """Return the report of one crawler from its Scrapy stats, with the fields `about` it."""
    prefix = "newsmill/dropped/"
    return SourceReport(
        found=stats.get("newsmill/found", 0),
        fetched=stats.get("newsmill/fetched", 0),
        handed_over=stats.get("newsmill/handed_over", 0),
        dropped={
            key.removeprefix(prefix): count
            for key, count in sorted(stats.items())
            if key.startswith(prefix)
        },
        server_errors=stats.get("newsmill/server_errors", 0),
        answered=_answered(stats),
        # A fault of a spider costs the page that it was about.
        lost=stats.get("newsmill/lost", 0) + stats.get("spider_exceptions/count", 0),
        received=stats.get("downloader/response_bytes", 0),
        seconds=_seconds(stats),
        finish_reason=stats.get("finish_reason", ""),
        **about,
    )


def _answered(stats: Mapping[str, Any]) -> int:
    """Answers of 2xx and 304 but for robots.txt, which says nothing of the site's news."""

    def good(prefix: str) -> int:
        counts = {key.removeprefix(prefix): n for key, n in stats.items() if key.startswith(prefix)}
        return sum(n for status, n in counts.items() if status.startswith("2") or status == "304")

    asked = good("downloader/response_status_count/") - good("robotstxt/response_status_count/")
    read: int = stats.get("newsmill/files", 0)  # archives of this machine, through to the end
    return asked + read


def _seconds(stats: Mapping[str, Any]) -> float:
    """How long it took, or takes so far."""
    if "elapsed_time_seconds" in stats:
        return float(stats["elapsed_time_seconds"])
    begun = stats.get("start_time")
    return (datetime.now(UTC) - begun).total_seconds() if isinstance(begun, datetime) else 0.0
