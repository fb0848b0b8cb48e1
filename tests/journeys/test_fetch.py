"""`newsmill fetch` on the sample site: every format, several pages at once, an explanation."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import jsonschema
import pytest

from cleaner.article import Article
from crawler.sample import expected
from tests.command import ended, in_terminal, newsmill, running, wait_for

if TYPE_CHECKING:
    from crawler.sample import SampleSite

pytestmark = pytest.mark.journey

STORY = "economy/kelp-harvest"


def test_a_page_comes_as_json_that_fits_the_schema(sample: SampleSite) -> None:
    url = sample.url + STORY
    done = newsmill("fetch", url)
    assert (done.code, done.lines) == (0, [])
    article = json.loads(done.out)
    jsonschema.validate(article, Article.model_json_schema())
    assert expected(sample.url)[url].differences(article) == []
    assert article["requestedUrl"] == url
    assert article["metadata"]["discoveredVia"] == "given"


@pytest.mark.parametrize(
    ("form", "start"), [("markdown", "# "), ("text", ""), ("html", "<!doctype html>")]
)
def test_a_page_comes_in_the_other_formats(sample: SampleSite, form: str, start: str) -> None:
    headline = expected(sample.url)[sample.url + STORY].article["headline"]
    done = newsmill("fetch", sample.url + STORY, "--format", form)
    assert (done.code, done.lines) == (0, [])
    assert done.out.startswith(start)
    assert headline in done.out


def test_several_pages_come_as_lines_and_the_others_say_why_not(sample: SampleSite) -> None:
    names = ["economy/crane", "region/gone", "region/lost-letter", "region/orchard"]
    urls = [sample.url + name for name in names]
    done = newsmill("fetch", *urls)
    assert done.code == 1
    assert sorted(article["url"] for article in done.jsonl()) == [urls[0], urls[3]]
    said = sorted(line.split(": ")[:2] for line in done.lines)
    assert said == [[urls[1], "http-error"], [urls[2], "soft-404"]]


def test_a_terminal_shows_in_colours_what_was_removed_and_by_which_rule(sample: SampleSite) -> None:
    url = sample.url + STORY
    done = in_terminal("fetch", url, "--explain", columns=100)
    assert done.code == 0
    assert "\x1b[" in done.out
    shown = " ".join(" ".join(done.lines).split())
    for line in expected(sample.url)[url].removed:
        assert line.kind in shown


def test_ctrl_c_ends_a_fetch_on_the_spot_in_one_line(sample: SampleSite) -> None:
    slow = "region/post-round"  # answers after a second, which robots.txt does not
    asked = len(sample.requests)
    with running("fetch", sample.url + slow) as process:
        wait_for("robots.txt", lambda: len(sample.requests) > asked)
        process.send_signal(signal.SIGINT)
        done = ended(process)
    assert done.code == 130
    assert done.lines == ["stopped"]
