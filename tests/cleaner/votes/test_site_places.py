from cleaner.blocks import split
from cleaner.document import parse
from cleaner.votes.site_places import places_of

TEXT = "Rain fell on Tarnwick on Tuesday for the first time in nine weeks, said the water board."


def place(html: str) -> str:
    return places_of(split(parse(f"<html><body>{html}</body></html>")))[0]


def test_numbers_and_generated_names_do_not_make_another_place() -> None:
    plain = place(f"<div class='story-text'><p>{TEXT}</p></div>")
    for names in (
        "story-text p-4 css-1x9ab2",
        "css-77f0 story-text",
        "StoryText_a8f3e",
        "storyText sc-kTzKmn",
        "post-88123 story-text",
    ):
        same = place(f"<div class='{names}'><p class='hKzXyz'>{TEXT}</p></div>")
        assert same == plain, names
    assert place(f"<section class=story-text><p>{TEXT}</p></section>") != plain
    assert place(f"<div class=reader-letters><p>{TEXT}</p></div>") != plain


def test_an_id_speaks_where_there_is_no_class() -> None:
    one = place(f"<div id=story><p>{TEXT}</p></div>")
    assert one != place(f"<div id=letters><p>{TEXT}</p></div>")
    assert place(f"<div id=row-17><p>{TEXT}</p></div>") == place(
        f"<div id=row-18><p>{TEXT}</p></div>"
    )


def test_wrappers_far_away_do_not_make_another_place() -> None:
    inner = f"<main><article><div class=story-text><p>{TEXT}</p></div></article></main>"
    assert place(inner) == place(f"<div class=offer><div class=page>{inner}</div></div>")


def test_links_headings_and_labels_are_places_of_their_own() -> None:
    assert place(f"<div><p>{TEXT}</p></div>") != place("<div><p>Ina Solberg, Tarnwick</p></div>")
    assert place(f"<div><p>{TEXT}</p></div>") == place("<div><p>It rained.</p></div>")
    assert place(f"<div><p>{TEXT}</p></div>") != place(f"<div><p><a href=/>{TEXT}</a></p></div>")
    assert place(f"<div><p>{TEXT}</p></div>") != place(f"<div><p><b>{TEXT}</b></p></div>")
