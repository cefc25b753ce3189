"""Shares, percentiles and tests of two versions, against what is known of them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from closer_tui.domain.statistics import FEW, Share, Verdict, compare, percentile, sign_test, wilson


def chance(seed: int = 1) -> Callable[[int], int]:
    return random.Random(seed).randrange


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_interval_of_a_share_holds_it(part: int, more: int) -> None:
    whole = part + more
    low, high = wilson(part, whole)
    assert 0.0 <= low <= high <= 1.0
    if whole:
        assert low - 1e-12 <= part / whole <= high + 1e-12


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(8, 10)
    assert math.isclose(low, 0.4902, abs_tol=1e-4)
    assert math.isclose(high, 0.9433, abs_tol=1e-4)


def test_a_share_of_few_says_so() -> None:
    assert not Share(3, FEW - 1).enough
    assert Share(3, FEW).enough
    assert Share(0, 0).value is None


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_sign_test_is_a_probability_and_the_same_both_ways(better: int, worse: int) -> None:
    assert 0.0 < sign_test(better, worse) <= 1.0
    assert sign_test(better, worse) == sign_test(worse, better)


def test_the_sign_test_is_exact() -> None:
    assert sign_test(0, 0) == 1.0
    assert math.isclose(sign_test(9, 1), 22 / 1024)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_percentiles_are_values_and_rise(values: list[float]) -> None:
    half, most = percentile(values, 0.5), percentile(values, 0.95)
    assert half in values
    assert half is not None
    assert most is not None
    assert half <= most <= max(values)
    assert percentile(values, 0.0) == min(values)


def test_nothing_has_no_percentile() -> None:
    assert percentile([], 0.5) is None


def test_equal_versions_are_a_tie_and_few_cases_are_not_even_that() -> None:
    assert compare([[0.0]] * FEW, chance()).verdict is Verdict.TIE
    assert compare([[0.0]] * (FEW - 1), chance()).verdict is Verdict.INCONCLUSIVE
    assert compare([], chance()).verdict is Verdict.INCONCLUSIVE


def test_a_clear_difference_is_found_in_its_direction() -> None:
    groups = [[0.2, 0.1, 0.3] for _ in range(20)]
    assert compare(groups, chance()).verdict is Verdict.IMPROVED
    assert compare([[-x for x in group] for group in groups], chance()).verdict is Verdict.REGRESSED


def test_a_sure_difference_too_small_to_matter_is_a_tie() -> None:
    groups = [[0.004, 0.006] for _ in range(30)]
    assert compare(groups, chance()).verdict is Verdict.IMPROVED
    assert compare(groups, chance(), margin=0.02).verdict is Verdict.TIE


def test_one_conversation_that_is_all_better_does_not_make_a_version_better() -> None:
    groups = [[0.5] * 40, *[[-0.01]] * 6]
    assert compare(groups, chance()).verdict is Verdict.INCONCLUSIVE


@given(st.integers(0, 10_000))
@settings(max_examples=12, deadline=None)
def test_noise_without_a_difference_is_seldom_called_one(seed: int) -> None:
    source = random.Random(seed)
    found = compare([[source.gauss(0, 1)] for _ in range(30)], chance(seed))
    assert found.low <= found.mean <= found.high
    assert (found.verdict in {Verdict.IMPROVED, Verdict.REGRESSED}) <= (found.p < 0.05)


def test_the_same_chance_gives_the_same_report() -> None:
    groups = [[0.1, -0.2], [0.3]] * 12
    assert compare(groups, chance(3)) == compare(groups, chance(3))
