"""Articles in PostgreSQL: one row an article, older revisions in a table of their own.

A batch is one transaction, acknowledged after its commit; what comes again changes nothing. Needs
psycopg 3, which the extra `postgres` brings.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workers.sinks.migrations import LOCK, migrate
from workers.sinks.row import REPLACEMENT, Row, columns, place, row_of, whole
from workers.sinks.sink import Item, NotNow, Refused, SinkError, extra

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

BATCH = 500  # 12 MB of JSON in a transaction: larger ones were no faster
CONNECT_SECONDS = 10  # a server in another country answers in one
STUCK_SECONDS = 60  # a forwarder that hangs in a transaction holds up the others: it is cut off
SHOWN = 300  # characters of an error: a line or two

_NOT_IN_POSTGRES = "\x00"  # the one character that its text and jsonb cannot hold
# JSON that spells such a character, or half a surrogate pair, is read and written anew.
_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")

# What is no fault of the row: connection, resources, operator, conflict, object in use, system.
_PASSING = ("08", "53", "57", "40", "55", "58")
_READ_ONLY = "25006"  # a standby, for as long as another one takes over
# What a server says at the door that time does not mend. libpq gives these no code, and in another
# language they are waited for.
_WRONG = (
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    "does not exist",  # a database, a role
)
_OF_THE_ROW = ("22", "23", "54")  # data, constraints, limits

_TYPES: dict[object, str] = {
    str: "text",
    int: "integer",
    list[str]: "text[]",
    date: "date",
    datetime: "timestamptz",
}
_CAST = {name: _TYPES[of.kind] for name, of in columns().items()} | {"article": "jsonb"}
_PARTS = ", ".join(Row._fields)
_GIVEN = ", ".join(f"%({name})s::{kind}" for name, kind in _CAST.items())
_KEPT = ", ".join(f"a.{name}" for name in Row._fields)
_SET = ", ".join(f"{name} = EXCLUDED.{name}" for name in Row._fields if name != "id")
# A lower revision is newer only if it was delivered and fetched later: then newsmill had forgotten
# the article and counts its revisions anew.
_NEWER = """
    (%(revision)s::integer > a.revision
     OR (%(place)s::bigint[] > string_to_array(a.entry_id, '-')::bigint[]
         AND %(fetched_at)s::timestamptz > a.fetched_at))
"""
_WRITE = f"""
WITH replaced AS (
    INSERT INTO article_revisions ({_PARTS})
    SELECT {_KEPT} FROM articles a WHERE a.id = %(id)s::text AND {_NEWER}
    ON CONFLICT (id, revision) DO NOTHING
), late AS (
    INSERT INTO article_revisions ({_PARTS})
    SELECT {_GIVEN} FROM articles a
    WHERE a.id = %(id)s::text AND a.revision <> %(revision)s::integer AND ({_NEWER}) IS NOT TRUE
    ON CONFLICT (id, revision) DO NOTHING
)
INSERT INTO articles AS a ({_PARTS}) VALUES ({_GIVEN})
ON CONFLICT (id) DO UPDATE SET {_SET} WHERE {_NEWER}
"""  # noqa: S608 - made of our own names alone


class PostgresSink:
    """A database, as a libpq URL. Raises SinkError if psycopg is missing or the URL is none."""

    def __init__(self, url: str, *, size: int = BATCH) -> None:
        self._psycopg: Any = extra("psycopg", "postgres")
        try:
            known = self._psycopg.conninfo.conninfo_to_dict(url)
        except self._psycopg.ProgrammingError as error:
            raise SinkError(f"no PostgreSQL URL: {' '.join(str(error).split())}") from None
        host = known.get("host") or "this machine"
        self.where = f"PostgreSQL at {host}"
        self.size = size
        self.linger = 0.0
        self.tries = 1
        self._url = url
        # A server that vanished without a word is noticed; what the URL says of it goes before.
        wanted = {
            "connect_timeout": CONNECT_SECONDS,
            "fallback_application_name": "newsmill",
            "tcp_user_timeout": STUCK_SECONDS * 1000,
            "keepalives_idle": STUCK_SECONDS,
        }
        self._own_options = {name: value for name, value in wanted.items() if name not in known}
        self._connection: psycopg.Connection | None = None

    def write(self, items: Sequence[Item]) -> None:
        """Write the items in one transaction. Raises NotNow, Refused and SinkError."""
        rows = [_values(item) for item in items]
        try:
            connection = self._connected()
            with connection.transaction():
                connection.execute(
                    f"SET LOCAL idle_in_transaction_session_timeout = '{STUCK_SECONDS}s'"
                )
                # One writer at a time: revisions are compared with rows that stay as they are.
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                connection.cursor().executemany(_WRITE.encode(), rows)
        except self._psycopg.Error as error:
            raise self._meaning(error) from None

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            with suppress(self._psycopg.Error):
                self._connection.close()
            self._connection = None

    def _connected(self) -> psycopg.Connection:
        """The connection, to tables of today."""
        if self._connection is None or self._connection.closed:
            self.close()
            made = self._psycopg.connect(self._url, autocommit=True, **self._own_options)
            try:
                migrate(made)
            except BaseException:
                made.close()
                raise
            self._connection = made
        return self._connection

    def _meaning(self, error: Exception) -> Exception:
        """What an error of psycopg means for the items."""
        state = getattr(error, "sqlstate", None) or ""
        said = " ".join(str(error).split())[:SHOWN]
        if self._connection is None or self._connection.closed:
            if _may_pass(state) and not any(words in said for words in _WRONG):
                return NotNow(said)
            return SinkError(f"{self.where}: {said}; see to it and start again")
        if state.startswith(_OF_THE_ROW) or isinstance(error, self._psycopg.DataError):
            return Refused(said)
        if _may_pass(state):
            return NotNow(said)
        return SinkError(f"{self.where}: {said}; see to it and start again")


def _may_pass(state: str) -> bool:
    return not state or state == _READ_ONLY or state.startswith(_PASSING)


def _values(item: Item) -> dict[str, Any]:
    """The item's row as PostgreSQL can hold it."""
    row = row_of(item)
    values = {name: _storable(value) for name, value in row._asdict().items()}
    if _SUSPECT.search(row.article):
        values["article"] = json.dumps(_storable(item.article), ensure_ascii=False)
    return values | {"place": list(place(row.entry_id))}


def _storable(value: Any) -> Any:
    """The value with U+FFFD for each character that PostgreSQL cannot hold, however deep."""
    match value:
        case str():
            return whole(value).replace(_NOT_IN_POSTGRES, REPLACEMENT)
        case list():
            return [_storable(one) for one in value]
        case dict():
            return {_storable(name): _storable(one) for name, one in value.items()}
    return value
