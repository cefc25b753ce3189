"""What may be approved and what may be sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.channel import Capabilities, InboxState
from closer_tui.domain.draft import CheckLevel, DraftBasis, DraftState
from closer_tui.domain.policy import may_approve, may_bulk_approve, may_send

BASIS = DraftBasis(last_inbound=100, last_public=100, owner_epoch=3, tone_version=1)
CUSTOMER_WROTE = replace(BASIS, last_inbound=110, last_public=110)
HOUR = 3_600_000
ABLE = Capabilities(max_body=20, window_ms=24 * HOUR)


def codes(body: str, able: Capabilities = ABLE, **facts: object) -> list[str]:
    given_facts = {"window_closes_at": None, "opted_out": False, "inbox_state": InboxState.CONNECTED, "now": 0} | facts
    return [problem.code for problem in may_send(able, body, **given_facts).problems]  # type: ignore[arg-type]


def test_a_fresh_draft_may_be_approved() -> None:
    assert may_approve(DraftState.PENDING, BASIS, BASIS, accept_stale=False).ok


def test_another_tone_or_knowledge_version_does_not_make_a_draft_unfit() -> None:
    later = replace(BASIS, tone_version=9, knowledge_version=9)
    assert may_approve(DraftState.PENDING, BASIS, later, accept_stale=False).ok


@pytest.mark.parametrize("state", [DraftState.STALE, DraftState.PENDING])
def test_a_draft_the_customer_outran_needs_somebody_who_says_so(state: DraftState) -> None:
    refused = may_approve(state, BASIS, CUSTOMER_WROTE, accept_stale=False)
    assert [p.code for p in refused.problems] == ["stale"]
    assert "wrote again" in refused.message
    assert refused.hint
    assert may_approve(state, BASIS, CUSTOMER_WROTE, accept_stale=True).ok


def test_accepting_a_stale_draft_does_not_accept_another_owner() -> None:
    taken = replace(CUSTOMER_WROTE, owner_epoch=4)
    assert may_approve(DraftState.STALE, BASIS, taken, accept_stale=True).problems[0].code == "owner"


def test_accepting_a_stale_draft_does_not_answer_twice() -> None:
    answered = replace(CUSTOMER_WROTE, last_public=120)
    assert may_approve(DraftState.STALE, BASIS, answered, accept_stale=True).problems[0].code == "answered"


def test_a_draft_of_another_owner_is_refused() -> None:
    assert may_approve(DraftState.PENDING, BASIS, replace(BASIS, owner_epoch=4), accept_stale=False).problems[
        0
    ].code == ("owner")


def test_a_draft_somebody_has_answered_is_refused() -> None:
    assert may_approve(DraftState.PENDING, BASIS, replace(BASIS, last_public=120), accept_stale=False).problems[
        0
    ].code == ("answered")


@pytest.mark.parametrize(
    "state", [s for s in DraftState if s not in (DraftState.PENDING, DraftState.STALE)], ids=lambda s: s.value
)
@pytest.mark.parametrize("accept_stale", [False, True])
def test_only_pending_and_stale_drafts_can_be_approved(state: DraftState, accept_stale: bool) -> None:
    verdict = may_approve(state, BASIS, BASIS, accept_stale=accept_stale)
    assert [p.code for p in verdict.problems] == ["state"]
    assert state.value in verdict.message


numbers = st.integers(0, 3)
bases = st.builds(DraftBasis, last_inbound=numbers, last_public=numbers, owner_epoch=numbers, tone_version=st.just(1))


@given(state=st.sampled_from(DraftState), basis=bases, current=bases)
def test_without_an_override_only_exactly_what_was_answered_is_approved(
    state: DraftState, basis: DraftBasis, current: DraftBasis
) -> None:
    assert may_approve(state, basis, current, accept_stale=False).ok == (
        state is DraftState.PENDING and basis == current
    )


@given(state=st.sampled_from(DraftState), basis=bases, current=bases)
def test_an_override_never_reaches_past_another_owner(
    state: DraftState, basis: DraftBasis, current: DraftBasis
) -> None:
    if may_approve(state, basis, current, accept_stale=True).ok:
        assert basis.owner_epoch == current.owner_epoch


@pytest.mark.parametrize("state", list(DraftState))
def test_bulk_approval_takes_only_fresh_drafts(state: DraftState) -> None:
    assert may_bulk_approve(state, [CheckLevel.OK, CheckLevel.WARN]).ok == (state is DraftState.PENDING)


def test_bulk_approval_leaves_out_what_a_check_holds_back() -> None:
    verdict = may_bulk_approve(DraftState.PENDING, [CheckLevel.OK, CheckLevel.HOLD])
    assert [p.code for p in verdict.problems] == ["held"]


def test_an_ordinary_reply_may_be_sent() -> None:
    assert codes("Yes, at eight.", window_closes_at=HOUR, now=0) == []


@pytest.mark.parametrize("body", ["", "   \n\t"])
def test_an_empty_reply_is_refused(body: str) -> None:
    assert codes(body) == ["empty"]


def test_a_reply_is_measured_against_its_channel() -> None:
    assert codes("x" * 20) == []
    assert codes("x" * 21) == ["too_long"]


def test_the_window_closes_on_the_millisecond() -> None:
    assert codes("Hello", window_closes_at=HOUR, now=HOUR - 1) == []
    assert codes("Hello", window_closes_at=HOUR, now=HOUR) == ["window"]


def test_a_channel_without_a_window_never_closes() -> None:
    assert codes("Hello", Capabilities(), window_closes_at=1, now=HOUR) == []


def test_somebody_who_asked_to_stop_is_not_written_to() -> None:
    assert codes("Hello", opted_out=True) == ["opted_out"]


@pytest.mark.parametrize(
    ("state", "code"), [(InboxState.DISCONNECTED, "disconnected"), (InboxState.REMOVED, "removed")]
)
def test_an_inbox_that_is_not_connected_sends_nothing(state: InboxState, code: str) -> None:
    assert codes("Hello", inbox_state=state) == [code]


def test_a_channel_that_takes_no_replies_says_so() -> None:
    assert codes("Hello", Capabilities(reply=False)) == ["no_reply"]


def test_every_problem_is_named_at_once_with_what_to_do() -> None:
    verdict = may_send(ABLE, "x" * 30, window_closes_at=1, opted_out=True, inbox_state=InboxState.DISCONNECTED, now=2)
    assert [p.code for p in verdict.problems] == ["too_long", "window", "opted_out", "disconnected"]
    assert all(p.hint for p in verdict.problems)
    assert "10 characters too long" in verdict.message
