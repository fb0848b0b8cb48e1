"""Runs a crawl in a process of its own, since Twisted's reactor starts once in a process.

python -m tests.crawler.running '{"sources": [...], "urls": [...], "settings": {...}}'
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workers.page import Dropped, Page

ROOT = Path(__file__).parents[2]
LOOPBACK = {"NEWSMILL_ALLOW_PRIVATE": "127.0.0.0/8,::1/128"}


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a crawl in a process of its own gave."""

    pages: dict[str, Page]
    dropped: dict[str, Dropped]
    items: list[Page | Dropped]
    candidates: dict[str, str]
    report: dict[str, Any]
    exit_code: int
    stderr: str

    def paths(self, *, of: str = "pages") -> set[str]:
        """Return the paths, with query, of the pages or of the dropped."""
        urls = self.pages if of == "pages" else self.dropped
        return {"/" + url.split("/", 3)[3] for url in urls}


def run(
    *sources: str | dict[str, Any],
    urls: list[str] | None = None,
    settings: dict[str, Any] | None = None,
    dry_run: bool = False,
    fetch: bool = False,
) -> Ran:
    """Crawl `sources` and `urls` to a sink, allowing loopback unless `settings` say otherwise."""
    job = {
        "sources": [{"url": s} if isinstance(s, str) else s for s in sources],
        "urls": urls or [],
        "settings": {"allow_private": LOOPBACK["NEWSMILL_ALLOW_PRIVATE"], **(settings or {})},
        "dry_run": dry_run,
        "fetch": fetch,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawler.running", json.dumps(job)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines and "report" in lines[-1], done.stderr
    items = [_item(line) for line in lines if "item" in line]
    return Ran(
        items=items,
        pages={item.url: item for item in items if isinstance(item, Page)},
        dropped={item.url: item for item in items if isinstance(item, Dropped)},
        candidates={line["candidate"]: line["via"] for line in lines if "candidate" in line},
        report=lines[-1]["report"]["sources"][0],
        exit_code=lines[-1]["exit_code"],
        stderr=done.stderr,
    )


def _item(line: dict[str, Any]) -> Page | Dropped:
    kind = Dropped if "outcome" in line["item"] else Page
    return kind.model_validate(line["item"])


def main(job: dict[str, Any]) -> None:
    """Do the job and print what came as JSON lines."""
    from crawler.crawl import CrawlReport, crawl, fetch
    from crawler.sources import Source
    from workers.settings import Settings

    def say(**line: Any) -> None:
        print(json.dumps(line), flush=True)

    def tell(item: Page | Dropped) -> None:
        say(item=item.model_dump(mode="json"))

    settings = Settings(**job["settings"])
    if job["fetch"]:
        report = CrawlReport(sources=(fetch(job["urls"], settings, tell),))
    else:
        report = crawl(
            [Source(**source) for source in job["sources"]],
            urls=job["urls"],
            settings=settings,
            sink=tell,
            dry_run=job["dry_run"],
            on_candidate=lambda url, via: say(candidate=url, via=via),
        )
    say(report=asdict(report), exit_code=report.exit_code)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
