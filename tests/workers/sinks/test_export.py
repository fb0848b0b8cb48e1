import json
import resource
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from redis import Redis

from cleaner.article import SCHEMA_VERSION
from tests.command import newsmill, run, running, tool, wait_for
from tests.workers.sinks.between import killed_before_acknowledging
from tests.workers.sinks.stream import hand, pending, put
from workers.reading import dead_letters
from workers.settings import Settings
from workers.sinks.export import ExportSink
from workers.sinks.row import Row
from workers.sinks.sink import SinkError
from workers.zstd import zstd

FORMATS = pytest.mark.parametrize("form", ["jsonl", "parquet"])
DAY_MS = 86_400_000
MIDNIGHT_MS = 1_795_392_000_000  # 2026-11-23 in UTC


def stories(folder: Path) -> list[int]:
    """The numbers of the stories in a folder's parts, as its readers see them."""
    urls: list[str] = []
    for path in sorted(folder.glob("day=*/part-*")):
        if path.suffix == ".parquet":
            urls += pq.read_table(path)["url"].to_pylist()
        else:
            with zstd.open(path, "rt", encoding="utf-8") as file:
                urls += [json.loads(line)["url"] for line in file]
    return sorted(int(url.rpartition("-")[2]) for url in urls)


@FORMATS
def test_each_article_is_in_the_files_of_its_day_once(
    settings: Settings, connection: Redis, tmp_path: Path, form: str
) -> None:
    for number, moment in enumerate((MIDNIGHT_MS - 1, MIDNIGHT_MS, MIDNIGHT_MS + DAY_MS)):
        put(connection, number, entry_id=f"{moment}-0")
    tally, _ = hand(settings, ExportSink(tmp_path, form), "export")
    days = sorted(path.name for path in tmp_path.glob("day=*"))
    assert days == ["day=2026-11-22", "day=2026-11-23", "day=2026-11-24"]
    assert stories(tmp_path) == [0, 1, 2]
    assert (tally.delivered, pending(connection, "export")) == (3, 0)
    before = sorted(tmp_path.rglob("*"))
    hand(settings, ExportSink(tmp_path, form), "export")
    assert sorted(tmp_path.rglob("*")) == before, "nothing new, no new file"


@FORMATS
def test_what_comes_again_is_not_written_again(
    settings: Settings, connection: Redis, tmp_path: Path, form: str
) -> None:
    for number in range(6):
        put(connection, number)
        if number == 3:
            hand(settings, ExportSink(tmp_path, form), "export")
    hand(settings, ExportSink(tmp_path, form), "export", from_start=True)
    hand(settings, ExportSink(tmp_path, form), "another")
    assert stories(tmp_path) == [0, 1, 2, 3, 4, 5]


@FORMATS
def test_a_part_that_was_lost_is_filled_in_from_the_stream(
    settings: Settings, connection: Redis, tmp_path: Path, form: str
) -> None:
    for number in range(3):
        put(connection, number)
        hand(settings, ExportSink(tmp_path, form), "export")
    sorted(tmp_path.glob("day=*/part-*"))[1].unlink()
    assert stories(tmp_path) == [0, 2]
    hand(settings, ExportSink(tmp_path, form), "export", from_start=True)
    assert stories(tmp_path) == [0, 1, 2]


@pytest.mark.journey
@FORMATS
def test_killed_between_writing_and_acknowledging_it_loses_and_doubles_nothing(
    settings: Settings, connection: Redis, tmp_path: Path, form: str
) -> None:
    for number in range(20):
        put(connection, number)
    arguments = ("export", str(tmp_path), "--format", form)
    killed_before_acknowledging(settings, *arguments)
    assert stories(tmp_path) == list(range(20)), "they were written"
    assert pending(connection, "export") == 20, "and not acknowledged"
    put(connection, 20)
    again = newsmill(*arguments)
    assert (again.code, again.lines) == (0, [])
    assert stories(tmp_path) == list(range(21))
    assert pending(connection, "export") == 0


def test_what_a_killed_run_left_half_written_is_seen_by_nobody_and_removed(
    settings: Settings, connection: Redis, tmp_path: Path
) -> None:
    put(connection)
    left = tmp_path / "day=2026-11-22" / ".part-1-0_2-0.jsonl.zst.tmp"
    left.parent.mkdir()
    left.write_bytes(b"half")
    hand(settings, ExportSink(tmp_path, "jsonl"), "export")
    assert not left.exists()
    assert stories(tmp_path) == [0]


@pytest.mark.journey
def test_a_full_disk_is_an_error_and_nothing_is_acknowledged(
    settings: Settings, connection: Redis, tmp_path: Path
) -> None:
    for number in range(50):
        put(
            connection, number, articleBody=str(Path(__file__).read_bytes().hex() * 3) + str(number)
        )
    limited = subprocess.run(
        [tool("newsmill"), "export", tmp_path],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert limited.returncode == 3
    assert limited.stderr.startswith(f"newsmill: {tmp_path}/day=")
    assert "see to it and try again" in limited.stderr
    assert stories(tmp_path) == []
    assert [path.name for path in tmp_path.rglob("*.tmp")] == []
    assert pending(connection, "export") == 50
    assert newsmill("export", str(tmp_path)).code == 0
    assert stories(tmp_path) == list(range(50))


@pytest.mark.journey
def test_a_folder_that_cannot_be_is_an_error(connection: Redis, tmp_path: Path) -> None:
    put(connection)
    (tmp_path / "file").touch()
    done = newsmill("export", str(tmp_path / "file" / "below"))
    assert (done.code, len(done.lines)) == (3, 1)
    assert "see to it and try again" in done.lines[0]
    assert connection.exists("newsmill:articles") == 1


def test_one_export_at_a_time_writes_to_a_folder(tmp_path: Path) -> None:
    first = ExportSink(tmp_path, "jsonl")
    with pytest.raises(SinkError, match="another export writes to"):
        ExportSink(tmp_path, "jsonl")
    first.close()
    ExportSink(tmp_path, "jsonl").close()


@FORMATS
def test_a_part_that_cannot_be_read_is_not_taken_for_empty(
    settings: Settings, connection: Redis, tmp_path: Path, form: str
) -> None:
    put(connection)
    hand(settings, ExportSink(tmp_path, form), "export")
    (part,) = tmp_path.glob("day=*/part-*")
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(SinkError, match="move it elsewhere"):
        hand(settings, ExportSink(tmp_path, form), "another")


@FORMATS
def test_what_is_no_article_becomes_a_dead_letter_and_the_rest_is_written(
    settings: Settings, connection: Redis, tmp_path: Path, form: str
) -> None:
    put(connection, 0)
    put(connection, 1, json="{half")
    put(connection, 2, headline="nul \x00 and half \ud83d a character", wordCount=10**30)
    tally, _ = hand(settings, ExportSink(tmp_path, form), "export")
    assert stories(tmp_path) == [0, 2]
    assert (tally.delivered, tally.dead) == (2, 1)
    (letter,) = dead_letters.read(connection, "export")
    assert letter.fault.startswith("the article is not JSON")


def test_parquet_has_typed_columns_and_says_the_schema_s_version(
    settings: Settings, connection: Redis, tmp_path: Path
) -> None:
    put(connection, datePublished="2026-05-01T08:00:00+02:00")
    hand(settings, ExportSink(tmp_path, "parquet"), "export")
    (part,) = tmp_path.glob("day=*/part-*.parquet")
    file = pq.ParquetFile(part)
    assert tuple(file.schema_arrow.names) == Row._fields
    assert file.schema_arrow.metadata[b"newsmill.schemaVersion"].decode() == SCHEMA_VERSION
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    (row,) = pq.read_table(tmp_path).to_pylist()
    assert row["published_at"] == datetime(2026, 5, 1, 6, tzinfo=UTC)
    assert row["day"] == row["delivered_at"].date().isoformat()
    assert json.loads(row["article"])["headline"] == row["headline"]


@pytest.mark.journey
def test_following_writes_what_is_in_hand_when_it_is_told_to_end(
    connection: Redis, tmp_path: Path
) -> None:
    put(connection)
    with running("export", str(tmp_path), "--follow") as process:
        wait_for("the first", lambda: _read(connection) == 1)
        put(connection, 1)
        wait_for("the second", lambda: _read(connection) == 2)
        assert stories(tmp_path) == [], "a file a minute"
        process.terminate()
        assert process.wait(20) == 0
    assert stories(tmp_path) == [0, 1]
    assert pending(connection, "export") == 0


@pytest.mark.journey
def test_without_pyarrow_it_says_what_to_install(connection: Redis, tmp_path: Path) -> None:
    script = "import sys; sys.modules['pyarrow'] = None; import newsmill; newsmill.main()"
    command = [tool("python"), "-c", script, "export", str(tmp_path), "--format", "parquet"]
    done = run(command)
    assert (done.code, len(done.lines)) == (3, 1)
    assert "pip install 'newsmill[parquet]'" in done.lines[0]


def _read(connection: Redis) -> int:
    groups = connection.xinfo_groups("newsmill:articles")
    return pending(connection, "export") if groups else 0
