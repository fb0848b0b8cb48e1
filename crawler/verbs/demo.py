"""newsmill demo."""

from __future__ import annotations

import os

import click

from workers.verbs.shared import load_settings, server


@click.command("demo")
def command() -> int:
    """The whole way, on a sample news site of our own.

    Starts the embedded server, serves the site on loopback, crawls it with Scrapy, cleans with RQ
    workers, delivers to the stream, and shows what became of every address. The second time only
    what changed is delivered. Its data stay in a folder of their own.

    \b
    Examples:
      newsmill demo
      newsmill demo && newsmill demo
    """
    os.environ["NEWSMILL_ALLOW_PRIVATE"] = "127.0.0.0/8"
    if not load_settings().redis_url:
        os.environ["NEWSMILL_STATE_DIR"] = str(load_settings().state_dir / "demo")
    settings = load_settings()
    from crawler.demo import demo as run_demo
    from workers.show import console

    with server(settings) as connection:
        return run_demo(connection, settings, console())
