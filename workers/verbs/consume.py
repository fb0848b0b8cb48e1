"""newsmill consume."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click
from click import IntRange, option

from workers.verbs.shared import FAILED, NOTHING, STOPPED, load_settings, options, say, server
from workers.verbs.shared import group as group_option

if TYPE_CHECKING:
    from redis import Redis

    from workers.consumer import Consumer


def _hosts(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> list[str]:
    """Hosts, each given as one or as an address. A filter that fits nothing passes over all."""
    hosts = [urlsplit(each if "//" in each else f"//{each}").hostname for each in given]
    if None in hosts:
        raise click.BadParameter("give a host, such as example.org")
    return [host for host in hosts if host]


def _position(_context: click.Context, _option: click.Parameter, given: str) -> str:
    """Where a group begins, checked; what it means is for the consumer to say."""
    from workers.reading.member import position

    try:
        position(given)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return given


def _codes(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> list[str]:
    for code in given:
        if not re.fullmatch(r"[A-Za-z]{2,3}", code):
            raise click.BadParameter(f"{code!r} is no code of ISO 639, such as en or de")
    return list(given)


@click.command("consume")
@options(group_option("newsmill"))
@option("--count", type=IntRange(1), metavar="N", help="Stop after N articles.")
@option("--follow", is_flag=True, help="Wait for more, until Ctrl-C.")
@option(
    "--start",
    metavar="WHERE",
    default="0",
    callback=_position,
    help="Where a new group begins: 0 (all that is kept, the default), $ (what comes from now on), "
    "or a time such as 2026-05-01 or 2026-05-01T08:00+02:00 (UTC without an offset).",
)
@option("--from-start", is_flag=True, help="Begin anew, at --start, with a group that is there.")
@option(
    "--domain",
    "domains",
    multiple=True,
    metavar="HOST",
    callback=_hosts,
    help="Only this; may be repeated.",
)
@option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    callback=_codes,
    help="Only this, such as en; may be repeated.",
)
@option("--dead", is_flag=True, help="Print the group's dead letters, and leave them.")
@option("--retry-dead", is_flag=True, help="Give the group its dead letters again.")
@option("--drop-dead", is_flag=True, help="Let go of the group's dead letters.")
def command(  # noqa: PLR0913, PLR0917 - an option each
    group: str,
    count: int | None,
    follow: bool,
    start: str,
    from_start: bool,
    domains: tuple[str, ...],
    languages: tuple[str, ...],
    dead: bool,
    retry_dead: bool,
    drop_dead: bool,
) -> int:
    """Print the stream's articles as JSON lines.

    Each group gets every article once, shared among those of its name that run at the same time.
    An article is consumed once its line is written; if the reader of the lines fails, it may come
    twice: compare id and metadata.revision. What --domain (its subdomains too) and --language
    leave out counts as consumed.

    A dead letter is an article that the group's readers failed with again and again, set aside
    with the fault. Those put back come next to whichever reader of the group looks.

    \b
    Examples:
      newsmill consume
      newsmill consume --group search --follow | ./index-articles
      newsmill consume --group alerts --start '$' --follow --language de --language fr
      newsmill consume --group backup --from-start --start 2026-05-01 > since-may.jsonl
      newsmill consume --group search --dead | jq -r .fault
      newsmill consume --group search --retry-dead
    """
    settings = load_settings()
    from workers.consumer import Consumer
    from workers.endings import asked_to_end

    asked_for = {_print_dead: dead, _retry_dead: retry_dead, _drop_dead: drop_dead}
    with_letters = [do for do, given in asked_for.items() if given]
    if len(with_letters) > 1:
        raise click.UsageError(
            "--dead prints, --retry-dead puts back, --drop-dead lets go: one at a time"
        )
    if with_letters:
        with server(settings) as connection:
            return with_letters[0](connection, group)
    with (
        Consumer(
            group,
            start=start,
            domains=domains,
            languages=languages,
            idle_seconds=None if follow else 0,
        ) as consumer,
        asked_to_end() as asked,
    ):
        _begin(consumer, start, from_start)
        for entry in consumer.entries(count, until=lambda: asked):
            click.echo(entry.article_json)
            sys.stdout.flush()
    return STOPPED if asked and not follow else 0


def _begin(consumer: Consumer, start: str, from_start: bool) -> None:
    if from_start:
        consumer.rewind(start)
    elif start != "0" and not consumer.is_new_group:
        say(
            f"group {consumer.group} was there: it goes on where it stopped; "
            "--from-start has it begin anew"
        )


def _print_dead(connection: Redis, group: str) -> int:
    from workers.reading import dead_letters

    letters = dead_letters.read(connection, group)
    if not letters:
        return _none(connection, group)
    for letter in letters:
        about = letter._asdict()
        about["fields"] = {k: value for k, value in letter.fields.items() if k != "article"}
        try:
            about["article"] = json.loads(letter.fields.get("article", "null"))
        except ValueError:
            about["article"] = letter.fields["article"]
        click.echo(json.dumps(about, ensure_ascii=False))
    return 0


def _retry_dead(connection: Redis, group: str) -> int:
    from workers import retention
    from workers.reading import dead_letters

    letters = dead_letters.read(connection, group)
    if not letters or group not in retention.groups(connection):
        return _none(connection, group)
    done, gone = dead_letters.put_back(connection, group, letters)
    say(f"{done} put back")
    if gone:
        say(f"{gone} no longer on the stream: --dead prints them, --drop-dead lets go of them")
    return FAILED if gone else 0


def _drop_dead(connection: Redis, group: str) -> int:
    from workers.reading import dead_letters

    letters = dead_letters.read(connection, group)
    if not letters:
        return _none(connection, group)
    say(f"{dead_letters.drop(connection, group, letters)} dropped")
    return 0


def _none(connection: Redis, group: str) -> int:
    """Say that there is nothing to act on; a name that is no group's may be mistyped."""
    from workers import retention

    there = retention.groups(connection)
    if group in there:
        say(f"group {group} has no dead letters")
        return 0
    say(f"no group {group}; there are: {', '.join(there) or 'none'}")
    return NOTHING
