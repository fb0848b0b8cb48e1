"""The side-by-side run: the same pages for all, failures counted, nobody's own site in its weights.

On a tiny invented corpus, and without the peers.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner import NotAnArticle, Outcome, clean, verdict
from tests.benchmarks import cleaning, systems
from tests.benchmarks.cleaning import ask, choose, run
from tests.benchmarks.corpus import GoldPage, read_corpus
from tests.benchmarks.examples import EXAMPLES
from tests.benchmarks.fit import FOLDS, fold_of
from tests.benchmarks.folds import Tables, judged_by
from tests.benchmarks.sites import OTHERS, memories_of
from tests.benchmarks.systems import BASE, REMEMBERING, SYSTEMS, Extract, newsmill
from tests.benchmarks.table import Reading, Row, failures, rows
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, page

DATED = '<meta property="article:published_time" content="2026-05-03T09:45:00+02:00">'


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two corpora of three pages: one with bodies, one with segments."""
    (tmp_path / "html").mkdir()
    gold = []
    for at in range(6):
        whole = at % 2 == 0
        known = {
            "id": f"page{at}",
            "corpus": "whole" if whole else "parts",
            "url": f"https://site{at}.example/ferry",
            "title": HEADLINE.upper(),
            "date": "2026-05-03",
            **({"body": PARAGRAPHS} if whole else {"with": [PARAGRAPHS[0]], "without": ["Menu"]}),
        }
        gold.append(json.dumps(known))
        html = gzip.compress(page(head=DATED).encode())
        (tmp_path / "html" / f"page{at}.html.gz").write_bytes(html)
    (tmp_path / "gold.jsonl").write_text("\n".join(gold) + "\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def pages(corpus: Path) -> list[GoldPage]:
    return list(read_corpus(corpus))


def silent(html: bytes, url: str) -> Extract:
    return Extract()


def row_of(corpus: str, system: str, lines: list[Row]) -> Row:
    return next(line for line in lines if (line.corpus, line.system) == (corpus, system))


def test_each_system_gets_every_page_before_the_next_page_comes(pages: list[GoldPage]) -> None:
    asked: list[tuple[str, str]] = []

    def named(name: str) -> systems.System:
        def system(html: bytes, url: str) -> Extract:
            asked.append((name, url))
            return Extract()

        return system

    run(pages, {"one": named("one"), "two": named("two")})
    after = asked[2 * cleaning.WARM_UP :]
    assert after == [(name, page.url) for page in pages for name in ("one", "two")]


def test_the_table_has_a_row_for_each_corpus_and_system(pages: list[GoldPage]) -> None:
    lines = rows(run(pages, {"newsmill": newsmill, "silent": silent}))
    whole = row_of("whole", "newsmill", lines)
    assert (whole.pages, whole.score.f1, whole.exact, whole.empty) == (3, 1.0, 1.0, 0)
    assert (whole.title, whole.date, whole.authors) == (1.0, 1.0, None)
    parts = row_of("parts", "newsmill", lines)
    assert (parts.score.f1, parts.exact) == (1.0, None)
    nothing = row_of("whole", "silent", lines)
    assert (nothing.score.f1, nothing.empty, nothing.title) == (0.0, 3, None)


def test_a_page_is_read_with_the_memory_of_its_sites_other_pages(pages: list[GoldPage]) -> None:
    site = [replace(pages[0], id=f"page{n}", url=f"https://one.example/{n}") for n in range(OTHERS)]
    assert memories_of(site, ()) == {}
    more = [*site, replace(pages[0], id="last", url="https://one.example/last")]
    assert {memory.pages for memory in memories_of(more, ()).values()} == {OTHERS}
    stranger = replace(pages[0], site="two.example")
    readings = run([*more, stranger], {REMEMBERING: newsmill, "silent": silent})
    assert [len(listed) for listed in readings.values()] == [OTHERS + 1, OTHERS + 2]


def test_a_field_that_is_missing_on_one_page_is_a_miss_there(pages: list[GoldPage]) -> None:
    readings = [
        Reading(page, Extract(title=title), 1.0)
        for page, title in zip(pages[::2], (HEADLINE, None, "Another"), strict=True)
    ]
    assert rows({"one": readings})[0].title == pytest.approx(1 / 3)


def test_a_system_that_raises_found_nothing_and_is_counted(pages: list[GoldPage]) -> None:
    def raises(html: bytes, url: str) -> Extract:
        raise ValueError("no such page")

    def refuses(html: bytes, url: str) -> Extract:
        raise NotAnArticle(Outcome.LISTING, "31 teasers")

    readings = run(pages, {"raises": raises, "refuses": refuses, "silent": silent})
    assert [line.empty for line in rows(readings)] == [3] * 6
    assert failures(readings) == [
        "raises: nothing on 6 of 6 pages: ValueError 6",
        "refuses: nothing on 6 of 6 pages: listing 6",
    ]


def test_a_system_that_hangs_is_ended_even_if_it_swallows_exceptions(
    pages: list[GoldPage],
) -> None:
    def hangs(html: bytes, url: str) -> Extract:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                sum(range(1000))
            except Exception:
                continue
        return Extract(body="too late")

    reading = ask(hangs, pages[0], b"", seconds=0.2)
    assert (reading.failure, reading.extract) == ("over 0.2 s", Extract())


def test_ctrl_c_leaves_the_pages_that_all_systems_read(pages: list[GoldPage]) -> None:
    count = 0

    def interrupted(html: bytes, url: str) -> Extract:
        nonlocal count
        count += 1
        if count == cleaning.WARM_UP + 3:
            raise KeyboardInterrupt
        return Extract()

    readings = run(pages, {"silent": silent, "interrupted": interrupted})
    assert {name: len(listed) for name, listed in readings.items()} == {
        "silent": 2,
        "interrupted": 2,
    }


def test_a_limit_holds_for_each_corpus_and_the_order_is_always_the_same(
    pages: list[GoldPage],
) -> None:
    chosen = choose(pages, None, 2)
    assert sorted(page.corpus for page in chosen) == ["parts", "parts", "whole", "whole"]
    assert choose(reversed(choose(pages, None, None)), None, None) == choose(pages, None, None)
    assert {page.corpus for page in choose(pages, "whole", None)} == {"whole"}


def test_each_page_is_judged_by_its_own_folds_weights(pages: list[GoldPage]) -> None:
    folds: list[Tables] = [{"html": {"bias": float(fold)}} for fold in range(FOLDS)]
    seen: dict[str, dict[str, float]] = {}

    def spy(html: bytes, url: str) -> Extract:
        seen[url] = verdict.load_weights("html")
        return Extract()

    run(pages, {"spy": spy}, folds)
    assert seen == {page.url: folds[fold_of(page.site)]["html"] for page in pages}


def test_the_cleaner_judges_by_the_weights_it_is_given_and_by_its_own_afterwards() -> None:
    nothing: Tables = {table: {"bias": -30.0} for table in EXAMPLES}
    with judged_by(nothing), pytest.raises(NotAnArticle):
        clean(page())
    assert clean(page()).word_count


@pytest.fixture
def measured(corpus: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        whole = [sys.executable, "-m", "tests.benchmarks.cleaning", "--corpus", str(corpus)]
        root = Path(__file__).resolve().parents[2]
        return subprocess.run(
            [*whole, *arguments], cwd=root, capture_output=True, text=True, check=False
        )

    return command


def test_the_command_prints_one_table_for_any_folder_of_that_form(
    measured: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = measured("--systems", f"newsmill,{BASE}", "--only", "whole", "--limit", "1")
    assert done.returncode == 0, done.stderr
    head, ours, base, *_ = done.stdout.splitlines()
    assert head.split()[:3] == ["corpus", "pages", "system"]
    assert ours.split()[:7] == ["whole", "1", "newsmill", "1.000", "1.000", "1.000", "1.000"]
    assert base.split()[-1] == "1.00"


def test_the_command_says_what_there_is_instead_of_an_unknown_system_or_folder(
    measured: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    unknown = measured("--systems", "nonesuch")
    assert unknown.returncode == 2
    assert "newspaper4k" in unknown.stderr
    nowhere = measured("--corpus", str(tmp_path / "html"))
    assert nowhere.returncode == 2
    assert "docs/measuring.md" in nowhere.stderr


def test_a_peer_that_is_not_installed_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(html: bytes, url: str) -> Extract:
        raise ModuleNotFoundError("No module named 'absent'")

    monkeypatch.setitem(SYSTEMS, "absent", absent)
    assert list(cleaning.installed(["newsmill", "absent"])) == ["newsmill"]
    assert "make bench-cleaning installs it" in capsys.readouterr().err
