"""Articles to a webhook: an HTTP POST for each, or for a batch, signed.

    Newsmill-Id         <id>:<revision>, the same whenever the article is sent again
    Newsmill-Event      new or update
    Newsmill-Signature  t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>." and the body, in hex>

The body is the article's JSON; of a batch an array of {"id", "event", "article"}, with the number
of them as Newsmill-Batch in place of the first two headers. The address is the operator's own
choice, so it may be a private one. Redirects are not followed: an article goes where it was sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

from workers.sinks.row import whole
from workers.sinks.sink import Item, NotNow, Refused, SinkError

if TYPE_CHECKING:
    from collections.abc import Sequence

TRIES = 10  # with pauses that double up to 30 s about two minutes: a deployment takes less
CONNECT_SECONDS = 5.0  # a host that is there answers in less, from the other side of the world too
REPLY_SECONDS = 30.0  # a receiver should take it in and work later; proxies give up at 30 or 60
RETRY_AFTER_MOST = 900.0  # seconds: who asks for longer is asked again after a quarter of an hour
REPLY_BYTES = 65_536  # of an answer that are read, so that the connection can be used again
SHOWN = 200  # characters of an answer that are shown as the reason
# Proxies answer with a page: what it says stands between the tags.
_MARKUP = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_BUSY = (408, 425, 429)  # refusals of the moment; all else from 300 to 499 is one of the article


class WebhookSink:
    """An address that articles are posted to, `size` in a request; signed if there is a secret.

    Raises SinkError for an address that cannot be used.
    """

    def __init__(
        self, url: str, secret: str | None, user_agent: str, *, size: int = 1, tries: int = TRIES
    ) -> None:
        parts = urlsplit(url)
        if not parts.hostname:
            raise SinkError(f"{url!r} names no host")
        host = parts.netloc.rpartition("@")[2]
        self.where = f"{parts.scheme}://{host}"  # a path or query may hold a token
        self.size = size
        self.linger = 0.0
        self.tries = tries
        self._url = urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))
        self._secret = secret
        self._headers = {"Content-Type": "application/json", "User-Agent": user_agent}
        if parts.username is not None:
            login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers |= urllib3.util.make_headers(basic_auth=login)
        self._http = urllib3.PoolManager(
            maxsize=1,
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=REPLY_SECONDS),
        )

    def write(self, items: Sequence[Item]) -> None:
        """Send the items in one request. Raises NotNow and Refused, as the answer is."""
        body, headers = _request(items, batch=self.size > 1)
        if self._secret:
            headers["Newsmill-Signature"] = signature(self._secret, body, int(time.time()))
        try:
            answer = self._http.request(
                "POST",
                self._url,
                body=body,
                headers=self._headers | headers,
                redirect=False,
                preload_content=False,
            )
            said = answer.read(REPLY_BYTES)
            # What is longer is not read on: the connection is closed with it.
            answer.release_conn() if len(said) < REPLY_BYTES else answer.close()
        except (NewConnectionError, ConnectTimeoutError, SSLError) as error:
            raise NotNow(_told(error)) from None  # nothing was sent: no article is to blame
        except (ReadTimeoutError, ProtocolError) as error:
            raise NotNow(_told(error), counts=True) from None
        except HTTPError as error:
            raise SinkError(f"{self.where}: {_told(error)}") from None
        _judge(answer, said)

    def close(self) -> None:
        """Close the connection."""
        self._http.clear()


def signature(secret: str, body: bytes, at: int) -> str:
    """The header Newsmill-Signature of a body that is sent at a time, in seconds since 1970."""
    signed = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


def _request(items: Sequence[Item], *, batch: bool) -> tuple[bytes, dict[str, str]]:
    if not batch:
        entry = items[0].entry
        headers = {"Newsmill-Id": _key(items[0]), "Newsmill-Event": quote(entry.event)}
        return whole(entry.article_json).encode(), headers
    each = [
        f'{{"id":{json.dumps(_key(item))},"event":{json.dumps(item.entry.event)},'
        f'"article":{whole(item.entry.article_json)}}}'
        for item in items
    ]
    return f"[{','.join(each)}]".encode(), {"Newsmill-Batch": str(len(items))}


def _key(item: Item) -> str:
    return f"{quote(item.entry.id, safe='')}:{item.entry.revision}"  # fit for a header's value


def _judge(answer: urllib3.BaseHTTPResponse, said: bytes) -> None:
    if 200 <= answer.status < 300:
        return
    answered = said.decode("utf-8", "replace")
    if "html" in answer.headers.get("Content-Type", ""):
        answered = _MARKUP.sub(" ", answered)
    text = " ".join(answered.split())[:SHOWN]
    reason = f"HTTP {answer.status} {text}".strip()
    if answer.status >= 500 or answer.status in _BUSY:
        raise NotNow(reason, counts=True, after=_retry_after(answer.headers.get("Retry-After")))
    raise Refused(reason)


def _retry_after(value: str | None) -> float | None:
    """A Retry-After header in seconds from now: it is a number of them, or a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return min(float(value), RETRY_AFTER_MOST)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), RETRY_AFTER_MOST)


def _told(error: Exception) -> str:
    """What urllib3 says, without the objects it puts before it."""
    said = str(error)
    if "object at 0x" in said:
        return said.rpartition(": ")[2]
    return re.sub(r"^HTTPS?Connection(?:Pool)?\([^)]*\): ", "", said)
