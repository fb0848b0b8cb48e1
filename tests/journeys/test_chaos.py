"""A short chaos run (`make chaos` is the long one): whatever dies, each page has one outcome."""

from __future__ import annotations

import sys

import pytest

from tests.command import run

pytestmark = pytest.mark.journey


def test_whatever_dies_each_page_has_one_outcome() -> None:
    command = [sys.executable, "-m", "tests.chaos", "--pages", "200", "--kills", "5", "--seed", "4"]
    done = run(command)
    assert done.code == 0, [done.out, *done.lines]
    assert "200 pages in" in done.lines[-2]
