"""Sentences completed from what was said to several people, and never from what was said to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.completion import Completions, sentences_of

SAID = [
    (1, "Thank you for your message. Your code is 4711-Maria."),
    (2, "Thank you for your message! We open at eight."),
    (2, "Thank you for your message. Your code is 1234-Otto."),
    (3, "Thank you for your patience with us."),
    (4, "Thank you for your patience with us."),
    (5, "Thank you for your patience with us."),
    (6, "Only you will ever read this sentence."),
    (6, "Only you will ever read this sentence."),
]


@pytest.fixture
def known() -> Completions:
    return Completions(SAID, ["We open at eight.\nSee you soon, {contact.first_name}, in the shop."])


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("Tha", "nk you for your patience with us."),
        ("Dear Maria,\nthank you for your m", "essage."),
        ("Hello. Thank you for your mess", "age."),
        ("we o", "pen at eight."),
        ("Th", ""),
        ("Only you", ""),
        ("Your code is", ""),
        ("See you", ""),
        ("Thank you for your patience with us.", ""),
        ("Thank you for your patience with us. ", ""),
        ("", ""),
    ],
)
def test_a_sentence_goes_on_as_it_did_for_several_people(known: Completions, typed: str, rest: str) -> None:
    assert known.after(typed) == rest


@given(st.lists(st.tuples(st.integers(1, 3), st.text(min_size=12, max_size=40)), max_size=20), st.text(max_size=20))
def test_nothing_is_offered_that_went_to_one_person_only(said: list[tuple[int, str]], typed: str) -> None:
    rest = Completions(said).after(typed)
    if rest:
        people = {
            person
            for person, text in said
            for sentence in sentences_of(text)
            if sentence.lower().endswith(rest.lower())
        }
        assert len(people) >= 2
