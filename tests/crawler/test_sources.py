"""sources.toml: what it takes, and errors that name the file, the source and the key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.addresses import BadAddress
from crawler.sources import SourcesError, load_sources, source_from_url

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
[defaults]
delay = 2
since = "7d"

[[source]]
name = "Harbour Post"
url = "https://post.example/"
feeds = ["https://post.example/rss"]
exclude = ["/video/"]
max_pages = 50
since = 2026-03-01

[[source]]
url = "https://gazette.example/"
"""


def test_sources_are_read_and_defaults_apply(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(GOOD)
    post, gazette = load_sources(tmp_path / "sources.toml")
    assert (post.name, post.delay, post.max_pages) == ("Harbour Post", 2, 50)
    assert post.since == datetime(2026, 3, 1, tzinfo=UTC)
    assert gazette.name == "https://gazette.example/"
    assert gazette.since is not None
    assert abs(datetime.now(UTC) - timedelta(days=7) - gazette.since) < timedelta(minutes=1)
    assert not post.wants("https://post.example/video/1")
    assert post.wants("https://post.example/news/1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[source]]\nname = "A"\nurl = "https://a.example"\nmax_pages = 0', ["'A'", "max_pages"]),
        ('[[source]]\nname = "A"\nurl = "a.example"', ["'A'", "url", "https://a.example"]),
        ('[[source]]\nname = "A"\nurl = "https://a.example"\ndepht = 1', ["'A'", "'depht'"]),
        ('[[source]]\nname = "A"\nurl = "https://a.example"\nsince = "soon"', ["'A'", "since"]),
        ('[[source]]\nname = "A"\nurl = "https://a.example"\ninclude = ["("]', ["'A'", "include"]),
        ('[[source]]\nname = "A"', ["'A'", "url"]),
        ('[[source]]\nurl = "https://a.example"\n' * 2, ["two sources", "a.example"]),
        ('[sauce]\nurl = "https://a.example"', ["'sauce'"]),
        ("[defaults]", ["no [[source]] entry"]),
        ("= broken", ["cannot be read"]),
    ],
)
def test_a_mistake_names_the_file_the_source_and_the_key(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(text)
    with pytest.raises(SourcesError) as error:
        load_sources(file)
    assert all(part in str(error.value) for part in [str(file), *said]), error.value
    assert "\n" not in str(error.value)


def test_a_missing_file_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="no such file"):
        load_sources(tmp_path / "none.toml")


def test_an_address_with_options_as_text_is_a_source() -> None:
    source = source_from_url("https://a.example/", max_pages="5", include="/news/ /story/")
    assert (source.max_pages, source.include) == (5, ("/news/", "/story/"))
    assert source.name == "https://a.example/"
    with pytest.raises(BadAddress):
        source_from_url("a.example")
    with pytest.raises(SourcesError, match="depth"):
        source_from_url("https://a.example/", depth="deep")
