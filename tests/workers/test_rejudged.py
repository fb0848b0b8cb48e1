from typing import Any

from redis import Redis

from cleaner.article import Article, Block, Metadata, Removed
from cleaner.outcome import Outcome
from tests.workers.sample import article, page
from workers import outbox
from workers.consumer import Consumer
from workers.rejudged import only_judged_anew

FIRST = "The bridge is open."
BOX = "Our letter comes on Fridays."


def judged(*body: Block, removed: tuple[str, ...] = ()) -> Article:
    """An article with these blocks kept and these lines removed."""
    ledger = (Removed(kind="promo", rule="not-body", text="\n".join(removed)),) if removed else ()
    text = "\n\n".join(block.text or " ".join(block.items or ()) for block in body)
    about = Metadata(extractor="sample", rules_version="1", confidence=1.0, removed=ledger)
    return article(body=text, blocks=body, metadata=about)


def paragraph(text: str) -> Block:
    return Block(kind="paragraph", text=text)


WITH_BOX = judged(paragraph(FIRST), paragraph(BOX))
WITHOUT_BOX = judged(paragraph(FIRST), removed=("Share", BOX))


def test_a_line_that_moves_between_body_and_ledger_is_no_change() -> None:
    assert only_judged_anew(WITH_BOX, WITHOUT_BOX)
    assert only_judged_anew(WITHOUT_BOX, WITH_BOX)


def test_an_item_of_a_list_that_moves_is_no_change() -> None:
    listed = judged(paragraph(FIRST), Block(kind="list", items=(BOX,)))
    assert only_judged_anew(listed, WITHOUT_BOX)


def test_a_line_that_came_or_went_is_a_change() -> None:
    alone = judged(paragraph(FIRST))
    assert not only_judged_anew(WITH_BOX, alone)
    assert not only_judged_anew(alone, WITH_BOX)


def test_a_new_sentence_beside_a_moved_line_is_a_change() -> None:
    longer = judged(paragraph(FIRST), paragraph("It closed again at noon."), removed=(BOX,))
    assert not only_judged_anew(WITH_BOX, longer)


def test_the_same_lines_in_another_order_are_a_change() -> None:
    assert not only_judged_anew(WITH_BOX, judged(paragraph(BOX), paragraph(FIRST)))


def test_a_page_that_was_only_judged_anew_is_published_once(connection: Redis) -> None:
    assert outbox.publish(connection, WITH_BOX, page()) == Outcome.ARTICLE
    assert outbox.publish(connection, WITHOUT_BOX, page()) == Outcome.UNCHANGED
    assert outbox.publish(connection, WITHOUT_BOX, page()) == Outcome.UNCHANGED
    longer = judged(paragraph(FIRST), paragraph("It closed again at noon."), removed=(BOX,))
    assert outbox.publish(connection, longer, page()) == Outcome.ARTICLE
    assert [entry.event for entry in Consumer("test", connection=connection).read()] == [
        "new",
        "update",
    ]


def test_where_the_stream_has_forgotten_the_revision_a_difference_is_an_update(
    connection: Redis,
) -> None:
    outbox.publish(connection, WITH_BOX, page())
    connection.xtrim(outbox.ARTICLES, maxlen=0)
    assert outbox.publish(connection, WITHOUT_BOX, page()) == Outcome.ARTICLE


def test_an_entry_that_cannot_be_read_counts_as_another_page(connection: Redis) -> None:
    outbox.publish(connection, WITH_BOX, page())
    found: Any = connection.xrange(outbox.ARTICLES)
    ((entry, fields),) = found
    connection.delete(outbox.ARTICLES)
    connection.xadd(outbox.ARTICLES, {**fields, b"article": b"{}"}, id=entry)
    assert outbox.publish(connection, WITHOUT_BOX, page()) == Outcome.ARTICLE
