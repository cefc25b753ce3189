"""Words of a message's row that are stored as numbers: said a million times, they would take a tenth of the database.

Whoever reads sees words: `direction`, `delivery` and `answer` are computed columns over these numbers. Only writing
goes through here. The place of a word in its list is its number for good: append, never reorder. What is frequent is 0
or 1, which SQLite stores in no byte at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from closer_tui.domain.message import AnswerState, Delivery, Direction

DIRECTIONS: Final = (Direction.INBOUND, Direction.OUTBOUND, Direction.NOTE)
DELIVERIES: Final = (
    Delivery.RECEIVED,
    Delivery.SENT,
    Delivery.NONE,
    Delivery.QUEUED,
    Delivery.SENDING,
    Delivery.UNKNOWN,
    Delivery.DELIVERED,
    Delivery.READ,
    Delivery.FAILED,
    Delivery.CANCELLED,
)
ANSWERS: Final = (AnswerState.REPLIED, AnswerState.PENDING, AnswerState.ESCALATED)

DIRECTION: Final = {word: code for code, word in enumerate(DIRECTIONS)}
DELIVERY: Final = {word: code for code, word in enumerate(DELIVERIES)}
ANSWER: Final = {word: code for code, word in enumerate(ANSWERS)}


def spelled(column: str, words: Sequence[StrEnum]) -> str:
    """SQL for the word behind a column of numbers; NULL stays NULL."""
    return f"CASE {column} " + " ".join(f"WHEN {n} THEN '{word.value}'" for n, word in enumerate(words)) + " END"
