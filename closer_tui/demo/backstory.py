"""What had been said before the demo began, with real times, ready to be stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from closer_tui.demo.roles import Cast, DemoConversation, Sender
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import MINUTE, SECOND
from closer_tui.domain.text import clean

__all__ = ["PastMessage", "backstory"]

APART: Final = 9 * SECOND
"""Between messages of one conversation that share an age; six of them still fit into their minute."""


@dataclass(frozen=True, slots=True)
class PastMessage:
    """One message of the past; `at` is milliseconds since the epoch.

    `answers` is the id of the customer's message a business message replies to, otherwise "". Every earlier
    message of that customer is answered too.
    """

    id: str
    conversation_id: str
    channel: ChannelKind
    address: str
    name: str
    sender: Sender
    body: str
    at: int
    answers: str = ""


def backstory(cast: Cast, start: int) -> tuple[PastMessage, ...]:
    """Everything before `start`, oldest first.

    The bodies are clean: history is stored without passing the edge where a message would have been cleaned.
    """
    told = [message for talk in cast.conversations for message in _of(talk, start)]
    return tuple(sorted(told, key=lambda message: (message.at, message.id)))


def _of(talk: DemoConversation, start: int) -> list[PastMessage]:
    told: list[PastMessage] = []
    of_that_age: Counter[int] = Counter()
    for number, message in enumerate(talk.messages):
        at = start - message.age_minutes * MINUTE + of_that_age[message.age_minutes] * APART
        of_that_age[message.age_minutes] += 1
        told.append(
            PastMessage(
                id=f"{talk.id}/past/{number}",
                conversation_id=talk.id,
                channel=talk.channel,
                address=talk.address,
                name=clean(talk.name, multiline=False),
                sender=message.sender,
                body=clean(message.body),
                at=at,
                answers=told[-1].id if message.sender is Sender.BUSINESS else "",
            )
        )
    return told
