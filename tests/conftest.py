"""A real embedded server for the whole test run, in its own folder; emptied before each test."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from workers import server
from workers.settings import PREFIX, Settings, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis import Redis


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings that name a state folder of the tests; so does the environment, for subprocesses."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(PREFIX)}
    os.environ["NEWSMILL_STATE_DIR"] = str(tmp_path_factory.mktemp("state"))
    chosen = load()
    server.start(chosen)
    with server.open_server(chosen) as client:
        client.config_set("appendfsync", "no")  # a disk that is slow to sync would slow all tests
    yield chosen
    server.stop(chosen)
    del os.environ["NEWSMILL_STATE_DIR"]
    os.environ.update(kept)


@pytest.fixture
def connection(settings: Settings) -> Iterator[Redis]:
    """A client of the embedded server, which is empty."""
    with server.open_server(settings) as client:
        client.flushall()
        yield client
