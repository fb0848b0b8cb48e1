import json
import logging
from collections.abc import Iterator

import pytest

from workers.logs import configure, event

log = logging.getLogger("newsmill.test")


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_an_event_is_one_line_with_values_quoted_where_needed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("text")
    event(log, "page", outcome="listing", url="https://heron.example/", detail="two\nlines", ms=3)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(
        ' page outcome=listing url=https://heron.example/ detail="two\\nlines" ms=3\n'
    )


def test_as_json_an_event_is_an_object_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    event(log, "page", outcome="listing", ms=3)
    log.warning("plain %s", "words")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["event"], first["outcome"], first["ms"]) == ("page", "listing", 3)
    assert (second["level"], second["message"]) == ("warning", "plain words")


def test_configuring_twice_does_not_double_the_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text")
    configure("text")
    log.info("once")
    assert capsys.readouterr().err.count("once") == 1
