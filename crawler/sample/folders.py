"""The page folders: read from disk, and rendered as their templates say."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).parent
PAGES = HERE / "pages"
PARTS = HERE / "parts"

EVERY_INDEX = ("rss", "atom", "sitemap", "news-sitemap", "section", "home")

# What a counter moves by at each visit: enough that "1.2K" moves too.
VIEWS_A_VISIT = 137

PLACEHOLDER = re.compile(r"\{\{(base|> (?P<part>[\w-]+)|views (?P<views>[^{}]+))\}\}")


@dataclass(frozen=True, kw_only=True)
class Response:
    """`response.toml`: how a page is served and who links to it. Every key may be left out.

    path             default: /<section>/<folder's name>
    section          slug of the section it belongs to
    title, summary   what the indexes say of it
    published, modified   TOML dates or moments; the indexes show and sort by them
    language         of the page, for feeds and the news sitemap
    status           the HTTP status
    content_type     without its charset
    charset          what page.html is encoded to; declare_charset: whether the header says so
    compress         "gzip" or "br", used when the client accepts it
    delay            seconds before the answer
    fails            the first so many requests get a 500
    redirect         the path to send the client to; needs a 301 or 302 as status
    file             a file of the folder to send as it is, in place of page.html
    query            what the home page's link to it carries, such as tracking parameters
    indexes          which of EVERY_INDEX list it
    """

    path: str = ""
    section: str = "region"
    title: str = ""
    summary: str = ""
    published: date | datetime = datetime(2026, 5, 1, tzinfo=UTC)
    modified: date | datetime | None = None
    language: str = "en"
    status: int = 200
    content_type: str = "text/html"
    charset: str = "utf-8"
    declare_charset: bool = True
    compress: str = ""
    delay: float = 0.0
    fails: int = 0
    redirect: str = ""
    file: str = ""
    query: str = ""
    indexes: tuple[str, ...] = field(default=EVERY_INDEX)

    @property
    def moment(self) -> datetime:
        """When it was published; a bare day counts from midnight UTC."""
        if isinstance(self.published, datetime):
            return self.published
        return datetime.combine(self.published, time(), tzinfo=UTC)


@dataclass(frozen=True)
class PageFolder:
    """One folder of the site as one edition shows it.

    Edition 2 takes `page.2.html`, `response.2.toml` (its keys go over the first's) and
    `expected.2.json` where they exist, else what the edition before had.
    """

    folder: Path
    edition: int = 1

    @property
    def slug(self) -> str:
        """The folder's name."""
        return self.folder.name

    @cached_property
    def response(self) -> Response:
        """How it is served. Raises ValueError, naming the file and key, for a key unknown here."""
        keys: dict[str, object] = {}
        known = {known.name for known in fields(Response)}
        for name in self._names("response", "toml"):
            keys.update(tomllib.loads((self.folder / name).read_text("utf-8")))
            if unknown := keys.keys() - known:
                raise ValueError(
                    f"{self.folder / name}: no such key: {', '.join(sorted(unknown))}; "
                    f"there are: {', '.join(sorted(known))}"
                )
        section = keys.setdefault("section", "region")
        keys["path"] = keys.get("path") or f"/{section}/{self.slug}"
        keys["title"] = keys.get("title") or self.slug.replace("-", " ").capitalize()
        indexes = keys.get("indexes", EVERY_INDEX)
        keys["indexes"] = tuple(indexes) if isinstance(indexes, list | tuple) else (indexes,)
        return Response(**keys)  # type: ignore[arg-type]  # a wrong type shows in the tests

    def latest(self, stem: str, suffix: str) -> Path | None:
        """The file of that name which this edition shows; None when there is none."""
        names = self._names(stem, suffix)
        return self.folder / names[-1] if names else None

    def body(self, base: str, visit: int) -> bytes:
        """The page's bytes before compression, for its `visit`th visitor, counted from 1."""
        if self.response.file:
            return (self.folder / self.response.file).read_bytes()
        page = self.latest("page", "html")
        text = render(page.read_text("utf-8"), base, visit) if page else ""
        return text.encode(self.response.charset)

    def _names(self, stem: str, suffix: str) -> list[str]:
        """The files that exist for this edition and those before, oldest first."""
        names = [f"{stem}.{suffix}"]
        names += [f"{stem}.{edition}.{suffix}" for edition in range(2, self.edition + 1)]
        return [name for name in names if (self.folder / name).is_file()]


def read_folders(pages: Path = PAGES, edition: int = 1) -> list[PageFolder]:
    """The site's folders, latest story first."""
    folders = [PageFolder(path, edition) for path in sorted(pages.iterdir()) if path.is_dir()]
    return sorted(folders, key=lambda page: page.response.moment, reverse=True)


def render(template: str, base: str, visit: int = 1) -> str:
    """Fill a template's placeholders.

    `{{base}}` is the site's address without its last slash, `{{> name}}` the file parts/name.html,
    `{{views 7,960}}` a counter that starts there and ticks at each visit in the same spelling
    ("7960", "7,960", "7 960", "1.2K").
    """

    def fill(match: re.Match[str]) -> str:
        if part := match["part"]:
            return render((PARTS / f"{part}.html").read_text("utf-8").rstrip("\n"), base, visit)
        if views := match["views"]:
            return tick(views, visit)
        return base

    return PLACEHOLDER.sub(fill, template)


def tick(first: str, visit: int) -> str:
    """A view counter at its `visit`th visit, spelled as it was at the first."""
    more = VIEWS_A_VISIT * (visit - 1)
    if first[-1] in "Kk":
        return f"{float(first[:-1]) + more / 1000:.1f}{first[-1]}"
    marks = [mark for mark in first if not mark.isdigit()]
    number = int("".join(digit for digit in first if digit.isdigit())) + more
    return f"{number:,}".replace(",", marks[0] if marks else "")
