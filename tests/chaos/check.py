"""What must be true after the chaos run, however it went."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from tests.chaos.pages import version_mark
from workers.outbox import ARTICLES, REJECTED
from workers.watching.status import outcomes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redis import Redis

    from workers.page import Page

Entry = dict[str, str]


def faults(connection: Redis, pages: Sequence[Page], consumed: Path) -> list[str]:
    """What went wrong, a line each; none if every promise was kept."""
    articles, rejected = _entries(connection, ARTICLES), _entries(connection, REJECTED)
    found = Counter(entry["page"] for entry in articles)
    found.update(entry["token"] for entry in rejected)
    wrong = [f"{page.url}: no outcome" for page in pages if not found[page.token]]
    wrong += [f"page {token}: {count} outcomes" for token, count in found.items() if count > 1]
    counted = sum(sum(counts.values()) for counts in outcomes(connection).values())
    if counted != len(pages):
        wrong.append(f"{counted} outcomes were counted for {len(pages)} pages")
    return [*wrong, *_revisions(articles), *_newest(pages, articles, rejected),
            *_consumption(articles, consumed)]  # fmt: skip


def summary(connection: Redis) -> str:
    """The outcomes, counted."""
    total: Counter[str] = Counter()
    for counts in outcomes(connection).values():
        total.update(counts)
    return ", ".join(f"{count} {outcome}" for outcome, count in total.most_common())


def _revisions(articles: Sequence[Entry]) -> list[str]:
    """Revisions of an article come in order, without a gap and each once."""
    seen: dict[str, list[int]] = defaultdict(list)
    for entry in articles:
        seen[entry["id"]].append(int(entry["revision"]))
    return [
        f"article {article_id}: revisions {revisions}"
        for article_id, revisions in seen.items()
        if revisions != list(range(1, len(revisions) + 1))
    ]


def _newest(
    pages: Sequence[Page], articles: Sequence[Entry], rejected: Sequence[Entry]
) -> list[str]:
    """What was fetched last of each article is its last revision, unless it was given up."""
    given_up = {entry["url"] for entry in rejected if entry["outcome"] == "poison"}
    newest = {page.url: page.body.decode() for page in pages if "/story-" in page.url}
    last = {entry["url"]: entry["article"] for entry in articles}
    wrong = []
    for url, html in newest.items():
        version = html.partition("This is version ")[2].partition(" ")[0]
        if url not in given_up and version_mark(int(version)) not in last.get(url, ""):
            wrong.append(f"{url}: version {version} is not its last revision")
    return wrong


def _consumption(articles: Sequence[Entry], consumed: Path) -> list[str]:
    """The consumer, killed now and then, was given every revision; some twice, none never."""
    given = set()
    for line in consumed.read_text().splitlines():
        try:
            article = json.loads(line)
        except ValueError:
            continue  # cut short by a kill, and given again
        given.add((article["id"], article["metadata"]["revision"]))
    missing = [e for e in articles if (e["id"], int(e["revision"])) not in given]
    return [f"{entry['url']}: revision {entry['revision']} never consumed" for entry in missing]


def _entries(connection: Redis, stream: str) -> list[Entry]:
    found: Any = connection.xrange(stream)
    return [{name.decode(): value.decode() for name, value in raw.items()} for _, raw in found]
