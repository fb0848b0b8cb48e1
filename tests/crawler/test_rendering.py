"""Pages that need JavaScript, in a real browser where there is one."""

from __future__ import annotations

import asyncio
import ipaddress
from pathlib import Path

import pytest

from crawler import rendering
from crawler.sources import SourcesError
from crawler.tunnel import Tunnel
from tests.crawler.conftest import Site, served
from tests.crawler.running import run


def why_not() -> str:
    """Why no page can be rendered on this machine; "" if it can."""
    try:
        rendering.require()
    except SourcesError as error:
        return str(error)
    return ""


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_EXTRA", "no_such_package")
    with pytest.raises(SourcesError, match=r"pip install 'newsmill\[render\]'"):
        rendering.require()


@pytest.mark.skipif("newsmill[render]" in why_not(), reason=why_not())
def test_without_a_browser_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(SourcesError, match="apt install chromium"):
        rendering.require()
    (tmp_path / "chromium-1200").mkdir()
    assert rendering.require() == ""


@pytest.mark.journey
@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_rendered_source_gives_what_scripts_write_and_reaches_nothing_private(
    site: Site,
) -> None:
    with served("127.0.0.2") as inside:
        inside.page("/secret", "Secret")
        asked = f"fetch('{inside.at('/secret')}').catch(() => {later('Refused')})"
        site.front("/story", "/moved", "/hangs", "/asks")
        site.page("/story", f"<p id=text></p><img src=/photo.png><script>{later('Back')}</script>")
        site.page("/asks", f"<p id=text></p><script>{asked}</script>")
        site.page("/moved", f"<script>location = '{inside.at('/secret')}'</script>")
        site.page("/hangs", "<script>while (true) {}</script>")
        site.add("/photo.png", 200, b"\x89PNG", Content_Type="image/png")
        ran = run(
            {"url": site.url, "render": True, "max_pages": 5},
            settings={"allow_private": "127.0.0.1/32", "download_timeout": 4},
        )
    bodies = {url.removeprefix(site.url): page.body for url, page in ran.pages.items()}
    assert b'<p id="text">Back</p>' in bodies["/story"]
    assert b'<p id="text">Refused</p>' in bodies["/asks"]
    assert not any(b"Secret" in body for body in bodies.values())
    assert not inside.asked
    assert not site.asked["/photo.png"]
    assert "no whole" in ran.dropped[site.at("/hangs")].detail


def test_the_tunnel_leads_to_what_may_be_reached_and_no_further(site: Site) -> None:
    site.page("/", "Public")
    site.page("/long", "x" * 5_000)
    port = int(site.url.rpartition(":")[2])
    with served("127.0.0.2") as inside:
        other = int(inside.url.rpartition(":")[2])
        assert b"Public" in asyncio.run(through("127.0.0.1", port, "/"))
        for host in ("127.0.0.2", "::ffff:127.0.0.2"):
            assert asyncio.run(through(host, other, "/")) == b"refused 2", host
        assert not inside.asked
    assert asyncio.run(through("localhost", port, "/", allowed="192.0.2.0/24")) == b"refused 2"
    assert asyncio.run(through("no-such-host.invalid", 80, "/")) == b"refused 4"
    assert len(asyncio.run(through("127.0.0.1", port, "/long"))) < 5_000


@pytest.mark.parametrize(
    "words", [b"", b"\x05", b"GET / HTTP/1.1\r\n\r\n", b"\x05\x01\x00\x05\x02\x00\x01" + bytes(6)]
)
def test_the_tunnel_lets_go_of_whoever_does_not_speak_its_language(words: bytes) -> None:
    assert b"\x05\x00\x00" not in asyncio.run(said(words))


async def through(host: str, port: int, path: str, allowed: str = "127.0.0.1/32") -> bytes:
    """What a server answers behind a tunnel with that network allowed, or why it does not."""
    name = host.encode()
    words = b"\x05\x01\x00" + b"\x05\x01\x00\x03" + bytes([len(name)]) + name
    words += port.to_bytes(2, "big")
    request = f"GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode()
    answer = await said(words, request, allowed=allowed)
    code = answer[3]  # after the greeting of two bytes, and the version
    return answer[12:] if code == 0 else b"refused %d" % code


async def said(words: bytes, more: bytes = b"", allowed: str = "127.0.0.1/32") -> bytes:
    tunnel = Tunnel(allowed=[ipaddress.ip_network(allowed)], ports=(), max_bytes=4_000)
    async with await tunnel.open() as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(words + more)
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
    return answer


def later(text: str) -> str:
    """A script that writes a text after a moment."""
    return f"setTimeout(() => {{ document.getElementById('text').textContent = '{text}' }}, 200)"
