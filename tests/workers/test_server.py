import multiprocessing
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.workers.sample import wait_for
from workers import embedded, server
from workers.server import ServerError
from workers.settings import Settings, load

fork = multiprocessing.get_context("fork")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Settings]:
    """Settings with a state folder in which no server runs; whatever a test leaves is stopped."""
    chosen = load({"NEWSMILL_STATE_DIR": str(tmp_path / "a state")})
    yield chosen
    if embedded.folder_of(chosen.state_dir).exists():
        server.stop(chosen)


def test_the_server_is_private_durable_and_has_no_port(own: Settings) -> None:
    with server.open_server(own) as connection:
        found = connection.config_get("appendonly", "appendfsync", "maxmemory-policy", "port")
        assert found == {
            "appendonly": "yes",
            "appendfsync": "always",
            "maxmemory-policy": "noeviction",
            "port": "0",
        }
        path = embedded.socket_of(own.state_dir)
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_last_one_to_leave_stops_it_and_the_data_stays(own: Settings) -> None:
    with server.open_server(own) as connection:
        connection.set("story", "bridge")
        assert server.state(own).running
    assert not server.state(own).running
    assert not embedded.socket_of(own.state_dir).exists()
    with server.open_server(own) as connection:
        assert connection.get("story") == b"bridge"


def test_it_stays_for_another_client_until_that_leaves_too(own: Settings) -> None:
    with server.open_server(own) as outer:
        with server.open_server(own) as inner:
            assert inner.ping()
        assert outer.ping()
    assert not server.state(own).running


def test_it_stays_for_a_client_that_is_not_ours(own: Settings) -> None:
    with server.open_server(own):
        stranger = Redis.from_url(server.client_url(own))
        stranger.ping()
    assert server.state(own).running
    stranger.close()
    with server.open_server(own):
        pass
    assert not server.state(own).running


def test_pinned_it_stays_until_stop(own: Settings) -> None:
    started = server.start(own)
    assert started.pinned
    assert started.running
    assert started.clients == 0
    assert started.version is not None
    with server.open_server(own) as connection:
        connection.ping()
    assert server.state(own).pid == started.pid
    assert server.stop(own)
    assert not server.stop(own)
    assert server.state(own) == server.ServerState(started.where, embedded=True, running=False)


def test_a_killed_server_is_recovered_from_with_its_data(own: Settings) -> None:
    with server.open_server(own) as connection:
        connection.set("story", "bridge")
        pid = server.state(own).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_for("the server's end", lambda: not server.state(own).running)
    assert embedded.socket_of(own.state_dir).exists(), "it had no time to remove its socket"
    with server.open_server(own) as connection:
        assert connection.get("story") == b"bridge"
        assert server.state(own).pid != pid


def join(settings: Settings, gate: Any, pids: Any) -> None:
    gate.wait()
    with server.open_server(settings) as connection:
        connection.incr("joined")
        pids.put(server.state(settings).pid)
        while int(connection.get("joined") or 0) < 4:
            time.sleep(0.01)


def test_processes_that_start_at_the_same_moment_share_one_server(own: Settings) -> None:
    gate, pids = fork.Event(), fork.Queue()
    joiners = [fork.Process(target=join, args=(own, gate, pids)) for _ in range(4)]
    for joiner in joiners:
        joiner.start()
    gate.set()
    assert len({pids.get(timeout=20) for _ in joiners}) == 1
    for joiner in joiners:
        joiner.join(20)
        assert joiner.exitcode == 0
    assert not server.state(own).running, "all have left"


def test_ctrl_c_of_its_starter_does_not_reach_it(own: Settings) -> None:
    code = (
        "import os, signal, sys, time\n"
        "from workers import server; from workers.settings import load\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "with server.open_server(load()) as connection:\n"
        "    os.killpg(0, signal.SIGINT)\n"
        "    time.sleep(0.2)\n"
        "    sys.exit(not connection.ping())\n"
    )
    environ = os.environ | {"NEWSMILL_STATE_DIR": str(own.state_dir)}
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, env=environ, start_new_session=True, check=False).returncode == 0


def test_a_hung_server_is_named_and_can_be_stopped(own: Settings) -> None:
    pid = server.start(own).pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    with (
        pytest.raises(ServerError, match=r"does not answer: .*newsmill server stop"),
        server.open_server(own),
    ):
        pass
    assert server.stop(own)
    assert not server.state(own).running


def test_a_long_state_folder_gets_a_short_private_socket(tmp_path: Path) -> None:
    own = load({"NEWSMILL_STATE_DIR": str(tmp_path / ("deep" * 20) / ("deeper" * 10))})
    with server.open_server(own) as connection:
        assert connection.ping()
        path = embedded.socket_of(own.state_dir)
        assert len(str(path)) < 100
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.parent.rmdir()


def test_a_state_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    own = load({"NEWSMILL_STATE_DIR": str(tmp_path / "file")})
    with (
        pytest.raises(ServerError, match=r"cannot use .*Set NEWSMILL_STATE_DIR"),
        server.open_server(own),
    ):
        pass


def test_a_damaged_append_only_file_is_reported_with_the_log(own: Settings) -> None:
    with server.open_server(own) as connection:
        connection.set("story", "bridge")
    manifest = embedded.folder_of(own.state_dir) / "appendonlydir" / "appendonly.aof.manifest"
    manifest.write_text("this is no manifest\n")
    with pytest.raises(ServerError, match=r"did not start: .*server\.log"), server.open_server(own):
        pass


def test_a_redis_url_is_joined_and_never_stopped(own: Settings) -> None:
    server.start(own)
    given = load({"NEWSMILL_REDIS_URL": server.client_url(own)})
    with server.open_server(given) as connection:
        assert connection.ping()
    assert server.state(own).running
    assert not server.state(given).embedded
    for verb in (server.start, server.stop):
        with pytest.raises(ServerError, match="unset it"):
            verb(given)


def test_a_redis_url_where_nothing_listens_is_refused_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    begun = time.monotonic()
    with (
        pytest.raises(ServerError, match=f"no Redis at redis://:.*{port}.*NEWSMILL_REDIS_URL"),
        server.open_server(load({"NEWSMILL_REDIS_URL": f"redis://:s3cret@127.0.0.1:{port}"})),
    ):
        pass
    assert time.monotonic() - begun < 3


def test_a_redis_url_that_answers_nothing_is_refused_within_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"redis://127.0.0.1:{listener.getsockname()[1]}"
        begun = time.monotonic()
        with (
            pytest.raises(ServerError, match="does not answer"),
            server.open_server(load({"NEWSMILL_REDIS_URL": url})),
        ):
            pass
        assert time.monotonic() - begun < 5


def test_a_wrong_password_is_named(own: Settings) -> None:
    with server.open_server(own) as connection:
        connection.config_set("requirepass", "s3cret")
        given = load({"NEWSMILL_REDIS_URL": f"{server.client_url(own)}?password=other"})
        with pytest.raises(ServerError, match=r"refuses .*check the password") as caught:
            server.state(given)
        assert "other" not in str(caught.value).partition("refuses")[0]
        connection.config_set("requirepass", "")
