"""Invented pages and articles that the cleaner's tests share."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner import Article, NotAnArticle, Outcome, clean
from cleaner.article import Author, Block, Image, Metadata, Publisher, Removed
from cleaner.blocks import Block as PageBlock
from cleaner.blocks import split
from cleaner.clutter import Match, recognise
from cleaner.document import Document, parse, parse_text
from cleaner.words import words_of

URL = "https://skelde-post.example/2026/05/ferry-link"

PARAGRAPHS = (
    "The ferry between Skelde and Ostrava Island will sail again from Monday, the port authority "
    "said after divers had finished their work on the damaged pier.",
    "Storm waves tore a forty-metre section off the pier in January, and since then islanders have "
    "reached the mainland by fishing boat or not at all.",
    '"We have waited four months for this day," said Marta Oyelaran, who runs the only bakery on '
    "the island and had flour delivered by rowing boat.",
    "Repairs cost nine million crowns, twice the sum that the council had set aside, and the rest "
    "will come from a fund for coastal roads, which islanders pay into with every ticket.",
)
HEADLINE = "Ferry to Ostrava Island sails again after storm"


def paragraphs(texts: Sequence[str] = PARAGRAPHS) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(
    body: str = "", *, head: str = "", title: str = HEADLINE, before: str = "", after: str = ""
) -> str:
    """A page with the story, or `body` in its place, and what stands before and after it."""
    story = body or f"<h1>{HEADLINE}</h1>{paragraphs()}"
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head>"
        f"<body>{before}<article>{story}</article>{after}</body></html>"
    )


def story_page(*, head: str = "", above: str = "", inside: str = "", below: str = "") -> str:
    """A plain news page; the arguments are HTML put into its head and around its body."""
    texts = [f"<p>{text}</p>" for text in PARAGRAPHS]
    body = "".join([*texts[:2], inside, *texts[2:]])
    return (
        f"<!doctype html><html lang=en><head><title>{HEADLINE}</title>{head}</head><body>"
        f"<main><article><h1>{HEADLINE}</h1>{above}<div class=article-body>{body}</div>{below}"
        "</article></main></body></html>"
    )


def blocks_of(html: str) -> list[PageBlock]:
    return split(parse(html))


def lines_of(*lines: str) -> list[PageBlock]:
    return split(parse_text("\n".join(lines)))


def read(html: str, url: str | None = URL) -> tuple[Document, list[PageBlock]]:
    document = parse(html, url)
    return document, split(document)


def matches_of(blocks: Sequence[PageBlock]) -> list[Match | None]:
    return [recognise(block.text, block.words) for block in blocks]


def kind_of(text: str) -> str | None:
    """The clutter kind that the line's own words show."""
    match = recognise(text, words_of(text))
    return match.kind if match else None


def outcome_of(html: str | bytes, url: str | None = URL) -> Outcome:
    try:
        return Outcome(clean(html, url).metadata.outcome)
    except NotAnArticle as judgement:
        return judgement.outcome


def article(**changes: object) -> Article:
    """An article with every field filled, but for the changes."""
    full = Article(
        id="0" * 32,
        url=URL,
        requested_url=URL,
        canonical_url=URL,
        headline=HEADLINE,
        alternative_headline="Islanders waited four months",
        description="Divers have finished their work.",
        authors=(Author(name="Ada Reyes"), Author(name="NPA", type="Organization")),
        publisher=Publisher(name="Skelde Post", domain="skelde-post.example"),
        dateline="Skelde",
        date_published="2026-05-03T09:45:00+02:00",
        date_modified="2026-05-04",
        in_language="en",
        keywords=("ferry", "storm"),
        article_body="The ferry sails.\n\n- one\n- two",
        blocks=(
            Block(kind="paragraph", text="The ferry sails."),
            Block(kind="list", items=("one", "two")),
        ),
        images=(Image(url="https://skelde-post.example/f.jpg", caption="The pier", credit="NPA"),),
        is_accessible_for_free=True,
        word_count=5,
        content_hash="1" * 32,
        simhash="f" * 16,
        metadata=Metadata(
            extractor="trafilatura",
            rules_version="1",
            confidence=0.94,
            field_sources={"headline": "visible", "datePublished": "json-ld"},
            removed=(Removed(kind="view-counter", rule="view-counter:en", text="7,960 views"),),
        ),
    )
    return full.model_copy(update=changes)
