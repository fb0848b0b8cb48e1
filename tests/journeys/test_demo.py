"""`newsmill demo`, twice, in a state folder of its own and from any folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.sample import expected
from tests.command import in_terminal, newsmill

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.journey


def test_the_demo_delivers_all_the_first_time_and_then_only_what_changed(tmp_path: Path) -> None:
    state = tmp_path / "state"
    pages = expected("http://127.0.0.1:1/")
    delivered = sum(page.outcome.delivered for page in pages.values())
    (tmp_path / "workers").mkdir()  # a user's own folder of that name is no module of ours
    first = newsmill("demo", cwd=tmp_path, STATE_DIR=str(state))
    assert (first.code, first.lines) == (0, [])
    assert f"{delivered} new articles, 0 updated, 0 unchanged" in first.out
    assert f"{len(pages)} of {len(pages)} as the sample site says" in first.out
    for page in pages:
        assert f"\n/{page.split('/', 3)[3]} " in first.out

    second = in_terminal("demo", STATE_DIR=str(state))
    assert second.code == 0, second.out
    assert f"0 new articles, 1 updated, {delivered - 1} unchanged" in " ".join(second.lines)
    assert max(map(len, second.lines)) <= 80
    lines = (state / "demo" / "articles.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == delivered + 1
    stopped = newsmill("server", "status", STATE_DIR=str(state / "demo"))
    assert stopped.out.endswith("not running\n"), "the last one to leave stops the server"
