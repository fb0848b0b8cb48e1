"""newsmill submit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from click import FloatRange, argument, option

from workers.verbs.shared import FAILED, JSON, NOTHING, load_settings, options, say, server

if TYPE_CHECKING:
    from redis import Redis

    from workers.replies import Reply


@click.command("submit")
@argument("urls", nargs=-1, required=True, metavar="URL...")
@option("--wait", type=FloatRange(0), metavar="SECONDS", help="Wait so long for the answers.")
@option("--request", metavar="ID", help="Your own id of the request, for one URL.")
@options(JSON)
def command(
    urls: Sequence[str], wait: float | None, request: str | None, as_json: bool
) -> int | None:
    """Ask for a URL to be fetched, cleaned and delivered.

    Prints the id of each request, by which its answer is found on the stream newsmill:replies, and
    returns at once; with --wait it prints the answers, which carry the article's id. A request of
    one id is fetched once, however often it is made. It takes newsmill work --queues crawl,clean
    to be done.

    \b
    With --wait it ends with
      0   there is an article, new or known
      1   something else became of a URL, or its answer did not come in time
      3   no answer came in time
    \b
    Examples:
      newsmill submit https://example.org/2026/05/a-story
      newsmill submit https://example.org/2026/05/a-story --wait 60 --json | jq -r .id
    """
    if request is not None and len(urls) != 1:
        raise click.UsageError("--request is for one URL")
    settings = load_settings()
    from crawler.addresses import checked
    from crawler.submit import checked_request, enqueue, new_request
    from workers import replies

    asked = {
        checked_request(request) if request is not None else new_request(): checked(url)
        for url in urls
    }
    with server(settings) as connection:
        before = replies.position(connection)
        for name, url in asked.items():
            if not enqueue(connection, url, name):
                say(f"request {name} was made before: it is not fetched again")
        if wait is not None:
            return _wait(connection, asked, wait, before, as_json=as_json)
    for name, url in asked.items():
        click.echo(json.dumps({"request": name, "url": url}) if as_json else f"{name}\t{url}")
    return None


def _wait(
    connection: Redis, asked: dict[str, str], seconds: float, before: str, *, as_json: bool
) -> int:
    """Print the answers as they come; the exit code."""
    from workers import replies

    articles, missing = 0, dict(asked)
    for reply in replies.wait(connection, asked, seconds=seconds, after=before):
        missing.pop(reply.request)
        articles += reply.is_article
        click.echo(json.dumps(asdict(reply), ensure_ascii=False) if as_json else _line(reply))
    for name, url in missing.items():
        say(f"no answer within {seconds:g} s to request {name}, {url}")
    if missing:
        say("who answers is: newsmill work --queues crawl,clean; ask again with --request ID")
    if len(missing) == len(asked):
        return NOTHING
    return 0 if articles == len(asked) else FAILED


def _line(reply: Reply) -> str:
    why = "" if reply.is_article else f"\t{reply.detail}"
    return f"{reply.outcome}\t{reply.id or '-'}\t{reply.url}{why}"
