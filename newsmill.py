"""The command line: one verb a job. Results on stdout, logs and progress on stderr.

Exit codes: 0 all well, 1 some pages failed, 2 usage, 3 nothing worked, 130 ended by a signal.
Imports wait until a verb needs them, so that --help answers at once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click import Choice, FloatRange, IntRange, argument, option

if TYPE_CHECKING:
    import redis

    from crawler.report import CrawlReport
    from workers.settings import Settings

FAILED, USAGE, NOTHING, STOPPED = 1, 2, 3, 130
FORMATS = ("json", "jsonl", "markdown", "text", "html")

_PARENT = option("--parent", type=int, hidden=True)  # who started it, and is not to be outlived
_DAY = click.DateTime(["%Y-%m-%d"])
_JSON = option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
_WORKERS = option("--workers", type=IntRange(1, 256), help="Processes (one a processor).")
_SHOWN_AS = (
    option("--format", "form", type=Choice(FORMATS), help="json, or jsonl for several URLs."),
    option("--explain", is_flag=True, help="What was kept and removed, with kind and rule."),
)
_CRAWLED = (
    option("--since", metavar="WHEN", help="Skip what is dated earlier: 2026-05-01, 7d, 24h."),
    option("--max-pages", type=IntRange(1), metavar="N", help="At most N new pages a site."),
    option("--include", multiple=True, metavar="REGEX", help="Only addresses that match one."),
    option("--exclude", multiple=True, metavar="REGEX", help="No addresses that match one."),
    option("--delay", type=FloatRange(0), help="Seconds between two requests (1)."),
    option("--concurrency", type=IntRange(1, 16), help="Requests to a site at once (1)."),
)


def _with(*options: Callable[..., Any]) -> Callable[..., Any]:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for each in reversed(options):
            command = each(command)
        return command

    return decorate


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="newsmill", message="newsmill %(version)s")
def cli() -> None:
    """News sites in, clean articles out.

    \b
    One page now, no server:    newsmill fetch https://example.org/2026/05/a-story
    A whole site to a file:     newsmill run https://example.org/ -o articles.jsonl
    As a service:               newsmill crawl (from cron), newsmill work, newsmill consume
    See it work:                newsmill demo

    Exit codes: 0 all well, 1 some pages failed, 2 usage, 3 nothing worked.
    """


@cli.command()
@argument("urls", nargs=-1, required=True, metavar="URL...")
@_with(*_SHOWN_AS)
def fetch(urls: Sequence[str], form: str | None, explain: bool) -> int:
    """Fetch pages and clean them now, without Redis.

    \b
    Examples:
      newsmill fetch https://example.org/2026/05/a-story
      newsmill fetch URL --format markdown > story.md
      newsmill fetch URL --explain
      newsmill fetch URL1 URL2 URL3 > articles.jsonl
    """
    settings = _settings()
    from crawler.crawl import fetch as fetch_pages
    from workers.direct import Printer

    default = "json" if len(urls) == 1 else "jsonl"
    printer = Printer(form, default=default, explained=explain)
    report = fetch_pages(urls, settings, printer.fetched)
    printer.end()
    if report.stopped:
        _say("stopped")
    if not printer.shown:
        return NOTHING
    return FAILED if report.stopped or printer.shown < report.found else 0


@cli.command()
@argument("file", default="-", type=click.Path(path_type=Path, allow_dash=True))
@option("--url", help="The page's address: names the article and resolves its links.")
@option("--text", is_flag=True, help="The file is flat text without markup.")
@_with(*_SHOWN_AS)
def clean(file: Path, url: str | None, text: bool, form: str | None, explain: bool) -> int:
    """Clean a saved page, from FILE or standard input.

    \b
    Examples:
      newsmill clean page.html --url https://example.org/2026/05/a-story
      curl -s https://example.org/a-story | newsmill clean - --format text
      newsmill clean --text page.txt
      newsmill clean page.html --explain
      newsmill clean page.html --explain --format html > why.html
    """
    _settings()  # a mistyped NEWSMILL_ name is an error in every verb
    from crawler.addresses import checked
    from workers.direct import Printer

    printer = Printer(form, explained=explain)
    printer.saved(file, checked(url) if url else None, text=text)
    printer.end()
    return 0 if printer.shown else NOTHING


@cli.command()
@argument("url")
@_with(_JSON)
def discover(url: str, as_json: bool) -> int:
    """What a site names for a crawl, and its entry for sources.toml.

    Asks for robots.txt, the front page, some section pages, feeds and sitemaps; no article. What is
    found is printed as comments, with the entry below them: all of it can go into the file.

    \b
    Examples:
      newsmill discover https://example.org/
      newsmill discover https://example.org/ >> sources.toml
      newsmill discover https://example.org/ --json | jq '.feeds'
    """
    settings = _settings()
    from crawler.discover import advice, as_dict, as_text, exit_code
    from crawler.discover import discover as look
    from crawler.progress import ProgressLine

    with ProgressLine(f"looking at {url}") as line:
        findings, stopped = look(url, settings, lambda now: line.say(str(now)))
    if stopped:
        _say("stopped")
        return STOPPED
    click.echo(json.dumps(as_dict(findings), ensure_ascii=False) if as_json else as_text(findings))
    if advised := advice(findings):
        _say(f"newsmill: {advised}")
    return exit_code(findings)


@cli.command()
@argument("sources", nargs=-1, metavar="[SOURCE...]")
@option("--sources", "file", type=click.Path(path_type=Path), help="Instead of sources.toml.")
@_with(*_CRAWLED, _JSON, _PARENT)
@option("--dry-run", is_flag=True, help="Print what would be fetched, and fetch no article.")
@option("--force", is_flag=True, help="Fetch also what was fetched before and is not due again.")
@option("-v", "--verbose", count=True, help="Say how it went even when all is well; -vv: all.")
def crawl(
    sources: Sequence[str], file: Path | None, as_json: bool, parent: int | None, **options: Any
) -> int:
    """One pass over sites, then exit: for cron.

    The pages are queued for newsmill work. SOURCE is a site's address or a name from sources.toml;
    none means all of sources.toml. A source that is being crawled already, on whatever machine, is
    skipped. Ctrl-C or SIGTERM: what is in flight is handed over within 10 s; a second one ends it
    at once. On a terminal it shows what each source is doing, elsewhere only what goes wrong.

    \b
    Examples:
      newsmill crawl https://example.org/
      newsmill crawl                         all of sources.toml
      newsmill crawl https://example.org/ --dry-run
      */15 * * * *  newsmill crawl --sources /etc/newsmill/sources.toml
    """
    settings = _settings()
    dry_run, force, verbose = (options.pop(name) for name in ("dry_run", "force", "verbose"))
    from crawler.crawl import crawl as crawl_sites
    from crawler.crawl import print_candidates
    from crawler.logs import level_of
    from crawler.progress import CrawlView
    from crawler.sources import choose

    chosen = choose(sources, file, options)
    if dry_run:
        with _server(settings, parent) as connection:
            report = print_candidates(chosen, settings, connection, force=force)
        _tell(report, as_json=as_json, verbose=verbose)
        return report.exit_code
    with _server(settings, parent) as connection:
        with CrawlView(quiet=as_json) as view:
            report = crawl_sites(
                chosen,
                settings=settings,
                connection=connection,
                watch=view.show,
                force=force,
                log_level=level_of(verbose),
            )
        # Here, as to leave a server that hangs takes longer than a crawl may that was told to end.
        _tell(report, as_json=as_json, verbose=verbose)
    return report.exit_code


@cli.command()
@argument("files", nargs=-1, required=True, metavar="FILE...")
@option("--include-host", multiple=True, metavar="GLOB", help="Only pages of hosts that match one.")
@option("--exclude-host", multiple=True, metavar="GLOB", help="No pages of hosts that match one.")
@option("--since", type=_DAY, metavar="DAY", help="Only pages fetched on that day (UTC) or later.")
@option("--until", type=_DAY, metavar="DAY", help="Only pages fetched on that day or before.")
@option("--base", default="", metavar="URL", help="Where the files of a listing lie.")
@option("--enqueue", is_flag=True, help="Queue a job a file, for newsmill work --queues crawl.")
@_with(_JSON)
@option("-v", "--verbose", is_flag=True, help="Say how it went even when all is well.")
def warc(
    files: Sequence[str], base: str, enqueue: bool, as_json: bool, verbose: bool, **chosen: Any
) -> int:
    """Read web archives (WARC), as if their pages were fetched now.

    The pages are queued for newsmill work. FILE is a WARC file, plain, gzip or zstd, on this
    machine or an address, or a listing of them that ends in .paths or .paths.gz.

    \b
    Examples:
      newsmill warc news.warc.gz
      newsmill warc https://example.org/news.warc.gz --include-host '*.example.org'
      newsmill warc warc.paths.gz --base https://data.commoncrawl.org/ --enqueue
    """
    settings = _settings()
    from crawler.warc.listing import expand

    archives = expand(files, base)
    options = {name: list(given) for name, given in chosen.items() if isinstance(given, tuple)}
    days = {name: f"{day:%Y-%m-%d}" for name, day in chosen.items() if isinstance(day, datetime)}
    if enqueue:
        from crawler.warc_jobs import enqueue_files

        with _server(settings) as connection:
            queued = enqueue_files(connection, archives, options | days)
        _say(f"{queued} of {len(archives)} files queued; the others are known")
        return 0
    from crawler.crawl import read_archives
    from crawler.progress import ProgressLine

    line = ProgressLine("" if as_json else "reading", plain=False)
    with _server(settings) as connection, line:
        report = read_archives(
            archives,
            options | days,
            settings=settings,
            connection=connection,
            watch=lambda all_: line.say("; ".join(str(each.report()) for each in all_)),
        )
    _tell(report, as_json=as_json, verbose=verbose)
    return report.exit_code


@cli.command()
@option("--queues", default="clean", show_default=True, metavar="NAMES", help="clean, crawl, both.")
@_with(_WORKERS, _PARENT)
@option("--burst", is_flag=True, help="Return when nothing is queued any more.")
@option("-q", "--quiet", is_flag=True, help="Log only what goes wrong, not a line a page.")
def work(queues: str, workers: int | None, parent: int | None, burst: bool, quiet: bool) -> int:
    """Clean what is queued and deliver it, or crawl.

    Each queue gets processes of its own. A queue of crawls is filled by newsmill schedule and by
    newsmill warc --enqueue.
    Ctrl-C or SIGTERM: pages in hand are finished, crawls end within 10 s, the rest stays queued; a
    second one cuts them short, to be tried again.

    \b
    Examples:
      newsmill work
      newsmill work --workers 4
      newsmill work --queues crawl     for newsmill schedule
      newsmill work --queues clean,crawl
      newsmill work --burst            clean what is there, then return
    """
    settings = _settings()
    from workers.queue import named
    from workers.worker import work as work_queues

    names = named(queues)
    on_terminal = sys.stderr.isatty() and not quiet  # elsewhere a log collector reads the lines
    with _server(settings, parent) as connection:
        if on_terminal and not burst:
            _say(f"{workers or settings.workers} workers for {queues}; Ctrl-C ends them")
        stopped = work_queues(
            connection, settings, names=names, workers=workers, burst=burst, quiet=quiet
        )
    if stopped and on_terminal:
        _say("stopped; what is queued stays queued: newsmill work")
    return 0


@cli.command()
@option("--sources", "file", type=click.Path(path_type=Path), help="Instead of sources.toml.")
@_with(_PARENT)
def schedule(file: Path | None, parent: int | None) -> int:
    """Crawl each source at its own rhythm, until Ctrl-C.

    A source's rhythm is `every` in sources.toml: a span such as 15m, or a cron string. Its turns
    are queued for newsmill work --queues crawl, on whatever machine; one that was never crawled or
    is overdue has its turn at once. Changes of the file are picked up.

    \b
    Examples:
      newsmill schedule
      newsmill schedule --sources /etc/newsmill/sources.toml
      newsmill work --queues clean,crawl      does the work
    """
    settings = _settings()
    from crawler.schedule import run as run_schedule

    with _server(settings, parent) as connection:
        run_schedule(connection, settings, file or Path("sources.toml"), click.echo)
    return 0


@cli.command()
@option("--group", default="newsmill", show_default=True, help="Whose place is kept.")
@option("--count", type=IntRange(1), metavar="N", help="Stop after N articles.")
@option("--follow", is_flag=True, help="Wait for more, until Ctrl-C.")
@option("--from-start", is_flag=True, help="Begin anew with all that the stream holds.")
def consume(group: str, count: int | None, follow: bool, from_start: bool) -> int:
    """Print the stream's articles as JSON lines.

    Each group gets every article once, shared among those of its name that run at the same time.
    An article is consumed once its line is written. A new group begins at the stream's start.

    \b
    Examples:
      newsmill consume
      newsmill consume --group search --follow | ./index-articles
      newsmill consume --group backup --from-start > all.jsonl
    """
    settings = _settings()
    from workers.consumer import join
    from workers.endings import asked_to_end

    with (
        _server(settings) as connection,
        join(connection, group, settings.state_dir / "consumers") as consumer,
        asked_to_end() as asked,
    ):
        if from_start:
            consumer.rewind()
        for entry in consumer.stream(count, follow=follow, until=lambda: asked):
            click.echo(entry.article_json)
            sys.stdout.flush()
    return STOPPED if asked and not follow else 0


@cli.command()
@argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Appended to.")
@_with(*_CRAWLED, _WORKERS)
def run(sources: Sequence[str], output: Path, workers: int | None, **options: Any) -> int:
    """Crawl sites, clean, and write the articles to a file.

    A second run adds what is new or has changed; without the file it writes all again. After Ctrl-C
    what is queued stays queued: run again, or newsmill work --burst.

    \b
    Examples:
      newsmill run https://example.org/ -o articles.jsonl
      newsmill run https://example.org/ https://example.net/ -o articles.jsonl --since 2d
    """
    settings = _settings()
    from crawler.progress import ProgressLine
    from crawler.run import Errand, as_arguments
    from crawler.run import run as run_all
    from crawler.sources import choose

    errand = Errand(
        targets=[source.url for source in choose(sources, None, options)],
        out=output,
        crawl_options=as_arguments(options),
        workers=workers,
    )
    line = ProgressLine(f"crawling {', '.join(errand.targets)}")
    with _server(settings) as connection, line:
        progress = run_all(connection, settings, errand, lambda now: line.say(str(now)))
    _say(progress.last_words(output))
    return progress.exit_code


@cli.command()
@_with(_JSON)
def status(as_json: bool) -> None:
    """Queues, workers, streams, readers, outcomes by site.

    \b
    Examples:
      newsmill status
      newsmill status --json | jq '.outcomes'
    """
    from workers.show import console, show_status
    from workers.status import snapshot

    with _server(_settings()) as connection:
        now = snapshot(connection)
    if as_json:
        click.echo(now.model_dump_json())
    else:
        console().print(show_status(now))


@cli.command()
@argument("verb", type=Choice(("start", "stop", "status")))
@_with(_JSON)
def server(verb: str, as_json: bool) -> None:
    """The embedded server: start, stop, status.

    It starts by itself when it is needed and stops when the last command has ended; after start it
    runs until stop. What it holds stays on disk.

    \b
    Examples:
      newsmill server start      keep it running between commands
      newsmill server status
      newsmill server stop
    """
    settings = _settings()
    from workers import server as servers
    from workers.show import show_server

    if verb == "stop":
        click.echo("stopped" if servers.stop(settings) else "not running")
        return
    state = servers.start(settings) if verb == "start" else servers.state(settings)
    click.echo(json.dumps(state._asdict()) if as_json else show_server(state))


@cli.command()
@argument("targets", nargs=-1, metavar="[URL|SITE]...")
@option("--memory", "site", metavar="SITE", help="Drop what earlier pages taught of it instead.")
def forget(targets: Sequence[str], site: str | None) -> int:
    """Have pages fetched again; drop what they taught.

    A SITE is a host or the address of a front page: the next crawl fetches all of it. A URL is
    fetched by the next crawl of its site. What comes out the same is delivered as unchanged.
    --memory is for a site whose pages come out wrong, as after a redesign: its next pages teach
    anew.

    \b
    Examples:
      newsmill forget https://example.org/2026/03/bridge
      newsmill forget example.org
      newsmill forget --memory example.org
    """
    from workers import forgetting, memories
    from workers.outbox import site_of

    if not targets and not site:
        raise click.UsageError("name a URL or a site, or --memory SITE")
    code = 0
    with _server(_settings()) as connection:
        for target in targets:
            if found := forgetting.forget(connection, target):
                click.echo(f"forgot {found}")
            else:
                _say(f"{target} is not known: nothing was fetched there")
                code = NOTHING
        if not site:
            return code
        host = site_of(site if "://" in site else f"//{site}")
        forgotten = memories.forget(connection, host)
        known = memories.sites(connection)
    if not forgotten:
        _say(f"no memory of {host or site}; known: {', '.join(known) or 'no site yet'}")
        return NOTHING
    click.echo(f"forgot what {host} taught")
    return code


@cli.command()
@_with(_JSON)
def settings(as_json: bool) -> None:
    """The settings in force, and where each comes from.

    They are environment variables, NEWSMILL_*. Passwords are masked.

    \b
    Examples:
      newsmill settings
      NEWSMILL_REDIS_URL=redis://queue.example.org:6379/0 newsmill settings
    """
    from workers.settings import describe
    from workers.show import console, show_settings

    found = describe(_settings())
    if as_json:
        click.echo(json.dumps([each._asdict() for each in found], ensure_ascii=False))
    else:
        console().print(show_settings(found))


@cli.command()
def demo() -> int:
    """The whole way, on a sample news site of our own.

    Starts the embedded server, serves the site on loopback, crawls it with Scrapy, cleans with RQ
    workers, delivers to the stream, and shows what became of every address. The second time only
    what changed is delivered. Its data stay in a folder of their own.

    \b
    Examples:
      newsmill demo
      newsmill demo && newsmill demo
    """
    os.environ["NEWSMILL_ALLOW_PRIVATE"] = "127.0.0.0/8"
    if not _settings().redis_url:
        os.environ["NEWSMILL_STATE_DIR"] = str(_settings().state_dir / "demo")
    settings = _settings()
    from crawler.demo import demo as run_demo
    from workers.show import console

    with _server(settings) as connection:
        return run_demo(connection, settings, console())


def _settings() -> Settings:
    from workers.settings import load

    return load()


@contextmanager
def _server(settings: Settings, parent: int | None = None) -> Iterator[redis.Redis]:
    """The server, for a verb that ends when `parent` has ended, if it has one."""
    from workers.endings import end_with
    from workers.server import open_server

    end_with(parent)
    with open_server(settings) as connection:
        yield connection


def _tell(report: CrawlReport, *, as_json: bool, verbose: bool) -> None:
    """A crawl's report: for scripts its last line on stdout, for cron only when it matters."""
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    elif verbose or sys.stderr.isatty() or report.exit_code:
        _say(str(report))


def _say(line: str) -> None:
    click.echo(line, err=True)


def main() -> None:
    """The console script: runs a verb, and ends in one line whatever goes wrong outside."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    try:
        with cli.make_context("newsmill", sys.argv[1:]) as context:
            code = cli.invoke(context) or 0
    except click.exceptions.Exit as end:
        code = end.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = USAGE
    except KeyboardInterrupt:
        _say("stopped")
        code = STOPPED
    except BrokenPipeError:  # the reader has all it wants; Python flushes once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except click.UsageError as error:
        verb = error.ctx.command_path if error.ctx else "newsmill"
        _say(f"{verb}: {error.format_message().rstrip('.')}; see {verb} --help")
        code = USAGE
    except Exception as error:
        from crawler.faults import explain

        explained = explain(error)
        if not explained:
            raise
        line, code = explained
        _say(f"newsmill: {line}")
    sys.exit(code)


if __name__ == "__main__":
    main()
