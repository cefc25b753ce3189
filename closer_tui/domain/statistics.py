"""Numbers that say how sure they are: shares with their interval, percentiles, and tests of two versions on the same
cases. Pure: chance comes in as a function, so that a report can be made again to the digit."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FEW: Final = 20
"""Below so many cases a share says too little to be acted on."""
RESAMPLES: Final = 2_000
"""Draws of a bootstrap; more move the ends of an interval by less than a hundredth."""
LEAST: Final = 1e-9
"""Differences below this are rounding."""
SURE: Final = 0.05
"""The share of chance findings that is put up with."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` cases."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """0.0 to 1.0; None where there is nothing to divide by."""
        return self.part / self.whole if self.whole else None

    @property
    def enough(self) -> bool:
        """Whether there are cases enough to tell."""
        return self.whole >= FEW

    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, nineteen times of twenty (Wilson); all of 0 to 1 without cases."""
        return wilson(self.part, self.whole)

    def json(self) -> dict[str, object]:
        """For `--json`."""
        low, high = self.interval()
        value = self.value
        return {
            "value": None if value is None else round(value, 4),
            "part": self.part,
            "of": self.whole,
            "low": round(low, 4),
            "high": round(high, 4),
            "enough": self.enough,
        }


def wilson(part: int, whole: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's interval of a share, which stays honest for few cases and for shares near 0 and 1."""
    if whole <= 0:
        return 0.0, 1.0
    share = part / whole
    spread = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    middle = share + z * z / (2 * whole)
    scale = 1 + z * z / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that so large a share of them does not exceed; None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))] if ordered else None


def sign_test(better: int, worse: int) -> float:
    """How likely a split at least so uneven is if both versions are equal: exact, two-sided, ties left out. On cases
    that are right or wrong this is McNemar's exact test."""
    n = better + worse
    if n == 0:
        return 1.0
    tail = sum(math.comb(n, k) for k in range(min(better, worse) + 1))
    return min(1.0, float(2 * tail / (1 << n)))


def bootstrap(
    groups: Sequence[Sequence[float]], pick: Callable[[int], int], *, draws: int = RESAMPLES
) -> tuple[float, float]:
    """The interval of a mean difference, by drawing whole groups again (a conversation's turns are alike, and drawn one
    by one they would look surer than they are). `pick(n)` gives a chance number below n."""
    sums = [(sum(group), len(group)) for group in groups if group]
    if not sums:
        return 0.0, 0.0
    means = []
    for _ in range(draws):
        total, count = 0.0, 0
        for _ in sums:
            add, size = sums[pick(len(sums))]
            total += add
            count += size
        means.append(total / count)
    means.sort()
    edge = int(draws * SURE / 2)
    return means[edge], means[-1 - edge]


class Verdict(StrEnum):
    """What a comparison of two versions says."""

    IMPROVED = "IMPROVED"
    REGRESSED = "REGRESSED"
    TIE = "TIE"
    INCONCLUSIVE = "INCONCLUSIVE"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions on the same cases: how many cases came out better and worse, and by how much on the whole."""

    better: int
    worse: int
    same: int
    mean: float
    low: float
    high: float
    p: float
    margin: float = 0.0

    @property
    def verdict(self) -> Verdict:
        """TIE where no case differs, or the whole interval lies within the margin that matters to nobody. A winner
        needs both tests: an interval that leaves zero out, and a split too uneven for chance; what only one of them
        says, or few cases, is INCONCLUSIVE."""
        if self.better + self.worse + self.same < FEW:
            return Verdict.INCONCLUSIVE
        if (not self.better and not self.worse) or -self.margin < self.low <= self.high < self.margin:
            return Verdict.TIE
        sure = self.p < SURE
        if sure and self.low > 0 and self.better > self.worse:
            return Verdict.IMPROVED
        if sure and self.high < 0 and self.worse > self.better:
            return Verdict.REGRESSED
        return Verdict.INCONCLUSIVE

    def json(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "verdict": self.verdict.value,
            "better": self.better,
            "worse": self.worse,
            "same": self.same,
            "mean": round(self.mean, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "p": round(self.p, 4),
            "margin": self.margin,
        }


def compare(groups: Sequence[Sequence[float]], pick: Callable[[int], int], *, margin: float = 0.0) -> Comparison:
    """Compare by the differences (candidate less running) of each case, in groups that belong together. `margin` is
    the mean difference up to which nobody would notice."""
    every = [value for group in groups for value in group]
    better = sum(value > LEAST for value in every)
    worse = sum(value < -LEAST for value in every)
    low, high = bootstrap(groups, pick)
    mean = sum(every) / len(every) if every else 0.0
    return Comparison(better, worse, len(every) - better - worse, mean, low, high, sign_test(better, worse), margin)
