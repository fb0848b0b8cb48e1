"""The queue, a forked worker, the real cleaner and the stream together, on one invented page."""

import json

from redis import Redis

from cleaner.article import Article
from tests.workers.sample import SITE, page
from workers import pool, queue
from workers.consumer import Consumer
from workers.settings import Settings
from workers.watching.status import outcomes

SENTENCES = (
    "The swing bridge over the river Alder opened to traffic on Friday after two years of work.",
    "Engineers replaced the bearings, the deck and eleven of the fourteen steel beams.",
    "Until now drivers had to take the ferry, which does not sail when the wind is strong.",
    "The harbour office expects four thousand vehicles a day, a third of them lorries.",
    "A second bridge, for walkers and cyclists, is to follow in the autumn of next year.",
)
HTML = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Swing bridge opens - The Heron</title>
<meta property="og:type" content="article"><meta property="og:title" content="Swing bridge opens">
<link rel="canonical" href="{SITE}bridge"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Swing bridge opens</h1>{"".join(f"<p>{text}</p>" for text in SENTENCES)}</article>
<footer>The Heron, an invented newspaper</footer></body></html>"""


def test_a_page_goes_the_whole_way_from_queue_to_consumer(
    connection: Redis, settings: Settings
) -> None:
    for _ in range(2):
        queue.enqueue(connection, [page(SITE + "bridge", HTML.encode(), etag='"7"')])
    queue.enqueue(connection, [page(SITE + "paper", b"%PDF-1.7\n%\xe2\xe3"), page(SITE, b"")])
    pool.work(connection, settings, workers=1, burst=True)
    (entry,) = Consumer("test", connection=connection).read()
    article = Article.model_validate_json(entry.article_json)
    assert article.headline == "Swing bridge opens"
    assert article.article_body.split("\n\n") == list(SENTENCES)
    assert article.metadata.etag == '"7"'
    assert json.loads(entry.article_json)["metadata"]["revision"] == entry.revision == 1
    assert outcomes(connection) == {
        "heron.example": {"article": 1, "empty": 1, "not-html": 1, "unchanged": 1}
    }
