"""The demo: the whole way on the sample news site, served from this machine, and what came of it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cleaner.blocks import split
from cleaner.document import decode, parse
from cleaner.outcome import Outcome
from crawler.run import Progress, run
from crawler.sample import Expected, SampleSite, expected
from workers.outbox import ARTICLES, REJECTED

if TYPE_CHECKING:
    import redis

# Where the demo remembers its port and how often it ran: the same addresses come again, and a
# story that changes between two visits changes between two demos.
_PORT_KEY = "newsmill:demo:port"
_RUNS_KEY = "newsmill:demo:runs"
# The page shown before and after: counters, a most-read list under two tabs, stamps, no markup to lean on.
SHOWN = "economy/kelp-harvest"
# Lines of the shown page; the whole is on the sample site.
SHOWN_LINES = 40


@dataclass(frozen=True)
class Visit:
    """What became of one address in this demo: `event` is new or update for what was delivered."""

    url: str
    outcome: str
    event: str
    detail: str
    article: dict[str, Any] | None


def demo(
    connection: redis.Redis, console: Console, out: Path, on_progress: Callable[[Progress], None]
) -> int:
    """Run the demo and print its table; 0 if every page came out as it should, else 1."""
    runs = int(connection.incr(_RUNS_KEY))
    edition = min(runs, 2)
    since = _now(connection)
    with _sample_site(connection, edition) as site:
        console.print(
            f"Sample news site on {site.url} (visit {runs}); crawling, cleaning, delivering …"
        )
        progress = run(connection, [site.url], out=out, on_progress=on_progress)
        visits = _visits(connection, since, site.url)
        wanted = expected(site.url, edition)
        console.print(_table(site.url, visits, wanted))
        console.print(_before_and_after(connection, site.url))
        wrong = _wrong(visits, wanted)
    console.print(_summary(visits, wanted, wrong, out))
    return 1 if wrong or progress.stopped else 0


def _sample_site(connection: redis.Redis, edition: int) -> SampleSite:
    """The site on the port of the last demo where that is free: its addresses are known then."""
    port: Any = connection.get(_PORT_KEY)
    try:
        site = SampleSite(port=int(port or 0), edition=edition)
    except OSError:
        site = SampleSite(edition=edition)
    connection.set(_PORT_KEY, urlsplit(site.url).port or 0)
    return site


def _now(connection: redis.Redis) -> str:
    seconds, micros = connection.time()
    return f"{seconds * 1000 + micros // 1000}-0"


def _visits(connection: redis.Redis, since: str, base: str) -> dict[str, Visit]:
    """What this demo put on the two streams, by address."""
    visits = {}
    for stream in (ARTICLES, REJECTED):
        entries: Any = connection.xrange(stream, min=since)
        for _, raw in entries:
            fields = {name.decode(): value.decode() for name, value in raw.items()}
            if fields["url"].startswith(base):
                visits[fields["url"]] = Visit(
                    url=fields["url"],
                    outcome=fields["outcome"],
                    event=fields.get("event", ""),
                    detail=fields.get("detail", ""),
                    article=json.loads(fields["article"]) if fields.get("article") else None,
                )
    return visits


def _wrong(visits: dict[str, Visit], wanted: dict[str, Expected]) -> dict[str, str]:
    """Addresses that came out otherwise than the sample site says, with the first difference."""
    wrong = {}
    for url, expectation in wanted.items():
        visit = visits.get(url)
        fault = _fault(visit, expectation) if visit else "never reached"
        if fault:
            wrong[url] = fault
    return wrong


def _fault(visit: Visit, expectation: Expected) -> str:
    if visit.outcome == Outcome.UNCHANGED and expectation.outcome.delivered:
        return ""
    if visit.outcome != expectation.outcome:
        return f"expected {expectation.outcome}"
    return next(iter(expectation.differences(visit.article)), "") if visit.article else ""


def _table(base: str, visits: dict[str, Visit], wanted: dict[str, Expected]) -> Table:
    table = Table(
        title="Every address and what became of it", title_justify="left", box=None, pad_edge=False
    )
    table.add_column("address", overflow="fold")
    table.add_column("outcome", no_wrap=True)
    table.add_column("detail", overflow="fold", style="dim")
    wrong = _wrong(visits, wanted)
    for url in sorted({*visits, *wanted}):
        visit = visits.get(url)
        outcome = (
            f"{visit.outcome} ({visit.event})"
            if visit and visit.event
            else visit.outcome
            if visit
            else "-"
        )
        detail = f"UNEXPECTED: {wrong[url]}" if url in wrong else visit.detail if visit else ""
        if visit and visit.article and not detail:
            detail = visit.article["headline"] or ""
        colour = "red" if url in wrong else "green" if visit and visit.event else "yellow"
        table.add_row("/" + url.removeprefix(base), Text(outcome, style=colour), Text(detail))
    return table


def _before_and_after(connection: redis.Redis, base: str) -> RenderableType:
    after = _latest(connection, base + SHOWN)
    before = "\n".join(_visible_lines(base + SHOWN))
    if after is None:
        return Text("")
    story = "\n\n".join(
        part
        for part in (
            after["headline"],
            " · ".join(
                [
                    *(a["name"] for a in after["authors"]),
                    after["dateline"] or "",
                    after["datePublished"] or "",
                ]
            ),
            after["articleBody"],
        )
        if part
    )
    return Group(
        Panel(
            Text(before), title="before: every line that /" + SHOWN + " shows", title_align="left"
        ),
        Panel(Text(story), title="after: the article on the stream", title_align="left"),
    )


def _visible_lines(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request("GET", parts.path)
        body = connection.getresponse().read()
    finally:
        connection.close()
    for number, block in enumerate(split(parse(decode(body), url))):
        if number == SHOWN_LINES:
            yield "…"
            return
        yield block.text


def _latest(connection: redis.Redis, url: str) -> dict[str, Any] | None:
    """The newest revision of the article at that address that is on the stream."""
    entries: Any = connection.xrevrange(ARTICLES)
    for _, fields in entries:
        if fields[b"url"].decode() == url:
            article: dict[str, Any] = json.loads(fields[b"article"])
            return article
    return None


def _summary(
    visits: dict[str, Visit], wanted: dict[str, Expected], wrong: dict[str, str], out: Path
) -> Text:
    events = [visit.event for visit in visits.values() if visit.event]
    unchanged = sum(visit.outcome == Outcome.UNCHANGED for visit in visits.values())
    lines = [
        f"{len(visits)} addresses: {events.count('new')} new articles, {events.count('update')} updated, "
        f"{unchanged} unchanged, {len(visits) - len(events) - unchanged} no articles.",
        f"{len(wanted) - len(wrong)} of {len(wanted)} as the sample site says they should be.",
        f"The articles are in {out} and on the stream {ARTICLES}.",
        "Next: newsmill demo (again: only what changed), newsmill consume --group me --from-start, newsmill status",
    ]
    return Text("\n".join(lines), style="red" if wrong else "")
