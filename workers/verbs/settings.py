"""newsmill settings."""

from __future__ import annotations

import json

import click

from workers.verbs.shared import JSON, load_settings, options


@click.command("settings")
@options(JSON)
def command(as_json: bool) -> None:
    """The settings in force, and where each comes from.

    They are environment variables, NEWSMILL_*. Passwords are masked.

    \b
    Examples:
      newsmill settings
      NEWSMILL_REDIS_URL=redis://queue.example.org:6379/0 newsmill settings
    """
    from workers.settings import describe
    from workers.show import console, show_settings

    found = describe(load_settings())
    if as_json:
        click.echo(json.dumps([each._asdict() for each in found], ensure_ascii=False))
    else:
        console().print(show_settings(found))
