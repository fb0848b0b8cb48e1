"""Pages of one invented site: a template, and a story of its own for each number."""

from __future__ import annotations

from functools import reduce

from cleaner import SiteMemory, clean_and_learn

SITE = "https://skelde-post.example/2026/05/"
LINE = "Skelde Post is printed on paper from our own forests and read on both shores."
_SUBJECTS = ("ferry", "harbour", "school", "orchard", "lighthouse", "library", "market", "bakery")
MENU = "".join(f"<li><a href='/{word}'>{word.title()} news</a></li>" for word in _SUBJECTS)


def url(number: int) -> str:
    return f"{SITE}story-{number}"


def story(number: int) -> list[str]:
    """Paragraphs that no other number has."""
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    year = 1800 + number
    return [
        f"The {subject} of {year} will open again on Monday, said the council of Skelde after a "
        f"meeting that lasted until midnight and drew {number + 40} people.",
        f"Storm waves had damaged the {subject} in January, and since then {number + 90} families "
        "have had to take the long way around the bay or stay at home.",
        f'"We have waited {number + 3} months for this day," said Marta Oyelaran, who has lived '
        f"beside the {subject} since {year} and kept a diary of the repairs.",
        f"Repairs cost {number + 9} million crowns, twice the sum that had been set aside for the "
        f"{subject}, and the rest will come from a fund for coastal roads.",
        f"The first visitors are expected at {number % 12 + 1} in the morning, and the {subject} "
        "stays free of charge until the school year ends in July, a spokesman added.",
    ]


def page(number: int, *, inside: str = "", below: str = "", name: str = "story-text") -> str:
    """The story's page; `inside` stands in its body, `below` under it; `name` is the template's."""
    headline = f"Council opens it again, says report {number}"
    texts = [f"<p>{text}</p>" for text in story(number)]
    return (
        f"<html lang=en><head><title>{headline}</title></head><body>"
        f"<div class=topbar><ul class=main-menu>{MENU}</ul></div>"
        f"<main><h1>{headline}</h1>"
        f"<div class='{name} css-{number}x{number}'>{''.join(texts[:2])}{inside}"
        f"{''.join(texts[2:])}{below}</div></main>"
        f"<div class=more-from><ul>{MENU}</ul></div></body></html>"
    )


def taught(*pages: str) -> SiteMemory:
    """The memory of a site after these pages, in turn."""
    lessons = [clean_and_learn(html, url(n))[1] for n, html in enumerate(pages)]
    return reduce(SiteMemory.merge, lessons, SiteMemory())
