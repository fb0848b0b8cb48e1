"""Flat text in the shapes that other tools leave it in: parts in any order, in many languages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cleaner import Article, NotAnArticle, Outcome, clean_text
from cleaner.blocks import fold_space
from tests.cleaner.flat_pages import (
    ARRANGEMENTS,
    ENGLISH,
    FRENCH,
    GERMAN,
    RUSSIAN,
    STORIES,
    FlatPage,
    Story,
    page,
)


def kinds_of(article: Article) -> dict[str, str]:
    """Each removed line with its kind."""
    return {
        line: entry.kind for entry in article.metadata.removed for line in entry.text.split("\n")
    }


def check_body(article: Article, story: Story) -> None:
    assert article.article_body.split("\n\n") == list(story.body)
    assert article.headline == story.headline


def check_list(article: Article, listed: Sequence[str]) -> None:
    kinds = kinds_of(article)
    lines = [fold_space(line) for line in listed]
    assert [(line, kinds.get(line)) for line in lines] == [(line, "most-read") for line in lines]


def check_all(flat: FlatPage) -> None:
    story = flat.story
    article = clean_text(flat.text)
    check_body(article, story)
    check_list(article, flat.listed)
    assert [author.name for author in article.authors] == [story.author]
    assert article.dateline == story.place
    assert article.date_published == story.published[1]
    assert article.date_modified == (story.modified[1] if story.modified else None)
    assert [(i.caption, i.credit) for i in article.images] == [story.caption_parts]
    assert article.in_language == story.language


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_every_field_is_read_wherever_the_parts_stand(story: Story, arrangement: str) -> None:
    check_all(page(story, arrangement))


COUNTERS = {
    "number first": ("7960 Views", "812 Views", "4545 Views", "1 view"),
    "thousands as K": ("1.2K views", "13k views", "2M views", "980 views"),
    "unit first": ("Views: 2,345", "Views: 812", "Views: 1,102", "Views: 97"),
    "unit first, no colon": ("Views 2345", "Views 812", "Views 1102", "Views 97"),
    "in brackets": ("(2,345 views)", "(812 views)", "(1,102 views)", "(97 views)"),
    "reads": ("2,345 reads", "812 reads", "1,102 reads", "97 reads"),
    "russian": ("12 345 просмотров", "8 021 просмотр", "3 452 просмотра", "97 просмотров"),
    "chinese unit first": ("阅读 1234", "阅读 812", "阅读 1102", "阅读 97"),
    "chinese in ten thousands": ("3.4万 阅读", "1.2万 阅读", "8960 阅读", "97 阅读"),
    "arabic digits": ("٧٩٦٠ مشاهدة", "٨١٢ مشاهدة", "١١٠٢ مشاهدة", "٩٧ مشاهدة"),
    "german": ("2.310 Aufrufe", "812 Aufrufe", "1.102 Aufrufe", "97 Aufrufe"),
    "french": ("8 512 vues", "812 vues", "1 102 vues", "97 vues"),
    "french, narrow space": ("8\u202f512 vues", "812 vues", "1\u202f102 vues", "97 vues"),
    "spanish": ("9.120 visitas", "812 visitas", "1.102 visitas", "97 visitas"),
    "japanese": ("7,960 閲覧", "812 閲覧", "1,102 閲覧", "97 閲覧"),
}


def _entries(counts: Sequence[str], titles: Sequence[str], shape: str) -> list[str]:
    lines: list[str] = []
    for rank, (count, title) in enumerate(zip(counts, titles, strict=True), 1):
        match shape:
            case "count before":
                lines += [f"{count} {title}"]
            case "count behind":
                lines += [f"{title} {count}"]
            case "count behind a dash":
                lines += [f"{title} - {count}"]
            case "own line above":
                lines += [count, title]
            case "own line below":
                lines += [title, count]
            case "rank before":
                lines += [f"{rank}. {title} {count}"]
            case "rank on its own line":
                lines += [f"{rank}.", title, count]
            case "dashes":
                lines += ["-", f"{count} {title}"]
            case "dashes behind":
                lines += [f"{title} {count}", "-"]
            case "bullets":
                lines += [f"• {title} ({count})"]
    return lines


SHAPES = (
    "count before", "count behind", "count behind a dash", "own line above", "own line below",
    "rank before", "rank on its own line", "dashes", "dashes behind", "bullets",
)  # fmt: skip


@pytest.mark.parametrize("arrangement", ["body first", "body last", "list between"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_list_with_counts_is_most_read_however_it_is_set(shape: str, arrangement: str) -> None:
    listed = ["MOST READ", *_entries(ENGLISH.counts, ENGLISH.others, shape)]
    flat = page(ENGLISH, arrangement, most_read=listed)
    article = clean_text(flat.text)
    check_body(article, ENGLISH)
    check_list(article, flat.listed)


@pytest.mark.parametrize("shape", ["count before", "own line above", "own line below"])
@pytest.mark.parametrize("counter", COUNTERS)
def test_a_count_is_known_in_every_spelling(counter: str, shape: str) -> None:
    listed = ["DAY | WEEK |", *_entries(COUNTERS[counter], ENGLISH.others, shape)]
    flat = page(ENGLISH, most_read=listed)
    article = clean_text(flat.text)
    check_body(article, ENGLISH)
    check_list(article, flat.listed)


@pytest.mark.parametrize(
    "tabs",
    [
        ["DAY | WEEK |"], ["TODAY | MONTH"], ["Today", "This week"], ["DAY", "|", "WEEK", "|"],
        ["Heute | Woche"], ["День | Неделя"], ["今日 | 週間"], ["24 hours · 7 days"],
        ["Hour / Day / Week"], ["Most Popular"], ["Most read", "Today", "This month"],
        ["LAST 24 HOURS | LAST WEEK"], [],
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("arrangement", ["body first", "list first", "list between"])
def test_tabs_belong_to_the_list_whatever_their_names(tabs: list[str], arrangement: str) -> None:
    flat = page(ENGLISH, arrangement, most_read=[*tabs, *ENGLISH.most_read[1:]])
    article = clean_text(flat.text)
    check_body(article, ENGLISH)
    check_list(article, flat.listed)


STAMPS = {
    "Friday 16 October 2015": ("2015-10-16", None),
    "Published 3 May 2026, 09:45 GMT": ("2026-05-03T09:45:00Z", None),
    "Published: May 3, 2026 at 9:45 p.m. EDT": ("2026-05-03T21:45:00-04:00", None),
    "Sunday, 3 May 2026 - 09:45": ("2026-05-03", None),
    "3 May 2026 | 09:45 BST": ("2026-05-03T09:45:00+01:00", None),
    "2026-05-03 09:45 UTC": ("2026-05-03T09:45:00Z", None),
    "2026-05-03T09:45:00+02:00": ("2026-05-03T09:45:00+02:00", None),
    "Posted on May 3rd, 2026": ("2026-05-03", None),
    "Обновлено: 20 мая 2026, 12:30 МСК": (None, "2026-05-20T12:30:00+03:00"),
    "20 мая 2026 г., 12:30": ("2026-05-20", None),
    "Aktualisiert am 20.05.2026 um 14:30 Uhr": (None, "2026-05-20"),
    "Stand: 20.05.2026, 14:30 Uhr MESZ": ("2026-05-20T14:30:00+02:00", None),
    "2026年5月20日 09:45 JST": ("2026-05-20T09:45:00+09:00", None),
    "2026年5月20日(水) 9時45分": ("2026-05-20", None),
    "发布时间：2026-05-20 09:45": ("2026-05-20", None),
    "Publié le 3 mai 2026 à 09:45 CEST": ("2026-05-03T09:45:00+02:00", None),
    "Publié le 03/05/2026 à 09h45": ("2026-05-03", None),
    "3 de mayo de 2026 a las 09:45 h": ("2026-05-03", None),
    "نشر في 20 مايو 2026": ("2026-05-20", None),
    "٢٠ مايو ٢٠٢٦": ("2026-05-20", None),
    "Published 3 May 2026, 09:45 GMT | Updated 4 May 2026, 10:00 GMT": (
        "2026-05-03T09:45:00Z", "2026-05-04T10:00:00Z",
    ),
    "Last Update: Wednesday, 20 May 2026 KSA 01:15 - GMT 22:15": (None, "2026-05-19T22:15:00Z"),
    "Last updated: 20 May 2026 GST 02:30 - GMT 22:30": (None, "2026-05-19T22:30:00Z"),
    "Updated 31 Dec 2026 23:30 GMT - 1 Jan 2027 02:30 KSA": (None, "2026-12-31T23:30:00Z"),
}  # fmt: skip


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_stamp_is_read_in_its_own_order_and_language(stamp: str) -> None:
    language = {"Publié le 03": FRENCH}.get(stamp[:12], ENGLISH)
    head = [language.headline, language.caption, language.agency, stamp]
    article = clean_text(page(language, head=head).text)
    check_body(article, language)
    assert (article.date_published, article.date_modified) == STAMPS[stamp]
    assert kinds_of(article)[stamp] == "date-stamp"


def test_a_label_on_a_line_of_its_own_names_the_stamp_below() -> None:
    head = [ENGLISH.headline, "Published", "3 May 2026", "Last updated:", "4 May 2026"]
    article = clean_text(page(ENGLISH, head=head).text)
    check_body(article, ENGLISH)
    assert (article.date_published, article.date_modified) == ("2026-05-03", "2026-05-04")


AGENCIES = {
    "Reuters, Paris": ("Reuters", "Paris"),
    "Paris, Reuters": ("Reuters", "Paris"),
    "Paris - AFP": ("AFP", "Paris"),
    "DPA | Berlin": ("DPA", "Berlin"),
    "AFP/Moscow": ("AFP", "Moscow"),
    "REUTERS — New York": ("REUTERS", "New York"),
    "AP": ("AP", None),
    "By Ada Reyes": ("Ada Reyes", None),
    "By Ada Reyes, Skelde": ("Ada Reyes", "Skelde"),
    "Rio de Janeiro, EFE": ("EFE", "Rio de Janeiro"),
    "Agence France-Presse, Lyon": ("Agence France-Presse", "Lyon"),
    "The Associated Press, Boston": ("The Associated Press", "Boston"),
}


@pytest.mark.parametrize("line", AGENCIES)
def test_agency_and_place_are_told_apart(line: str) -> None:
    head = [ENGLISH.headline, ENGLISH.caption, line, ENGLISH.published[0]]
    article = clean_text(page(ENGLISH, head=head).text)
    check_body(article, ENGLISH)
    author, place = AGENCIES[line]
    assert [a.name for a in article.authors] == [author]
    assert article.dateline == place


CAPTIONS = {
    "Boats at first light in Skelde harbour. (Reuters)": (
        "Boats at first light in Skelde harbour.", "Reuters",
    ),
    "Boats at first light in Skelde harbour (File photo: AFP)": (
        "Boats at first light in Skelde harbour", "AFP",
    ),
    "Boats at first light in Skelde harbour. [Ada Reyes/NPA]": (
        "Boats at first light in Skelde harbour.", "Ada Reyes/NPA",
    ),
    "Boats at first light in Skelde harbour. Photo: Ada Reyes": (
        "Boats at first light in Skelde harbour.", "Ada Reyes",
    ),
    "Boats at first light in Skelde harbour | Photo: NPA": (
        "Boats at first light in Skelde harbour", "NPA",
    ),
    "Boats at first light in Skelde harbour. Credit: Ada Reyes / NPA": (
        "Boats at first light in Skelde harbour.", "Ada Reyes / NPA",
    ),
    "Boats at first light in Skelde harbour. © NPA": (
        "Boats at first light in Skelde harbour.", "NPA",
    ),
    "Boote im Hafen von Skelde am frühen Morgen. Foto: Ada Reyes": (
        "Boote im Hafen von Skelde am frühen Morgen.", "Ada Reyes",
    ),
}  # fmt: skip


@pytest.mark.parametrize("caption", CAPTIONS)
@pytest.mark.parametrize("arrangement", ["body first", "body last"])
def test_a_caption_is_parted_from_its_credit(caption: str, arrangement: str) -> None:
    head = [ENGLISH.headline, caption, ENGLISH.agency, ENGLISH.published[0]]
    article = clean_text(page(ENGLISH, arrangement, head=head).text)
    check_body(article, ENGLISH)
    assert [(i.caption, i.credit) for i in article.images] == [CAPTIONS[caption]]
    assert kinds_of(article)[caption] == "caption"


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        (ENGLISH, "The video drew 1.2 million views in a day, the museum said in its newsletter."),
        (ENGLISH, "The most read story of the year was a recipe for fish soup, the editors said."),
        (ENGLISH, "In May 2026 the boats left at 09:45 and came back with 7,960 herring aboard."),
        (ENGLISH, "Readers who subscribe to the paper share it with three others on average."),
        (GERMAN, "Das Video hatte nach einem Tag 12.000 Aufrufe, wie das Museum am Montag sagte."),
        (FRENCH, "La vidéo a fait 12 000 vues en une journée, a indiqué lundi le musée du port."),
        (RUSSIAN, "Ролик за день набрал 12 345 просмотров, сообщили в понедельник в музее порта."),
    ],
)
def test_a_sentence_about_views_and_newsletters_stays(story: Story, sentence: str) -> None:
    text = "\n".join([*story.body[:3], sentence, *story.body[3:], "", *story.head])
    article = clean_text(text)
    assert sentence in article.article_body.split("\n\n")


def test_the_day_a_story_names_is_not_the_day_it_was_published() -> None:
    body = ["On 3 May 2019 the old pier burned down.", *ENGLISH.body]
    article = clean_text("\n".join([ENGLISH.headline, "", *body]))
    assert article.date_published is None


@pytest.mark.parametrize(
    "headline",
    [
        "Harbour chiefs give green light to 14 million scheme",
        "Fishermen’s long wait for a sea wall ends in Vellmar",
    ],
)
def test_a_headline_in_other_words_than_the_story_is_known_by_its_place(headline: str) -> None:
    story = (
        "Vellmar is to get a new breakwater, the council decided on Tuesday after six hours.\n"
        "“We have waited for this for twenty years,” said the harbour master, Anna Sorensen, who "
        "had asked for one since the flood of 2006.\n"
        "The ferry will not sail while the eastern pier is closed, and boats will have to land "
        "their catch in Merrow until the spring."
    )
    head = f"{headline}\nNPA, Vellmar\nFriday 15 May 2026"
    assert clean_text(f"{head}\n{story}").headline == headline
    assert clean_text(f"{story}\n\n{head}").headline == headline


def test_noise_is_no_text() -> None:
    with pytest.raises(NotAnArticle) as raised:
        clean_text("".join(chr(number % 256) for number in range(0, 9000, 7)))
    assert raised.value.outcome is Outcome.NOT_HTML
