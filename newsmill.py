"""The command line: one verb a job. Results on stdout, logs and progress on stderr.

Exit codes: 0 all well, 1 some pages failed, 2 usage, 3 nothing worked. Imports wait until a verb
needs them, so that --help answers at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.article import Article
    from workers.settings import Settings

FAILED, USAGE, NOTHING = 1, 2, 3
FORMATS = ("json", "jsonl", "markdown", "text", "html")
# A saved page is read up to here; the cleaner judges the size itself, far below.
READ_BYTES = 100_000_000


class Stop(click.ClickException):
    """Ends the command with one line on stderr: what is wrong and what to do."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]  # click reads it so

    def show(self, file: Any = None) -> None:
        """Print the line."""
        click.echo(f"newsmill: {self.message}", err=True)


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


def _article_options(command: Callable[..., None]) -> Callable[..., None]:
    choice = click.Choice(FORMATS)
    command = click.option(
        "--format",
        "format_",
        type=choice,
        help="How to print articles; json unless told, jsonl for several.",
    )(command)
    return click.option(
        "--explain", is_flag=True, help="Show what was kept and removed, with kind and rule."
    )(command)


@cli.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@_article_options
def fetch(urls: Sequence[str], format_: str | None, explain: bool) -> None:
    """Fetch pages and clean them now. Needs no Redis.

    \b
    Examples:
      newsmill fetch https://example.org/2026/05/a-story
      newsmill fetch URL --format markdown > story.md
      newsmill fetch URL --explain
      newsmill fetch URL1 URL2 URL3 > articles.jsonl
    """
    settings = _settings()
    from crawler.crawl import fetch as fetch_pages
    from workers.page import Dropped, Page

    show = _printer(format_ or ("json" if len(urls) == 1 else "jsonl"), explain)
    done: list[bool] = []

    def on_page(page: Page) -> None:
        from cleaner.document import decode
        from cleaner.pipeline import clean as clean_page
        from workers.page import with_fetch

        done.append(
            _cleaned(
                page.url,
                lambda: show(
                    with_fetch(clean_page(decode(page.body, page.charset), page.url), page)
                ),
            )
        )

    def on_dropped(dropped: Dropped) -> None:
        _say(f"{dropped.url}: {dropped.outcome}: {dropped.detail}")
        done.append(False)

    with _one_line_errors():
        report = fetch_pages(urls, settings, on_page, on_dropped)
    stopped = any(source.finish_reason == "shutdown" for source in report.sources)
    sys.exit(_exit_code(sum(done), len(done), stopped=stopped))


@cli.command()
@click.argument("file", default="-", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--url", help="The page's address: names the article and resolves its links.")
@click.option("--text", is_flag=True, help="The file is flat text without markup.")
@_article_options
def clean(file: Path, url: str | None, text: bool, format_: str | None, explain: bool) -> None:
    """Clean a saved page, from FILE or standard input.

    \b
    Examples:
      newsmill clean page.html --url https://example.org/2026/05/a-story
      curl -s https://example.org/a-story | newsmill clean - --format text
      newsmill clean --text page.txt
      newsmill clean page.html --explain
    """
    body = _read(file)
    from cleaner.document import decode
    from cleaner.pipeline import clean as clean_page
    from cleaner.pipeline import clean_text

    show = _printer(format_ or "json", explain)
    work = (
        (lambda: show(clean_text(decode(body), url)))
        if text
        else (lambda: show(clean_page(body, url)))
    )
    sys.exit(0 if _cleaned(str(file), work) else NOTHING)


def _crawl_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what a crawl takes; `run` and `crawl` share them."""
    options = [
        click.option(
            "--since", help="Skip what feeds and sitemaps date earlier: 2026-05-01, 7d, 24h."
        ),
        click.option(
            "--max-pages", type=click.IntRange(min=1), help="At most so many pages a site."
        ),
        click.option(
            "--include",
            multiple=True,
            metavar="REGEX",
            help="Only addresses that match; may be repeated.",
        ),
        click.option(
            "--exclude",
            multiple=True,
            metavar="REGEX",
            help="No address that matches; may be repeated.",
        ),
        click.option(
            "--delay",
            type=click.FloatRange(min=0),
            help="Seconds between two requests to a site (1).",
        ),
        click.option(
            "--concurrency", type=click.IntRange(1, 16), help="Requests to a site at a time (2)."
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@cli.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE...]")
@click.option(
    "--sources",
    "sources_file",
    type=click.Path(path_type=Path),
    help="The sources file (sources.toml).",
)
@_crawl_options
@click.option(
    "--dry-run", is_flag=True, help="Print what would be fetched and why; fetch no article."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON line.")
@click.option("-v", "--verbose", is_flag=True, help="Say how it went even when all is well.")
def crawl(
    sources: Sequence[str],
    sources_file: Path | None,
    dry_run: bool,
    as_json: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """One pass over sites, then exit: for cron. Pages go to the queue, for newsmill work.

    SOURCE is a site's address or a name from sources.toml; none means all of sources.toml.

    \b
    Examples:
      newsmill crawl https://example.org/
      newsmill crawl                         all of sources.toml
      newsmill crawl https://example.org/ --dry-run
      */15 * * * *  newsmill crawl --sources /etc/newsmill/sources.toml
    """
    settings = _settings()
    from crawler.crawl import crawl as crawl_sites
    from crawler.progress import ProgressLine
    from crawler.sources import choose
    from workers.server import open_server

    console = _console()
    with _one_line_errors():
        chosen = choose(sources, sources_file, options)
        if dry_run:
            report = crawl_sites(
                chosen, settings=settings, dry_run=True, on_candidate=_print_candidate
            )
        else:
            with open_server(settings) as connection, ProgressLine(console, "crawling …") as line:

                def on_progress(source: Any, item: Any) -> None:
                    if console.is_terminal:
                        line.say(f"{source}  {item.url}")

                report = crawl_sites(
                    chosen, settings=settings, connection=connection, on_progress=on_progress
                )
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    if verbose or console.is_terminal or report.exit_code:
        for source_report in report.sources:
            _say(str(source_report))
    sys.exit(report.exit_code)


@cli.command()
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes (one a core).")
@click.option("--burst", is_flag=True, help="Return when nothing is queued any more.")
@click.option("-q", "--quiet", is_flag=True, help="Log only what goes wrong, not a line a page.")
def work(workers: int | None, burst: bool, quiet: bool) -> None:
    """Clean what is queued and deliver it to the stream.

    Ctrl-C or SIGTERM: pages in hand are finished, the rest stays queued.

    \b
    Examples:
      newsmill work
      newsmill work --workers 4
      newsmill work --burst            clean what is there, then return
    """
    settings = _settings()
    from workers.server import open_server
    from workers.worker import work as work_queue

    with _one_line_errors(), open_server(settings) as connection:
        work_queue(connection, settings, workers=workers, burst=burst, quiet=quiet)


@cli.command()
@click.option(
    "--group", default="newsmill", show_default=True, help="Each group gets every article once."
)
@click.option("--count", type=click.IntRange(min=1), help="Stop after so many articles.")
@click.option("--follow", is_flag=True, help="Wait for more, until Ctrl-C.")
@click.option(
    "--from-start",
    is_flag=True,
    help="Rewind the group: everything still on the stream comes again.",
)
def consume(group: str, count: int | None, follow: bool, from_start: bool) -> None:
    """Print articles from the stream as JSON lines, each once for a group.

    An article counts as consumed once its line is written. A group that is not there yet begins at
    the start of the stream.

    \b
    Examples:
      newsmill consume
      newsmill consume --group search --follow | ./index-articles
      newsmill consume --group backup --from-start > all.jsonl
    """
    settings = _settings()
    from workers.consumer import Consumer
    from workers.server import open_server

    with _one_line_errors(), open_server(settings) as connection:
        consumer = Consumer(connection, group)
        if from_start:
            consumer.rewind()
        left = count
        while left is None or left > 0:
            entries = consumer.read(min(100, left or 100), block_ms=1000 if follow else 0)
            if not entries and not follow:
                break
            for entry in entries:
                click.echo(entry.article_json)
                sys.stdout.flush()
                consumer.acknowledge([entry])
            left = None if left is None else left - len(entries)


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The JSON-lines file; articles are appended.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes (one a core).")
@_crawl_options
def run(sources: Sequence[str], output: Path, workers: int | None, **options: Any) -> None:
    """Everything on this machine: crawl sites, clean, deliver, write the articles to a file.

    A second run adds what is new or has changed; without the file it writes all again. On Ctrl-C
    what is queued stays queued: run again, or newsmill work --burst.

    \b
    Examples:
      newsmill run https://example.org/ -o articles.jsonl
      newsmill run https://example.org/ https://example.net/ -o articles.jsonl --since 2d
    """
    settings = _settings()
    from crawler.progress import ProgressLine
    from crawler.run import as_arguments
    from crawler.run import run as run_all
    from crawler.sources import choose
    from workers.server import open_server

    with _one_line_errors():
        targets = [source.url for source in choose(sources, None, options)]
        with open_server(settings) as connection, ProgressLine(_console(), "starting …") as line:
            progress = run_all(
                connection,
                targets,
                out=output,
                crawl_options=as_arguments(options),
                workers=workers,
                on_progress=lambda now: line.say(str(now)),
            )
    _say(str(progress))
    if progress.stopped:
        _say("stopped; what is queued stays queued: run again, or newsmill work --burst")
    elif progress.workers_died:
        _say(
            "the workers ended early, see above; what is queued stays queued: newsmill work --burst"
        )
    sys.exit(progress.exit_code)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def status(as_json: bool) -> None:
    """Queues, workers, streams, their readers' lag, and outcomes by site.

    \b
    Examples:
      newsmill status
      newsmill status --json | jq '.outcomes'
    """
    settings = _settings()
    from workers.server import open_server
    from workers.status import snapshot

    with _one_line_errors(), open_server(settings) as connection:
        now = snapshot(connection)
    if as_json:
        click.echo(now.model_dump_json())
        return
    from rich.console import Console

    from workers.show import show_status

    Console().print(show_status(now))


@cli.group()
def server() -> None:
    """The embedded server: start, stop, status. It starts by itself when it is needed.

    \b
    Examples:
      newsmill server start      keep it running between commands
      newsmill server status
      newsmill server stop
    """


@server.command("start")
def server_start() -> None:
    """Start it, or join it, and keep it running until it is stopped."""
    _server_verb("start")


@server.command("stop")
def server_stop() -> None:
    """Stop it. What it holds stays on disk."""
    _server_verb("stop")


@server.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def server_status(as_json: bool) -> None:
    """Where it is, whether it runs, how much it holds."""
    _server_verb("state", as_json=as_json)


def _server_verb(verb: str, *, as_json: bool = False) -> None:
    settings = _settings()
    from workers import server as servers
    from workers.show import show_server

    with _one_line_errors():
        if verb == "stop":
            click.echo("stopped" if servers.stop(settings) else "not running")
            return
        state = servers.start(settings) if verb == "start" else servers.state(settings)
    click.echo(json.dumps(state._asdict()) if as_json else show_server(state))


@cli.command()
def settings() -> None:
    """The settings in force (environment, NEWSMILL_*), and where each comes from.

    \b
    Examples:
      newsmill settings
      NEWSMILL_REDIS_URL=redis://queue.example.org:6379/0 newsmill settings
    """
    from rich.console import Console
    from rich.table import Table

    from workers.settings import describe

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("setting", "value", "from", "what it is"):
        table.add_column(title, overflow="fold")
    for setting in describe(_settings()):
        table.add_row(setting.name, str(setting.value), setting.origin, setting.description)
    Console().print(table)


@cli.command()
def demo() -> None:
    """The whole way on a sample news site served from this machine.

    Starts the embedded server, serves the site on loopback, crawls it with Scrapy, cleans with RQ
    workers, delivers to the stream, and shows what became of every address. The second time only
    what changed is delivered. Its data stay in a folder of their own.

    \b
    Examples:
      newsmill demo
      newsmill demo && newsmill demo
    """
    import os

    own = {"NEWSMILL_ALLOW_PRIVATE": "127.0.0.0/8"}
    if not _settings().redis_url:
        own["NEWSMILL_STATE_DIR"] = str(_settings().state_dir / "demo")
    os.environ.update(own)
    settings = _settings()
    from rich.console import Console

    from crawler.demo import demo as run_demo
    from crawler.progress import ProgressLine
    from workers.server import open_server

    settings.state_dir.mkdir(parents=True, exist_ok=True)
    with (
        _one_line_errors(),
        open_server(settings) as connection,
        ProgressLine(_console(), "starting …") as line,
    ):
        code = run_demo(
            connection,
            Console(),
            settings.state_dir / "articles.jsonl",
            lambda now: line.say(str(now)),
        )
    sys.exit(code)


def _settings() -> Settings:
    from workers.settings import SettingsError, load

    try:
        return load()
    except SettingsError as error:
        raise Stop(str(error), USAGE) from None


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """Turns what can go wrong outside into one line and an exit code."""
    import redis

    from crawler.addresses import BadAddress
    from crawler.sources import SourcesError
    from workers.server import ServerError

    try:
        yield
    except (BadAddress, SourcesError) as error:
        raise Stop(str(error), USAGE) from None
    except ServerError as error:
        raise Stop(str(error), NOTHING) from None
    except redis.RedisError as error:
        raise Stop(f"the server failed: {error}; see newsmill server status", NOTHING) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Stop(
            f"{error.filename or ''}: {error.strerror or error}".lstrip(": "), NOTHING
        ) from None


def _read(file: Path) -> bytes:
    try:
        if str(file) == "-":
            body = sys.stdin.buffer.read(READ_BYTES)
        else:
            with file.open("rb") as opened:
                body = opened.read(READ_BYTES)
    except OSError as error:
        raise Stop(
            f"{file}: {error.strerror}; name a saved page, or - for standard input", USAGE
        ) from None
    return body


def _printer(format_: str, explain: bool) -> Callable[[Article], None]:
    def show(article: Article) -> None:
        if explain:
            from rich.console import Console

            from cleaner.explain import explain as explained

            Console().print(explained(article))
        else:
            from cleaner.render import FORMATS as RENDER

            click.echo(RENDER[format_](article), nl=False)

    return show


def _cleaned(name: str, work: Callable[[], None]) -> bool:
    """Whether the page was an article; says what it was if not."""
    from cleaner.outcome import NotAnArticle

    try:
        work()
    except NotAnArticle as judgement:
        _say(f"{name}: {judgement.outcome}: {judgement.detail}")
        return False
    return True


def _print_candidate(url: str, why: str) -> None:
    click.echo(f"{url}\t{why}")


def _exit_code(worked: int, total: int, *, stopped: bool = False) -> int:
    if not worked:
        return NOTHING
    return FAILED if stopped or worked < total else 0


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _say(line: str) -> None:
    click.echo(line, err=True)


def main() -> None:
    """The console script. Ctrl-C ends quietly; a reader that went away is no error."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _say("stopped")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
