"""One pattern for many words."""

import re

from cleaner.metadata.one_of import one_of


def first(names: list[str], text: str) -> str | None:
    found = re.search(one_of(names), text, re.I)
    return found.group() if found else None


def test_the_longest_name_that_fits_is_found_in_any_case() -> None:
    assert first(["by", "by the", "von"], "Told BY THE crew") == "BY THE"
    assert first(["by", "by the", "von"], "Told by them") == "by the"
    assert first(["by", "von"], "Von Ina Solberg") == "Von"


def test_white_space_of_any_kind_parts_the_words_of_a_name() -> None:
    assert first(["last updated"], "Last \u00a0 updated at noon") == "Last \u00a0 updated"


def test_marks_in_names_stand_for_themselves() -> None:
    assert first(["(c)", "a.m."], "aXmX") is None
    assert first(["(c)", "a.m."], "9 a.m.") == "a.m."
    assert first(["]x", "^y", "-z"], "-z") == "-z"


def test_no_names_are_found_nowhere() -> None:
    assert first([], "by") is None
