"""Small invented pages for the tests of the cleaner's parts."""

from __future__ import annotations

from cleaner.blocks import Block, split
from cleaner.clutter import Match, recognise
from cleaner.document import parse, parse_text

PARAGRAPHS = (
    "The harbour of Skelde has reopened to fishing boats after five months of repairs, the port "
    "authority said on Monday.",
    "Divers replaced more than 400 wooden piles that had been weakened by shipworm since the great "
    "storm two winters ago.",
    "The council paid for the work with a loan that will be returned over twenty years from "
    "mooring fees, according to its budget.",
    "A second phase, which includes a new ice house and a fuel dock, is to begin in autumn if the "
    "council agrees.",
)
HEADLINE = "Harbour of Skelde reopens after a winter of repairs"
URL = "https://news.example/region/harbour-reopens"


def story_page(*, head: str = "", above: str = "", inside: str = "", below: str = "") -> str:
    """A plain news page; the arguments are HTML put into its head and around its body."""
    texts = [f"<p>{text}</p>" for text in PARAGRAPHS]
    body = "".join([*texts[:2], inside, *texts[2:]])
    return (
        f"<!doctype html><html lang=en><head><title>{HEADLINE}</title>{head}</head><body>"
        f"<main><article><h1>{HEADLINE}</h1>{above}<div class=article-body>{body}</div>{below}"
        "</article></main></body></html>"
    )


def blocks_of(html: str) -> list[Block]:
    return split(parse(html))


def lines_of(*lines: str) -> list[Block]:
    return split(parse_text("\n".join(lines)))


def matches_of(blocks: list[Block]) -> list[Match | None]:
    return [recognise(block.text, block.words) for block in blocks]
