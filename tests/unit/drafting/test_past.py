"""Which approved answers may be used for somebody else."""

from __future__ import annotations

import pytest

from closer_tui.drafting.past import Approved, reusable


def kept(answer: str, name: str = "Otto Brandt", question: str = "Do you slice?") -> list[str]:
    return [past.answer for past in reusable([Approved("draft_1", question, answer, name)], "— Paul")]


def test_greeting_and_sign_off_are_taken_off() -> None:
    assert kept("Hi Otto,\n\nGladly, thick or thin.\n\n— Paul") == ["Gladly, thick or thin."]


@pytest.mark.parametrize(
    "answer",
    [
        "Of course, Otto, thick or thin.",
        "It is written on Frau Brandt's box.",
        "Your order HB-2041 has left.",
        "Call me at +49 171 555 0199.",
        "I wrote to otto@x.example.",
        "See https://tracking.example/99",
        "It is parcel 12345678.",
        "x" * 700,
        "— Paul",
        "",
    ],
)
def test_an_answer_that_names_somebody_or_says_nothing_is_not_used(answer: str) -> None:
    assert kept(answer) == []


def test_a_name_in_a_script_without_spaces_is_seen() -> None:
    assert kept("林様のパンです", name="林") == []


def test_prices_and_times_are_not_personal() -> None:
    assert kept("£2.80, or three for £8, from 8.00 to 17.00.") != []


def test_the_newest_answer_to_a_question_is_used() -> None:
    rows = [Approved("draft_2", "Do you slice?", "Yes, always.", ""), Approved("draft_1", "do you  slice?", "No.", "")]
    assert [past.id for past in reusable(rows, "")] == ["draft_2"]
