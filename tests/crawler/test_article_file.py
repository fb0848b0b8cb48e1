"""The file of a run: every article of its sites once, whatever happens to file or writer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crawler.article_file import ArticleFile
from tests.workers.sample import SITE, article, page
from workers import outbox

if TYPE_CHECKING:
    from pathlib import Path

    from redis import Redis

OTHER = "https://heron-news.example/"


def publish(connection: Redis, *names: str, at: str = SITE, source: str = SITE) -> None:
    for name in names:
        url = at + name
        outbox.publish(connection, article(url, body=name), page(url, source=source))


def copy(connection: Redis, out: Path, *targets: str) -> list[str]:
    """Copy all there is; the bodies of what was written."""
    written: list[str] = []
    with ArticleFile(connection, out, targets or [SITE]) as file:
        while True:
            entries, any_came = file.copy(0)
            if not any_came:
                return written
            written += [json.loads(entry.article_json)["articleBody"] for entry in entries]


def bodies(out: Path) -> list[str]:
    return [json.loads(line)["articleBody"] for line in out.read_text().splitlines()]


def test_what_is_written_is_not_written_again(connection: Redis, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(connection, "a", "b")
    assert copy(connection, out) == ["a", "b"]
    publish(connection, "c")
    assert copy(connection, out) == ["c"]
    assert bodies(out) == ["a", "b", "c"]


def test_a_file_that_is_gone_begins_anew(connection: Redis, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(connection, "a", "b")
    copy(connection, out)
    out.unlink()
    assert copy(connection, out) == ["a", "b"]


def test_each_site_of_a_file_has_its_own_place(connection: Redis, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(connection, "a")
    publish(connection, "b", at=OTHER, source=OTHER)
    assert copy(connection, out) == ["a"]
    assert copy(connection, out, OTHER) == ["b"]
    assert copy(connection, out, SITE, OTHER) == []
    assert bodies(out) == ["a", "b"]


def test_articles_of_a_site_that_has_moved_are_its_own(connection: Redis, tmp_path: Path) -> None:
    publish(connection, "a", at=OTHER, source=SITE)
    publish(connection, "b", at=OTHER, source=OTHER)
    assert copy(connection, tmp_path / "out") == ["a"]


def test_lines_that_a_crash_left_without_their_place_are_not_doubled(
    connection: Redis, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(connection, "a", "b")
    copy(connection, out)
    for key in connection.scan_iter("newsmill:places:*"):
        connection.delete(key)
    assert copy(connection, out) == []


def test_a_last_line_without_its_end_is_not_written_into(connection: Redis, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text('{"id": "somebody else\'s"}')
    publish(connection, "a")
    copy(connection, out)
    first, second = out.read_text().splitlines()
    assert json.loads(first) == {"id": "somebody else's"}
    assert json.loads(second)["articleBody"] == "a"


def test_two_writers_of_a_file_write_each_article_once(connection: Redis, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(connection, "a", "b")
    with ArticleFile(connection, out, [SITE]) as one, ArticleFile(connection, out, [SITE]) as two:
        one.copy(0)
        two.copy(0)
        publish(connection, "c")
        two.copy(0)
        one.copy(0)
    assert bodies(out) == ["a", "b", "c"]
