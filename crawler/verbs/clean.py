"""newsmill clean."""

from __future__ import annotations

from pathlib import Path

import click
from click import argument, option

from workers.verbs.shared import NOTHING, SHOWN_AS, load_settings, options


@click.command("clean")
@argument("file", default="-", type=click.Path(path_type=Path, allow_dash=True))
@option("--url", help="The page's address: names the article and resolves its links.")
@option("--text", is_flag=True, help="The file is flat text without markup.")
@options(*SHOWN_AS)
def command(file: Path, url: str | None, text: bool, form: str | None, explain: bool) -> int:
    """Clean a saved page, from FILE or standard input.

    \b
    Examples:
      newsmill clean page.html --url https://example.org/2026/05/a-story
      curl -s https://example.org/a-story | newsmill clean - --format text
      newsmill clean --text page.txt
      newsmill clean page.html --explain
      newsmill clean page.html --explain --format html > why.html
    """
    load_settings()  # a mistyped NEWSMILL_ name is an error in every verb
    from crawler.addresses import checked
    from workers.direct import Printer

    printer = Printer(form, explained=explain)
    printer.saved(file, checked(url) if url else None, text=text)
    printer.end()
    return 0 if printer.shown else NOTHING
