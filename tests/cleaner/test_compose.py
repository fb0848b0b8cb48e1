"""From kept blocks to the article's body, its ledger and its fingerprints."""

from __future__ import annotations

from cleaner import article
from cleaner.blocks import Block
from cleaner.clutter import Match
from cleaner.compose import body_text, compose_blocks, digest, ledger, simhash
from cleaner.metadata import figures
from tests.cleaner.pages import PARAGRAPHS, read


def composed(html: str) -> tuple[article.Block, ...]:
    document, blocks = read(f"<html><body>{html}</body></html>")
    keep = ["removed" not in block.text for block in blocks]
    shown = figures.find(blocks, keep, document.url)
    return compose_blocks(blocks, keep, live=False, figures=shown)


def kinds(html: str) -> list[str]:
    return [block.kind for block in composed(html)]


def test_the_body_is_what_a_person_would_copy() -> None:
    html = (
        "<h2>Costs</h2><p>It cost much.</p><ul><li>one</li><li>two</li></ul>"
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
        "<figure><img src='/a.jpg'><figcaption>removed</figcaption></figure><p>Done.</p>"
    )
    body = "Costs\n\nIt cost much.\n\n- one\n- two\n\na | b\nc | d\n\nDone."
    assert body_text(composed(html)) == body


PICTURE = (
    "<figure><img src='/pier.jpg'><figcaption>The removed pier. Photo: Tom Lund</figcaption>"
    "</figure>"
)


def test_a_picture_stands_at_its_place_with_caption_and_credit() -> None:
    one, picture, two = composed(f"<p>One.</p>{PICTURE}<p>Two.</p>")
    assert (one.text, two.text) == ("One.", "Two.")
    assert picture == article.Block(
        kind="image",
        url="https://skelde-post.example/pier.jpg",
        caption="The removed pier.",
        credit="Tom Lund",
    )


def test_pictures_above_and_below_the_story_are_its_first_and_last_block() -> None:
    other = PICTURE.replace("pier.jpg", "boat.jpg")
    assert kinds(f"{PICTURE}<p>One.</p><p>Two.</p>{other}") == [
        "image", "paragraph", "paragraph", "image",
    ]  # fmt: skip


def test_a_picture_inside_a_quote_does_not_part_it() -> None:
    html = f"<blockquote><p>We waited.</p>{PICTURE}<p>And rowed.</p></blockquote><p>Text.</p>"
    assert kinds(html) == ["quote", "image", "paragraph"]


def lines(*texts: str) -> list[Block]:
    return [Block(index=i, text=text) for i, text in enumerate(texts)]


def test_neighbours_of_one_kind_and_rule_share_an_entry_of_the_ledger() -> None:
    share, legal = Match("share", "line:en"), Match("legal", "opening:en")
    entries = ledger(
        lines("Share", "Print", "©", "Save", "Text.", "Email"),
        {5: share, 3: share, 0: share, 1: share, 2: legal},
    )
    assert [(e.kind, e.text) for e in entries] == [
        ("share", "Share\nPrint"),
        ("legal", "©"),
        ("share", "Save"),
        ("share", "Email"),
    ]


def test_neighbours_of_one_kind_named_by_two_rules_stay_apart() -> None:
    found = {0: Match("share", "line:en"), 1: Match("share", "place:share")}
    assert [entry.rule for entry in ledger(lines("a", "b"), found)] == ["line:en", "place:share"]


def test_nothing_removed_is_an_empty_ledger() -> None:
    assert ledger(lines("Text."), {}) == ()


def test_a_digest_stays_the_same_over_versions() -> None:
    # An article's id is made of it: a change here would rename every article ever delivered.
    assert digest("The ferry sails.") == "d342f85fa163802024c2caf4210e3966"
    assert digest("The ferry sails") != digest("The ferry sails.")
    assert len(digest("\ud800")) == 32


def apart(one: str, other: str) -> int:
    return (int(simhash(one), 16) ^ int(simhash(other), 16)).bit_count()


def test_near_copies_have_near_simhashes() -> None:
    story = " ".join(PARAGRAPHS)
    near = apart(story, story.replace("nine million", "ten million"))
    far = apart(story, " ".join(f"word{n} of another story" for n in range(80)))
    assert near <= 12
    assert far >= 20
    assert apart(story, story.upper()) == 0


def test_any_text_has_a_simhash_of_sixteen_digits() -> None:
    for text in ("", "ferry", "...", "港 の 船"):
        assert len(simhash(text)) == 16
