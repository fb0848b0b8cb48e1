"""Feeds of every kind give their entries; broken and hostile ones do no harm."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest

from crawler.discovery.feeds import FeedEntry, read_feed
from tests.crawler.discovery.hostile import TITLE, doctype, with_growth
from tests.crawler.discovery.silence import Silence

BASE = "https://example.org/rss"
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{}"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><link>/</link></channel>{}</rdf:RDF>"""
FEEDS = {
    "rss 0.91": """<rss version="0.91"><channel><language>en</language><item>
        <title>Bridge opens</title><link>https://example.org/a</link></item></channel></rss>""",
    "rss 2.0": """<rss version="2.0"><channel><language>en</language>
        <image><title>Logo</title><link>/</link></image><item><title>Bridge opens</title>
        <link>https://example.org/a?utm_source=rss</link><guid isPermaLink="false">7</guid>
        <pubDate>Mon, 02 Mar 2026 10:00:00 +0200</pubDate></item></channel></rss>""",
    "rdf 0.90": RDF.format(
        "http://my.netscape.com/rdf/simple/0.9/",
        "<item><title>Bridge opens</title><link>/a</link></item>",
    ),
    "rdf 1.0": RDF.format(
        "http://purl.org/rss/1.0/",
        """<item rdf:about="x"><title>Bridge opens</title><link>https://example.org/a</link>
        <dc:date>2026-03-02T08:00:00Z</dc:date></item>""",
    ),
    "atom": """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="/"><entry>
        <title type="html">Bridge &lt;i&gt;opens&lt;/i&gt;</title><source><title>Other</title>
        <link href="/other"/></source><link rel="replies" href="/r"/><link href="a"/>
        <published>2026-03-01T08:00:00Z</published><updated>2026-03-02T08:00:00Z</updated>
        </entry></feed>""",
    "atom 0.3": """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>
        <title>Bridge opens</title><link rel="alternate" type="text/html" href="/a"/>
        <issued>2026-03-02T08:00:00Z</issued></entry></feed>""",
    "json 1.1": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "language": "en",
            "items": [
                {"id": "7", "url": "/a", "title": "Bridge opens"}
                | {"date_published": "2026-03-02T10:00:00+02:00"}
            ],
        }
    ),
    "json 1.0": """{"version": "https://jsonfeed.org/version/1", "items": [
        {"id": "https://example.org/a", "title": "Bridge opens"}]}""",
}
DATED = {"rss 2.0", "rdf 1.0", "atom", "atom 0.3", "json 1.1"}


def urls(feed: str | bytes) -> list[str]:
    entries = read_feed(feed.encode() if isinstance(feed, str) else feed, BASE)
    return [entry.url.removeprefix("https://example.org") for entry in entries]


def item(inner: str) -> str:
    return f"<rss><channel><item>{inner}</item></channel></rss>"


@pytest.mark.parametrize("kind", FEEDS)
def test_feeds_of_every_kind_give_address_title_date_and_language(kind: str) -> None:
    assert read_feed(FEEDS[kind].encode(), BASE) == [
        FeedEntry(
            url="https://example.org/a",
            title="Bridge opens",
            published=datetime(2026, 3, 2, 8, tzinfo=UTC) if kind in DATED else None,
            language="en" if kind in {"rss 0.91", "rss 2.0", "atom", "json 1.1"} else None,
        )
    ]


def test_the_address_is_the_page_that_the_item_stands_for() -> None:
    burner = 'xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"'
    assert urls(item(f"<link>/x</link><f:origLink {burner}>/a</f:origLink>")) == ["/a"]
    assert urls(item("<guid>https://example.org/a</guid>")) == ["/a"]
    assert urls(item('<guid isPermaLink="false">https://example.org/a</guid>')) == []
    assert urls(item("<title>t</title>")) == []
    assert urls(item("<link>mailto:a@b.example</link>")) == []


@pytest.mark.parametrize(
    "feed",
    [
        item("<title>a & b &nosuch; &nbsp;</title><link>/a?x=1&y=2</link>"),
        item("<link><![CDATA[ /a?x=1&y=2 ]]></link>"),
        item("<title>one <br> two <img src=x></title><description><p>open</description>").replace(
            "<item>", "<item><link>/a?x=1&amp;y=2</link>"
        ),
        item("<link>/a?x=1&amp;y=2</link></oops>"),
        item("<media:title>x</media:title><link>/a?x=1&amp;y=2</link>\x03"),
        "\n<br />\n<b>Warning</b>: no such file\n" + item("<link>/a?x=1&amp;y=2</link>"),
        '<?xml version="1.0" encoding="no-such"?>' + item("<link>/a?x=1&amp;y=2</link>"),
        "<rss><channel><item><link>/a?x=1&amp;y=2</link></item><item><link>https://exam",
        '{"items": [{"url": "/a?x=1&y=2"}, {"url": "/b',
    ],
)
def test_a_broken_feed_gives_what_can_be_read(feed: str) -> None:
    assert urls(feed) == ["/a?x=1&y=2"]


def test_items_that_were_never_closed_do_not_hide_the_next() -> None:
    assert urls("<rss><item><link>/a</link><item><link>/b</link></rss>") == ["/a", "/b"]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1251", "utf-8-sig"])
def test_titles_come_through_in_the_encoding_that_is_declared(encoding: str) -> None:
    title = "Мост открыт" if encoding in ("windows-1251", "utf-16") else "Brúgvin opin"
    feed = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    feed += item(f"<title>{title}</title><link>/a</link>")
    (entry,) = read_feed(feed.encode(encoding), BASE)
    assert entry.title == title


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"\0\xff", b"<html><p>no feed</p></html>", b"{}", b"<rss", b'{"items": 7}', b"[1]"),
        *(b'{"items":[' + b"[" * 100_000, b'{"items":[{"url":7},null,{"url":"mailto:x"}]}'),
    ],
)
def test_what_is_no_feed_gives_nothing(body: bytes) -> None:
    assert read_feed(body, BASE) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_neither_unfolded_nor_fetched(encoding: str) -> None:
    with Silence() as listener:
        feed = f"""<?xml version="1.0"?>{doctype("rss", listener.url)}<rss><channel><item>
            <title>{TITLE}</title><link>/a</link></item></channel></rss>""".encode(encoding)
        started = time.monotonic()
        entries, grown = with_growth(lambda: read_feed(feed, BASE))
        assert time.monotonic() - started < 2
        assert grown < 50_000
        assert [entry.url for entry in entries] == ["https://example.org/a"]
        assert not any(word in (entries[0].title or "") for word in ("lol", "xxx", "import"))
    assert listener.asked == []


@pytest.mark.parametrize(
    "piece",
    [
        *(b"<", b"<a>", b"<item>", b"<!--", b"<![CDATA[", b"<!DOCTYPE [ ", b"<!ENTITY a ", b"&a;"),
        *(b"<item xml:base='x/'>", b"<item a='", b"<br /", b" b='1'"),
    ],
)
def test_a_megabyte_of_anything_takes_no_time(piece: bytes) -> None:
    started = time.monotonic()
    read_feed(b"<rss><channel><item><title" + piece * (1_000_000 // len(piece)), BASE)
    assert time.monotonic() - started < 5
