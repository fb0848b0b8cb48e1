"""The command line: help, usage, bad input. Each fault ends in one line and the right exit code."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import newsmill
from cleaner.memory import SiteMemory
from tests.command import Done, in_terminal, run
from tests.command import newsmill as command
from tests.crawler.conftest import site  # noqa: F401 - a fixture
from workers import memories
from workers.outbox import ARTICLES
from workers.verbs.shared import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from redis import Redis

    from tests.crawler.conftest import Site
    from workers.settings import Settings

    Run = Callable[..., Done]

VERBS = sorted(newsmill.VERBS)
PARAGRAPHS = "".join(
    f"<p>Ferry {n} to Hallin was late again on Monday, said the harbour office, because the crane "
    f"that lifts its ramp had stopped for the {n}th time since the winter began.</p>"
    for n in range(1, 9)
)
STORY = (
    "<html><head><title>Ferry late</title></head><body><article><h1>Ferry late</h1>"
    f"{PARAGRAPHS}</article></body></html>"
)


@pytest.fixture
def here(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Runs a command in this process, where its modules are loaded already."""
    handler = signal.getsignal(signal.SIGTERM)

    def call(*arguments: str, **environment: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["newsmill", *arguments])
        for name, value in environment.items():
            monkeypatch.setenv(f"NEWSMILL_{name}", value)
        with pytest.raises(SystemExit) as end:
            newsmill.main()
        out, err = capfd.readouterr()
        return Done(int(str(end.value.code or 0)), out, err.splitlines())

    yield call
    signal.signal(signal.SIGTERM, handler)


def test_help_is_fast_and_loads_no_heavy_module() -> None:
    begun = time.perf_counter()
    shown = run([sys.executable, "-P", "-m", "newsmill", "--help"])
    took = time.perf_counter() - begun
    assert shown.code == 0
    assert took < 0.3
    code = (
        "import sys, newsmill; sys.argv = ['newsmill', '--help']\n"
        "try: newsmill.main()\n"
        "except SystemExit: print(*sys.modules)"
    )
    loaded = set(run([sys.executable, "-c", code]).out.split())
    heavy = {"scrapy", "twisted", "redis", "rq", "pydantic", "rich", "lxml", "trafilatura"}
    assert not heavy & loaded


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_s_help_has_examples_and_a_summary_that_fits(verb: str, here: Run) -> None:
    shown = here(verb, "--help")
    assert shown.code == 0
    assert f"\n    newsmill {verb}" in shown.out
    assert all(len(line) <= 100 for line in shown.out.splitlines())
    (summary,) = [line for line in here("--help").out.splitlines() if line.startswith(f"  {verb} ")]
    assert not summary.endswith("...")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("bogus", "No such command 'bogus'; see newsmill --help"),
        ("statsu", "No such command 'statsu': did you mean status?; see newsmill --help"),
        ("fetch", "Missing argument 'URL...'; see newsmill fetch --help"),
        ("fetch --format pdf https://example.org/", "'pdf' is not one of 'json'"),
        ("run https://example.org/", "Missing option '-o' / '--output'"),
        ("clean no-such-file", "no-such-file: No such file or directory; name a saved page"),
        ("clean .", ".: Is a directory; name a saved page"),
        ("clean - --url example.org/a", "has no scheme; did you mean https://example.org/a?"),
        ("crawl example.org", "'example.org' has no scheme; did you mean https://example.org?"),
        ("crawl nonsense", "'nonsense' is not a web address"),
        ("crawl --sources no.toml", "no.toml: no such file; write one with a [[source]] entry"),
        ("crawl https://example.org/ --since soon", "'soon' is neither a date nor a span"),
        ("crawl https://example.org/ --include (", "'(' is not a regular expression"),
        ("run ftp://example.org/ -o out", "'ftp://example.org/' is not a web address"),
        ("consume --count 0", "Invalid value for '--count': 0 is not in the range x>=1"),
        ("consume --group=", "'' is no name: give one such as search"),
        ("consume --language english", "'english' is no code of ISO 639, such as en or de"),
        ("consume --domain https://", "Invalid value for '--domain': give a host"),
        ("consume --dead --drop-dead", "--dead prints, --retry-dead puts back, --drop-dead"),
        ("export out --group=", "'' is no name: give one such as search"),
        ("forward https://example.org/ --group=", "'' is no name: give one such as search"),
        ("server restart", "'restart' is not one of 'start', 'stop', 'status'"),
    ],
)
def test_a_mistake_in_usage_is_one_line_and_exit_2(arguments: str, line: str, here: Run) -> None:
    done = here(*arguments.split())
    assert (done.code, done.out, len(done.lines)) == (2, "", 1), done
    assert done.lines[0].startswith("newsmill")
    assert line in done.lines[0]


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("REDIS", "x", "unknown setting NEWSMILL_REDIS: did you mean NEWSMILL_REDIS_URL?"),
        ("WORKERS", "many", "NEWSMILL_WORKERS='many' will not do"),
        ("REDIS_URL", "http://x", "NEWSMILL_REDIS_URL='http://x' will not do"),
        ("ALLOW_PRIVATE", "all", "NEWSMILL_ALLOW_PRIVATE='all' will not do"),
    ],
)
def test_a_wrong_setting_is_one_line_and_exit_2(
    name: str, value: str, line: str, here: Run
) -> None:
    done = here("settings", **{name: value})
    assert (done.code, done.out, len(done.lines)) == (2, "", 1), done
    assert line in done.lines[0]


def test_settings_says_where_each_value_comes_from(here: Run) -> None:
    shown = here("settings", REDIS_URL="redis://:secret@queue.example.org/0")
    assert shown.code == 0
    assert "NEWSMILL_REDIS_URL=redis://:***@queue.example.org/0  (environment)" in shown.out
    assert "NEWSMILL_LOG_FORMAT=text  (default)" in shown.out
    assert "secret" not in shown.out
    by_name = {each["name"]: each for each in json.loads(here("settings", "--json").out)}
    assert by_name["NEWSMILL_REDIS_URL"]["origin"] == "environment"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"", "page: empty: "),
        (b"\x7fELF\x02\x01\x01\0\0\0" + bytes(range(256)) * 40, "page: not-html: "),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "page: not-html: "),
        (b"The ferry was late.\nAgain.\n", "page: not-html: no markup; flat text is cleaned with"),
        (b"<div>" * 10_000_000, "page: too-large: "),
    ],
    ids=["empty", "binary", "pdf", "flat-text", "50 MB of div"],
)
def test_what_is_no_page_is_one_line_and_exit_3(
    body: bytes, line: str, here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page").write_bytes(body)
    monkeypatch.chdir(tmp_path)
    done = here("clean", "page")
    assert (done.code, done.out, len(done.lines)) == (3, "", 1), done
    assert done.lines[0].startswith(line)


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        (STORY.replace("again", "ag\0ain").encode(), "Ferry late"),
        (STORY.replace("Ferry late", "Fähre spät").encode("cp1252"), "Fähre spät"),
        (
            STORY.replace("<head>", '<head><meta charset="x-none">')
            .replace("Ferry late", "Fähre spät")
            .encode("cp1252"),
            "Fähre spät",
        ),
        (
            STORY.replace("<head>", '<head><meta charset="iso-8859-1">')
            .replace("Ferry late", "Паром опоздал")
            .encode(),
            "Паром опоздал",
        ),
    ],
    ids=["NUL inside", "no charset", "unknown charset", "lying charset"],
)
def test_a_page_with_odd_bytes_is_read_all_the_same(
    body: bytes, headline: str, here: Run, tmp_path: Path
) -> None:
    (tmp_path / "page").write_bytes(body)
    done = here("clean", str(tmp_path / "page"))
    assert (done.code, done.lines) == (0, [])
    article = json.loads(done.out)
    assert article["headline"] == headline
    assert "late again on Monday" in article["articleBody"]


def test_an_article_is_shown_in_each_format_and_explained(here: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(STORY)
    shown = {form: here("clean", str(page), "--format", form) for form in FORMATS}
    assert {done.code for done in shown.values()} == {0}
    assert json.loads(shown["json"].out) == json.loads(shown["jsonl"].out)
    assert shown["jsonl"].out.count("\n") == 1
    assert shown["markdown"].out.startswith("# Ferry late\n")
    assert shown["text"].out.startswith("Ferry late\n")
    assert "<h1>Ferry late</h1>" in shown["html"].out
    explained = here("clean", str(page), "--explain")
    assert explained.code == 0
    assert "Kept " in explained.out
    assert "\x1b" not in explained.out


def test_colours_are_for_terminals_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(STORY)
    shown = in_terminal("clean", str(page), "--explain", columns=60)
    assert shown.code == 0
    assert "\x1b[1m" in shown.out
    assert max(map(len, shown.lines)) <= 60


def test_clean_on_a_terminal_does_not_wait_for_a_page_that_is_not_coming() -> None:
    done = in_terminal("clean")
    assert done.code == 2
    assert "name a saved page, or pipe one in" in " ".join(done.lines)


def test_a_reader_that_leaves_ends_the_command_quietly(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(STORY)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "newsmill", "clean", str(page)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.stdout, process.stderr.read() if process.stderr else b"?"
    assert (process.wait(20), err) == (0, b"")


def test_bad_addresses_cost_their_own_page_only(site: Site) -> None:  # noqa: F811
    for path in ("/good", "/last"):
        site.add(path, 200, STORY.encode())
    site.endless("/endless", b"<p>more and more</p>" * 500)
    site.endless("/trickle", b"x", pause=0.2)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        refused = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        bad = {
            site.at("/gone"): "http-error: 404 Not Found",
            site.at("/endless"): "too-large: the body is longer than may be read",
            site.at("/trickle"): "network-error: timeout: no whole answer in 4 s",
            "http://no-such-host.invalid/": "network-error: dns: the host is unknown",
            refused: "network-error: refused: nothing listens there",
            "http://10.0.0.1/": "network-error: 10.0.0.1 is a private address; "
            "set NEWSMILL_ALLOW_PRIVATE=10.0.0.1 to allow it",
        }
        done = command(
            *("fetch", site.at("/good"), *bad, site.at("/last")),
            DOWNLOAD_TIMEOUT="4",  # a busy machine answers late, too
            RESPONSE_MAX_BYTES="300000",
        )
    assert done.code == 1
    assert sorted(done.lines) == sorted(f"{url}: {line}" for url, line in bad.items())
    articles = done.jsonl()
    assert sorted(article["url"] for article in articles) == [site.at("/good"), site.at("/last")]
    assert {article["headline"] for article in articles} == {"Ferry late"}


def test_one_bad_address_alone_is_one_line_and_exit_3(site: Site) -> None:  # noqa: F811
    done = command("fetch", site.at("/gone"))
    assert (done.code, done.out) == (3, "")
    assert done.lines == [f"{site.at('/gone')}: http-error: 404 Not Found"]


@pytest.mark.parametrize("verb", ["status", "consume", "crawl https://example.org/", "work"])
def test_a_redis_that_is_not_there_is_one_line_and_exit_3(verb: str, here: Run) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        done = here(*verb.split(), REDIS_URL=f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")
    assert (done.code, done.out, len(done.lines)) == (3, "", 1), done
    assert "no Redis at redis://127.0.0.1:" in done.lines[0]
    assert "correct NEWSMILL_REDIS_URL" in done.lines[0]


@pytest.mark.parametrize("named", ["tern.example", "https://www.Tern.example/economy/kelp"])
def test_a_site_s_memory_is_forgotten_by_its_host_or_any_address(
    named: str, here: Run, connection: Redis
) -> None:
    for host in ("tern.example", "heron.example"):
        memories.add(connection, host, SiteMemory(pages=1))
    assert here("forget", "--memory", named) == Done(0, "forgot what tern.example taught\n", [])
    assert here("forget", "--memory", named) == Done(
        3, "", ["no memory of tern.example; known: heron.example"]
    )
    assert memories.sites(connection) == ["heron.example"]


def test_a_group_that_is_gone_for_good_is_forgotten(here: Run, connection: Redis) -> None:
    connection.xgroup_create(ARTICLES, "search", id="0", mkstream=True)
    assert here("forget", "--group", "search") == Done(0, "forgot the group search\n", [])
    assert here("forget", "--group", "search") == Done(3, "", ["no group search; there are: none"])
    connection.xgroup_create(ARTICLES, "", id="0")
    assert here("forget", "--group", "").code == 0, "whatever its name is, it can be dropped"


def test_a_redis_that_answers_nothing_is_given_up_within_seconds(here: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        begun = time.monotonic()
        done = here("status", REDIS_URL=f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
    assert time.monotonic() - begun < 5
    assert (done.code, done.out, len(done.lines)) == (3, "", 1), done
    assert "does not answer" in done.lines[0]


def test_server_is_started_shown_and_stopped(tmp_path: Path) -> None:
    def server(verb: str, *options: str) -> Done:
        return command("server", verb, *options, STATE_DIR=str(tmp_path / "state"))

    assert server("stop").out == "not running\n"
    assert "running, version" in server("start").out
    assert json.loads(server("status", "--json").out)["pinned"] is True
    assert server("stop").out == "stopped\n"
    assert server("status").out.endswith("not running\n")
