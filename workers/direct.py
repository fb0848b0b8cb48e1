"""Cleaning without a queue, and printing what comes of it: for `newsmill fetch` and `clean`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cleaner import explain_page, explain_terminal
from cleaner.document import decode
from cleaner.explain import Explanation, explain, explain_text
from cleaner.outcome import NotAnArticle
from cleaner.pipeline import clean, clean_text, warm_up
from cleaner.render import FORMATS
from workers.page import Dropped, Page, with_fetch
from workers.show import console

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cleaner.article import Article

# A saved page is read up to here; the cleaner judges the size itself, far below.
READ_BYTES = 100_000_000


class Printer:
    """Prints articles on stdout in one of FORMATS, or explains pages; `shown` counts the articles.

    What is no article is a line on stderr, and explained all the same. Once the reader of stdout
    has left, nothing is done any more, and `end` says so.
    """

    def __init__(self, form: str | None, *, default: str = "json", explained: bool = False) -> None:
        if explained and form not in (None, "html"):
            raise click.UsageError(
                "--explain goes to the terminal, or with --format html to a page"
            )
        self.shown = 0
        self._render = FORMATS[form or default]
        self._explained = explained
        self._as_page = form == "html"
        self._reader_left = False

    def warm_up(self) -> None:
        """Load what cleaning needs, which takes a second or two."""
        warm_up()

    def fetched(self, item: Page | Dropped) -> None:
        """Clean and print a page that was fetched, or say what it is."""
        if isinstance(item, Dropped):
            click.echo(f"{item.url}: {item.outcome}: {item.detail}", err=True)
        elif not self._reader_left:
            html = decode(item.body, item.charset)
            self._print(
                item.url,
                lambda: with_fetch(clean(html, item.url), item),
                lambda: explain(html, item.url),
            )

    def saved(self, file: Path, url: str | None, *, text: bool) -> None:
        """Clean and print the saved page in `file` ("-": standard input), HTML or flat `text`.

        Raises click.UsageError if it cannot be read.
        """
        name, body = str(file), read_saved(file)
        if text:
            self._print(
                name, lambda: clean_text(decode(body), url), lambda: explain_text(decode(body), url)
            )
        else:
            self._print(name, lambda: clean(body, url), lambda: explain(body, url))

    def end(self) -> None:
        """Raise BrokenPipeError if the reader of stdout left before all was printed."""
        if self._reader_left:
            raise BrokenPipeError

    def _print(
        self, name: str, make: Callable[[], Article], why: Callable[[], Explanation]
    ) -> None:
        try:
            article = self._explain(why()) if self._explained else make()
            if not self._explained:
                click.echo(self._render(article), nl=False)
            sys.stdout.flush()
        except NotAnArticle as judgement:
            click.echo(f"{name}: {judgement.outcome}: {judgement.detail}", err=True)
            return
        except BrokenPipeError:
            self._reader_left = True
            return
        self.shown += 1

    def _explain(self, explanation: Explanation) -> Article:
        """Print it, and give its article. Raises NotAnArticle where there is none."""
        if self._as_page:
            click.echo(explain_page.show(explanation), nl=False)
        else:
            console().print(explain_terminal.show(explanation))
        return explanation.claimed()


def read_saved(file: Path) -> bytes:
    """The file's bytes. Raises click.UsageError if there is none to read."""
    if str(file) == "-" and sys.stdin.isatty():
        raise click.UsageError("name a saved page, or pipe one in")
    try:
        with click.open_file(str(file), "rb") as opened:
            body: bytes = opened.read(READ_BYTES)
    except OSError as error:
        raise click.UsageError(
            f"{file}: {error.strerror}; name a saved page, or - for stdin"
        ) from None
    return body
