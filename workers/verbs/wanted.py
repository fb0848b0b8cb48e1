"""What quarantine and replay share: the options that say which rejected pages are meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click
from click import option

from cleaner.outcome import Outcome

if TYPE_CHECKING:
    from workers.quarantine import Wanted


def _since(_context: click.Context, _option: click.Parameter, text: str | None) -> datetime | None:
    from workers.since import parse_since

    try:
        return parse_since(text) if text else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


OUTCOME = option(
    "--outcome",
    "outcomes",
    multiple=True,
    type=click.Choice([str(outcome) for outcome in Outcome]),
    metavar="OUTCOME",
    help="Only pages that ended so, such as poison; may be given several times.",
)
SITE = option("--site", default="", metavar="SITE", help="Only of this site, a host or an address.")
SINCE = option(
    "--since", metavar="WHEN", callback=_since, help="Only since then: 2d, 12h, 2026-05-01."
)


def wanted(outcomes: Sequence[str], site: str, since: datetime | None) -> Wanted:
    """The pages that these options mean."""
    from workers.outbox import site_of
    from workers.quarantine import Wanted

    host = site_of(site if "://" in site else f"//{site}") if site else ""
    return Wanted(outcomes=outcomes, site=host, since=since.timestamp() if since else 0.0)
