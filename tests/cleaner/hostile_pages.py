"""Pages made to hurt: huge, nested, repeated without end. Each is made when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable

SENTENCE = "The harbour of Skelde has reopened to fishing boats, the port authority said. "
# Each paragraph is its own: copies are left out.
STORY = (
    "<article><h1>Harbour reopens</h1>"
    + "".join(
        f"<p>{SENTENCE} Pier {name} was mended by a crew of {number} men and two divers who "
        f"had come from island {name}, and {number} boats "
        f"have moored there since the first day of {month}."
        for name, number, month in zip(
            ("One", "Two", "Three", "Four", "Five", "Six"),
            range(11, 17),
            ("May", "June", "July", "August", "March", "April"),
            strict=True,
        )
    )
    + "</article>"
)
PARAGRAPH = "<p>A sentence of a story that is long enough to be read as text.</p>"
TEASER = "<h3><a href=/x>A teaser's headline goes here</a></h3><p>Text of it, in a sentence.</p>"

Maker = Callable[[], str]

NESTED: dict[str, Maker] = {
    "100,000 nested tags": lambda: "<div>" * 100_000 + "x",
    "text below nested tags": lambda: "<div>" * 39_000 + "<p>x y z. " * 900,
    "paragraphs nested deep": lambda: "<div>" * 1900 + PARAGRAPH * 8_000,
    "few paragraphs nested deep": lambda: "<div>" * 1900 + PARAGRAPH * 30,
    "a story nested deep": lambda: "<div>" * 1500 + STORY + "</div>" * 1500,
    "nested tables": lambda: "<table><tr><td>" * 13_000 + "x",
    "nested itemprops": lambda: "<div itemprop=name>" * 1900 + SENTENCE * 10_000,
    "unclosed fonts": lambda: "<font>" * 59_000 + STORY,
    "unclosed links": lambda: "<a href=x>" * 59_000 + STORY,
    "unclosed quotes": lambda: "<p x='" * 59_000,
    "<b> and <i> in turn": lambda: "<p>" + "<b>a<i>b" * 29_000,
    "closing tags alone": lambda: "</p>" * 59_000 + STORY,
    "bodies without end": lambda: "<body>" * 59_000 + STORY,
}
MANY: dict[str, Maker] = {
    "twenty megabytes": lambda: PARAGRAPH * 300_000,
    "paragraphs without end": lambda: PARAGRAPH * 25_000,
    "6,900 paragraphs": lambda: PARAGRAPH * 6_900,
    "long paragraphs": lambda: ("<p>" + SENTENCE * 30 + "</p>") * 550,
    "empty paragraphs": lambda: "<p></p>" * 29_000 + STORY,
    "60,000 links": lambda: "<a href=/x>L</a>" * 60_000 + STORY,
    "29,000 links": lambda: "<a href=/x>Some link text here</a> " * 29_000,
    "links in a list": lambda: "<li><a href=/x>Some link that is long</a></li>" * 6_800 + STORY,
    "links in paragraphs": lambda: (f"<p>{SENTENCE}<a href=/b>{SENTENCE}</a></p>") * 4_900,
    "words that are links": lambda: ("<p>" + "<a href=/x>word</a> text, " * 20 + "</p>") * 1000,
    "lists of headings": lambda: "<ul>" + "<li>Most read</li>" * 6_900,
    "counted titles": lambda: "".join(
        f"<li><a href=/{i}>A title of a story {i}</a> {i} views</li>" for i in range(6_900)
    ) + STORY,
    "teasers": lambda: TEASER * 3_400,
    "teasers below a story": lambda: STORY + f"<div><div>{TEASER}</div></div>" * 3_300,
    "headings": lambda: "<h2>A heading here</h2>" * 6_800 + STORY,
    "headlines": lambda: "<h1>Harbour reopens</h1>" * 4_000 + STORY,
    "a table of 100,000 cells": lambda: "<table>" + ("<tr>" + "<td>a" * 100) * 1000,
    "one row": lambda: "<table><tr>" + "<td>a b</td>" * 6_900,
    "a table below a story": lambda: STORY + "<table>" + "<tr><td>a</td><td>b</td></tr>" * 3_400,
    "figures": lambda: (
        "<figure><img src=a.jpg><figcaption>Boats at dusk. Photo: Ada</figcaption></figure>" * 6_500
        + STORY
    ),
    "pictures": lambda: "<figure>" + "<img src=a.jpg>" * 59_000 + f"</figure>{STORY}",
    "10,000 line breaks": lambda: "<p>" + "<br>" * 10_000 + STORY,
    "lines of text": lambda: "<article><div>" + "A line of text.<br><br>" * 6_900,
    "bold letters": lambda: "<p>" + "<b>a</b>" * 29_000 + "</p>" + STORY,
    "stamps": lambda: "<p><time datetime=2020-01-01>1 May 2020</time></p>" * 6_900 + STORY,
    "bylines": lambda: "<p class=author>By Ada Reyes</p>" * 6_900 + STORY,
    "buttons": lambda: "<button>Share</button>" * 6_900 + STORY,
    "pleas": lambda: "<p>Subscribe to continue reading this story.</p>" * 6_900 + STORY,
    "posts": lambda: (
        "<blockquote class=twitter-tweet><p>A post of some words</p><a href=x>day</a></blockquote>"
        * 3_000 + STORY
    ),
    "tags of its own": lambda: "".join(f"<x-{i}>a b c</x-{i}>" for i in range(20_000)) + STORY,
    "metas": lambda: "<meta name=author content='Ada Reyes'>" * 39_000 + STORY,
    "different metas": lambda: "".join(
        f"<meta name=n{i} content='v{i}'>" for i in range(39_000)
    ) + STORY,
    "canonical links": lambda: "<link rel=canonical href=http://a.example/>" * 39_000 + STORY,
    "a million comments": lambda: "<!-- -->" * 900_000 + STORY,
    "comments": lambda: "<!--x-->" * 39_000 + STORY,
    "comments that never end": lambda: "<!--" * 59_000 + STORY,
    "processing instructions": lambda: "<?x y?>" * 39_000 + STORY,
    "frames": lambda: "<frameset><frame src=x>" * 20_000 + STORY,
}  # fmt: skip
LONG: dict[str, Maker] = {
    "an attribute of 4 MB": lambda: "<p data-x='" + "a b " * 1_000_000 + "'>" + STORY,
    "an address of 4 MB": lambda: "<a href='" + "/a" * 2_000_000 + "'>link text</a>" + STORY,
    "a title of 4 MB in <meta>": lambda: (
        "<meta property=og:title content='" + "a " * 2_000_000 + "'>" + STORY
    ),
    "pictures in attributes": lambda: (
        "<img src='data:image/png;base64," + "A" * 40_000 + "'>" ) * 100 + STORY,
    "long classes": lambda: f"<p class='{'ab ' * 1300}'>x</p>" * 1000 + STORY,
    "different classes": lambda: "".join(
        f"<div class='c{i} share{i} {'x' * 200}'>a b c d</div>" for i in range(6_900)
    ) + STORY,
    "a million attributes": lambda: "<div " + " ".join(f"a{i}=1" for i in range(600_000)) + ">x",
    "long tags": lambda: ("<div " + " ".join(f"a{i}" for i in range(9_000)) + ">x") * 40,
    "a long <title>": lambda: "<title>" + "a | " * 500_000 + "</title>" + STORY,
    "a long doctype": lambda: "<!DOCTYPE " + "x" * 4_000_000 + ">" + STORY,
    "a long script": lambda: "<script>" + "a = '<p>x</p>';" * 15_000 + "</script>" + STORY,
    "one paragraph": lambda: "<p>" + "word " * 900_000,
    "one word": lambda: "<p>" + "a" * 4_500_000,
    "text without spaces": lambda: STORY + "<p>" + "港。" * 700_000,
    "paragraphs without spaces": lambda: (
        "<p>" + "港务局周一表示，首批船只驶入。" * 25 + "</p>"
    ) * 600,
    "numbers": lambda: STORY + "<p>" + "1.1." * 1_000_000,
    "a counter": lambda: STORY + "<p>Views: " + "1,1," * 500_000,
    "spaces": lambda: STORY + "<p>a" + " " * 4_000_000 + "b",
    "spaces that do not break": lambda: STORY + "<p>a" + "\u00a0" * 4_000_000 + "b",
    "dashes": lambda: STORY + "<p>" + "-" * 4_000_000,
    "brackets": lambda: STORY + "<p>" + "(" * 4_000_000,
    "ampersands": lambda: "<p>" + "&" * 3_000_000,
    "entities": lambda: "<p>" + "&amp;" * 1_000_000,
    "references to nothing": lambda: "<p>" + "&#xD800;&#0;&#x110000;&#146;" * 100_000 + STORY,
    "marks on one letter": lambda: STORY + "<p>a" + "\u0301" * 1_400_000,
    "reading directions": lambda: "<p>" + "\u202e\u202d" * 1_000_000,
    "emoji": lambda: "<p>" + "😀" * 1_000_000,
    "lone surrogates": lambda: "<p>" + "\ud800x " * 300_000,
    "control characters": lambda: STORY + "<p>" + "\x01\x02" * 1_000_000,
    "<": lambda: "<" * 39_000 + "p",
    "an entity bomb": lambda: (
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">'
        + "".join(
            f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "]><p>&i;</p>" + STORY
    ),
}  # fmt: skip


def with_json_ld(*scripts: str) -> str:
    tags = "".join(f"<script type='application/ld+json'>{script}</script>" for script in scripts)
    return f"<html><head>{tags}</head><body>{STORY}</body></html>"


def _linked(**fields: object) -> Maker:
    node = {"@type": "NewsArticle", **fields}
    return lambda: with_json_ld(json.dumps(node))


# Each leaves the story below it as it is.
JSON_LD: dict[str, Maker] = {
    "cut short": lambda: with_json_ld('{"@type": "NewsArticle", "headline": "Harb'),
    "only brackets": lambda: with_json_ld("[" * 1_000_000),
    "only braces": lambda: with_json_ld('{"a":' * 100_000),
    "deep but whole": lambda: with_json_ld('{"a":' * 990 + "1" + "}" * 990),
    "many values": lambda: with_json_ld("{}" * 1_000_000),
    "many scripts": lambda: with_json_ld(
        *['{"@type":"NewsArticle","headline":"x"}'] * 19_000
    ),
    "blanks": lambda: with_json_ld(", " * 1_000_000),
    "commas": lambda: with_json_ld('{"@type":"NewsArticle",' + "              ," * 300_000),
    "quotes": lambda: with_json_ld('{"' + '\\"' * 2_000_000),
    "a trailing comma": lambda: with_json_ld(
        '{"@type":"NewsArticle","headline":"Harbour reopens",}'
    ),
    "a huge number": lambda: with_json_ld(
        '{"@type":"NewsArticle","headline":' + "9" * 10_000 + "}"
    ),
    "a number of 4 MB": lambda: with_json_ld(
        '{"@type":"NewsArticle","wordCount":' + "9" * 4_000_000 + "}"
    ),
    "not a number": lambda: with_json_ld('{"@type":"NewsArticle","datePublished":NaN}'),
    "numbers without end": lambda: with_json_ld("[" + "1," * 2_400_000 + "1]"),
    "articles without end": lambda: with_json_ld(
        "[" + ",".join(['{"@type":"NewsArticle","headline":"x y z"}'] * 110_000) + "]"
    ),
    "names without end": _linked(author=" and , " * 200_000),
    "authors without end": _linked(author=[{"name": f"Ada Reyes {i}"} for i in range(80_000)]),
    "authors in authors": lambda: with_json_ld(
        '{"@type":"NewsArticle","author":' + '{"name":[' * 400 + "1" + "]}" * 400 + "}"
    ),
    "authors in lists": lambda: with_json_ld(
        '{"@type":"NewsArticle","author":' + "[" * 400 + "]" * 400 + "}"
    ),
    "a date without end": _linked(datePublished="1 May 2020 10:10 " * 50_000),
    "a headline of 4 MB": _linked(headline=SENTENCE * 50_000),
    "a body of 4 MB": _linked(articleBody=SENTENCE * 50_000),
    "keywords without end": _linked(keywords="a," * 2_000_000),
    "a description of markup": _linked(description="The <b>harbour</b> &amp; " * 18_000),
    "pictures without end": _linked(image=[f"http://a.example/{i}.jpg" for i in range(150_000)]),
    "a chain of names": lambda: with_json_ld(
        json.dumps({"@graph": [
            {"@type": "NewsArticle", "@id": f"#{i}", "author": {"@id": f"#{i + 1}"}}
            for i in range(4_900)
        ]})
    ),
}  # fmt: skip
TEXT: dict[str, Maker] = {
    "one line": lambda: "A sentence. " * 59_000,
    "one word": lambda: "a" * 5_000_000,
    "lines": lambda: (SENTENCE + "\n") * 60_000,
    "short lines": lambda: "a\n" * 1_000_000,
    "empty lines": lambda: "\n" * 5_000_000 + "x",
    "headings": lambda: "Most read\n" * 6_900,
    "entries": lambda: "7960 Views A title of a story\n" * 6_900,
    "bare counts": lambda: "7960 Views\nA title of a story\n" * 3_400,
    "tabs": lambda: "DAY | WEEK\n" * 6_900,
    "dashes": lambda: "-\n" * 6_900,
    "digits": lambda: "1" * 5_000_000,
    "digits and commas": lambda: "1," * 2_000_000,
    "digits and dots": lambda: "1.1." * 1_000_000,
    "digits and spaces": lambda: "1 1 " * 1_000_000,
    "a counter without end": lambda: "Views: " + "1,1," * 1_000_000,
    "units": lambda: "Views: " * 500_000,
    "spaces": lambda: "a" + " " * 4_000_000 + "x",
    "stamps": lambda: "Friday 16 October 2015\n" * 6_900,
    "stamps in a line": lambda: "Published 3 May 2026 10:10 GMT " * 50_000,
    "times": lambda: ("10:10 GMT " * 15 + "\n") * 6_900,
    "bylines": lambda: "By Ada Reyes\n" * 6_900,
    "captions": lambda: ("Boats at light " * 25 + "Photo: x\n") * 3_000,
    "open brackets": lambda: "Boats (" * 300_000,
    "labels": lambda: "Photo: " * 400_000,
    "agencies": lambda: "AFP, Paris\n" * 6_900,
    "emoji": lambda: "😀" * 1_000_000,
    "emoji in lines": lambda: "😀 😀 😀\n" * 6_900,
    "letters without spaces": lambda: "港" * 1_400_000,
    "lines without spaces": lambda: ("港务局周一表示，首批船只驶入。" * 4 + "\n") * 3_500,
}
