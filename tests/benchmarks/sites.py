"""What the other pages of a page's site teach: newsmill as it is on a site that it knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce

from cleaner import NotAnArticle, SiteMemory, clean, clean_and_learn
from tests.benchmarks.corpus import GoldPage
from tests.benchmarks.fit import fold_of
from tests.benchmarks.folds import Tables, judged_by
from tests.benchmarks.systems import Extract, System, of_article

# With fewer other pages the memory is never sure (SURE_PAGES in votes/memory.py).
OTHERS = 4

Memories = dict[str, SiteMemory]


def memories_of(pages: Iterable[GoldPage], folds: Sequence[Tables]) -> Memories:
    """By address, the memory of all other pages of the page's site, where these are enough."""
    by_site: defaultdict[tuple[str, str], list[GoldPage]] = defaultdict(list)
    for page in pages:
        by_site[page.corpus, page.site].append(page)
    found: Memories = {}
    for (_, site), listed in by_site.items():
        if len(listed) > OTHERS:
            with judged_by(folds[fold_of(site)] if folds else None):
                lessons = [_lesson(page) for page in listed]
            for at, page in enumerate(listed):
                others = lessons[:at] + lessons[at + 1 :]
                found[page.url] = reduce(SiteMemory.merge, others, SiteMemory())
    return found


def _lesson(page: GoldPage) -> SiteMemory:
    try:
        return clean_and_learn(page.html(), page.url)[1]
    except NotAnArticle:
        return SiteMemory()


def remembering(memories: Memories) -> System:
    """The cleaner with the memory of the page's site, where there is one."""

    def system(html: bytes, url: str) -> Extract:
        return of_article(clean(html, url, memory=memories.get(url)))

    return system
