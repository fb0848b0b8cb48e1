import threading
from typing import Any

import pytest
from redis import Redis

from tests.command import ended, newsmill, run, running, tool, wait_for
from tests.workers.sinks.between import killed_before_acknowledging
from tests.workers.sinks.conftest import Cluster
from tests.workers.sinks.stream import hand, pending, put
from workers.reading import dead_letters
from workers.settings import Settings
from workers.sinks.migrations import LOCK, MIGRATIONS, migrate
from workers.sinks.postgres import PostgresSink
from workers.sinks.row import columns
from workers.sinks.sink import SinkError

psycopg = pytest.importorskip("psycopg")


def rows(database: str, query: str) -> list[Any]:
    with psycopg.connect(database, autocommit=True) as connection:
        return list(connection.execute(query.encode()).fetchall())


def do(database: str, statement: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(statement.encode())


def held(database: str) -> list[tuple[int, int]]:
    """Story and revision of each row of articles."""
    text = "SELECT split_part(url, '-', 2)::int, revision FROM articles ORDER BY 1"
    return [tuple(row) for row in rows(database, text)]


def earlier(database: str) -> list[tuple[int, int]]:
    text = "SELECT split_part(url, '-', 2)::int, revision FROM article_revisions ORDER BY 1, 2"
    return [tuple(row) for row in rows(database, text)]


def test_an_article_is_one_row_with_its_latest_revision_and_the_others_are_kept(
    settings: Settings, connection: Redis, database: str
) -> None:
    put(connection, 0, headline="Bridge to open", datePublished="2026-05-01T08:00:00+02:00")
    put(connection, 1)
    put(connection, 0, revision=2, headline="Bridge opens", keywords=["bridges"])
    tally, _ = hand(settings, PostgresSink(database), "db")
    assert (tally.delivered, pending(connection, "db")) == (3, 0)
    assert held(database) == [(0, 2), (1, 1)]
    assert earlier(database) == [(0, 1)]
    (row,) = rows(
        database,
        "SELECT headline, keywords, event, article->>'headline' FROM articles WHERE revision = 2",
    )
    assert row == ("Bridge opens", ["bridges"], "update", "Bridge opens")
    (kept,) = rows(
        database, "SELECT headline, published_at AT TIME ZONE 'UTC' FROM article_revisions"
    )
    assert (kept[0], kept[1].isoformat()) == ("Bridge to open", "2026-05-01T06:00:00")


def test_the_tables_have_the_columns_of_a_row(database: str) -> None:
    PostgresSink(database)._connected()
    for table in ("articles", "article_revisions"):
        found = rows(
            database,
            "SELECT attname, attnotnull FROM pg_attribute WHERE attnum > 0 "
            f"AND attrelid = '{table}'::regclass ORDER BY attnum",
        )
        assert found == [(name, not of.optional) for name, of in columns().items()]


def test_what_comes_again_changes_nothing(
    settings: Settings, connection: Redis, database: str
) -> None:
    for revision in (1, 2, 3):
        put(connection, 0, revision=revision)
    hand(settings, PostgresSink(database), "db")
    written = "SELECT xmin::text, ctid::text FROM"
    text = f"{written} articles UNION ALL {written} article_revisions"
    before = rows(database, text)
    hand(settings, PostgresSink(database), "db", from_start=True)
    assert rows(database, text) == before
    assert (held(database), earlier(database)) == ([(0, 3)], [(0, 1), (0, 2)])


def test_an_older_revision_that_comes_late_does_not_replace_a_newer_one(
    settings: Settings, connection: Redis, database: str
) -> None:
    put(connection, 0, revision=3)
    put(connection, 0, revision=2)
    put(connection, 0, revision=1)
    hand(settings, PostgresSink(database), "db")
    assert (held(database), earlier(database)) == ([(0, 3)], [(0, 1), (0, 2)])


def test_an_article_that_newsmill_had_forgotten_is_replaced_although_it_counts_anew(
    settings: Settings, connection: Redis, database: str
) -> None:
    def fetched(day: int) -> dict[str, Any]:
        metadata = {"extractor": "x", "dateDownloaded": f"2026-05-{day:02}T08:00:00+00:00"}
        return {"metadata": metadata}

    put(connection, 0, revision=1, **fetched(1))
    put(connection, 0, revision=2, **fetched(2))
    put(connection, 0, revision=1, **fetched(9), headline="A year later")
    hand(settings, PostgresSink(database), "db")
    assert rows(database, "SELECT revision, headline FROM articles") == [(1, "A year later")]
    assert earlier(database) == [(0, 1), (0, 2)]


def test_characters_that_postgresql_cannot_hold_are_replaced(
    settings: Settings, connection: Redis, database: str
) -> None:
    put(connection, 0, headline="nul \x00 end", articleBody="half \ud83d end", url="x\x00y")
    put(connection, 1, keywords=["\x00"], authors=[{"name": "\udc00"}])
    put(connection, 2, headline="a smile \U0001f600")  # JSON spells it as two halves
    tally, _ = hand(settings, PostgresSink(database), "db")
    assert (tally.delivered, tally.dead) == (3, 0)
    found = rows(
        database, "SELECT headline, body, article->>'headline', keywords FROM articles ORDER BY url"
    )
    assert found[0][:3] == ("nul � end", "half � end", "nul � end")
    assert found[1][3] == ["�"]
    assert found[2][2] == "a smile \U0001f600"


def test_a_row_that_the_database_refuses_is_a_dead_letter_and_the_others_go_in(
    settings: Settings, connection: Redis, database: str
) -> None:
    PostgresSink(database)._connected()
    do(database, "ALTER TABLE articles ADD CHECK (headline <> 'forbidden')")
    for number in range(20):
        headline = "forbidden" if number in (0, 7, 8) else "fine"
        put(connection, number, headline=headline)
    tally, _ = hand(settings, PostgresSink(database), "db")
    assert (tally.delivered, tally.dead) == (17, 3)
    assert [number for number, _ in held(database)] == [n for n in range(20) if n not in (0, 7, 8)]
    letters = dead_letters.read(connection, "db")
    assert [one.fields["url"].rpartition("-")[2] for one in letters] == ["0", "7", "8"]
    assert "violates check constraint" in letters[0].fault
    assert pending(connection, "db") == 0


def test_trouble_that_is_no_row_s_fault_stops_it_and_buries_nothing(
    settings: Settings, connection: Redis, database: str
) -> None:
    put(connection, 0)
    sink = PostgresSink(database)
    sink._connected()
    do(database, "DROP TABLE article_revisions")
    with pytest.raises(SinkError, match='"article_revisions" does not exist'):
        hand(settings, sink, "db")
    assert pending(connection, "db") == 1
    assert connection.exists("newsmill:dead:db") == 0


def test_migrations_run_once_and_those_of_two_at_once_too(database: str) -> None:
    ran: list[int] = []

    def run_them() -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            ran.append(migrate(connection))

    threads = [threading.Thread(target=run_them) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ran) == [0, 0, 0, len(MIGRATIONS)]
    assert rows(database, "SELECT version FROM newsmill_migrations") == [(1,)]


def test_older_tables_get_the_migrations_they_lack_or_none_of_them(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        migrate(connection)
        more = (*MIGRATIONS, "ALTER TABLE articles ADD COLUMN mood text")
        with pytest.raises(psycopg.errors.SyntaxError):
            migrate(connection, (*more, "NO SQL"))
        assert migrate(connection, more) == 1
        assert migrate(connection, more) == 0
    assert rows(database, "SELECT mood FROM articles") == []


@pytest.mark.journey
def test_tables_of_a_newer_newsmill_are_left_alone(
    settings: Settings, connection: Redis, database: str
) -> None:
    PostgresSink(database)._connected()
    do(database, "INSERT INTO newsmill_migrations VALUES (99)")
    put(connection)
    done = newsmill("forward", database, "--once", "--group", "db")
    assert (done.code, len(done.lines)) == (3, 1)
    assert "the tables are of version 99" in done.lines[0]
    assert "upgrade" in done.lines[0]
    assert pending(connection, "db") == 1


def test_somebody_else_s_table_of_that_name_is_left_alone(
    settings: Settings, connection: Redis, database: str
) -> None:
    do(database, "CREATE TABLE articles (shelf text)")
    put(connection)
    with pytest.raises(SinkError, match="a table `articles` that newsmill did not make"):
        hand(settings, PostgresSink(database), "db")
    assert rows(database, "SELECT * FROM articles") == []


@pytest.mark.journey
def test_killed_between_commit_and_acknowledgement_it_doubles_nothing(
    settings: Settings, connection: Redis, database: str
) -> None:
    for number in range(20):
        put(connection, number)
    put(connection, 0, revision=2)
    arguments = ("forward", database, "--group", "db", "--once")
    killed_before_acknowledging(settings, *arguments)
    assert len(held(database)) == 20, "they were committed"
    assert pending(connection, "db") == 21, "and not acknowledged"
    again = newsmill(*arguments)
    assert (again.code, again.lines) == (0, [])
    assert held(database) == [(0, 2), *((number, 1) for number in range(1, 20))]
    assert earlier(database) == [(0, 1)]
    assert pending(connection, "db") == 0


def test_a_database_that_is_not_there_ends_it_at_once(connection: Redis, database: str) -> None:
    put(connection, 0)
    wrong = database.replace("/postgres?", "/posgres?")
    done = newsmill("forward", "--once", wrong, "--group", "db")
    assert (done.code, len(done.lines)) == (3, 1), done
    assert 'database "posgres" does not exist; see to it and start again' in done.lines[0]
    assert pending(connection, "db") == 1, "it comes again"


@pytest.mark.journey
def test_two_forwarders_share_the_work_and_a_restarted_database_costs_nothing(
    connection: Redis, database: str, cluster: Cluster
) -> None:
    arguments = ("forward", database, "--group", "db", "--batch", "7")
    with running(*arguments) as one, running(*arguments) as two:
        for number in range(100):
            put(connection, number % 50, revision=1 + number // 50)
        wait_for("some rows", lambda: _count(database) > 0)
        with cluster.stopped():
            for number in range(100, 200):
                put(connection, number % 50, revision=1 + number // 50)
            wait_for("a try in vain", lambda: pending(connection, "db") > 0)
        wait_for(
            "the newest of each",
            lambda: (
                held(database) == [(number, 4) for number in range(50)]
                and pending(connection, "db") == 0
            ),
        )
        for process in (one, two):
            process.terminate()
        ends = [ended(process) for process in (one, two)]
    assert [end.code for end in ends] == [0, 0]
    said = [line for end in ends for line in end.lines]
    assert any(line.startswith("waiting for PostgreSQL at ") for line in said)
    assert any(line.endswith(" is back") for line in said)
    assert earlier(database) == [(number, rev) for number in range(50) for rev in (1, 2, 3)]
    assert connection.exists("newsmill:dead:db") == 0


@pytest.mark.journey
def test_killed_in_the_middle_of_a_transaction_it_leaves_nothing_half_done(
    connection: Redis, database: str
) -> None:
    put(connection)
    arguments = ("forward", database, "--group", "db")
    with psycopg.connect(database) as blocking:
        PostgresSink(database)._connected()
        blocking.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        with running(*arguments) as process:
            wait_for("its turn", lambda: _waits_for_the_lock(database))
            process.kill()
            process.wait()
    assert held(database) == []
    assert newsmill(*arguments, "--once").code == 0
    assert held(database) == [(0, 1)]


@pytest.mark.journey
def test_without_psycopg_it_says_what_to_install(connection: Redis) -> None:
    script = "import sys; sys.modules['psycopg'] = None; import newsmill; newsmill.main()"
    done = run([tool("python"), "-c", script, "forward", "postgresql://db.example/news"])
    assert (done.code, len(done.lines)) == (2, 1)
    assert "pip install 'newsmill[postgres]'" in done.lines[0]
    assert connection.ping()


def _count(database: str) -> int:
    try:
        return int(rows(database, "SELECT count(*) FROM articles")[0][0])
    except psycopg.errors.UndefinedTable:
        return 0


def _waits_for_the_lock(database: str) -> bool:
    text = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory'"
    return rows(database, text) == [(1,)]
