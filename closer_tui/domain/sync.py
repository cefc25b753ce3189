"""What a channel hands over when it is read, in words every channel shares."""

from __future__ import annotations

from dataclasses import dataclass

from closer_tui.domain.message import AnswerState, Delivery, Direction


@dataclass(frozen=True, slots=True)
class SyncMark:
    """How far an inbox was read. `cursor` is the channel's own word, `since` a time in ms to start from without one."""

    cursor: str | None = None
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as the channel tells it. `thread` is what the channel calls the conversation, `address` where a reply
    goes. `at` is the channel's time in ms. Texts must have passed `domain.text.clean`.

    `reply_to` on an outbound message is the external id of the inbound message it answers; `answered_by` on an inbound
    one that of the reply it got, which is told in the same page. One reply can answer several messages.
    """

    external_id: str
    thread: str
    address: str
    body: str
    at: int
    direction: Direction = Direction.INBOUND
    name: str = ""
    author: str = ""
    delivery: Delivery = Delivery.RECEIVED
    answer: AnswerState | None = None
    reply_to: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Pulled:
    """One page. `mark` is where to go on, stored in the same transaction as the rows; `more` says go on at once.

    `gap` says that the channel skipped something between the last page and this one. `reset` says that everything is
    being read again from the start after a cursor was lost; nothing ours is dropped by it.
    """

    messages: tuple[Incoming, ...]
    mark: SyncMark
    more: bool = False
    gap: bool = False
    reset: bool = False
