"""README.md and docs/ say what is so: their commands run as printed, nothing named is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from cleaner.article import CLUTTER_KINDS, Article, Block, Metadata
from cleaner.outcome import Outcome
from crawler.sample import SampleSite
from crawler.sources import Source
from tests.console import ROOT, Stage, faults, matches, read_steps
from tests.docs import PAGES
from workers import server
from workers.consumer import read_after
from workers.settings import PREFIX, Settings

if TYPE_CHECKING:
    from redis import Redis

README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?://)([^)#\s]*)(?:#([\w-]+))?\)")


@pytest.fixture(scope="module")
def chosen() -> Iterator[Settings]:
    """Settings of a state folder with a server that stays; its path is short, as sockets want."""
    folder = tempfile.mkdtemp(prefix="newsmill-docs-")
    settings = Settings.model_validate({"state_dir": folder})
    server.start(settings)
    yield settings
    server.stop(settings)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def stage(chosen: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The sample site for https://news.example/, and this installation's commands."""
    folder = tmp_path_factory.mktemp("reader")
    bin_folder = tmp_path_factory.mktemp("bin")
    if not shutil.which("redis-cli"):
        stand_in = bin_folder / "redis-cli"
        stand_in.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/tests/redis_cli.py" "$@"\n'
        )
        stand_in.chmod(0o755)
    own = Path(sys.executable).parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {
        "PATH": f"{own}:{bin_folder}:{environment['PATH']}",
        "COLUMNS": "100",
        "NEWSMILL_STATE_DIR": str(chosen.state_dir),
        "NEWSMILL_ALLOW_PRIVATE": "127.0.0.0/8",
    }
    with SampleSite() as site:
        yield Stage(
            folder=folder,
            environment=environment,
            site=site.url.rstrip("/"),
            state=str(chosen.state_dir),
        )


@pytest.fixture
def connection(chosen: Settings) -> Iterator[Redis]:
    with server.open_server(chosen) as client:
        yield client


@pytest.fixture
def nothing_yet(connection: Redis) -> None:
    connection.flushall()


@pytest.fixture
def crawled(connection: Redis, stage: Stage) -> None:
    """The sample site's articles are on the stream, and in the reader's articles.jsonl."""
    if (stage.folder / "articles.jsonl").exists():  # by the README's commands
        return
    connection.flushall()
    command = ["newsmill", "run", stage.site, "-o", "articles.jsonl"]
    subprocess.run(
        [Path(sys.executable).parent / command[0], *command[1:]],
        cwd=stage.folder,
        env=stage.environment,
        capture_output=True,
        check=True,
    )


@pytest.mark.journey
@pytest.mark.usefixtures("nothing_yet")
def test_the_commands_of_the_readme_do_what_it_prints(stage: Stage) -> None:
    wrong = list(faults(README.read_text("utf-8"), stage))
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.journey
@pytest.mark.usefixtures("crawled")
@pytest.mark.parametrize(
    "page", [page for page in DOCS if read_steps(page.read_text("utf-8"))], ids=lambda p: p.name
)
def test_the_commands_of_the_docs_do_what_they_print(page: Path, stage: Stage) -> None:
    wrong = list(faults(page.read_text("utf-8"), stage))
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.journey
@pytest.mark.usefixtures("crawled")
def test_every_published_article_is_as_the_published_schema_says(connection: Redis) -> None:
    schema = json.loads((ROOT / "docs" / "article.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    articles = [json.loads(entry.article_json) for entry in read_after(connection, "0")]
    assert articles
    assert [str(fault) for one in articles for fault in validator.iter_errors(one)] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_as_it_would_be_written_now(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == PAGES[name](), f"docs/{name}: run make docs"


@pytest.mark.parametrize("page", [README, ROOT / "CHANGELOG.md", *DOCS], ids=lambda p: p.name)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        path = page.parent / target if target else page
        assert path.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(path), f"{page.name} links to {target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """The anchors that a Markdown page's headings get."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def aliases(model: type[Article] | type[Metadata] | type[Block]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


NAMED: dict[str, Callable[[], set[str]]] = {
    "article.md": lambda: aliases(Article) | aliases(Metadata) | aliases(Block),
    "cleaning.md": lambda: set(CLUTTER_KINDS),
    "crawling.md": lambda: {str(outcome) for outcome in Outcome},
    "sources.md": lambda: set(Source.model_fields),
    "consuming.md": lambda: {
        *("id", "event", "revision", "url", "domain", "language", "published", "outcome"),
        *("changed", "page", "article", "newsmill:articles", "newsmill:rejected"),
    },
}


@pytest.mark.parametrize("name", NAMED)
def test_a_page_that_lists_names_lists_them_all(name: str) -> None:
    said = set(CODE.findall((ROOT / "docs" / name).read_text("utf-8")))
    assert NAMED[name]() - said == set()


def test_choices_gives_a_reason_for_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[^\w-]", one)[0] for one in wanted}
    assert names - set(CODE.findall((ROOT / "docs" / "choices.md").read_text("utf-8"))) == set()


def test_a_command_that_fails_or_prints_otherwise_is_found(tmp_path: Path) -> None:
    page = """\
```text names.txt
one
```

```console
$ cat names.txt
two
$ false
$ ls missing-file
…
$ echo $?
2
```
"""
    stage = Stage(folder=tmp_path, environment=dict(os.environ), site="http://x", state="/x")
    wrong, ended = faults(page, stage)
    assert "line 6: $ cat names.txt" in wrong
    assert "line 8: $ false" in ended


def test_a_gap_stands_for_what_was_left_out_and_for_nothing_else() -> None:
    assert matches(["a", "…", "z: …"], "a\nb\nc\nz: 1\n")
    assert matches(["a  b"], "a b\n")
    assert not matches(["a"], "a\nb\n")
    assert not matches(["a", "…", "y"], "a\nz\n")
    assert not matches([], "a\n")
