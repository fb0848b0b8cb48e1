"""clean() and clean_text(): the way from a page to its article."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pydantic.alias_generators import to_camel

from cleaner.article import Article, Metadata
from cleaner.blocks import split
from cleaner.clutter import recognise
from cleaner.compose import body_text, compose_blocks, digest, ledger, simhash
from cleaner.document import Document, parse, parse_text
from cleaner.flat import judge_lines
from cleaner.judged import Judged, confidence
from cleaner.jury import case_of, judge_blocks
from cleaner.kinds import name
from cleaner.language import language_of
from cleaner.memory import SiteMemory
from cleaner.metadata import figures, json_ld, meta_tags, visible
from cleaner.metadata.claims import Claims
from cleaner.metadata.merge import main_image, merge
from cleaner.outcome import NotAnArticle, Outcome
from cleaner.page_kind import Evidence, judge_page
from cleaner.verdict import rules_version

T = TypeVar("T")


def clean(
    html: bytes | str, url: str | None = None, *, memory: SiteMemory | None = None
) -> Article:
    """The article of an HTML page.

    `html` is the page as bytes (the encoding is found out) or text; `url` the address it came from,
    which resolves links and names the article; `memory` what the site's earlier pages taught.
    Raises NotAnArticle, and nothing else, for any input.
    """
    return guarded(lambda: compose(hear(parse(html, url), memory)))


def clean_and_learn(
    html: bytes | str, url: str | None = None, *, memory: SiteMemory | None = None
) -> tuple[Article, SiteMemory]:
    """The article as `clean` gives it, and what its page teaches: a memory of one page, to be added
    to the site's with `SiteMemory.merge`.

    It is empty where the memory was so sure that the voters were not asked. What is no article
    teaches nothing: a listing's teasers are other pages' first sentences. Teach with each article
    once, else its sentences become lines that the site repeats.
    Raises NotAnArticle, and nothing else, for any input.
    """

    def work() -> tuple[Article, SiteMemory]:
        judged = hear(parse(html, url), memory)
        return compose(judged), judged.lesson()

    return guarded(work)


def clean_text(text: str, url: str | None = None) -> Article:
    """The article of flat text without markup, in whatever order its parts come.

    Raises NotAnArticle, and nothing else, for any input.
    """
    return guarded(lambda: compose(hear(parse_text(text, url), None)))


def guarded(work: Callable[[], T]) -> T:
    """What the work gives. Raises NotAnArticle, and nothing else, whatever goes wrong in it."""
    try:
        return work()
    except NotAnArticle:
        raise
    except (RecursionError, MemoryError) as error:
        raise NotAnArticle(
            Outcome.TOO_LARGE, f"{type(error).__name__} while reading the page"
        ) from error
    except Exception as error:
        # A page that no rule foresaw: a judgement for the caller, a bug of ours.
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


def hear(document: Document, memory: SiteMemory | None) -> Judged:
    """The page's blocks and what the jury says of each. Raises NotAnArticle for an empty page."""
    blocks = split(document)
    if not blocks:
        raise NotAnArticle(Outcome.EMPTY, "the page shows no text")
    claims = head_claims(document)
    matches = [recognise(block.text, block.words) for block in blocks]
    if document.tree is None:
        return judge_lines(document, blocks, matches)
    return judge_blocks(case_of(document, blocks, matches, claims), memory)


def head_claims(document: Document) -> dict[str, Claims]:
    """What the page's head says of the article, by source; nothing for flat text."""
    if document.tree is None:
        return {}
    return {
        "json-ld": json_ld.read(document),
        "meta": meta_tags.read(document),
        "microdata": meta_tags.read_microdata(document),
    }


def compose(judged: Judged) -> Article:
    """The article of a judged page. Raises NotAnArticle where the page is none."""
    document, blocks, keep = judged.document, judged.blocks, judged.keep
    title = meta_tags.title(document)
    claims = dict(judged.claims)
    text = " ".join(b.text for b, kept in zip(blocks, keep, strict=True) if kept)
    declared = next((c.in_language for c in claims.values() if c.in_language), None)
    language = language_of(text, declared)
    reading = visible.read(blocks, keep, judged.matches, judged.hints, language)
    claims["visible"] = reading.claims
    shown = figures.find(blocks, keep, document.url)
    claims["figures"] = Claims(images=tuple(figure.image for figure in shown))
    merged = merge(claims, url=document.url, page_title=title, language=language)
    outcome = judge_page(
        Evidence(
            blocks=blocks,
            keep=[kept or i in judged.cards for i, kept in enumerate(keep)],
            matches=judged.matches,
            title=title or merged.values.get("headline", ""),
            types=claims.get("json-ld", Claims()).types | {claims.get("meta", Claims()).type or ""},
            free=merged.values.get("is_accessible_for_free"),
            dated="date_published" in merged.values,
            head_dated=any(claim.date_published for claim in judged.claims.values()),
            declared="type" in merged.values or claims.get("meta", Claims()).type == "article",
        )
    )
    merged.take("in_language", language, "text" if not declared else "declared")
    merged.take("main_image", main_image(claims, merged.values.get("images", ())), "head")
    body = compose_blocks(blocks, keep, live=outcome is Outcome.LIVE_BLOG, figures=shown)
    article_body = body_text(body)
    kinds = name(blocks, keep, judged.matches, {**reading.kinds, **figures.captions(shown)})
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
            field_sources={to_camel(name): source for name, source in merged.sources.items()},
            confidence=confidence(blocks, judged.verdicts),
            removed=ledger(blocks, kinds),
        ),
    )
