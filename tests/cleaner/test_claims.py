"""What sources say, brought into one form."""

from __future__ import annotations

import pytest

from cleaner.metadata.claims import plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Fish &amp;amp; chips", "Fish & chips"), (" a\n b ", "a b"),
        ("<b>Rain</b> at last", "Rain at last"),
        ("", None), (7, None), (None, None), (["x"], None), ("<br>", None),
    ],
)  # fmt: skip
def test_a_claim_is_plain_text_or_nothing(value: object, text: str | None) -> None:
    assert plain(value) == text
