from workers.ledger import Known, Sighting, judge

MAIN = "https://heron.example/bridge"
AMP = "https://heron.example/amp/bridge"
SHARED = MAIN + "?from=letter"


def known(text: str = "one", url: str = MAIN, own: bool = True, **addresses: str) -> Known:
    names = {"main": MAIN, "amp": AMP, "shared": SHARED}
    return Known(
        revision=1,
        content_hash=text,
        url=url,
        own=own,
        addresses={url: text} | {names[name]: seen for name, seen in addresses.items()},
    )


def seen(text: str = "one", url: str = MAIN, own: bool = True) -> Sighting:
    return Sighting(url=url, content_hash=text, own_address=own)


def test_an_article_never_seen_is_new() -> None:
    assert judge(Known(), seen()).event == "new"


def test_the_same_text_at_its_address_is_unchanged() -> None:
    finding = judge(known(), seen())
    assert (finding.event, finding.repeats) == (None, "unchanged")


def test_the_same_text_under_another_address_is_a_duplicate() -> None:
    finding = judge(known(), seen(url=SHARED, own=False))
    assert (finding.event, finding.repeats) == (None, "duplicate")
    assert MAIN in finding.detail


def test_another_text_at_its_address_is_an_update() -> None:
    assert judge(known(), seen("two")).event == "update"


def test_a_text_that_goes_back_to_what_it_was_is_an_update() -> None:
    assert judge(known("two"), seen("one")).event == "update"


def test_an_amp_page_that_differs_a_little_is_a_duplicate_and_not_an_update() -> None:
    assert judge(known(), seen("one, amp", AMP, own=False)).repeats == "duplicate"


def test_an_amp_page_that_still_differs_as_before_is_a_duplicate() -> None:
    assert judge(known(amp="one, amp"), seen("one, amp", AMP, own=False)).repeats == "duplicate"


def test_a_change_that_shows_under_a_known_address_is_an_update() -> None:
    assert judge(known(amp="one, amp"), seen("two, amp", AMP, own=False)).event == "update"


def test_an_article_known_only_by_other_addresses_is_updated_by_them() -> None:
    shared_only = known(url=SHARED, own=False)
    assert judge(shared_only, seen("two", AMP, own=False)).event == "update"


def test_its_own_address_wins_over_one_that_was_seen_first() -> None:
    shared_only = known(url=SHARED, own=False)
    assert judge(shared_only, seen("two")).event == "update"
