"""newsmill consume."""

from __future__ import annotations

import sys

import click
from click import IntRange, option

from workers.verbs.shared import STOPPED, load_settings, server


@click.command("consume")
@option("--group", default="newsmill", show_default=True, help="Whose place is kept.")
@option("--count", type=IntRange(1), metavar="N", help="Stop after N articles.")
@option("--follow", is_flag=True, help="Wait for more, until Ctrl-C.")
@option("--from-start", is_flag=True, help="Begin anew with all that the stream holds.")
def command(group: str, count: int | None, follow: bool, from_start: bool) -> int:
    """Print the stream's articles as JSON lines.

    Each group gets every article once, shared among those of its name that run at the same time.
    An article is consumed once its line is written. A new group begins at the stream's start.

    \b
    Examples:
      newsmill consume
      newsmill consume --group search --follow | ./index-articles
      newsmill consume --group backup --from-start > all.jsonl
    """
    settings = load_settings()
    from workers.consumer import join
    from workers.endings import asked_to_end

    with (
        server(settings) as connection,
        join(connection, group, settings.state_dir / "consumers") as consumer,
        asked_to_end() as asked,
    ):
        if from_start:
            consumer.rewind()
        for entry in consumer.stream(count, follow=follow, until=lambda: asked):
            click.echo(entry.article_json)
            sys.stdout.flush()
    return STOPPED if asked and not follow else 0
