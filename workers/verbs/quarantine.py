"""newsmill quarantine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from click import IntRange, argument, option

from workers.verbs.shared import JSON, NOTHING, load_settings, options, say, server
from workers.verbs.wanted import OUTCOME, SINCE, SITE, wanted

if TYPE_CHECKING:
    from workers.quarantine import Kept


@click.group("quarantine")
def command() -> None:
    """Rejected pages whose bytes are kept: list, show, drop.

    What a change of newsmill could turn into an article is kept for a week; newsmill replay puts it
    back on the queue.

    \b
    Examples:
      newsmill quarantine list --outcome poison
      newsmill quarantine show https://example.org/story --raw > story.html
      newsmill quarantine drop --all --site example.org
    """


@command.command("list")
@options(OUTCOME, SITE, SINCE, JSON)
@option("--limit", type=IntRange(1), metavar="N", help="The oldest N only.")
def list_(
    outcomes: Sequence[str], site: str, since: datetime | None, as_json: bool, limit: int | None
) -> int:
    """The pages, the oldest first: when, outcome, token, address, why.

    \b
    Examples:
      newsmill quarantine list --outcome poison --since 2d
      newsmill quarantine list --json | jq -r .url
    """
    settings = load_settings()
    from itertools import islice

    from workers import quarantine

    which = wanted(outcomes, site, since)
    shown = 0
    with server(settings) as connection:
        for kept in islice(quarantine.listed(connection, which), limit):
            shown += 1
            click.echo(json.dumps(_told(kept), ensure_ascii=False) if as_json else _line(kept))
        pages, size = quarantine.totals(connection)
    of = f"{size / 1e6:.1f} of {settings.quarantine_max_bytes / 1e6:.0f} MB"
    say(f"{shown} of {pages} pages, which take {of}")
    return 0


@command.command("show")
@argument("name", metavar="TOKEN|URL")
@option("--raw", is_flag=True, help="The page's bytes, as they came.")
def show(name: str, raw: bool) -> int:
    """What is known of a page, as JSON, or its bytes.

    A URL means its latest page.

    \b
    Examples:
      newsmill quarantine show 5f0c7d7e1d1b4b6f8a52c4d1e9f0a1b2
      newsmill quarantine show URL --raw | newsmill clean - --url URL --explain
    """
    settings = load_settings()
    from workers import quarantine

    with server(settings) as connection:
        kept = next(iter(quarantine.find(connection, name)), None)
        page = quarantine.page_of(connection, kept.token) if kept else None
    if kept is None or page is None:
        return _unknown(name)
    if raw:
        click.echo(page.body, nl=False)
        return 0
    told = page.model_dump(mode="json", exclude={"body"}) | _told(kept) | {"bytes": len(page.body)}
    click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    return 0


@command.command("drop")
@argument("name", required=False, metavar="[TOKEN|URL]")
@option("--all", "everything", is_flag=True, help="All, or all that the options below name.")
@options(OUTCOME, SITE, SINCE)
def drop(
    name: str | None,
    everything: bool,
    outcomes: Sequence[str],
    site: str,
    since: datetime | None,
) -> int:
    """Let go of the bytes of pages. Their outcomes stay.

    \b
    Examples:
      newsmill quarantine drop https://example.org/story
      newsmill quarantine drop --all --outcome listing
    """
    if bool(name) == everything:
        raise click.UsageError("give a token, a URL, or --all with or without a filter")
    if name and (outcomes or site or since):
        raise click.UsageError("--outcome, --site and --since go with --all")
    settings = load_settings()
    from workers import quarantine

    which = wanted(outcomes, site, since)
    with server(settings) as connection:
        found = quarantine.find(connection, name) if name else quarantine.listed(connection, which)
        dropped = quarantine.drop(connection, (kept.token for kept in found))
    if name and not dropped:
        return _unknown(name)
    click.echo(f"{dropped} page{'s' * (dropped != 1)} dropped")
    return 0


def _told(kept: Kept) -> dict[str, Any]:
    return asdict(kept) | {"at": datetime.fromtimestamp(kept.at, UTC).isoformat("T", "seconds")}


def _line(kept: Kept) -> str:
    at = datetime.fromtimestamp(kept.at).astimezone()
    return f"{at:%Y-%m-%d %H:%M}  {kept.outcome:<12}  {kept.token}  {kept.url}  {kept.detail}"


def _unknown(name: str) -> int:
    say(f"{name} is not in quarantine, or not any more; newsmill quarantine list shows what is")
    return NOTHING
