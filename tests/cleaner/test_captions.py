"""Captions and their credits."""

from __future__ import annotations

import pytest

from cleaner.metadata.captions import bare_credit, is_caption, parse_caption

CAPTIONS = {
    "Boats at first light in Skelde. (Reuters)": ("Boats at first light in Skelde.", "Reuters"),
    "Boats at first light (File photo: AFP)": ("Boats at first light", "AFP"),
    "Boats at first light. [Ada Reyes/NPA]": ("Boats at first light.", "Ada Reyes/NPA"),
    "Boats at first light. Photo: Ada Reyes": ("Boats at first light.", "Ada Reyes"),
    "Boats at first light | Photo by Ada Reyes": ("Boats at first light", "Ada Reyes"),
    "Des bateaux au port. (Crédit photo : NPA)": ("Des bateaux au port.", "NPA"),
    "夜明けの港に戻る漁船たち（写真：共同）": ("夜明けの港に戻る漁船たち", "共同"),
    "Photo: Ada Reyes": (None, "Ada Reyes"),
    "Boats at first light": ("Boats at first light", None),
}


@pytest.mark.parametrize("text", CAPTIONS)
def test_a_caption_is_parted_from_its_credit(text: str) -> None:
    image = parse_caption(text)
    assert (image.caption, image.credit) == CAPTIONS[text]


@pytest.mark.parametrize(
    "text",
    [
        "The boats came back at dawn (and left again by noon).",
        "The herring season lasts from May to July (2019).",
        "She took the photo: a gull on a pile, nothing else.",
        "https://pictures.example/photos/boats",
        "The council met on Monday.",
    ],
)
def test_a_sentence_with_brackets_or_a_photo_in_it_is_no_caption(text: str) -> None:
    assert not is_caption(text)


def test_a_text_longer_than_captions_is_none() -> None:
    assert not is_caption("Boats come and go. " * 30 + "(Reuters)")


@pytest.mark.parametrize(
    ("credit", "bare"),
    [
        ("© Tom Lund", "Tom Lund"),
        ("(Photo: T. Lund/NPA)", "T. Lund/NPA"),
        ("Photo by Tom Lund of the Skelde Post for the County Archive", None),
        ("Bild: T. Lund", "T. Lund"),
        ("Photo Press Skelde", "Photo Press Skelde"),
        ("写真：共同", "共同"),
    ],
)
def test_a_credit_is_bare_of_its_label(credit: str, bare: str | None) -> None:
    assert bare_credit(credit) == (bare or credit.removeprefix("Photo by "))
