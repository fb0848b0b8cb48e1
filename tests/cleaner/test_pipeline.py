"""clean() and clean_text() as a whole."""

from __future__ import annotations

import pytest

import cleaner.pipeline
from cleaner import NotAnArticle, Outcome, clean, clean_text
from cleaner.article import Article
from tests.cleaner.pages import HEADLINE, PARAGRAPHS, URL, story_page

MOST_READ = (
    "<div><h3>Most read</h3><ol>"
    "<li><a href=/a>Ferry cancelled as gale blows on</a> 7,960 views</li>"
    "<li><a href=/b>School wins a prize for its garden</a> 1.2K views</li></ol></div>"
)


def ledger(article: Article) -> dict[str, str]:
    return {
        line: entry.kind for entry in article.metadata.removed for line in entry.text.split("\n")
    }


@pytest.mark.parametrize("place", ["above", "inside", "below"])
def test_a_most_read_list_is_removed_wherever_it_stands(place: str) -> None:
    article = clean(story_page(**{place: MOST_READ}), URL)
    assert article.article_body == "\n\n".join(PARAGRAPHS)
    assert ledger(article)["Ferry cancelled as gale blows on 7,960 views"] == "most-read"


def test_every_text_of_the_page_is_kept_or_in_the_ledger() -> None:
    article = clean(
        story_page(above="<p>By Ada Reyes</p>", inside=MOST_READ, below="<p>Teilen</p>")
    )
    assert set(ledger(article)) == {
        HEADLINE, "By Ada Reyes", "Most read", "Ferry cancelled as gale blows on 7,960 views",
        "School wins a prize for its garden 1.2K views", "Teilen",
    }  # fmt: skip
    assert article.article_body.split("\n\n") == list(PARAGRAPHS)


def test_a_counter_that_ticks_changes_neither_body_nor_hash() -> None:
    first, second = (clean(story_page(below=f"<p>{n} views</p>"), URL) for n in (7960, 8105))
    assert first.content_hash == second.content_hash
    assert first.id == second.id
    assert first.metadata.removed != second.metadata.removed


def test_tracking_parameters_change_no_id() -> None:
    assert clean(story_page(), URL).id == clean(story_page(), URL + "?utm_source=x").id


def test_bytes_and_text_give_the_same_article() -> None:
    assert clean(story_page().encode(), URL) == clean(story_page(), URL)


def test_words_are_counted_and_doubt_is_given() -> None:
    article = clean(story_page(), URL)
    assert article.word_count == sum(len(text.split()) for text in PARAGRAPHS)
    assert 0.5 < article.metadata.confidence <= 1


def test_flat_text_has_no_address_and_an_id_by_its_body() -> None:
    one, other = (clean_text("\n".join([line, *PARAGRAPHS])) for line in (HEADLINE, "By Ada Reyes"))
    assert one.url is None
    assert one.id == other.id


def test_html_in_flat_text_stays_text() -> None:
    article = clean_text(
        "\n".join([*PARAGRAPHS, "Then <script>alert(1)</script> it ended, he said."])
    )
    assert "<script>alert(1)</script>" in article.article_body


def test_a_fault_of_ours_is_a_judgement_for_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr(cleaner.pipeline, "split", fault)
    with pytest.raises(NotAnArticle) as judgement:
        clean(story_page())
    assert judgement.value.outcome is Outcome.POISON
    assert isinstance(judgement.value.__cause__, KeyError)
