"""The tables of the domain: where a thing may go, where it ends, and that nothing goes back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.conversation import OWNER, STATUS, OwnerEvent, OwnerKind, Status, StatusEvent
from closer_tui.domain.draft import DRAFT, LIVE_STATES, DraftEvent, DraftState
from closer_tui.domain.errors import IllegalMove, Refused
from closer_tui.domain.machine import Machine
from closer_tui.domain.message import DELIVERY, Delivery, DeliveryEvent

MACHINES: dict[str, tuple[Machine[Any, Any], type[Any], type[Any]]] = {
    "status": (STATUS, Status, StatusEvent),
    "owner": (OWNER, OwnerKind, OwnerEvent),
    "draft": (DRAFT, DraftState, DraftEvent),
    "delivery": (DELIVERY, Delivery, DeliveryEvent),
}

ENDS = {
    "status": set(),
    "owner": set(),
    "draft": {DraftState.SUPERSEDED, DraftState.EXPIRED},
    "delivery": {Delivery.NONE, Delivery.RECEIVED, Delivery.READ, Delivery.CANCELLED},
}

RANK = {
    Delivery.QUEUED: 0,
    Delivery.SENDING: 1,
    Delivery.UNKNOWN: 2,
    Delivery.SENT: 3,
    Delivery.DELIVERED: 4,
    Delivery.READ: 5,
}
"""How far a reply has come, as far as anybody knows."""


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_speaks_of_its_own_states_and_events_alone(name: str) -> None:
    machine, states, events = MACHINES[name]

    for (state, event), target in machine.moves.items():
        assert isinstance(state, states)
        assert isinstance(target, states)
        assert isinstance(event, events)


@pytest.mark.parametrize("name", MACHINES)
def test_every_event_moves_something_and_knows_from_where(name: str) -> None:
    machine, _, events = MACHINES[name]

    for event in events:
        sources = machine.sources(event)
        assert sources
        assert all(machine.can(state, event) for state in sources)
        assert len(set(sources)) == len(sources)


@pytest.mark.parametrize("name", MACHINES)
def test_there_is_no_way_out_of_a_terminal_state(name: str) -> None:
    machine, states, events = MACHINES[name]
    stuck = {state for state in states if not any(machine.can(state, event) for event in events)}

    assert stuck == ENDS[name]
    for state in stuck:
        for event in events:
            with pytest.raises(IllegalMove):
                machine.step(state, event)


@pytest.mark.parametrize("name", MACHINES)
def test_a_move_is_legal_exactly_where_the_table_has_a_row(name: str) -> None:
    machine, states, events = MACHINES[name]

    for state in states:
        for event in events:
            if (state, event) in machine.moves:
                assert machine.can(state, event)
                assert machine.step(state, event) is machine.moves[state, event]
            else:
                assert not machine.can(state, event)
                with pytest.raises(IllegalMove):
                    machine.step(state, event)


def test_an_illegal_move_says_in_words_what_cannot_be_done_and_what_to_do() -> None:
    with pytest.raises(Refused, match="a draft that is rejected cannot be approved") as refusal:
        DRAFT.step(DraftState.REJECTED, DraftEvent.APPROVE)

    assert "Look at it again" in refusal.value.hint


def test_only_an_agent_or_nobody_loses_a_conversation_to_nobody() -> None:
    assert set(OWNER.sources(OwnerEvent.UNASSIGN)) == {OwnerKind.AGENT, OwnerKind.QUEUE}


def test_only_a_queue_can_be_claimed() -> None:
    assert OWNER.sources(OwnerEvent.CLAIM) == (OwnerKind.QUEUE,)


def test_spam_stays_spam_when_it_writes_again() -> None:
    assert STATUS.step(Status.SPAM, StatusEvent.INBOUND) is Status.SPAM


@pytest.mark.parametrize("status", [Status.OPEN, Status.SNOOZED, Status.RESOLVED])
def test_a_customer_who_writes_brings_the_conversation_back(status: Status) -> None:
    assert STATUS.step(status, StatusEvent.INBOUND) is Status.OPEN


def test_only_what_a_person_can_see_can_be_approved() -> None:
    assert set(DRAFT.sources(DraftEvent.APPROVE)) == {DraftState.PENDING, DraftState.STALE}


@pytest.mark.parametrize("state", LIVE_STATES)
def test_every_live_draft_gives_way_to_a_newer_one(state: DraftState) -> None:
    assert DRAFT.step(state, DraftEvent.SUPERSEDE) is DraftState.SUPERSEDED


@pytest.mark.parametrize("state", LIVE_STATES)
def test_every_live_draft_can_be_withheld(state: DraftState) -> None:
    assert DRAFT.step(state, DraftEvent.WITHHOLD) is DraftState.WITHHELD


def test_a_delivery_goes_back_only_where_it_surely_did_not_arrive_or_a_person_says_so() -> None:
    back = {
        (state, event)
        for (state, event), target in DELIVERY.moves.items()
        if state in RANK and target in RANK and RANK[target] < RANK[state]
    }

    assert back == {(Delivery.SENDING, DeliveryEvent.NOT_SENT), (Delivery.UNKNOWN, DeliveryEvent.RETRY)}


def test_what_has_arrived_is_neither_cancelled_nor_sent_again() -> None:
    for state in (Delivery.SENT, Delivery.DELIVERED, Delivery.READ):
        for event in (DeliveryEvent.CANCEL, DeliveryEvent.RETRY, DeliveryEvent.START, DeliveryEvent.NOT_SENT):
            assert not DELIVERY.can(state, event)


def test_what_is_leaving_can_no_longer_be_cancelled() -> None:
    assert not DELIVERY.can(Delivery.SENDING, DeliveryEvent.CANCEL)


@given(st.lists(st.sampled_from(list(DeliveryEvent)), max_size=30))
def test_whatever_happens_a_reply_once_arrived_never_leaves_again(events: list[DeliveryEvent]) -> None:
    state, arrived = Delivery.QUEUED, False
    for event in events:
        if not DELIVERY.can(state, event):
            continue
        state = DELIVERY.step(state, event)
        arrived = arrived or state in (Delivery.DELIVERED, Delivery.READ)
        if arrived:
            assert state in (Delivery.DELIVERED, Delivery.READ)
