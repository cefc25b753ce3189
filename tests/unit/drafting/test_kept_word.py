"""A draft keeps to what a person handed over: don'ts hold it back, and nothing it says was known as not to be said."""

from __future__ import annotations

from datetime import date

import pytest

from closer_tui.domain.draft import Check, CheckLevel, DraftAction
from closer_tui.domain.handover import HandOver, Promise
from closer_tui.drafting.kept_word import broken, check_handover
from closer_tui.drafting.offline import answer_from_knowledge
from tests.support.briefs import brief


def check(body: str, **kinds: object) -> Check:
    [found] = check_handover(brief("Hi", handover=HandOver(**kinds)), body)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("dont", "body"),
    [
        ("Don't offer a refund", "We can refund you the whole amount."),
        ("offer refunds or discounts", "Here is a discount, and a refund too."),
        ("mention the allergy", "Because of your allergies we changed it."),
        ("keine Rückerstattung anbieten", "Sie bekommen eine Rückerstattung."),
        ("call her Mrs Keller", "Dear Mrs Keller, yes."),
    ],
)
def test_a_draft_that_touches_a_dont_is_held_back_and_says_which(dont: str, body: str) -> None:
    found = check(body, donts=(dont,))
    assert found.level is CheckLevel.HOLD
    assert "asked: don't" in found.detail
    assert "don't don't" not in found.detail.casefold()


@pytest.mark.parametrize(
    ("dont", "body"),
    [
        ("offer a refund", "Yes, we open at eight."),
        ("call her Mrs Keller", "Good morning, Maria."),
        ("say anything", "Yes, we open at eight."),  # nothing in it that could be looked for
        ("", "Yes."),
    ],
)
def test_a_draft_that_does_not_is_let_through(dont: str, body: str) -> None:
    assert broken((dont,), body) is None


def test_a_promise_whose_day_has_passed_is_asked_about() -> None:
    found = check("Yes.", promises=(Promise("a voucher", date(2026, 5, 21)),))  # the brief is of 22 May 2026
    assert (found.level, found.detail) == (CheckLevel.WARN, "Promised by 21 May 2026: a voucher. Was it done?")
    assert check("Yes.", promises=(Promise("a voucher", date(2026, 5, 22)),)).level is CheckLevel.OK


def test_where_nobody_handed_over_there_is_nothing_to_check() -> None:
    assert check_handover(brief("Hi"), "Yes.") == ()


def test_the_offline_drafter_does_not_say_what_it_was_asked_not_to() -> None:
    asked = "Where can I park the car?"
    assert answer_from_knowledge(brief(asked)).proposal.action is DraftAction.REPLY
    told = answer_from_knowledge(brief(asked, handover=HandOver(donts=("mention the bay on the quay",))))
    assert told.proposal.action is DraftAction.ESCALATE
    assert "quay" not in told.proposal.body
    assert told.escalation is not None
