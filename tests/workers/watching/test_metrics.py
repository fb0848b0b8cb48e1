"""The metrics as Prometheus reads them: over HTTP, through its own parser."""

from __future__ import annotations

import re
import time
import urllib.request
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.openmetrics import exposition
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as strict,
)
from prometheus_client.parser import text_string_to_metric_families

from tests.command import ROOT, running, wait_for
from tests.workers.sample import article, page
from tests.workers.watching.test_tally import do
from workers import outbox, queue, server
from workers.watching import drift, latency, tally
from workers.watching.drift import Sample
from workers.watching.metrics import Newsmill

if TYPE_CHECKING:
    from prometheus_client import Metric
    from redis import Redis

    from workers.settings import Settings


def scraped(text: str) -> dict[str, float]:
    """Each sample as `name{label="value"}`."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def scrape(connection: Redis, settings: Settings) -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(Newsmill(connection, settings))
    return scraped(generate_latest(registry).decode())


def count(
    connection: Redis, site: str, outcome: str = "article", event: str | None = "new"
) -> None:
    do(connection, tally.commands(site=site, outcome=outcome, event=event, at=time.time()))


def test_what_status_tells_is_told(connection: Redis, settings: Settings) -> None:
    queue.enqueue(connection, [page()])
    outbox.publish(connection, article(), page())
    connection.xgroup_create(outbox.ARTICLES, "search", id="0")
    connection.xreadgroup("search", "one", {outbox.ARTICLES: ">"}, count=1)
    do(connection, latency.commands({"clean": 0.02, "total": 3.0}))
    found = scrape(connection, settings)
    assert found["newsmill_up"] == 1
    assert found["newsmill_pages_total{outcome=article,site=heron.example}"] == 1
    assert found["newsmill_articles_published_total{event=new,site=heron.example}"] == 1
    assert found["newsmill_queue_jobs{queue=newsmill-clean,state=waiting}"] == 1
    assert found["newsmill_queue_jobs{queue=newsmill-crawl,state=failed}"] == 0
    assert found["newsmill_workers{state=busy}"] == 0
    assert found["newsmill_stream_entries{stream=newsmill:articles}"] == 1
    assert found["newsmill_stream_memory_bytes{stream=newsmill:articles}"] > 100
    group = "{group=search,stream=newsmill:articles}"
    assert found[f"newsmill_group_pending_entries{group}"] == 1
    assert found[f"newsmill_group_lag_entries{group}"] == 0
    assert found[f"newsmill_dead_letters{group}"] == 0
    assert found["newsmill_server_memory_bytes"] > 100_000
    assert found["newsmill_stuck{kind=no-worker}"] == 1
    bucket = "newsmill_stage_duration_seconds_bucket"
    assert found[f"{bucket}{{le=0.01,stage=clean}}"] == 0
    assert found[f"{bucket}{{le=0.025,stage=clean}}"] == 1
    assert found[f"{bucket}{{le=+Inf,stage=total}}"] == 1
    assert found["newsmill_stage_duration_seconds_sum{stage=total}"] == 3.0
    assert found["newsmill_drifting_sites{site=heron.example}"] == 0


def test_the_names_are_as_prometheus_wants_them(connection: Redis, settings: Settings) -> None:
    outbox.publish(connection, article(), page())
    registry = CollectorRegistry()
    registry.register(Newsmill(connection, settings))
    text = exposition.generate_latest(registry).decode()  # type: ignore[no-untyped-call]
    families: list[Metric] = [*strict(text)]  # type: ignore[no-untyped-call]
    assert len(families) >= 18
    for family in families:
        assert re.fullmatch(r"newsmill_[a-z_]+", family.name)
        assert family.documentation, family.name
        assert not re.search(r"_(ms|minutes|kb|mb|total|count)$", family.name), "base units"


def test_the_page_about_metrics_names_them_all(connection: Redis, settings: Settings) -> None:
    queue.enqueue(connection, [page()])
    told = {name.split("{")[0] for name in scrape(connection, settings)}
    said = set(re.findall(r"newsmill_\w+", (ROOT / "docs" / "metrics.md").read_text("utf-8")))
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in told} - said == set()


def test_the_sites_that_are_named_are_bounded_and_counters_never_fall(
    connection: Redis, settings: Settings
) -> None:
    two = settings.model_copy(update={"metrics_sites": 2})
    for site in ("m.example", "n.example", "z.example"):
        count(connection, site)
    first = scrape(connection, two)
    assert first["newsmill_pages_total{outcome=article,site=m.example}"] == 1
    assert first["newsmill_pages_total{outcome=article,site=other}"] == 1
    for site in ("a.example", "m.example", "z.example"):  # a new one, before all others by name
        count(connection, site)
    tally.let_go(connection, most=2)
    second = scrape(connection, two)
    counters = [name for name in first if name.split("{")[0].endswith("_total")]
    assert {name for name in counters if second.get(name, -1) < first[name]} == set()
    assert second["newsmill_pages_total{outcome=article,site=other}"] == 3
    assert {name for name in second if "pages_total" in name and "a.example" in name} == set()
    nobody = scrape(connection, settings.model_copy(update={"metrics_sites": 0}))
    assert nobody["newsmill_pages_total{outcome=article,site=other}"] == 6


def test_a_site_that_drifts_is_told(connection: Redis, settings: Settings) -> None:
    samples = [Sample(outcome="article", words=400, fields=255, at=n) for n in range(200)]
    samples += [Sample(outcome="article", words=400, fields=0, at=200 + n) for n in range(40)]
    do(connection, [c for one in samples for c in drift.commands("a.example", one)])
    count(connection, "a.example")
    assert scrape(connection, settings)["newsmill_drifting_sites{site=a.example}"] == 1


def test_the_endpoint_outlives_its_redis(connection: Redis, settings: Settings) -> None:
    with running("metrics", "--port", "0") as process:
        assert process.stderr is not None
        line = process.stderr.readline().decode()
        address = line.split()[-1]

        def up() -> float:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return scraped(answer.read().decode())["newsmill_up"]

        assert up() == 1
        server.stop(settings)
        try:
            wait_for("it to say so", lambda: up() == 0)
        finally:
            server.start(settings)
        wait_for("it to come back", lambda: up() == 1)
        process.terminate()
        assert process.wait(10) == 0
