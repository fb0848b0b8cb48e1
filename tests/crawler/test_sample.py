"""The sample news site: what it serves, what its indexes say, what its folders promise."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import brotli
import feedparser
import pytest
from lxml import etree, html
from protego import Protego

from cleaner.article import CLUTTER_KINDS, Article
from cleaner.outcome import Outcome
from crawler.sample import PAGES, Expected, PageFolder, Removed, SampleSite, expected, read_folders
from crawler.sample.expectations import fold, read_expected
from crawler.sample.folders import render, tick

FOLDERS = read_folders()
BY_PATH = {page.response.path: page for page in FOLDERS}
EDITIONS = [
    pytest.param(page, id=f"{page.slug}-{edition}")
    for edition in (1, 2)
    for page in read_folders(PAGES, edition)
    if edition == 1 or (page.folder / "page.2.html").exists()
]


class Got(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def get(site: SampleSite, path: str, method: str = "GET", **headers: str) -> Got:
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=10)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    got = Got(answer.status, dict(answer.headers.items()), answer.read())
    connection.close()
    return got


def text_of(page: bytes | str, charset: str = "utf-8") -> str:
    source = page if isinstance(page, str) else page.decode(charset)
    tree = html.document_fromstring(source or "<html></html>")
    for hidden in tree.xpath("//script|//style"):
        hidden.drop_tree()
    return fold(tree.text_content())


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


@pytest.mark.parametrize("page", FOLDERS, ids=lambda page: page.slug)
def test_a_page_is_served_as_its_response_toml_says(page: PageFolder) -> None:
    response = page.response
    with SampleSite() as site:
        started = time.monotonic()
        tries = [get(site, response.path) for _ in range(response.fails + 1)]
        assert time.monotonic() - started >= response.delay
        assert [got.status for got in tries] == [500] * response.fails + [response.status]
        status, headers, body = tries[-1]
        assert headers.get("Location", "") == response.redirect
        assert headers["Content-Type"].startswith(response.content_type)
        declared = f"charset={response.charset}" in headers["Content-Type"]
        assert declared == (response.declare_charset and response.content_type == "text/html")
        assert int(headers["Content-Length"]) == len(body)
        assert "Content-Encoding" not in headers
        assert body == page.body(site.url.rstrip("/"), visit=1)
        packed = get(site, response.path, Accept_Encoding="gzip, deflate, br")
        assert packed.headers.get("Content-Encoding", "") == response.compress
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(response.compress, bytes)
        assert unpack(packed.body) == page.body(site.url.rstrip("/"), visit=2)
        assert (response.path, status) in site.requests


@pytest.mark.parametrize("page", EDITIONS)
def test_what_is_expected_of_a_page_stands_in_it_and_suits_an_article(page: PageFolder) -> None:
    path = page.latest("expected", "json")
    if path is None:
        moved = re.search(r'http-equiv="refresh"', page.body("", 1).decode())
        assert page.response.redirect or moved, "only a page that leads elsewhere is not counted"
        return
    wanted = read_expected(path, "http://127.0.0.1:1")
    assert json.loads(path.read_text("utf-8")).keys() <= {"outcome", "article", "removed", "absent"}
    assert bool(wanted.article) == wanted.outcome.delivered
    if not wanted.article:
        return
    blank: dict[str, Any] = {"id": "", "wordCount": 0, "contentHash": "", "simhash": ""}
    blank["metadata"] = {"extractor": "", "rulesVersion": "", "confidence": 1}
    Article.model_validate({**blank, **wanted.article})
    text = text_of(page.body("http://127.0.0.1:1", 1), page.response.charset)
    for line in wanted.article["articleBody"].replace("\n\n", "\n").split("\n"):
        for piece in line.removeprefix("- ").split(" | "):
            assert fold(piece) in text
    for picture in wanted.article["images"]:
        assert picture["caption"] in text
        assert picture["credit"] in text
    for line in wanted.removed:
        assert line.kind in CLUTTER_KINDS
        assert line.found_in([{"kind": line.kind, "text": text}]), line
    for absent in wanted.absent:
        assert fold(absent) in text, "what is not on the page says nothing when it is absent"
        assert absent not in wanted.article["articleBody"]


def listed(index: str, site: SampleSite) -> set[str]:
    return {urljoin(site.url, p.response.path) for p in FOLDERS if index in p.response.indexes}


@pytest.mark.parametrize("index", ["rss", "atom"])
def test_a_feed_names_its_pages(index: str, site: SampleSite) -> None:
    feed = feedparser.parse(get(site, f"/{index}.xml").body)
    assert not feed.bozo
    assert {entry.link for entry in feed.entries} == listed(index, site)
    assert all(entry.title and entry.published_parsed for entry in feed.entries)


def test_robots_txt_leads_to_every_sitemap_and_forbids_a_folder(site: SampleSite) -> None:
    robots = Protego.parse(get(site, "/robots.txt").body.decode())
    assert not robots.can_fetch(urljoin(site.url, "/internal/draft"), "newsmill")
    assert robots.can_fetch(urljoin(site.url, "/region/night-ferry"), "newsmill")
    found: dict[str, set[str]] = {}
    waiting = list(robots.sitemaps)
    while waiting:
        address = waiting.pop()
        tree = etree.fromstring(get(site, urlsplit(address).path).body)
        places = {str(loc.text) for loc in tree.iterfind("{*}*/{*}loc")}
        if etree.QName(tree).localname == "sitemapindex":
            waiting += places
        else:
            found[address] = places
    assert found.pop(f"{site.url}news-sitemap.xml") == listed("news-sitemap", site)
    assert len(found) == 2
    assert set.union(*found.values()) == listed("sitemap", site)


def links(site: SampleSite, path: str) -> list[str]:
    """Paths that a page leads to: by its links, by meta refresh or by a redirect."""
    got = get(site, path)
    found = [got.headers["Location"]] if "Location" in got.headers else []
    if got.body and got.headers["Content-Type"].startswith("text/html"):
        source = got.body.decode("utf-8", "replace")
        found += [str(href) for href in html.document_fromstring(source).xpath("//a/@href")]
        found += re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', source)
    return [href for href in found if href.startswith("/")]


def test_who_follows_the_links_from_home_and_the_sitemaps_meets_every_page_and_no_other() -> None:
    with SampleSite() as site:
        waiting = ["/", *(urlsplit(url).path for url in listed("sitemap", site))]
        seen: set[str] = set()
        while waiting:
            path = urlsplit(waiting.pop()).path
            if path not in seen:
                seen.add(path)
                waiting += links(site, path)
        counted = {urlsplit(url).path for url in expected(site.url)}
        leading = {page.response.path for page in FOLDERS} - counted
        assert seen == counted | leading


def test_each_section_has_more_than_one_page_and_shows_each_story_once(site: SampleSite) -> None:
    for section in ("region", "economy"):
        assert f"/{section}/page/2/" in links(site, f"/{section}/")
        pages = [u for u in expected(site.url) if re.search(rf"/{section}/(page/\d+/)?$", u)]
        stories = [
            str(href)
            for url in pages
            for href in html.document_fromstring(get(site, urlsplit(url).path).body).xpath(
                "//main//h2/a/@href"
            )
        ]
        wanted = [
            page.response.path
            for page in FOLDERS
            if page.response.section == section and "section" in page.response.indexes
        ]
        assert stories == wanted


def test_home_links_a_story_under_tracking_parameters_and_they_change_nothing() -> None:
    with SampleSite() as site:
        (tracked,) = [href for href in links(site, "/") if "fbclid=" in href]
        plain = urlsplit(tracked).path
        page = get(site, tracked)
        assert f'rel="canonical" href="{urljoin(site.url, plain)}"' in page.body.decode()
        assert fold(page.body.decode()) != fold(get(site, plain).body.decode())
        assert urljoin(site.url, plain) in expected(site.url)
        assert not [url for url in expected(site.url) if "?" in url]


def test_the_site_has_every_outcome_a_page_can_bring_about() -> None:
    found = {wanted.outcome for wanted in expected("http://127.0.0.1:1").values()}
    elsewhere = {Outcome.TOO_LARGE, Outcome.UNCHANGED, Outcome.NETWORK_ERROR, Outcome.POISON}
    assert found == set(Outcome) - elsewhere


def test_counters_tick_at_each_visit_in_their_own_spelling_and_nothing_else_changes() -> None:
    with SampleSite() as site:
        first, _, second = (
            text_of(get(site, "/region/night-ferry", method).body)
            for method in ("GET", "HEAD", "GET")
        )
        assert "7,960 Views" in first
        assert second == first.replace("7,960 Views", "8,097 Views")
    assert [tick(start, 2) for start in ("7960", "12 345", "1.2K", "999")] == [
        "8097",
        "12 482",
        "1.3K",
        "1136",
    ]


def test_edition_2_changes_the_stories_that_have_a_second_text_and_no_others() -> None:
    changed = {"/region/rope-works-fire"}
    with SampleSite() as site:
        paths = ["/rss.xml", "/sitemap-region.xml", *changed]
        before = [get(site, path).body for path in paths]
        site.edition = 2
        assert not [body for body in before if body in [get(site, path).body for path in paths]]
    old, new = expected(site.url, 1), expected(site.url, 2)
    assert old.keys() == new.keys()
    assert {urlsplit(url).path for url in old if old[url] != new[url]} == changed
    again = {page.response.path: page for page in read_folders(PAGES, 2)}
    bodies = {path: (page.body("", 1), again[path].body("", 1)) for path, page in BY_PATH.items()}
    assert {path for path, (first, second) in bodies.items() if first != second} == changed


def test_one_more_folder_is_all_it_takes_to_grow_the_site(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    shutil.copytree(PAGES, pages)
    (pages / "new-quay").mkdir()
    (pages / "new-quay" / "page.html").write_text("<h1>A new quay</h1>", "utf-8")
    (pages / "new-quay" / "expected.json").write_text('{"outcome": "empty"}', "utf-8")
    with SampleSite(pages=pages) as site:
        assert get(site, "/region/new-quay").body == b"<h1>A new quay</h1>"
        for index in ("rss.xml", "atom.xml", "sitemap-region.xml", "news-sitemap.xml", ""):
            assert b"/region/new-quay" in get(site, f"/{index}").body, index
        grown = expected(site.url, pages=pages)
        assert grown[f"{site.url}region/new-quay"].outcome is Outcome.EMPTY
        shown = [get(site, urlsplit(u).path).body for u in grown if re.search(r"/region/.*/?$", u)]
        assert any(b'href="/region/new-quay"' in body for body in shown)


def test_an_unknown_key_in_response_toml_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "response.toml").write_text('titel = "x"', "utf-8")
    with pytest.raises(ValueError, match=r"one/response\.toml: no such key: titel; .*title"):
        SampleSite(pages=tmp_path)


@pytest.mark.parametrize(
    ("asked", "status", "place"),
    [
        ("/region", 301, "/region/"),
        ("/economy/crane/", 301, "/economy/crane"),
        ("/economy/no-such-story", 404, None),
    ],
)
def test_a_slash_too_many_or_too_few_leads_to_the_page(
    asked: str, status: int, place: str | None, site: SampleSite
) -> None:
    got = get(site, asked)
    assert (got.status, got.headers.get("Location")) == (status, place)


def test_one_connection_serves_many_requests_and_head_has_no_body(site: SampleSite) -> None:
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=10)
    for method, path in [("GET", "/"), ("HEAD", "/economy/crane"), ("GET", "/nowhere")]:
        connection.request(method, path)
        socket = connection.sock
        answer = connection.getresponse()
        assert bool(answer.read()) == (method == "GET")
        assert connection.sock is socket is not None
    assert answer.status == 404
    connection.close()


def test_a_closed_site_frees_its_port() -> None:
    with SampleSite() as first:
        port = urlsplit(first.url).port or 0
        with pytest.raises(OSError, match="in use"):
            SampleSite(port)
    with SampleSite(port) as again:
        assert again.url == first.url


def test_it_can_be_served_by_hand() -> None:
    command = [sys.executable, "-m", "crawler.sample", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        try:
            assert address, said
            connection = HTTPConnection("127.0.0.1", int(address[1]), timeout=10)
            connection.request("GET", "/")
            assert b"The Kestrel Courier" in connection.getresponse().read()
            connection.close()
        finally:
            process.terminate()


def test_a_comparison_names_every_fault_and_none_where_all_is_well() -> None:
    wanted = Expected(
        Outcome.ARTICLE,
        {"headline": "A", "authors": [{"name": "B"}], "dateline": None, "articleBody": "x\n\ny"},
        (Removed("most-read", "{{views 7,960}} Views A story"),),
        ("Sign up",),
    )
    ledger = [{"kind": "most-read", "text": "8 097\nViews A story", "rule": "r"}]
    good = {
        "headline": "A",
        "authors": [{"name": "B", "type": "Person"}],
        "articleBody": "x\n\ny",
        "metadata": {"removed": ledger},
    }
    assert wanted.differences(good) == []
    bad = {**good, "headline": "Z", "authors": [], "articleBody": "x\n\nSign up", "metadata": {}}
    assert wanted.differences(bad) == [
        "headline is 'Z', expected 'A'",
        "authors is [], expected [{'name': 'B'}]",
        "articleBody lacks 'y'",
        "articleBody has 'Sign up'",
        "articleBody holds 'Sign up'",
        "no most-read in the ledger with '{{views 7,960}} Views A story'",
    ]


def test_parts_are_filled_in_and_other_braces_stay() -> None:
    assert "The Kestrel Courier" in render("{{> modern-top}}", "http://x")
    assert render('{"a":{"b":{}}} {{base}}/c {{other}}', "http://x") == (
        '{"a":{"b":{}}} http://x/c {{other}}'
    )
