"""newsmill forget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from click import argument, option

from workers.verbs.shared import NOTHING, load_settings, say, server

if TYPE_CHECKING:
    from redis import Redis


@click.command("forget")
@argument("targets", nargs=-1, metavar="[URL|SITE]...")
@option("--memory", "site", metavar="SITE", help="Drop what earlier pages taught of it instead.")
@option("--group", metavar="NAME", help="Drop a consumer group and its place in the stream.")
def command(targets: Sequence[str], site: str | None, group: str | None) -> int:
    """Have pages fetched again; drop what they taught; drop a group.

    A SITE is a host or the address of a front page: the next crawl fetches all of it. A URL is
    fetched by the next crawl of its site. What comes out the same is delivered as unchanged.
    --memory is for a site whose pages come out wrong, as after a redesign: its next pages teach
    anew. --group is for a reader that is gone for good: what it did not acknowledge is kept for it
    until the stream is full and crawls pause.

    \b
    Examples:
      newsmill forget https://example.org/2026/03/bridge
      newsmill forget example.org
      newsmill forget --memory example.org
      newsmill forget --group search
    """
    if not targets and site is None and group is None:
        raise click.UsageError("name a URL or a site, --memory SITE or --group NAME")
    with server(load_settings()) as connection:
        done = [_pages(connection, target) for target in targets]
        done += [_memory(connection, site)] if site is not None else []
        done += [_group(connection, group)] if group is not None else []
    return 0 if all(done) else NOTHING


def _pages(connection: Redis, target: str) -> bool:
    from workers.forgetting import forget

    if found := forget(connection, target):
        click.echo(f"forgot {found}")
    else:
        say(f"{target} is not known: nothing was fetched there")
    return bool(found)


def _memory(connection: Redis, site: str) -> bool:
    from workers import memories
    from workers.outbox import site_of

    host = site_of(site if "://" in site else f"//{site}")
    if not memories.forget(connection, host):
        known = ", ".join(memories.sites(connection)) or "no site yet"
        say(f"no memory of {host or site}; known: {known}")
        return False
    click.echo(f"forgot what {host} taught")
    return True


def _group(connection: Redis, group: str) -> bool:
    from workers import retention

    if not retention.forget_group(connection, group):
        known = ", ".join(retention.groups(connection)) or "none"
        say(f"no group {group}; there are: {known}")
        return False
    click.echo(f"forgot the group {group}")
    return True
