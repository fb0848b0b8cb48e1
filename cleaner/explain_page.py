"""An explanation as one HTML page: the article in place, and at each line why it is in or out.

It loads nothing and runs no script; what the page said is escaped. Its looks are explain.css.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from importlib import resources

from cleaner.addresses import parts_of
from cleaner.explain import Explanation, Line, Reason
from cleaner.explain_terminal import GROUP_OF, GROUPS, facts, fields, title
from cleaner.outcome import NotAnArticle

# Longer runs of removed lines are folded, so that they do not bury the story.
FOLDED_LINES = 6
HINT_CHARS = 90

# What the first part of a rule's name means.
_RULES = {
    "line": "the whole line is in this language's phrases",
    "opening": "it begins as this language's phrases list",
    "phrase": "it holds one of this language's phrases",
    "place": "a class or id around it says so",
    "tag": "the element it stands in says so",
    "under-heading": "a heading above it speaks for it",
    "view-counter": "a number beside a unit of this language's phrases",
    "counted-list": "a list whose lines carry counts",
    "counted-title": "a title with a count",
    "share-counter": "a number beside a unit of this language's phrases",
    "reading-time": "a number beside a unit of this language's phrases",
    "stamp": "a date or time and nothing else",
    "stamp-label": "the label of a date or time",
    "copyright": "a copyright line",
    "visible-headline": "the headline was read here",
    "above-story": "the page's description, above the story",
    "byline": "the authors were read here",
    "claimed-author": "the name of an author whom the page's head names",
    "agency-line": "agency and place were read here",
    "credit-at-end": "a credit below the story",
    "under-picture": "it stands under a picture",
    "caption-place": "it stands where captions stand",
    "site-memory": "other pages of the site show the same line",
    "comments": "a number beside a unit of this language's phrases",
    "menu-line": "a line of several labels with marks between them",
    "link-label": "a link of a word or two",
    "link-title": "a link that reads like a title",
    "title-of-another": "the title of another story",
    "heads": "it heads what stands below it",
    "neighbours": "what stands around it is of this kind",
    "not-body": "the votes removed it, and nothing more is known",
    "votes": "the votes kept it",
    "gap": "it stands inside the story, so it was kept against the votes",
}
# Nothing is loaded and nothing runs, should a page's text ever get out of its quotes.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_GROUP_NAMES = {
    "metadata": "about the article",
    "pointers": "pointers and counters",
    "requests": "requests to the reader",
    "insertions": "insertions",
    "furniture": "furniture",
}


def show(explanation: Explanation) -> str:
    """The page, complete."""
    return "\n".join(_parts(explanation)) + "\n"


def _parts(explanation: Explanation) -> Iterator[str]:
    result = explanation.result
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>Why: {escape(title(explanation))}</title>"
    yield f"<style>{_style()}</style></head><body>"
    yield from _header(explanation)
    if not isinstance(result, NotAnArticle):
        yield "<section><h2>Fields</h2><table><tr><th>field<th>value<th>read from"
        for name, value, source in fields(result):
            yield (
                f"<tr><th scope=row>{escape(name)}<td dir=auto>{escape(value)}<td>{escape(source)}"
            )
        yield "</table></section>"
    if explanation.lines:
        yield from _legend(explanation)
        yield "<main><h2>The page in reading order</h2>"
        for run in explanation.runs():
            yield from _run(run)
        yield "</main>"
    yield "</body></html>"


def _header(explanation: Explanation) -> Iterator[str]:
    refused = isinstance(explanation.result, NotAnArticle)
    yield f"<header><h1 dir=auto>{escape(title(explanation))}</h1>"
    yield f'<p class="{"refused" if refused else "facts"}">{escape(facts(explanation))}</p>'
    if explanation.url and parts_of(explanation.url).scheme in ("http", "https"):
        url = escape(explanation.url, quote=True)
        yield f'<p class="facts"><a href="{url}" rel="noreferrer">{url}</a></p>'
    yield "</header>"


def _legend(explanation: Explanation) -> Iterator[str]:
    """Each colour with what it stands for; unticked, its lines are hidden."""
    yield "<fieldset><legend>Shown</legend>"
    yield _tick("kept", "kept", sum(line.kept for line in explanation.lines))
    removed = [GROUP_OF.get(line.kind, "furniture") for line in explanation.lines if not line.kept]
    for group in GROUPS:
        yield _tick(group, _GROUP_NAMES[group], removed.count(group))
    yield "<p>Hover over a line, or reach it with Tab, to see its votes.</p></fieldset>"


def _tick(group: str, name: str, count: int) -> str:
    return (
        f'<label class="g-{group}"><input type=checkbox id="show-{group}" checked> '
        f"{name} <small>{count}</small></label>"
    )


def _run(run: list[Line]) -> Iterator[str]:
    first = run[0]
    group = "kept" if first.kept else GROUP_OF.get(first.kind, "furniture")
    tag = "details" if len(run) > FOLDED_LINES else "section"
    yield f'<{tag} class="run g-{group}">'
    label = f"<b>{escape(first.kind)}</b> <small>{escape(first.rule)}</small>"
    if tag == "details":
        hint = " · ".join(line.text for line in run[:FOLDED_LINES])[:HINT_CHARS]
        yield f"<summary>{label} {len(run)} lines <bdi>{escape(hint)} …</bdi></summary>"
    else:
        yield f'<p class="label">{label}</p>'
    yield "<div>"
    for line in run:
        yield from _line(line)
    yield f"</div></{tag}>"


def _line(line: Line) -> Iterator[str]:
    heading = " heading" if line.kept and line.kind in ("h1", "h2", "h3", "h4", "h5", "h6") else ""
    yield f'<div class="line{heading}" tabindex=0><p dir=auto>{escape(line.text)}</p>'
    yield f'<data value="{line.likelihood:.3f}">{line.likelihood:.0%}</data>'
    yield '<div class="why" role=tooltip>'
    verb = "kept" if line.kept else "removed"
    yield f"<h3>{verb}: {escape(line.kind)}</h3>"
    meaning = _RULES.get(line.rule.partition(":")[0], "")
    yield f"<p><code>{escape(line.rule)}</code> {escape(meaning)}</p>"
    yield "<table><caption>Votes for body</caption>"
    yield _vote("the jury", line.likelihood)
    for name, vote in line.votes.items():
        yield _vote(name, vote)
    yield "</table>"
    if line.reasons:
        yield "<table><caption>What weighed most: its value, and what it adds</caption>"
        for reason in line.reasons:
            yield _reason(reason)
        yield "</table>"
    if line.place:
        yield f"<p class=place><code>{escape(line.place)}</code></p>"
    yield "</div></div>"


def _vote(name: str, vote: float | None) -> str:
    if vote is None:
        return f"<tr><th scope=row>{escape(name)}<td>not asked<td>"
    return (
        f"<tr><th scope=row>{escape(name)}<td>{vote:.0%}"
        f'<td><meter value="{vote:.2f}">{vote:.0%}</meter>'
    )


def _reason(reason: Reason) -> str:
    side = "for" if reason.weight > 0 else "against"
    return (
        f'<tr class="{side}"><th scope=row><code>{escape(reason.name)}</code>'
        f"<td>{reason.value:.2f}<td>{reason.weight:+.2f}"
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return (resources.files("cleaner") / "explain.css").read_text("utf-8")
