"""The tables in PostgreSQL, and how older ones become those of today.

    articles              one row an article: its latest revision
    article_revisions     the revisions before that, in the same columns
    newsmill_migrations   which of MIGRATIONS were run, and when

They lie in the connection's first schema. What people add of their own (indexes, views) stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.sinks.sink import SinkError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

LOCK = 0x6E6577736D696C6C  # "newsmill": the advisory lock of whoever migrates or writes

_FIRST = """
CREATE TABLE articles (
    id text PRIMARY KEY,
    revision integer NOT NULL,
    event text NOT NULL,
    changed text[] NOT NULL,
    entry_id text NOT NULL,
    delivered_at timestamptz NOT NULL,
    url text NOT NULL,
    domain text NOT NULL,
    language text,
    outcome text NOT NULL,
    headline text,
    description text,
    authors text[] NOT NULL,
    publisher text,
    sections text[] NOT NULL,
    keywords text[] NOT NULL,
    published text,
    published_on date,
    published_at timestamptz,
    modified text,
    modified_at timestamptz,
    fetched_at timestamptz,
    body text NOT NULL,
    word_count integer,
    content_hash text,
    syndicated_from text,
    schema_version text,
    article jsonb NOT NULL
);
CREATE TABLE article_revisions (LIKE articles, PRIMARY KEY (id, revision));
CREATE INDEX articles_domain_published ON articles (domain, published_on);
CREATE INDEX articles_delivered ON articles (delivered_at);
CREATE INDEX articles_url ON articles USING hash (url);
"""

# Each runs once, in this order. One that was released is never edited: add another.
MIGRATIONS: tuple[str, ...] = (_FIRST,)


def migrate(connection: Connection, migrations: Sequence[str] = MIGRATIONS) -> int:
    """Run those that were not run yet, all or none; how many. Several may ask at once.

    Raises SinkError if the tables are newer than this program, or are somebody else's, and
    psycopg.Error.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        connection.execute(
            "CREATE TABLE IF NOT EXISTS newsmill_migrations "
            "(version integer PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())"
        )
        row = connection.execute("SELECT max(version) FROM newsmill_migrations").fetchone()
        have = int(row[0] or 0) if row else 0
        if have > len(migrations):
            raise SinkError(
                f"the tables are of version {have}, and this newsmill knows {len(migrations)}: "
                "a newer one has been here; upgrade this one"
            )
        taken = connection.execute("SELECT to_regclass('articles')").fetchone()
        if not have and taken and taken[0]:
            raise SinkError(
                "there is a table `articles` that newsmill did not make: give newsmill a schema of "
                "its own, ?options=-csearch_path%3Dnews in the URL after CREATE SCHEMA news"
            )
        for version, statements in enumerate(migrations[have:], have + 1):
            connection.execute(statements.encode())
            connection.execute("INSERT INTO newsmill_migrations VALUES (%s)", [version])
    return len(migrations) - have
