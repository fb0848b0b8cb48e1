"""The command line: one verb a job, each in a file of its own. Results on stdout, logs on stderr.

Exit codes: 0 all well, 1 some pages failed, 2 usage, 3 nothing worked, 130 ended by a signal.
Imports wait until a verb needs them, so that --help answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
from difflib import get_close_matches
from importlib import import_module

import click

USAGE, STOPPED = 2, 130

VERBS = {
    "fetch": "crawler.verbs.fetch",
    "clean": "crawler.verbs.clean",
    "discover": "crawler.verbs.discover",
    "crawl": "crawler.verbs.crawl",
    "warc": "crawler.verbs.warc",
    "work": "workers.verbs.work",
    "schedule": "crawler.verbs.schedule",
    "submit": "crawler.verbs.submit",
    "consume": "workers.verbs.consume",
    "export": "workers.verbs.export",
    "forward": "workers.verbs.forward",
    "run": "crawler.verbs.run",
    "status": "workers.verbs.status",
    "metrics": "workers.verbs.metrics",
    "server": "workers.verbs.server",
    "replay": "workers.verbs.replay",
    "quarantine": "workers.verbs.quarantine",
    "forget": "workers.verbs.forget",
    "settings": "workers.verbs.settings",
    "demo": "crawler.verbs.demo",
}
"""Each verb, in the order of --help, and the module whose `command` it is."""


class _Verbs(click.Group):
    """The verbs, each loaded when it is asked for."""

    def list_commands(self, _: click.Context) -> list[str]:
        """All verbs."""
        return list(VERBS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """The verb of that name."""
        if name not in VERBS:
            return None
        found: click.Command = import_module(VERBS[name]).command
        return found

    def resolve_command(
        self, context: click.Context, words: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that the first word names. Raises click.UsageError, with what was meant."""
        if words and words[0] not in VERBS and (meant := get_close_matches(words[0], VERBS, 1)):
            context.fail(f"No such command {words[0]!r}: did you mean {meant[0]}?")
        return super().resolve_command(context, words)


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="newsmill", message="newsmill %(version)s")
def cli() -> None:
    """News sites in, clean articles out.

    \b
    One page now, no server:    newsmill fetch https://example.org/2026/05/a-story
    A whole site to a file:     newsmill run https://example.org/ -o articles.jsonl
    As a service:               newsmill crawl (from cron), newsmill work, newsmill consume
    Is something wrong:         newsmill status says what, and what to do
    See it work:                newsmill demo

    Exit codes: 0 all well, 1 some pages failed, 2 usage, 3 nothing worked.
    """


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
        click.echo("stopped", err=True)
        code = STOPPED
    except BrokenPipeError:  # the reader has all it wants; Python flushes once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except click.UsageError as error:
        verb = error.ctx.command_path if error.ctx else "newsmill"
        click.echo(f"{verb}: {error.format_message().rstrip('.')}; see {verb} --help", err=True)
        code = USAGE
    except Exception as error:
        from crawler.faults import explain

        explained = explain(error)
        if not explained:
            raise
        line, code = explained
        click.echo(f"newsmill: {line}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
