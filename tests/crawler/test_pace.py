"""How fast a site is asked: politely, unless it is one's own machine or a person says otherwise."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.pace import set_pace


def paced(url: str, **wishes: Any) -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("NEWSMILL_ALLOW_PRIVATE", (ip_network("127.0.0.0/8"),), priority="project")
    set_pace(settings, url, **{"delay": None, "concurrency": None, **wishes})
    return settings


def test_another_site_is_asked_once_a_second_and_slower_if_it_is_slow() -> None:
    settings = paced("https://example.org/")
    assert settings.getfloat("DOWNLOAD_DELAY") == 1.0
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.getbool("AUTOTHROTTLE_ENABLED")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "http://localhost/"])
def test_ones_own_machine_is_asked_as_fast_as_it_answers(url: str) -> None:
    settings = paced(url)
    assert settings.getfloat("DOWNLOAD_DELAY") == 0
    assert not settings.getbool("AUTOTHROTTLE_ENABLED")
    assert paced("http://10.0.0.1/").getfloat("DOWNLOAD_DELAY") == 1.0


def test_what_a_source_asks_for_holds_and_the_command_line_wins() -> None:
    settings = paced("https://example.org/", delay=5.0, concurrency=3)
    assert settings.getfloat("DOWNLOAD_DELAY") == 5.0
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 3
    settings.set("DOWNLOAD_DELAY", 9, priority="cmdline")
    set_pace(settings, "https://example.org/", delay=5.0, concurrency=None)
    assert settings.getfloat("DOWNLOAD_DELAY") == 9
