"""Entries for the hand-offs, put on the stream as any writer could, and a way to hand them over."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from rich.console import Console

from tests.workers.sample import SITE, article
from workers.outbox import ARTICLES
from workers.sinks.loop import Order, hand_over
from workers.sinks.progress import Progress

if TYPE_CHECKING:
    from redis import Redis

    from workers.settings import Settings
    from workers.sinks.sink import Sink
    from workers.sinks.writing import Tally


def put(connection: Redis, number: int = 0, revision: int = 1, **given: Any) -> str:
    """An entry of story `number`; `given` are fields of the article, or `json` in its place.

    `entry` are fields of the entry itself, and `entry_id` is its id.

    Returns the entry's id on the stream.
    """
    entry_id = given.pop("entry_id", "*")
    text = given.pop("json", None)
    own = given.pop("entry", {})
    story = article(f"{SITE}story-{number}", body=f"Story {number}.")
    fields = json.loads(story.to_json()) | given
    fields["metadata"] |= {"revision": revision}
    entry: dict[Any, Any] = {
        "id": story.id,
        "event": "new" if revision == 1 else "update",
        "revision": str(revision),
        "url": f"{SITE}story-{number}",
        "domain": "heron.example",
        "language": "en",
        "published": "2026-05-01",
        "outcome": "article",
        "changed": "" if revision == 1 else "body",
        "page": "a-fetch",
        "article": text or json.dumps(fields),
    }
    added: Any = connection.xadd(ARTICLES, entry | own, id=entry_id)
    return str(added.decode())


def pending(connection: Redis, group: str) -> int:
    """Entries that the group was given and has not acknowledged."""
    found: Any = connection.xpending(ARTICLES, group)
    return int(found["pending"])


def hand(settings: Settings, sink: Sink, group: str, **how: bool) -> tuple[Tally, str]:
    """Hand over once what there is for the group; what was said about it."""
    progress = Progress(sink.where)
    said = io.StringIO()
    progress._console = Console(file=said, width=1000)
    order = Order(group, follow=False, from_start=how.get("from_start", False))
    tally = hand_over(settings, sink, order, progress, asked=False)
    sink.close()
    return tally, said.getvalue()
