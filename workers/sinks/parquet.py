"""Parts of an export as Parquet: the columns of row.py, compressed with zstd.

Needs pyarrow, which the extra `parquet` brings.
"""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cleaner.article import SCHEMA_VERSION
from workers.sinks.row import columns, row_of
from workers.sinks.sink import Item, Refused, SinkError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# pyarrow brings no types of its own.
pa: Any = import_module("pyarrow")
pq: Any = import_module("pyarrow.parquet")

_TYPES: dict[object, Any] = {
    str: pa.string(),
    int: pa.int64(),
    list[str]: pa.list_(pa.string()),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}
SCHEMA: Any = pa.schema(
    [pa.field(name, _TYPES[of.kind], of.optional) for name, of in columns().items()],
    metadata={"newsmill.schemaVersion": SCHEMA_VERSION},
)


class Parquet:
    """Parquet. Items are told apart by their entry's id."""

    SUFFIX = "parquet"

    def write(self, path: Path, items: Sequence[Item]) -> None:
        """Write the items to a new file, as one row group. Raises Refused."""
        by_column = zip(*map(row_of, items), strict=True)
        try:
            arrays = [pa.array(each, of.type) for each, of in zip(by_column, SCHEMA, strict=True)]
        except (pa.ArrowInvalid, OverflowError) as error:
            raise Refused(f"a value does not fit its column: {error}") from None
        pq.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA), path, compression="zstd")

    def keys(self, path: Path) -> set[str]:
        """What tells the items of a part from others. Raises SinkError if it cannot be read."""
        try:
            with pq.ParquetFile(path) as part:
                return set(part.read(columns=["entry_id"])["entry_id"].to_pylist())
        except (pa.ArrowInvalid, KeyError) as error:
            raise SinkError(f"{path} cannot be read ({error}): move it elsewhere") from None

    def key(self, item: Item) -> str:
        """That of one item."""
        return item.entry.entry_id
