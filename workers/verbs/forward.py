"""newsmill forward."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click
from click import IntRange, argument, option

from workers.verbs.shared import FAILED, NOTHING, STOPPED, group, load_settings, options

if TYPE_CHECKING:
    from workers.settings import Settings
    from workers.sinks.sink import Sink


@click.command("forward")
@argument("url")
@options(group(None, "[default: made of the URL]"))
@option("--once", is_flag=True, help="What is there, then return; else until Ctrl-C.")
@option("--from-start", is_flag=True, help="Begin anew with all that the stream holds.")
@option(
    "--batch", type=IntRange(1, 500), help="Articles a request or transaction.  [default: 1, 500]"
)
@option("--tries", type=IntRange(1), help="Of a webhook that answers 5xx or late.  [default: 10]")
def command(url: str, group: str | None, once: bool, from_start: bool, **sizes: int | None) -> int:
    """Pass the stream's articles on to a webhook or to PostgreSQL.

    https://… and http://… get a POST for each article, signed if NEWSMILL_WEBHOOK_SECRET is set.
    postgresql://… gets tables, made if need be: pip install 'newsmill[postgres]'.
    What is lost is waited for; what the far end refuses becomes a dead letter of the group.

    \b
    Examples:
      newsmill forward https://search.example.org/articles
      newsmill forward postgresql://news@db.example.org/news
      newsmill forward --once --group nightly postgresql:///news
    """
    settings = load_settings()
    from workers.endings import asked_to_end
    from workers.sinks.loop import Order, hand_over
    from workers.sinks.progress import Progress, counted
    from workers.sinks.sink import SinkError

    try:
        sink, own_group = _sink(settings, url, **sizes)
    except SinkError as error:
        raise click.UsageError(str(error)) from None
    order = Order(group or own_group, follow=not once, from_start=from_start)
    with closing(sink), Progress(sink.where) as progress, asked_to_end() as asked:
        try:
            tally = hand_over(settings, sink, order, progress, asked)
        except SinkError as error:
            progress.say(f"newsmill: {error}")
            return NOTHING
        if progress.watched:
            progress.say(f"{counted(tally)} to {sink.where}, as group {order.group}")
    if asked and once:
        return STOPPED
    return FAILED if tally.dead else 0


def _sink(settings: Settings, url: str, batch: int | None, tries: int | None) -> tuple[Sink, str]:
    """The sink that a URL names, and the group it has if none is given. Raises SinkError."""
    from workers.sinks.sink import SinkError, own_group

    scheme = url.partition("://")[0].lower()
    if scheme in ("http", "https"):
        from workers.sinks.webhook import TRIES, WebhookSink

        group = own_group("webhook", url)
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
        sizes = {"size": batch or 1, "tries": tries or TRIES}
        return WebhookSink(url, secret, settings.user_agent, **sizes), group
    if scheme in ("postgresql", "postgres"):
        from workers.sinks.postgres import BATCH, PostgresSink

        group = own_group("postgres", url)
        return PostgresSink(url, size=batch or BATCH), group
    raise SinkError("the URL must begin with https://, http:// or postgresql://")
