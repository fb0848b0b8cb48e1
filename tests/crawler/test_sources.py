"""sources.toml: what it takes, and errors that name the file, the source and the key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.addresses import BadAddress
from crawler.rhythm import seconds_of
from crawler.sources import SourcesError, choose, load_sources, source_from_url

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


A = '[[source]]\nname = "A"\nurl = "https://a.example"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[source]]\nname = "A"\nurl = "https://a.example"\nmax_pages = 0', ["'A'", "max_pages"]),
        ('[[source]]\nname = "A"\nurl = "a.example"', ["'A'", "url", "https://a.example"]),
        (A + "depht = 1", [":4: ", "'A'", "'depht'", "did you mean depth?"]),
        (A + "colour = 1", [":4: ", "'A'", "'colour'", "known are", "max_pages"]),
        (A + 'every = "soon"', [":4: ", "'A'", "every", "15m", "five fields"]),
        (A + 'every = "0s"', ["every", "between 1s and 366d"]),
        (A + 'every = "61 * * * *"', ["every", "no cron string", "range"]),
        (A + 'every = "0 5 * * * *"', ["every", "five fields"]),
        (A + 'every = "0 0 31 2 *"', ["every", "comes round"]),
        (A + "[source.headers]\nHost = 'b.example'", [":4: ", "'A'", "headers", "Host"]),
        (A + "headers = {Content-Length = '3'}", [":4: ", "Content-Length may not be set"]),
        (A + "headers = {User-Agent = 'x'}", ["NEWSMILL_USER_AGENT"]),
        (A + 'headers = {X-Key = "a\\nb"}', [":4: ", "'X-Key'"]),
        (A + 'headers = {"X Key" = "a"}', ["'X Key'"]),
        (A + "render = 'maybe'", [":4: ", "render"]),
        (A + 'include = ["*.html"]', [":4: ", "include", "write .*"]),
        (A + 'exclude = [""]', ["exclude", "every address"]),
        ("[defaults]\ndelay = -1\n" + A, [":2: ", "[defaults]", "delay"]),
        ("[defaults]\n\nname = 'x'\n" + A, [":3: ", "[defaults]", "name"]),
        (A + A.replace("https://a", "https://b"), [":5: ", "two sources", "'A'"]),
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


def test_a_missing_file_says_where_it_was_looked_for_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourcesError) as error:
        choose([], None, {})
    said = str(error.value)
    assert f"looked for {tmp_path}/sources.toml" in said
    assert "--sources" in said and "newsmill discover" in said


@pytest.mark.parametrize("every", ["90s", "15m", "6h", "1d", "*/15 6-22 * * mon-fri", "0 5 * * *"])
def test_every_is_a_span_or_a_cron_string(every: str) -> None:
    source = source_from_url("https://a.example/", every=every)
    assert source.every == every
    spans = {"90s": 90, "15m": 900, "6h": 21_600, "1d": 86_400}
    assert seconds_of(every) == spans.get(every)


def test_headers_of_a_source_go_over_those_of_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        "[defaults]\nrender = true\n[defaults.headers]\nX-Key = 'one'\nX-Other = 'two'\n"
        + A
        + "render = false\n[source.headers]\nX-Key = 'mine'\n"
        + A.replace("A", "B")
    )
    one, other = load_sources(tmp_path / "sources.toml")
    assert one.headers == {"X-Key": "mine", "X-Other": "two"}
    assert other.headers == {"X-Key": "one", "X-Other": "two"}
    assert (one.render, other.render) == (False, True)


def test_an_address_with_options_as_text_is_a_source() -> None:
    source = source_from_url("https://a.example/", max_pages="5", include="/news/ /story/")
    assert (source.max_pages, source.include) == (5, ("/news/", "/story/"))
    assert source.name == "https://a.example/"
    with pytest.raises(BadAddress):
        source_from_url("a.example")
    with pytest.raises(SourcesError, match="depth"):
        source_from_url("https://a.example/", depth="deep")
