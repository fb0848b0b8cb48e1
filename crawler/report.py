"""Reports: what became of a crawl, in numbers and in an exit code."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
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
    `server_errors` counts answers of 5xx among `dropped`. `received` is in bytes as sent.
    """

    name: str
    url: str
    given: bool = False
    found: int = 0
    fetched: int = 0
    handed_over: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    server_errors: int = 0
    lost: int = 0
    received: int = 0
    seconds: float = 0.0
    finish_reason: str = ""
    dry_run: bool = False

    def __str__(self) -> str:
        """The numbers on one line, for people."""
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
    def exit_code(self) -> int:
        """0 all well, 1 some pages failed, 3 nothing worked."""
        worked = self.found if self.dry_run else self.handed_over
        if self.dry_run and self.found <= 1:  # the front page only
            worked = 0
        if not worked:
            return 3
        if self.lost or self.finish_reason not in _GOOD_ENDS:
            return 1
        if self.given:
            return int(sum(self.dropped.values()) > 0)
        failed = self.dropped.get(Outcome.NETWORK_ERROR, 0) + self.server_errors
        return int(failed > 0)


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
        codes = {source.exit_code for source in self.sources}
        if len(codes) == 1:
            return codes.pop()
        return 1 if codes else 3

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it: the exit code, and each source's numbers."""
        return {"exit_code": self.exit_code, "sources": [asdict(each) for each in self.sources]}


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
        # A fault of a spider costs the page that it was about.
        lost=stats.get("newsmill/lost", 0) + stats.get("spider_exceptions/count", 0),
        received=stats.get("downloader/response_bytes", 0),
        seconds=stats.get("elapsed_time_seconds", 0.0),
        finish_reason=stats.get("finish_reason", ""),
        **about,
    )
