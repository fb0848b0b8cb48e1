"""newsmill replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click
from click import IntRange, option

from workers.verbs.shared import NOTHING, load_settings, options, say, server
from workers.verbs.wanted import OUTCOME, SINCE, SITE, wanted

if TYPE_CHECKING:
    from collections import Counter

    from redis import Redis


@click.command("replay")
@options(OUTCOME, SITE, SINCE)
@option("--failed", is_flag=True, help="Jobs that failed; pages too if --outcome is given.")
@option("--dry-run", is_flag=True, help="Say how many, and put nothing back.")
@option("--limit", type=IntRange(1), metavar="N", help="At most N pages, and N jobs.")
def command(  # noqa: PLR0913, PLR0917
    outcomes: Sequence[str],
    site: str,
    since: datetime | None,
    failed: bool,
    dry_run: bool,
    limit: int | None,
) -> int:
    """Put rejected pages or failed jobs back on the queue.

    For when a fix, a setting or a forgotten memory lets them come out otherwise. A page is cleaned
    again from the bytes that it came with, and counted anew. Stopped half way nothing is lost or
    doubled. Ends with 3 if nothing matched.

    \b
    Examples:
      newsmill replay                                 what there is to replay
      newsmill replay --outcome poison --since 2d
      newsmill replay --site example.org --dry-run
      newsmill replay --failed
    """
    settings = load_settings()
    from workers import failed_jobs, replay

    which = wanted(outcomes, site, since)
    pages = bool(outcomes) or (not failed and bool(site or since))
    done: dict[str, Counter[str]] = {}
    with server(settings) as connection:
        if not pages and not failed:
            raise click.UsageError(f"say which: {_choices(connection)}")
        if pages and dry_run:
            done["page"] = replay.waiting(connection, which, limit)
        elif pages:
            done["page"] = replay.replay(
                connection,
                which,
                batch_pages=settings.batch_pages,
                page_timeout=settings.page_timeout,
                limit=limit,
            )
        if failed:
            turn = failed_jobs.waiting if dry_run else failed_jobs.replay_failed
            done["job"] = turn(connection, site=which.site, since=which.since, limit=limit)
        gone = replay.without_bytes(connection, which) if pages else {}
    _tell(done, gone, "would be put back" if dry_run else "put back")
    if any(counts.total() for counts in done.values()):
        return 0
    say("nothing to put back")
    return NOTHING


def _tell(done: Mapping[str, Counter[str]], gone: Mapping[str, int], what_with: str) -> None:
    """Say how many of which outcome, and of how many pages the bytes are not there."""
    for what, counts in done.items():
        for name, number in sorted(counts.items()):
            click.echo(f"{number} {name} {_some(what, number)} {what_with}")
    for name, number in sorted(gone.items()):
        say(
            f"{number} {name} {_some('page', number)} without bytes, as they are gone or never "
            "came: to fetch again, newsmill forget URL and newsmill crawl"
        )


def _choices(connection: Redis) -> str:
    """What there is to replay, as the options that ask for it."""
    from workers import failed_jobs, quarantine, replay

    pages = replay.waiting(connection, quarantine.Wanted())
    jobs = failed_jobs.waiting(connection).total()
    there = [f"--outcome {name} ({n} {_some('page', n)})" for name, n in pages.most_common()]
    there += [f"--failed ({jobs} {_some('job', jobs)})"] if jobs else []
    return ", ".join(there) if there else "--outcome, --site, --since or --failed; nothing is there"


def _some(what: str, number: int) -> str:
    return what if number == 1 else f"{what}s"
