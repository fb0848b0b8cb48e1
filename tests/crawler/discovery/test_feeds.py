"""Feeds of every kind give their entries; broken and hostile ones do no harm."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from crawler.discovery.feeds import read_feed

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://example.org/rss"


def test_rss_atom_and_rdf_give_address_date_and_title() -> None:
    rss = """<rss version="2.0"><channel><item><title>Bridge opens</title>
        <link>https://example.org/a?utm_source=rss</link>
        <pubDate>Mon, 02 Mar 2026 10:00:00 +0200</pubDate></item></channel></rss>"""
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Bridge opens</title>
        <link href="/a"/><published>2026-03-02T08:00:00Z</published></entry></feed>"""
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <item rdf:about="x"><title>Bridge opens</title><link>https://example.org/a</link>
        <dc:date>2026-03-02T08:00:00Z</dc:date></item></rdf:RDF>"""
    for feed in (rss, atom, rdf):
        (entry,) = read_feed(feed.encode(), BASE)
        assert entry.url == "https://example.org/a"
        assert entry.published == datetime(2026, 3, 2, 8, tzinfo=UTC)
        assert entry.title == "Bridge opens"


def test_a_broken_feed_gives_what_can_be_read() -> None:
    feed = b"<rss><channel><item><link>https://example.org/a</link></item><item><link>https://exa"
    assert next(entry.url for entry in read_feed(feed, BASE)) == "https://example.org/a"
    odd = b"<rss><channel><item><title>a & b &nosuch;</title><link>/a</link></item></channel></rss>"
    assert [entry.url for entry in read_feed(odd, BASE)] == ["https://example.org/a"]


@pytest.mark.parametrize("body", [b"", b"\0\xff", b"<html><p>no feed</p></html>", b"{}", b"<rss"])
def test_what_is_no_feed_gives_nothing(body: bytes) -> None:
    assert read_feed(body, BASE) == []


def test_an_entry_without_a_usable_address_is_left_out() -> None:
    feed = b"<rss><channel><item><title>t</title></item><item><link>mailto:a@b</link></item>"
    assert read_feed(feed + b"</channel></rss>", BASE) == []


def test_a_body_that_is_the_name_of_a_file_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text("<rss><channel><item><link>https://example.org/a</link></item></channel></rss>")
    assert read_feed(str(file).encode(), BASE) == []


@pytest.mark.parametrize("declared", ["deep", "wide", "outside"])
def test_entities_do_not_unfold(declared: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    entities = {
        "deep": '<!ENTITY a0 "lol">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)),
        "wide": f'<!ENTITY a9 "{"x" * 100_000}">',
        "outside": f'<!ENTITY a9 SYSTEM "file://{secret}">',
    }[declared]
    used = "&a9;" * (10_000 if declared == "wide" else 1)
    feed = f"""<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss><channel><item>
        <title>{used}</title><link>https://example.org/a</link></item></channel></rss>"""
    started = time.monotonic()
    entries = read_feed(feed.encode(), BASE)
    assert time.monotonic() - started < 5
    assert [entry.url for entry in entries] == ["https://example.org/a"]
    assert all(len(entry.title or "") < 100_000 for entry in entries)
    assert all("SECRET" not in (entry.title or "") for entry in entries)
