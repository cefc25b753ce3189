"""The distance of two texts, against the textbook's way of counting it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from closer_tui.domain.distance import LONGEST, edits, similarity

WORDS = st.text(alphabet="ab c", max_size=14)


def by_the_book(before: str, after: str) -> int:
    row = list(range(len(after) + 1))
    for i, was in enumerate(before, start=1):
        last, row[0] = row[0], i
        for j, now in enumerate(after, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (was != now))
    return row[-1]


@given(WORDS, WORDS)
@settings(max_examples=150)
def test_it_counts_as_the_textbook_does(before: str, after: str) -> None:
    assert edits(before, after) == by_the_book(before, after)


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=60)
def test_similarity_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0.0 <= similarity(one, other) <= 1.0
    assert similarity(one, other) == similarity(other, one)
    assert similarity(one, one) == 1.0


def test_spaces_and_composed_letters_make_no_difference() -> None:
    assert similarity("Caf\u00e9  open\n", "Cafe\u0301 open") == 1.0
    assert similarity("", "") == 1.0
    assert similarity("abc", "") == 0.0


def test_very_long_texts_are_compared_by_their_words() -> None:
    letter = "word " * LONGEST
    assert similarity(letter, letter + "more") > 0.99
