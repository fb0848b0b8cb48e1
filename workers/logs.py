"""Logging: one line an event on stderr, key=value for people or a JSON object for collectors."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal


def configure(log_format: Literal["text", "json"] = "text", level: int = logging.INFO) -> None:
    """Send everything that is logged to stderr. Calling it again replaces what it did before."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonLines() if log_format == "json" else logging.Formatter("%(asctime)s %(message)s")
    )
    handler.set_name("newsmill")
    root = logging.getLogger()
    for old in [old for old in root.handlers if old.get_name() == "newsmill"]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)


def event(log: logging.Logger, word: str, level: int = logging.INFO, **fields: object) -> None:
    """Log one line: `page outcome=listing url=...`, or in JSON an object with these fields."""
    line = " ".join([word, *(f"{name}={_quoted(value)}" for name, value in fields.items())])
    log.log(level, "%s", line, extra={"event": {"event": word, **fields}})


class JsonLines(logging.Formatter):
    """A record as one JSON object: time, level, logger, message, and the fields of an `event`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record on one line."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        fields = getattr(record, "event", None)
        entry |= fields if isinstance(fields, dict) else {"message": record.getMessage()}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def _quoted(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if not text or set(text) & set(' "=\n\r') else text
