"""The pipeline: rules, drafter, rules again, checks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from closer_tui.domain.draft import CheckLevel, DraftAction, Proposal
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.drafter import draft
from closer_tui.drafting.model import Answer, DraftFailed, FailKind
from closer_tui.drafting.offline import OfflineModel
from tests.support.briefs import brief


class Scripted:
    """Answers what it is told, and counts how often it was asked."""

    name = "scripted"

    def __init__(self, body: str, action: DraftAction = DraftAction.REPLY, call: EscalationCall | None = None) -> None:
        self.asked = 0
        self._answer = Answer(Proposal(action, body, reason="because", model=self.name), call)

    async def draft(self, brief: DraftBrief, *, on_text: Callable[[str], None]) -> Answer:
        self.asked += 1
        return self._answer

    async def aclose(self) -> None:
        """Nothing to close."""


async def test_a_topic_is_escalated_without_asking_the_model_and_with_a_line_to_send() -> None:
    model = Scripted("We will refund you!")
    done = await draft(brief("I want a refund."), model)
    assert model.asked == 0
    assert done.escalation == EscalationCall(
        "refunds", EscalationReason.TOPIC, "I want a refund.", "The tone profile sends refunds to a person."
    )
    assert done.proposal.action is DraftAction.ESCALATE
    assert done.proposal.body.startswith("Hi Maria,")
    assert done.proposal.body.endswith("— Paul")
    assert "refund" not in done.proposal.body


async def test_the_model_may_add_an_escalation() -> None:
    call = EscalationCall("general", EscalationReason.MISSING_KNOWLEDGE, "boats")
    done = await draft(brief("Do you sell boats?"), Scripted("I'll ask. — Paul", DraftAction.ESCALATE, call))
    assert done.escalation == call
    assert done.proposal.body == "I'll ask. — Paul"


async def test_an_escalation_without_a_body_gets_the_holding_line() -> None:
    call = EscalationCall("general", EscalationReason.MISSING_KNOWLEDGE, "boats")
    done = await draft(brief("Do you sell boats?"), Scripted("", DraftAction.ESCALATE, call))
    assert done.escalation == call
    assert "guess" in done.proposal.body


async def test_a_model_that_escalates_without_a_reason_still_escalates() -> None:
    done = await draft(brief("Do you sell boats?"), Scripted("I'll ask.", DraftAction.ESCALATE))
    assert done.escalation is not None


async def test_a_draft_that_touches_a_topic_is_replaced_and_escalated() -> None:
    done = await draft(brief("My cake was late."), Scripted("You will get a refund. — Paul"))
    assert done.escalation is not None
    assert done.escalation.topic == "refunds"
    assert done.proposal.action is DraftAction.ESCALATE
    assert "refund" not in done.proposal.body
    assert "because" in done.proposal.reason


async def test_stop_is_withheld_and_the_model_is_not_asked() -> None:
    model = Scripted("Please stay!")
    done = await draft(brief("STOP"), model)
    assert (done.withhold != "", done.proposal.body, model.asked) == (True, "", 0)


async def test_somebody_who_stopped_before_is_not_drafted_for() -> None:
    assert (await draft(brief("Are you open?", opted_out=True), OfflineModel())).withhold


async def test_thanks_propose_no_reply() -> None:
    done = await draft(brief("Thank you!"), OfflineModel())
    assert (done.proposal.action, done.proposal.body, done.escalation) == (DraftAction.NO_REPLY, "", None)
    assert done.proposal.reason


@pytest.mark.parametrize("body", ["", "  \n", "\u202e\u202c"])
async def test_an_empty_reply_is_a_failure_never_a_draft(body: str) -> None:
    with pytest.raises(DraftFailed) as caught:
        await draft(brief("Are you open?"), Scripted(body))
    assert caught.value.kind is FailKind.INVALID_ANSWER


async def test_a_no_reply_of_the_model_carries_no_text() -> None:
    done = await draft(brief("I was there on Monday."), Scripted("ignored", DraftAction.NO_REPLY))
    assert done.proposal.body == ""


async def test_what_a_person_approves_is_what_was_checked() -> None:
    done = await draft(brief("Are you open?"), Scripted("Yes\u200b, from 8.\r\n\r\n— Paul  "))
    assert done.proposal.body == "Yes, from 8.\n\n— Paul"
    assert [c.name for c in done.checks if c.level is CheckLevel.HOLD] == ["characters"]


async def test_a_conversation_without_a_word_of_the_customer_needs_no_reply() -> None:
    assert (await draft(brief(), OfflineModel())).proposal.action is DraftAction.NO_REPLY
