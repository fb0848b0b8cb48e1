"""newsmill discover."""

from __future__ import annotations

import json

import click
from click import argument

from workers.verbs.shared import JSON, STOPPED, load_settings, options, say


@click.command("discover")
@argument("url")
@options(JSON)
def command(url: str, as_json: bool) -> int:
    """What a site names for a crawl, and its entry for sources.toml.

    Asks for robots.txt, the front page, some section pages, feeds and sitemaps; no article. What is
    found is printed as comments, with the entry below them: all of it can go into the file.

    \b
    Examples:
      newsmill discover https://example.org/
      newsmill discover https://example.org/ >> sources.toml
      newsmill discover https://example.org/ --json | jq '.feeds'
    """
    settings = load_settings()
    from crawler.discover import advice, as_dict, as_text, exit_code
    from crawler.discover import discover as look
    from crawler.progress import ProgressLine

    with ProgressLine(f"looking at {url}") as line:
        findings, stopped = look(url, settings, lambda now: line.say(str(now)))
    if stopped:
        say("stopped")
        return STOPPED
    click.echo(json.dumps(as_dict(findings), ensure_ascii=False) if as_json else as_text(findings))
    if advised := advice(findings):
        say(f"newsmill: {advised}")
    return exit_code(findings)
