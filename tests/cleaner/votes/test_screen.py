"""Which blocks are judged at all."""

from collections.abc import Set

from cleaner.blocks import Block
from cleaner.votes.screen import LINK_WORDS, REACH, worth_hearing
from cleaner.words import words_of


def line(text: str, *, linked: bool) -> Block:
    chars = len(text) if linked else 0
    return Block(index=0, text=text, link_chars=chars, words=tuple(words_of(text)))


def heard(lines: list[Block], kept: Set[int], linked: Set[int] = frozenset()) -> list[int]:
    votes = [float(i in kept) for i in range(len(lines))]
    return worth_hearing(lines, votes, [float(i in linked) for i in range(len(lines))])


MENU = [line("Port news", linked=True)] * (3 * REACH)


def test_links_far_from_what_the_chief_voter_keeps_are_not_judged() -> None:
    assert heard(MENU, {0}) == list(range(REACH + 1))


def test_a_link_that_the_linked_data_holds_is_judged() -> None:
    assert len(MENU) - 1 in heard(MENU, {0}, {len(MENU) - 1})


def test_plain_lines_and_long_links_are_judged_wherever_they_stand() -> None:
    plain = line("Port news", linked=False)
    long = line("word " * LINK_WORDS, linked=True)
    assert {len(MENU), len(MENU) + 1} <= set(heard([*MENU, plain, long], {0}))


def test_all_is_judged_where_the_chief_voter_keeps_nothing() -> None:
    assert heard(MENU, set()) == list(range(len(MENU)))
