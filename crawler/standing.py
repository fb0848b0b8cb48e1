"""How a crawl stands at a moment: what it has done, what waits, and what it is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.middlewares.patience import Patience
from crawler.pipelines import HandOver

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.reactor import Crawl
    from crawler.report import SourceReport

_HELD = {"queue-full": "the queue is full", "redis-lost": "Redis is lost"}
_ENDS = {"skipped": "skipped: another process crawls it"}
_SOON = 5.0  # seconds: a shorter wait between two requests is a site's usual pace


class Standing(NamedTuple):
    """One source's: `waiting` counts requests that are known and not answered."""

    name: str
    fetched: int
    handed_over: int
    waiting: int
    state: str
    at_work: bool


def standing(crawl: Crawl) -> Standing:
    """How `crawl` stands now."""
    report, crawler = crawl.report(), crawl.crawler
    at_work = crawler is not None and not crawl.done
    return Standing(
        name=crawl.name,
        fetched=report.fetched,
        handed_over=report.handed_over,
        waiting=_waiting(crawler) if crawler and at_work else 0,
        state=_state(crawler) if crawler and at_work else _end(crawl, report),
        at_work=at_work,
    )


def _waiting(crawler: Crawler) -> int:
    engine = crawler._engine
    if engine is None or engine._slot is None:
        return 0
    queued = getattr(engine._slot.scheduler, "__len__", lambda: 0)()
    return int(queued) + len(engine.downloader.active)


def _state(crawler: Crawler) -> str:
    engine = crawler._engine
    if engine is None or engine._slot is None:
        return "starting"
    if engine._slot.closing is not None:
        return "ending"
    if engine.paused:
        pipeline = crawler.get_item_pipeline(HandOver)
        reasons = sorted(_HELD.get(each, each) for each in pipeline.held) if pipeline else []
        return f"paused: {', '.join(reasons)}"
    if resting := _resting(crawler):
        return resting
    return "downloading"


def _resting(crawler: Crawler) -> str:
    """Which host is not asked for a while, if nothing else is being downloaded."""
    slots = crawler.engine.downloader.slots
    if any(slot.transferring for slot in slots.values()):
        return ""
    patience = crawler.get_downloader_middleware(Patience)
    waits = {host: patience.left(host) for host in slots} if patience else {}
    host, left = max(waits.items(), key=lambda wait: wait[1], default=("", 0.0))
    return f"{host} is left alone for {left:.0f} s" if left > _SOON else ""


def _end(crawl: Crawl, report: SourceReport) -> str:
    if not crawl.done:
        return "waiting for its turn"
    if report.finish_reason == "finished":
        return {0: "done", 1: f"done, {report.failed} failed"}.get(report.exit_code, "gave nothing")
    return _ENDS.get(report.finish_reason, f"ended: {report.finish_reason}")
