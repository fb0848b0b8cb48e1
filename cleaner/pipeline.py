"""clean() and clean_text(): the way from a page to its article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cleaner.article import Article, Metadata
from cleaner.blocks import Block, split
from cleaner.clutter import Match, recognise
from cleaner.compose import body_text, compose_blocks, digest, ledger, simhash
from cleaner.document import Document, parse, parse_text
from cleaner.edges import fill, trim
from cleaner.kinds import name
from cleaner.language import language_of
from cleaner.memory import SiteMemory
from cleaner.metadata import figures, json_ld, meta_tags, visible
from cleaner.metadata.claims import Claims
from cleaner.metadata.merge import claimed_headline, main_image, merge
from cleaner.outcome import NotAnArticle, Outcome
from cleaner.page_kind import Evidence, judge_page
from cleaner.verdict import Verdict, judge, rules_version, tip
from cleaner.votes import features, readability, trafilatura
from cleaner.votes.overlap import overlap

# The second opinion costs as much as the first: it is asked where the first left this share of the
# page's text undecided, or found nothing.
UNSURE_SHARE = 0.15


def clean(
    html: bytes | str, url: str | None = None, *, memory: SiteMemory | None = None
) -> Article:
    """The article of an HTML page.

    `html` is the page as bytes (the encoding is found out) or text; `url` the address it came from,
    which resolves links and names the article; `memory` what the site's earlier pages taught.
    Raises NotAnArticle, and nothing else, for any input.
    """
    return _guarded(lambda: _clean(parse(html, url), memory))


def clean_text(text: str, url: str | None = None) -> Article:
    """The article of flat text without markup, in whatever order its parts come.

    Raises NotAnArticle, and nothing else, for any input.
    """
    return _guarded(lambda: _clean(parse_text(text, url), None))


def _guarded(work: Callable[[], Article]) -> Article:
    try:
        return work()
    except NotAnArticle:
        raise
    except (RecursionError, MemoryError) as error:
        raise NotAnArticle(
            Outcome.TOO_LARGE, f"{type(error).__name__} while reading the page"
        ) from error
    except Exception as error:
        # A page that no rule foresaw: a judgement for the caller, a bug for us. The cause is chained.
        raise NotAnArticle(Outcome.POISON, f"{type(error).__name__}: {error}") from error


def warm_up() -> None:
    """Loads what loads lazily, so that forked workers share it."""
    clean(
        "<html><body><article><h1>Warm up</h1>"
        + "<p>A sentence to warm up with, no more.</p>" * 9
        + "</article>"
    )
    clean_text(
        "A headline\n"
        + "A sentence to warm up with, long enough to be judged as text of a story.\n" * 9
    )


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """A page's blocks with all that was said of them."""

    document: Document
    blocks: Sequence[Block]
    matches: Sequence[Match | None]
    verdicts: Sequence[Verdict]
    keep: Sequence[bool]
    claims: dict[str, Claims]
    extractor: str


def _clean(document: Document, memory: SiteMemory | None) -> Article:
    claims = _head_claims(document)
    blocks = split(document)
    matches = [recognise(block.text, block.words) for block in blocks]
    judged = _judge(document, blocks, matches, claims, memory)
    return _compose(judged)


def _head_claims(document: Document) -> dict[str, Claims]:
    if document.tree is None:
        return {}
    return {
        "json-ld": json_ld.read(document),
        "meta": meta_tags.read(document),
        "microdata": meta_tags.read_microdata(document),
    }


def _judge(
    document: Document,
    blocks: Sequence[Block],
    matches: Sequence[Match | None],
    claims: dict[str, Claims],
    memory: SiteMemory | None,
) -> _Judged:
    chief = trafilatura.vote(document, blocks)
    extractor = "trafilatura" if document.tree is not None else "features"
    if document.tree is not None and not any(vote > 0.5 for vote in chief):
        chief, extractor = readability.vote(document, blocks), "readability"
    linked = claims["json-ld"].body if claims else None
    ballots = features.Ballots(
        trafilatura=chief, linked_data=overlap(blocks, (linked or "").splitlines())
    )
    hints = features.Hints(
        headline=claimed_headline(claims, meta_tags.title(document)),
        standfirst=_standfirst(claims),
    )
    rows = features.describe(blocks, matches, ballots, hints)
    verdicts = judge(rows, matches, "html" if document.tree is not None else "flat")
    if extractor == "trafilatura" and _unsure(blocks, verdicts):
        verdicts, extractor = (
            tip(verdicts, readability.vote(document, blocks)),
            "trafilatura+readability",
        )
    if memory is not None:
        verdicts = [
            replace(v, keep=False, likelihood=0.0) if memory.repeats(b.text) else v
            for b, v in zip(blocks, verdicts, strict=True)
        ]
    keep = fill(blocks, [verdict.keep for verdict in verdicts], matches, chief)
    keep = trim(blocks, keep, matches, hints.headline, hints.standfirst)
    return _Judged(
        document=document,
        blocks=blocks,
        matches=matches,
        verdicts=verdicts,
        keep=keep,
        claims=claims,
        extractor=extractor,
    )


def _standfirst(claims: dict[str, Claims]) -> str | None:
    return next((c.description for c in claims.values() if c.description), None)


def _unsure(blocks: Sequence[Block], verdicts: Sequence[Verdict]) -> bool:
    size = sum(len(b.words) for b, v in zip(blocks, verdicts, strict=True) if v.unsure)
    kept = sum(len(b.words) for b, v in zip(blocks, verdicts, strict=True) if v.keep)
    return size > UNSURE_SHARE * max(1, kept)


def _compose(judged: _Judged) -> Article:
    document, blocks, keep = judged.document, judged.blocks, judged.keep
    title = meta_tags.title(document)
    claims = dict(judged.claims)
    text = " ".join(b.text for b, kept in zip(blocks, keep, strict=True) if kept)
    declared = next((c.in_language for c in claims.values() if c.in_language), None)
    language = language_of(text, declared)
    reading = visible.read(blocks, keep, judged.matches, claimed_headline(claims, title), language)
    claims["visible"] = reading.claims
    images, captions = figures.read(blocks, keep, document.url)
    claims["figures"] = Claims(images=images)
    merged = merge(claims, url=document.url, page_title=title, language=language)
    outcome = judge_page(
        Evidence(
            blocks=blocks,
            keep=keep,
            matches=judged.matches,
            title=title or merged.values.get("headline", ""),
            types=json_ld.types(document),
            free=merged.values.get("is_accessible_for_free"),
            dated="date_published" in merged.values,
            declared="type" in merged.values or claims.get("meta", Claims()).type == "article",
        )
    )
    merged.take("in_language", language, "text" if not declared else "declared")
    merged.take("main_image", main_image(claims, merged.values.get("images", ())), "head")
    body = compose_blocks(blocks, keep, live=outcome is Outcome.LIVE_BLOG)
    article_body = body_text(body)
    kinds = name(blocks, keep, judged.matches, {**reading.kinds, **captions})
    return Article(
        **merged.values,
        id=digest(merged.values.get("canonical_url") or f"text:{article_body}"),
        requested_url=document.url,
        article_body=article_body,
        blocks=body,
        word_count=sum(len(b.words) for b, k in zip(blocks, keep, strict=True) if k),
        content_hash=digest(article_body),
        simhash=simhash(article_body),
        metadata=Metadata(
            outcome="live-blog" if outcome is Outcome.LIVE_BLOG else "article",
            extractor=judged.extractor,
            rules_version=rules_version(),
            field_sources=merged.sources,
            confidence=_confidence(blocks, judged.verdicts),
            removed=ledger(blocks, kinds),
        ),
    )


def _confidence(blocks: Sequence[Block], verdicts: Sequence[Verdict]) -> float:
    """How sure the jury was, 0 to 1: the mean likelihood of its verdicts over the words they decide."""
    total = sum(len(block.words) for block in blocks) or 1
    sure = sum(
        len(b.words) * (v.likelihood if v.keep else 1 - v.likelihood)
        for b, v in zip(blocks, verdicts, strict=True)
    )
    return round(min(1.0, sure / total), 3)
