"""newsmill export."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click
from click import Choice, argument, option

from workers.verbs.shared import FAILED, NOTHING, STOPPED, group, load_settings, options


@click.command("export")
@argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@option("--format", "form", type=Choice(("jsonl", "parquet")), default="jsonl", show_default=True)
@options(group("export"))
@option("--once", "follow", flag_value=False, default=False, help="What is there (the default).")
@option("--follow", "follow", flag_value=True, help="Go on with what comes, until Ctrl-C.")
@option("--from-start", is_flag=True, help="Begin anew with all that the stream holds.")
def command(folder: Path, form: str, group: str, follow: bool, from_start: bool) -> int:
    """Write the articles to files by day, compressed.

    DIR/day=2026-11-22/part-….jsonl.zst, with zstd: a run adds files and changes none. Each article
    is in them once, whatever crashed, and a file appears whole.
    For --format parquet: pip install 'newsmill[parquet]'.

    \b
    Examples:
      newsmill export articles                 from cron, once an hour
      newsmill export articles --format parquet --group lake
      newsmill export articles --follow        a file a minute at most
    """
    settings = load_settings()
    from workers.endings import asked_to_end
    from workers.sinks.export import ExportSink
    from workers.sinks.loop import Order, hand_over
    from workers.sinks.progress import Progress, counted
    from workers.sinks.sink import SinkError

    with Progress(str(folder)) as progress, asked_to_end() as asked:
        try:
            with closing(ExportSink(folder, form)) as sink:
                tally = hand_over(settings, sink, Order(group, follow, from_start), progress, asked)
        except SinkError as error:
            progress.say(f"newsmill: {error}")
            return NOTHING
        if progress.watched:
            progress.say(f"{counted(tally)} in {sink.parts} new files of {folder}")
    if asked and not follow:
        return STOPPED
    return FAILED if tally.dead else 0
