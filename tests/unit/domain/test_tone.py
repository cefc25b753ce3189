"""Tone profiles: what is taken, what is refused and why, and how topics are spelled."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.tone import (
    FORMALITY_WORDS,
    MAX_SIGN_OFF,
    MAX_TOPIC,
    MAX_TOPICS,
    WARMTH_WORDS,
    ToneProfile,
    normalise_topic,
)


def test_the_defaults_stand_in_the_middle_and_escalate_what_costs_money() -> None:
    tone = ToneProfile()

    assert (tone.formality, tone.warmth) == (3, 3)
    assert "refunds" in tone.escalation_topics


def test_there_is_a_word_for_every_step() -> None:
    assert len(FORMALITY_WORDS) == len(WARMTH_WORDS) == 5


@pytest.mark.parametrize("field", ["formality", "warmth"])
@pytest.mark.parametrize("value", [1, 2, 3, 4, 5])
def test_one_to_five_are_taken(field: str, value: int) -> None:
    assert getattr(ToneProfile(**{field: value}), field) == value  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["formality", "warmth"])
@pytest.mark.parametrize("value", [0, 6, -1, 10**9, True, 3.0, "3", None])
def test_anything_else_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ToneProfile(**{field: value})

    assert refusal.value.field == field
    assert refusal.value.hint


def test_a_sign_off_may_be_as_long_as_it_says_and_no_longer() -> None:
    assert ToneProfile(sign_off="x" * MAX_SIGN_OFF).sign_off == "x" * MAX_SIGN_OFF
    with pytest.raises(InvalidInput) as refusal:
        ToneProfile(sign_off="x" * (MAX_SIGN_OFF + 1))
    assert refusal.value.field == "sign_off"


def test_there_may_be_as_many_topics_as_it_says_and_no_more() -> None:
    topics = tuple(f"topic-{n}" for n in range(MAX_TOPICS))
    assert ToneProfile(escalation_topics=topics).escalation_topics == topics
    with pytest.raises(InvalidInput) as refusal:
        ToneProfile(escalation_topics=(*topics, "one-more"))
    assert refusal.value.field == "escalation_topics"


@pytest.mark.parametrize("topic", ["Refunds", "custom quotes", "", "-x", "a--b", "x" * (MAX_TOPIC + 1), "[/]"])
def test_a_topic_that_is_not_spelled_as_one_is_refused(topic: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ToneProfile(escalation_topics=(topic,))
    assert refusal.value.field == "escalation_topics"


def test_a_topic_named_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="twice"):
        ToneProfile(escalation_topics=("refunds", "refunds"))


def test_other_topics_leave_the_rest_as_it_is() -> None:
    tone = ToneProfile(formality=5, sign_off="— Paul")

    assert tone.with_topics(("allergies",)) == ToneProfile(
        formality=5, sign_off="— Paul", escalation_topics=("allergies",)
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Custom quotes ", "custom-quotes"),
        ("  REFUNDS!! ", "refunds"),
        ("Größe / Maß", "grösse-mass"),
        ("退款", "退款"),
        ("[@click=app.quit]", "click-app-quit"),
        ("---", ""),
        ("\x1b[31m", "31m"),
    ],
)
def test_a_topic_is_lower_case_words_joined_by_hyphens(written: str, kept: str) -> None:
    assert normalise_topic(written) == kept


@given(st.text(max_size=120))
def test_spelling_a_topic_twice_changes_nothing_and_a_spelled_topic_is_taken(written: str) -> None:
    topic = normalise_topic(written)

    assert normalise_topic(topic) == topic
    assert len(topic) <= MAX_TOPIC
    if topic:
        assert ToneProfile(escalation_topics=(topic,)).escalation_topics == (topic,)
