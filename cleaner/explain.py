"""Why a page came out as it did: each of its blocks with verdict, votes, reasons, kind and rule.

`explain_terminal.py` and `explain_page.py` show an Explanation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cleaner import kinds
from cleaner.article import Article
from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.document import Document, parse, parse_text
from cleaner.judged import BY_FEATURES, Judged, confidence
from cleaner.memory import SiteMemory
from cleaner.outcome import NotAnArticle
from cleaner.pipeline import compose, guarded, hear
from cleaner.verdict import load_weights
from cleaner.votes.features import Row

# So many features for, and so many against: those that follow move a likelihood by a point or two.
MOST_REASONS = 6
# What a colleague needs to find the element in the page's source.
PLACE_ELEMENTS, PLACE_CHARS = 4, 40


@dataclass(frozen=True)
class Reason:
    """A feature of a block, and what it adds to the log-odds that the block is body."""

    name: str
    value: float
    weight: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """A block of the page, kept or removed, and why.

    `kind` is a clutter kind, or for a kept block its tag. `likelihood` is what the jury gave it as
    body; story edges and gaps may overrule it. `votes` name who was asked: 0 to 1, None: not asked.
    """

    text: str
    kept: bool
    kind: str
    rule: str
    likelihood: float
    votes: dict[str, float | None]
    reasons: tuple[Reason, ...]
    place: str


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A page explained: its article, or the judgement that it is none, and its lines."""

    result: Article | NotAnArticle
    lines: tuple[Line, ...]
    heard: str
    confidence: float
    url: str | None

    def claimed(self) -> Article:
        """The article. Raises NotAnArticle where the page is none, with outcome and detail."""
        if isinstance(self.result, NotAnArticle):
            raise self.result
        return self.result

    def runs(self) -> Iterator[list[Line]]:
        """The lines in reading order; neighbours that one rule removed as one kind are together."""
        for _, run in groupby(self.lines, lambda line: (line.kind, line.rule, line.kept)):
            lines = list(run)
            yield from ([line] for line in lines) if lines[0].kept else [lines]


def explain(
    html: bytes | str, url: str | None = None, *, memory: SiteMemory | None = None
) -> Explanation:
    """What `clean` makes of the page, and why. Raises nothing: what is no article is explained."""
    return _explain(lambda: parse(html, url), url, memory)


def explain_text(text: str, url: str | None = None) -> Explanation:
    """What `clean_text` makes of flat text, and why. Raises nothing."""
    return _explain(lambda: parse_text(text, url), url, None)


def _explain(
    read: Callable[[], Document], url: str | None, memory: SiteMemory | None
) -> Explanation:
    try:
        judged = guarded(lambda: hear(read(), memory))
    except NotAnArticle as judgement:
        return Explanation(result=judgement, lines=(), heard="", confidence=0.0, url=url)
    result: Article | NotAnArticle
    try:
        result = guarded(lambda: compose(judged))
    except NotAnArticle as judgement:
        result = judgement
    return Explanation(
        result=result,
        lines=tuple(_lines(judged, result)),
        heard=judged.extractor,
        confidence=confidence(judged.blocks, judged.verdicts),
        url=url,
    )


def _lines(judged: Judged, result: Article | NotAnArticle) -> Iterator[Line]:
    named = _kinds(judged, result)
    weights = load_weights(judged.table)
    for i, block in enumerate(judged.blocks):
        kept, verdict = judged.keep[i], judged.verdicts[i]
        match = named.get(i) or Match(block.tag, "votes" if verdict.keep else "gap")
        yield Line(
            text=block.text,
            kept=kept,
            kind=match.kind,
            rule=match.rule,
            likelihood=verdict.likelihood,
            votes=_votes(judged, i),
            reasons=_reasons(judged.rows.get(i, {}), weights),
            place=_place(block),
        )


def _kinds(judged: Judged, result: Article | NotAnArticle) -> dict[int, Match]:
    """Kind and rule of each removed block: the article's ledger has a line for each, in order."""
    removed = [i for i, kept in enumerate(judged.keep) if not kept]
    if isinstance(result, NotAnArticle):
        return kinds.name(judged.blocks, judged.keep, judged.matches, {})
    ledger = [
        Match(entry.kind, entry.rule)
        for entry in result.metadata.removed
        for _ in entry.text.split("\n")
    ]
    return dict(zip(removed, ledger, strict=True))


def _votes(judged: Judged, i: int) -> dict[str, float | None]:
    own = judged.own or judged
    if own.table == "flat":
        return {}
    chief = "heart" if own.extractor == BY_FEATURES else own.extractor.partition("+")[0]
    votes: dict[str, float | None] = {chief: own.chief[i]}
    if own.extractor.startswith("trafilatura"):
        votes["readability"] = own.second[i] if own.second else None
    if any(own.linked):
        votes["JSON-LD"] = own.linked[i]
    if judged.own is not None:
        votes["before the site's memory"] = own.verdicts[i].likelihood
    return votes


def _reasons(row: Row, weights: dict[str, float]) -> tuple[Reason, ...]:
    """The features that weighed most: those for the body, then those against it."""
    weighed = [Reason(name, value, value * weights.get(name, 0.0)) for name, value in row.items()]
    ranked = sorted(weighed, key=lambda reason: -abs(reason.weight))
    in_favour = [reason for reason in ranked if reason.weight > 0]
    against = [reason for reason in ranked if reason.weight < 0]
    return (*in_favour[:MOST_REASONS], *against[:MOST_REASONS])


def _place(block: Block) -> str:
    """The block's element and those around it, as a selector."""
    names = []
    for element in block.ancestors[-PLACE_ELEMENTS:]:
        identity = [f"#{name}" for name in (element.get("id") or "").split()]
        classes = [f".{name}" for name in (element.get("class") or "").split()]
        names.append(str(element.tag) + "".join([*identity, *classes])[:PLACE_CHARS])
    return " > ".join(names)
