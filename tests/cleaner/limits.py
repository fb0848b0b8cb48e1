"""What a page costs: CPU seconds and megabytes, each page in a process of its own."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass

from cleaner import Article, NotAnArticle

# Of the kernel, so that a page that never ends does not keep the tests for ever. Seconds.
HARD_SECONDS = 30


@dataclass(frozen=True)
class Cost:
    """What judging one page cost, and what came of it.

    `seconds` are of CPU time; `megabytes` are the peak above what the process held before it read
    the page.
    """

    outcome: str
    detail: str
    seconds: float
    megabytes: float


def cost_of(make: Callable[[], str | bytes], work: Callable[..., Article]) -> Cost:
    """Judges the page in a fork of this process, which should be warm. Needs a POSIX system."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            resource.setrlimit(resource.RLIMIT_CPU, (HARD_SECONDS, HARD_SECONDS))
            os.write(writing, json.dumps(_judge(make, work)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    if not answer:
        return Cost("killed", f"no answer after {HARD_SECONDS} s of CPU", HARD_SECONDS, 0)
    return Cost(*json.loads(answer))


def _judge(
    make: Callable[[], str | bytes], work: Callable[..., Article]
) -> tuple[str, str, float, float]:
    page = make()
    begun, held = _spent(), _peak()
    try:
        article = work(page)
        outcome, detail = str(article.metadata.outcome), f"{article.word_count} words"
    except NotAnArticle as judgement:
        outcome, detail = str(judgement.outcome), judgement.detail[:200]
    except BaseException as fault:  # a crash is what this is to find
        outcome, detail = "crash", repr(fault)[:200]
    return outcome, detail, _spent() - begun, _peak() - held


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
