"""A share as people read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.shares_told import BAR, bar, share_bar, share_words
from closer_tui.domain.statistics import Share


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Share(0, 0), "none yet"),
        (Share(1, 1), "1 of 1: too few to tell"),
        (Share(68, 100), "68 % of 100 (58–76 %)"),
        (Share(600, 1_200), "50 % of 1,200 (47–53 %)"),
    ],
)
def test_few_cases_are_not_made_more_of_than_they_are(share: Share, words: str) -> None:
    assert share_words(share) == words


def test_only_what_can_be_told_is_drawn() -> None:
    assert share_bar(Share(1, 1)).strip() == ""
    assert share_bar(Share(100, 100)) == "█" * BAR
    assert share_bar(Share(50, 100)).rstrip() == "█" * (BAR // 2)


@given(st.floats(allow_nan=False), st.integers(1, 60))
def test_a_bar_is_exactly_as_wide_as_asked(share: float, cells: int) -> None:
    assert len(bar(share, cells)) == cells
