"""Shifts: whether a row of numbers, one a page, the newest first, has turned, and not by chance.

A row turned where its sums part most from those of its mean (CUSUM). It shifted there if four
things hold:

- the turn lies NEWEST pages back or more, and MIN_PAST pages lie before it;
- it is too unlikely to be chance. Rates: Fisher's exact test, with less than CHANCE, and no block
  of 20 in the past was as bad. Medians: they differ by MANY_SIGMA of what medians of the past do;
- it is large: MIN_RATE, MIN_RATIO, MIN_REMOVED. A large site shows tiny differences for sure;
- the newest 20 pages show it by themselves: what was mended has shifted no more.

Pages do not come independently: a run of agency copy has no author, a night of section pages few
articles. So the past is cut into blocks of 20, and as much as their rates spread more than chance
allows, so many fewer pages both sides count as. This is the design effect of cluster samples, and
what Laney's p' chart does for rates; its upper bound is taken, as few blocks tell little.
"""

from __future__ import annotations

import math
from itertools import accumulate
from statistics import fmean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK = 20
NEWEST = 20  # pages: a run of agency copy or a special is often ten
NEWEST_LISTINGS = 80  # how many section pages a crawl meets goes by the hour: a night is no shift
MIN_PAST = 100  # five blocks: of fewer their spread cannot be told
CHANCE = 1e-7  # some 15 comparisons a look, looks all day, and the turn is chosen to look worst
MANY_SIGMA = 6.0  # likewise
UPPER = 1.645  # sigmas: the design effect is below its bound in 95 of 100 cases
MIN_RATE = 0.4  # of pages: lesser ones are how a site's mixture of pages changes
MIN_RATIO = 1.6  # of medians of words
MIN_REMOVED = 0.2  # of a page's characters


def rate_fell(newest: Sequence[float], past: Sequence[float]) -> bool:
    """Whether a rate, of ones and zeros, fell."""
    before = fmean(past)
    if before - max(fmean(newest), fmean(newest[:BLOCK])) < MIN_RATE:
        return False
    blocks = [fmean(block) for block in _blocks(past)]
    if fmean(newest) >= min(blocks):
        return False
    effect = _design_effect(blocks, before)
    counts = (sum(newest), len(newest), sum(past), len(past))
    return _fisher(*(count / effect for count in counts)) < CHANCE


def rate_rose(newest: Sequence[float], past: Sequence[float]) -> bool:
    """Whether a rate rose so."""
    return rate_fell([1 - value for value in newest], [1 - value for value in past])


def length_moved(newest: Sequence[float], past: Sequence[float]) -> bool:
    """Whether the median of lengths moved, given as logarithms."""
    return _median_moved(newest, past, math.log(MIN_RATIO))


def removed_moved(newest: Sequence[float], past: Sequence[float]) -> bool:
    """Whether the median of shares moved."""
    return _median_moved(newest, past, MIN_REMOVED)


def _median_moved(newest: Sequence[float], past: Sequence[float], least: float) -> bool:
    before = median(past)
    moved, lately = median(newest) - before, median(newest[:BLOCK]) - before
    if min(abs(moved), abs(lately)) < least or moved * lately < 0:
        return False
    # A median of n values lies 1.25 sigma / sqrt(n) off by chance; blocks tell what else there is.
    spread = _spread(past)
    blocks = _spread([median(block) for block in _blocks(past)])
    by_chance = 1.25 * spread / math.sqrt(BLOCK)
    beyond = math.sqrt(max(0.0, _upper(len(past) // BLOCK) * blocks**2 - by_chance**2))
    own = 1.25 * spread / math.sqrt(len(newest))
    return abs(moved) > MANY_SIGMA * math.hypot(own, beyond)


def _spread(values: Sequence[float]) -> float:
    """Sigma by the median of absolute deviations, which outliers do not move."""
    middle = median(values)
    return 1.4826 * median(abs(value - middle) for value in values)


def _blocks(past: Sequence[float]) -> list[Sequence[float]]:
    return [past[at : at + BLOCK] for at in range(0, len(past) - BLOCK + 1, BLOCK)]


def _design_effect(blocks: Sequence[float], rate: float) -> float:
    """How much more the blocks' rates vary than those of independent pages would; at least 1."""
    chance = rate * (1 - rate) / BLOCK
    if chance == 0:
        return 1.0
    spread = fmean((block - rate) ** 2 for block in blocks)
    return max(1.0, _upper(len(blocks)) * spread / chance)


def _upper(count: int) -> float:
    """The upper bound of a variance that so many values tell, as a multiple of what they tell."""
    ninth = 2 / (9 * (count - 1))  # Wilson and Hilferty's approximation of chi-square
    return float((1 - ninth - UPPER * math.sqrt(ninth)) ** -3)


def _fisher(new_hits: float, new: float, past_hits: float, past: float) -> float:
    """The chance of so few hits among the new ones, if hits fell on new and past ones alike.

    Hypergeometric; counts may be fractions, as those that a design effect shrinks are.
    """
    hits, everyone = new_hits + past_hits, new + past
    ways = _log_choose(everyone, new)
    total, left = 0.0, new_hits
    while left >= max(0.0, new - (everyone - hits)) - 1e-9:
        total += math.exp(_log_choose(hits, left) + _log_choose(everyone - hits, new - left) - ways)
        left -= 1
    return min(1.0, total)


def _log_choose(n: float, k: float) -> float:
    k = min(max(k, 0.0), n)
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def turn_of(values: Sequence[float]) -> int:
    """How many values are newer than the turn: where sums part most from those of the mean."""
    mean = fmean(values)
    sums = list(accumulate(value - mean for value in values[:-1]))
    return max(range(len(sums)), key=lambda place: abs(sums[place])) + 1
