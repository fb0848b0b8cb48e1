"""The Node.js example of docs/consuming.md runs as it stands; needs node and the npm registry."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.console import ROOT, STATE, read_steps
from tests.workers.consuming import pending, publish
from workers import Consumer, outbox
from workers.reading.entries import read_after

if TYPE_CHECKING:
    from redis import Redis

    from workers.settings import Settings

INSTALL_SECONDS = 90  # six small packages: 6 s where the registry is near
pytestmark = [pytest.mark.journey, pytest.mark.timeout(INSTALL_SECONDS + 60)]


@pytest.fixture(scope="module")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with node-redis installed as the page says; skips, with the reason, if it cannot."""
    for tool in ("node", "npm"):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
    page = (ROOT / "docs" / "consuming.md").read_text("utf-8")
    assert "\nnpm install redis\nnode index.mjs\n" in page
    folder = tmp_path_factory.mktemp("node")
    try:
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "redis"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
            timeout=INSTALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm install redis took longer than {INSTALL_SECONDS} s")
    except subprocess.CalledProcessError as error:
        lines = [line for line in error.stderr.splitlines() if "npm error" in line] or ["?"]
        pytest.skip(f"npm install redis failed: {lines[0]}")
    return folder


def test_the_node_example_reads_everything_once_and_what_a_crash_left(
    node_folder: Path, connection: Redis, settings: Settings
) -> None:
    publish(connection, 25)
    # What it read before a crash, of which one entry is gone from the stream; and a dead member's.
    Consumer("node", "indexer-1", connection=connection).read(3)
    Consumer("node", "dead", connection=connection).read(2)
    ids = [entry.entry_id for entry in read_after(connection, "0", count=4)]
    connection.xdel(outbox.ARTICLES, ids[0])
    connection.xclaim(outbox.ARTICLES, "node", "dead", 0, [ids[3]], idle=600_000, justid=True)
    assert run_example(node_folder, settings) == "23 articles indexed\n"
    assert pending(connection, "node") == 1, "of the dead member, not idle for long enough"
    assert run_example(node_folder, settings) == "0 articles indexed\n"


def run_example(folder: Path, settings: Settings) -> str:
    page = (ROOT / "docs" / "consuming.md").read_text("utf-8")
    (step,) = [step for step in read_steps(page) if step.name == "index.mjs"]
    code = "\n".join(step.printed).replace(STATE, str(settings.state_dir))
    (folder / step.name).write_text(code, encoding="utf-8")
    done = subprocess.run(
        ["node", step.name], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
