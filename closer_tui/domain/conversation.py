"""A conversation: one contact in one inbox. Two axes that are never fused: status and owner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from closer_tui.domain.machine import Machine


class Status(StrEnum):
    """Where the conversation stands."""

    OPEN = "open"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    SPAM = "spam"


class StatusEvent(StrEnum):
    """What moves a status."""

    INBOUND = "written to"
    SNOOZE = "snoozed"
    WAKE = "woken"
    RESOLVE = "resolved"
    REOPEN = "reopened"
    MARK_SPAM = "marked as spam"


class OwnerKind(StrEnum):
    """Who has the conversation."""

    BOT = "bot"
    AGENT = "agent"
    QUEUE = "queue"
    NOBODY = "nobody"


class OwnerEvent(StrEnum):
    """What moves ownership; every move raises `owner_epoch` by one."""

    TAKE = "taken over"
    ESCALATE = "escalated"
    CLAIM = "claimed"
    HAND_BACK = "handed back"
    ASSIGN = "assigned"
    UNASSIGN = "unassigned"
    BACK_TO_BOT = "given back to the bot"
    BACK_TO_AGENT = "given back to a person"
    BACK_TO_QUEUE = "put back in its queue"
    BACK_TO_NOBODY = "given back to nobody"


GIVEN_BACK = {
    OwnerKind.BOT: OwnerEvent.BACK_TO_BOT,
    OwnerKind.AGENT: OwnerEvent.BACK_TO_AGENT,
    OwnerKind.QUEUE: OwnerEvent.BACK_TO_QUEUE,
    OwnerKind.NOBODY: OwnerEvent.BACK_TO_NOBODY,
}
"""Taking a move back is a move of its own: to whoever had the conversation, from wherever it went."""


STATUS = Machine(
    "conversation",
    {
        (Status.OPEN, StatusEvent.INBOUND): Status.OPEN,
        (Status.SNOOZED, StatusEvent.INBOUND): Status.OPEN,
        (Status.RESOLVED, StatusEvent.INBOUND): Status.OPEN,
        (Status.SPAM, StatusEvent.INBOUND): Status.SPAM,
        (Status.OPEN, StatusEvent.SNOOZE): Status.SNOOZED,
        (Status.SNOOZED, StatusEvent.SNOOZE): Status.SNOOZED,
        (Status.SNOOZED, StatusEvent.WAKE): Status.OPEN,
        (Status.OPEN, StatusEvent.RESOLVE): Status.RESOLVED,
        (Status.SNOOZED, StatusEvent.RESOLVE): Status.RESOLVED,
        (Status.RESOLVED, StatusEvent.REOPEN): Status.OPEN,
        (Status.SPAM, StatusEvent.REOPEN): Status.OPEN,
        (Status.SNOOZED, StatusEvent.REOPEN): Status.OPEN,
        (Status.OPEN, StatusEvent.MARK_SPAM): Status.SPAM,
        (Status.SNOOZED, StatusEvent.MARK_SPAM): Status.SPAM,
        (Status.RESOLVED, StatusEvent.MARK_SPAM): Status.SPAM,
    },
)

OWNER = Machine(
    "conversation",
    {
        (OwnerKind.BOT, OwnerEvent.TAKE): OwnerKind.AGENT,
        (OwnerKind.NOBODY, OwnerEvent.TAKE): OwnerKind.AGENT,
        (OwnerKind.QUEUE, OwnerEvent.TAKE): OwnerKind.AGENT,
        (OwnerKind.AGENT, OwnerEvent.TAKE): OwnerKind.AGENT,
        (OwnerKind.QUEUE, OwnerEvent.CLAIM): OwnerKind.AGENT,
        (OwnerKind.BOT, OwnerEvent.ESCALATE): OwnerKind.QUEUE,
        (OwnerKind.NOBODY, OwnerEvent.ESCALATE): OwnerKind.QUEUE,
        (OwnerKind.AGENT, OwnerEvent.ESCALATE): OwnerKind.QUEUE,
        (OwnerKind.QUEUE, OwnerEvent.ESCALATE): OwnerKind.QUEUE,
        (OwnerKind.AGENT, OwnerEvent.HAND_BACK): OwnerKind.BOT,
        (OwnerKind.QUEUE, OwnerEvent.HAND_BACK): OwnerKind.BOT,
        (OwnerKind.NOBODY, OwnerEvent.HAND_BACK): OwnerKind.BOT,
        (OwnerKind.BOT, OwnerEvent.ASSIGN): OwnerKind.AGENT,
        (OwnerKind.QUEUE, OwnerEvent.ASSIGN): OwnerKind.AGENT,
        (OwnerKind.NOBODY, OwnerEvent.ASSIGN): OwnerKind.AGENT,
        (OwnerKind.AGENT, OwnerEvent.ASSIGN): OwnerKind.AGENT,
        (OwnerKind.AGENT, OwnerEvent.UNASSIGN): OwnerKind.NOBODY,
        (OwnerKind.QUEUE, OwnerEvent.UNASSIGN): OwnerKind.NOBODY,
    }
    | {(now, back): before for before, back in GIVEN_BACK.items() for now in OwnerKind},
)


@dataclass(frozen=True, slots=True)
class Owner:
    """`name` is the agent's name or the queue's topic; empty for bot and nobody."""

    kind: OwnerKind
    name: str = ""
