"""The demo: the whole way on the sample news site, served from this machine."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cleaner.blocks import split
from cleaner.document import decode, parse
from cleaner.outcome import Outcome
from crawler.progress import ProgressLine
from crawler.run import Errand, run
from crawler.sample import Expected, SampleSite, expected
from workers.outbox import ARTICLES, REJECTED

if TYPE_CHECKING:
    import redis

    from workers.settings import Settings

# Where the demo remembers its port and how often it ran: the same addresses come again, and a
# story that changes between two visits changes between two demos.
_PORT_KEY = "newsmill:demo:port"
_RUNS_KEY = "newsmill:demo:runs"
OUT = "articles.jsonl"
# The page shown before and after: counters, a most-read list under two tabs, stamps.
SHOWN = "economy/kelp-harvest"
# Lines of the shown page; the whole is on the sample site.
SHOWN_LINES = 40
_STOPPED = "was stopped; what was delivered stays. Once more"
_DIED = "ended early, as its workers did; see above. Once more"
# Characters a line of prose is read well at; a pipe has no width of its own.
PROSE_WIDTH = 100


@dataclass(frozen=True)
class Visit:
    """What became of one address in this demo: `event` is new or update for what was delivered."""

    url: str
    outcome: str
    event: str
    detail: str
    article: dict[str, Any] | None


def demo(connection: redis.Redis, settings: Settings, console: Console) -> int:
    """Run the demo and print what became of each address; the exit code.

    The articles go to OUT in the state folder. 0 if every page came out as it should,
    else 1.
    """
    runs = int(connection.incr(_RUNS_KEY))
    edition = min(runs, 2)
    since = _now(connection)
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    out = settings.state_dir / OUT
    with _sample_site(connection, edition) as site:
        console.print(
            f"Sample news site on {site.url}, visit {runs}: crawling, cleaning, delivering"
        )
        with ProgressLine("starting", plain=False) as line:
            # A demo soon after another shows what changed, and not that nothing is due yet.
            errand = Errand(targets=[site.url], out=out, crawl_options=["--force"])
            progress = run(connection, settings, errand, lambda now: line.say(str(now)))
        if progress.stopped or progress.workers_died:
            console.print(f"The demo {_STOPPED if progress.stopped else _DIED}: newsmill demo")
            return 1
        visits = _visits(connection, since, site.url)
        wanted = expected(site.url, edition)
        console.print(_table(site.url, visits, wanted))
        console.print(
            _before_and_after(connection, site.url), width=min(console.width, PROSE_WIDTH)
        )
        wrong = _wrong(visits, wanted)
    console.print(_summary(visits, wanted, wrong, settings))
    return 1 if wrong else 0


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
    """A line an address, cut at a terminal's edge; whole where something is unexpected."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("address", "outcome", "what it is, or why it is none"):
        table.add_column(title, no_wrap=True, overflow="fold")
    wrong = _wrong(visits, wanted)
    for url in sorted({*visits, *wanted}):
        visit = visits.get(url)
        address = "/" + url.removeprefix(base)
        if url in wrong:
            outcome = visit.outcome if visit else "-"
            table.add_row(
                address, Text(outcome, style="red"), Text(wrong[url], style="red", no_wrap=False)
            )
        elif visit:
            event = f" ({visit.event})" if visit.event else ""
            colour = "green" if event else "yellow"
            said = visit.detail or (visit.article or {}).get("headline") or ""
            table.add_row(
                address,
                Text(visit.outcome + event, style=colour),
                Text(said.replace(base, "/"), style="dim", overflow="ellipsis"),
            )
    return table


def _before_and_after(connection: redis.Redis, base: str) -> RenderableType:
    after = _latest(connection, base + SHOWN)
    if after is None:
        return Text("")
    before = "\n".join(_visible_lines(base + SHOWN))
    who = " · ".join(
        [
            *(author["name"] for author in after["authors"]),
            *(after[name] for name in ("dateline", "datePublished") if after[name]),
        ]
    )
    story = "\n\n".join(part for part in (after["headline"], who, after["articleBody"]) if part)
    title = f"before: every line that /{SHOWN} shows"
    return Group(
        Panel(Text(before), title=title, title_align="left"),
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
    visits: dict[str, Visit], wanted: dict[str, Expected], wrong: dict[str, str], settings: Settings
) -> Text:
    events = Counter(visit.event for visit in visits.values() if visit.event)
    unchanged = sum(visit.outcome == Outcome.UNCHANGED for visit in visits.values())
    rest = len(visits) - events.total() - unchanged
    where = quote(str(settings.state_dir))
    server = "" if settings.redis_url else f"NEWSMILL_STATE_DIR={where} "
    lines = [
        f"{len(visits)} addresses: {events['new']} new articles, {events['update']} updated, "
        f"{unchanged} unchanged, {rest} no articles.",
        f"{len(wanted) - len(wrong)} of {len(wanted)} as the sample site says they should be.",
        f"The articles are in {where}/{OUT} and on the stream {ARTICLES}.",
        f"Look around:  {server}newsmill status",
        "Again:        the same command (delivers only what has changed)",
        "Your turn:    newsmill run https://example.org/ -o articles.jsonl",
    ]
    return Text("\n".join(lines), style="red" if wrong else "")
