import time

import pytest

from workers import caps


def test_the_time_limit_leaves_an_outer_one_running() -> None:
    with caps.time_limit(2):
        with pytest.raises(caps.PageTimeoutError, match="1 s"), caps.time_limit(1):
            time.sleep(30)
        with pytest.raises(caps.PageTimeoutError, match="2 s"):
            time.sleep(30)


def test_what_takes_more_memory_than_it_may_fails_and_what_comes_after_does_not() -> None:
    if caps._address_space() is None:
        pytest.skip("this system does not tell how much memory a process uses")
    with pytest.raises(MemoryError), caps.capped(30, 100):
        bytearray(200 * caps.MEGABYTE)
    with caps.capped(30, 100):
        bytearray(50 * caps.MEGABYTE)
    bytearray(200 * caps.MEGABYTE)
