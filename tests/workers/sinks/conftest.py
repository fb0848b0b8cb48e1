"""A PostgreSQL of the tests' own, on a unix socket in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS = count(1)


class Cluster:
    """A database cluster; as root it runs as another user, as PostgreSQL demands."""

    def __init__(self, programs: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="newsmill-pg-"))  # short, as sockets want
        self._programs = programs
        self._user: str | None = None
        if os.getuid() == 0:
            names = {each.pw_name for each in pwd.getpwall()}
            self._user = "postgres" if "postgres" in names else "nobody"
            shutil.chown(self.folder, self._user)
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N")
        self.start()

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        self._run("pg_ctl", "start", "-w", "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """Without a word to those who are connected."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Away for as long as this lasts."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def url(self, schema: str) -> str:
        return (
            f"postgresql://postgres@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"
        )

    def _run(self, program: str, *arguments: str) -> None:
        # Not through pipes: the server would keep them open.
        with (self.folder.parent / f"{self.folder.name}.out").open("w+") as out:
            done = subprocess.run(
                [self._programs / program, "-D", self.folder / "data", *arguments],
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                cwd="/",
                user=self._user,
                extra_groups=[] if self._user else None,
                timeout=60,
                check=False,
            )
            out.seek(0)
            assert done.returncode == 0, out.read()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)
        (self.folder.parent / f"{self.folder.name}.out").unlink()


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs: Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    return versions[-1].parent if versions else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    pytest.importorskip(
        "psycopg", reason="psycopg is not installed: pip install newsmill[postgres]"
    )
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL's server binaries are not installed: apt install postgresql")
    made = Cluster(folder)
    yield made
    made.remove()


@pytest.fixture
def database(cluster: Cluster) -> str:
    """The URL of an empty schema."""
    import psycopg

    schema = f"test{next(_NUMBERS)}"
    with psycopg.connect(cluster.url("public"), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    return cluster.url(schema)
