"""newsmill forget."""

from __future__ import annotations

from collections.abc import Sequence

import click
from click import argument, option

from workers.verbs.shared import NOTHING, load_settings, say, server


@click.command("forget")
@argument("targets", nargs=-1, metavar="[URL|SITE]...")
@option("--memory", "site", metavar="SITE", help="Drop what earlier pages taught of it instead.")
def command(targets: Sequence[str], site: str | None) -> int:
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
    with server(load_settings()) as connection:
        for target in targets:
            if found := forgetting.forget(connection, target):
                click.echo(f"forgot {found}")
            else:
                say(f"{target} is not known: nothing was fetched there")
                code = NOTHING
        if not site:
            return code
        host = site_of(site if "://" in site else f"//{site}")
        forgotten = memories.forget(connection, host)
        known = memories.sites(connection)
    if not forgotten:
        say(f"no memory of {host or site}; known: {', '.join(known) or 'no site yet'}")
        return NOTHING
    click.echo(f"forgot what {host} taught")
    return code
