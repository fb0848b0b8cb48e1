"""All invented pages: articles with the body that must come out, and everything else."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.cleaner.invented import templates
from tests.cleaner.invented.forms import FORMS
from tests.cleaner.invented.story import HERE, Story, hard_stories, stories


@dataclass(frozen=True)
class Labelled:
    """A page and what it must be told as; articles come with their story."""

    name: str
    outcome: str
    html: str
    url: str | None = None
    story: Story | None = None


def articles() -> Iterator[Labelled]:
    """Every language in three templates, so that each template sees many; then the hard ones."""
    for number, story in enumerate(stories()):
        for step in range(3):
            template = templates.COMMON[(number + 3 * step) % len(templates.COMMON)]
            yield _article(story, template)
    for number, story in enumerate(hard_stories()):
        named = story.template or story.outcome
        if named in templates.NAMED:
            yield _article(story, templates.NAMED[named])
            continue
        for step in range(2):
            yield _article(story, _HARD[(number + step) % len(_HARD)])


# Templates that keep lists, tables and headings as such.
_HARD = (
    templates.plain,
    templates.hashed,
    templates.press,
    templates.crowded,
    templates.boxed,
    templates.elements,
)


def _article(story: Story, template: templates.Template) -> Labelled:
    return Labelled(
        name=f"{story.name}-{template.__name__}",
        outcome=story.outcome,
        html=template(story),
        url=templates.address(story),
        story=story,
    )


def others() -> Iterator[Labelled]:
    """The pages of others.toml."""
    for number, row in enumerate(tomllib.loads((HERE / "others.toml").read_text("utf-8"))["page"]):
        name = f"{row['form']}-{row['lang']}-{number}"
        html = FORMS[row["form"]](row)
        yield Labelled(name, row["outcome"], html, f"{templates.SITE}/{name}")


def labelled_pages() -> Iterator[Labelled]:
    """Articles and everything else."""
    yield from articles()
    yield from others()
