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
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click import Choice, FloatRange, IntRange, argument, option

if TYPE_CHECKING:
    import redis

    from workers.settings import Settings

FAILED, USAGE, NOTHING, STOPPED = 1, 2, 3, 130
FORMATS = ("json", "jsonl", "markdown", "text", "html")

_PARENT = option("--parent", type=int, hidden=True)  # who started it, and is not to be outlived
_JSON = option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
_WORKERS = option("--workers", type=IntRange(1, 256), help="Processes (one a processor).")
_SHOWN_AS = (
    option("--format", "form", type=Choice(FORMATS), help="json, or jsonl for several URLs."),
    option("--explain", is_flag=True, help="What was kept and removed, with kind and rule."),
)
_CRAWLED = (
    option("--since", metavar="WHEN", help="Skip what feeds date earlier: 2026-05-01, 7d, 24h."),
    option("--max-pages", type=IntRange(1), metavar="N", help="At most N pages a site."),
    option("--include", multiple=True, metavar="REGEX", help="Only addresses that match one."),
    option("--exclude", multiple=True, metavar="REGEX", help="No addresses that match one."),
    option("--delay", type=FloatRange(0), help="Seconds between two requests (1)."),
    option("--concurrency", type=IntRange(1, 16), help="Requests to a site at once (2)."),
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
@argument("sources", nargs=-1, metavar="[SOURCE...]")
@option("--sources", "file", type=click.Path(path_type=Path), help="Instead of sources.toml.")
@_with(*_CRAWLED, _JSON, _PARENT)
@option("--dry-run", is_flag=True, help="Print what would be fetched, and fetch no article.")
@option("-v", "--verbose", is_flag=True, help="Say how it went even when all is well.")
def crawl(
    sources: Sequence[str], file: Path | None, as_json: bool, parent: int | None, **options: Any
) -> int:
    """One pass over sites, then exit: for cron.

    The pages are queued for newsmill work. SOURCE is a site's address or a name from sources.toml;
    none means all of sources.toml.

    \b
    Examples:
      newsmill crawl https://example.org/
      newsmill crawl                         all of sources.toml
      newsmill crawl https://example.org/ --dry-run
      */15 * * * *  newsmill crawl --sources /etc/newsmill/sources.toml
    """
    settings = _settings()
    dry_run, verbose = options.pop("dry_run"), options.pop("verbose")
    from crawler.crawl import crawl as crawl_sites
    from crawler.crawl import print_candidates
    from crawler.progress import ProgressLine
    from crawler.sources import choose

    chosen = choose(sources, file, options)
    if dry_run:
        report = print_candidates(chosen, settings)
    else:
        line = ProgressLine("" if as_json else "crawling", plain=False)
        with _server(settings, parent) as connection, line:
            report = crawl_sites(
                chosen,
                settings=settings,
                connection=connection,
                on_progress=lambda source, _: line.say(str(source)),
            )
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    elif verbose or sys.stderr.isatty() or report.exit_code:
        _say(str(report))
    return report.exit_code


@cli.command()
@_with(_WORKERS, _PARENT)
@option("--burst", is_flag=True, help="Return when nothing is queued any more.")
@option("-q", "--quiet", is_flag=True, help="Log only what goes wrong, not a line a page.")
def work(workers: int | None, parent: int | None, burst: bool, quiet: bool) -> int:
    """Clean what is queued and deliver it to the stream.

    Ctrl-C or SIGTERM: pages in hand are finished, the rest stays queued; a second one cuts them
    short, to be tried again.

    \b
    Examples:
      newsmill work
      newsmill work --workers 4
      newsmill work --burst            clean what is there, then return
    """
    settings = _settings()
    from workers.worker import work as work_queue

    on_terminal = sys.stderr.isatty() and not quiet  # elsewhere a log collector reads the lines
    with _server(settings, parent) as connection:
        if on_terminal and not burst:
            _say(f"{workers or settings.workers} workers; Ctrl-C ends them")
        stopped = work_queue(connection, settings, workers=workers, burst=burst, quiet=quiet)
    if stopped and on_terminal:
        _say("stopped; what is queued stays queued: newsmill work")
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
@option("--memory", "site", metavar="SITE", required=True, help="What earlier pages taught of it.")
def forget(site: str) -> int:
    """Drop what a site's pages have taught.

    For a site whose pages come out wrong, as after a redesign. SITE is a host or any of its
    addresses; its next pages teach anew.

    \b
    Examples:
      newsmill forget --memory example.org
    """
    from workers import memories
    from workers.outbox import site_of

    host = site_of(site if "://" in site else f"//{site}")
    with _server(_settings()) as connection:
        forgotten = memories.forget(connection, host)
        known = memories.sites(connection)
    if not forgotten:
        _say(f"no memory of {host or site}; known: {', '.join(known) or 'no site yet'}")
        return NOTHING
    click.echo(f"forgot what {host} taught")
    return 0


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
