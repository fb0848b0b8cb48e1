"""JSON-LD in the shapes that sites write it in."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cleaner.article import Author
from cleaner.metadata import json_ld
from cleaner.metadata.claims import Claims
from tests.cleaner.pages import URL, page, read


def claims(*scripts: object, url: str | None = URL) -> Claims:
    document, _ = read(page(head=tags(*scripts)), url)
    return json_ld.read(document)


def tags(*scripts: object) -> str:
    texts = [script if isinstance(script, str) else json.dumps(script) for script in scripts]
    return "".join(f"<script type='application/ld+json'>{text}</script>" for text in texts)


def story(**fields: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": "Ferry sails again", **fields}


SHAPES: dict[str, object] = {
    "a node": story(),
    "an array": [{"@type": "Organization", "name": "Post"}, story()],
    "a graph": {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, story()]},
    "the page's main entity": {"@type": "WebPage", "mainEntity": story()},
    "several types": {**story(), "@type": ["Thing", "https://schema.org/NewsArticle"]},
    "a trailing comma": '{"@type": "NewsArticle", "headline": "Ferry sails again",}',
    "a comment": "<!-- " + json.dumps(story()) + " -->",
    "CDATA": "//<![CDATA[\n" + json.dumps(story()) + "\n//]]>",
    "a semicolon": json.dumps(story()) + ";",
    "a line break in a string": '{"@type":"NewsArticle","headline":"Ferry\nsails again"}',
    "two values": json.dumps({"@type": "WebSite"}) + json.dumps(story()),
    "entities": {**story(), "headline": "Ferry &amp;nbsp;<b>sails</b> again"},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_article_is_found_in_every_shape(shape: str) -> None:
    assert claims(SHAPES[shape]).headline == "Ferry sails again"


@pytest.mark.parametrize(
    "script", ["", "not json", "{", "[[[", '{"@type": "Recipe", "name": "Soup"}', "null", "7"]
)
def test_a_script_without_an_article_claims_nothing(script: str) -> None:
    assert replace(claims(script), types=frozenset()) == Claims()


def test_a_broken_script_costs_the_next_one_nothing() -> None:
    assert claims("{broken", story()).headline == "Ferry sails again"


@pytest.mark.parametrize(
    "named",
    [
        {"url": URL + "?ref=front#top"},
        {"@id": URL},
        {"mainEntityOfPage": URL},
        {"mainEntityOfPage": {"@type": "WebPage", "@id": URL + "/"}},
    ],
)
def test_of_several_articles_the_one_with_the_pages_address_is_meant(
    named: dict[str, object],
) -> None:
    other = story(headline="Another", url="https://a.example/x", datePublished="2026-05-01", a=1)
    assert claims([other, story(**named)]).headline == "Ferry sails again"


def test_without_an_address_the_fullest_article_is_meant() -> None:
    bare = {"@type": "NewsArticle", "url": "https://a.example/teaser"}
    full = story(datePublished="2026-05-03")
    assert claims([bare, full, story(headline="Another")]).headline == "Ferry sails again"


AUTHORS: dict[str, tuple[object, list[Author]]] = {
    "a name": ("Ada Reyes", [Author(name="Ada Reyes")]),
    "a person with a page": (
        {"@type": "Person", "name": "Ada Reyes", "url": "https://a.example/ada"},
        [Author(name="Ada Reyes", url="https://a.example/ada")],
    ),
    "a list": (
        [{"name": "Ada Reyes"}, "Tom Lund"],
        [Author(name="Ada Reyes"), Author(name="Tom Lund")],
    ),
    "names in one": (
        {"name": "By Ada Reyes and Tom Lund"},
        [Author(name="Ada Reyes"), Author(name="Tom Lund")],
    ),
    "a list of names": (
        {"@type": "Person", "name": ["Ada Reyes", "Tom Lund"]},
        [Author(name="Ada Reyes"), Author(name="Tom Lund")],
    ),
    "one twice": (["Ada Reyes", "ADA REYES"], [Author(name="Ada Reyes")]),
    "an organisation": (
        {"@type": "Organization", "name": "Skelde Seven"},
        [Author(name="Skelde Seven", type="Organization")],
    ),
    "nobody": ([None, {}, "", {"name": None}, 7], []),
}


@pytest.mark.parametrize("form", AUTHORS)
def test_authors_are_read_in_every_form(form: str) -> None:
    given, wanted = AUTHORS[form]
    assert list(claims(story(author=given)).authors) == wanted


def test_an_address_is_no_author() -> None:
    assert claims(story(author="https://a.example/ada")).authors == ()


def test_references_are_followed() -> None:
    graph = [
        story(author={"@id": "#ada"}, publisher={"@id": "#post"}, image={"@id": "#pier"}),
        {"@id": "#ada", "@type": "Person", "name": "Ada Reyes"},
        {"@id": "#post", "@type": "NewsMediaOrganization", "name": "Skelde Post"},
        {"@id": "#pier", "@type": "ImageObject", "url": "https://a.example/p.jpg", "caption": "P"},
    ]
    found = claims({"@graph": graph})
    assert [author.name for author in found.authors] == ["Ada Reyes"]
    assert found.publisher == "Skelde Post"
    assert [(i.url, i.caption) for i in found.images] == [("https://a.example/p.jpg", "P")]


def test_references_in_a_circle_end() -> None:
    ring = [story(author={"@id": "#a"}), {"@id": "#a", "x": 1, "author": {"@id": "#a"}}]
    assert claims({"@graph": ring}).authors == ()


def test_the_other_fields_are_read() -> None:
    found = claims(
        story(
            alternativeHeadline="Islanders waited",
            datePublished="2026-05-03T09:45:00Z",
            dateModified="2026-05-04",
            articleSection=["Coast", "Coast"],
            keywords="ferry, storm , ",
            inLanguage={"name": "English", "alternateName": "en"},
            isAccessibleForFree="False",
            articleBody="The ferry sails.",
        )
    )
    assert found.alternative_headline == "Islanders waited"
    assert (found.date_published, found.date_modified) == ("2026-05-03T09:45:00Z", "2026-05-04")
    assert found.article_section == ("Coast",)
    assert found.keywords == ("ferry", "storm")
    assert found.in_language == "en"
    assert found.is_accessible_for_free is False
    assert found.body == "The ferry sails."


def test_types_are_those_of_top_nodes_only() -> None:
    node = story(author={"@type": "Person", "name": "Ada Reyes"})
    document, _ = read(page(head=tags({"@graph": [node, {"@type": "https://schema.org/WebPage"}]})))
    assert json_ld.read(document).types == {"NewsArticle", "WebPage"}
