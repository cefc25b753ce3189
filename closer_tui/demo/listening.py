"""Replies in a page of CLOSER v1 messages, checked on the way in."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, Field, ValidationError

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import BadTime, parse_rfc3339
from closer_tui.domain.errors import ChannelUnavailable

__all__ = ["Reply", "heard_in"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that reached a customer; `sent_at` is milliseconds since the epoch."""

    id: str
    channel: ChannelKind
    address: str
    body: str
    sent_at: int


class _SentReply(BaseModel):
    id: str
    body: str
    sent_at: str | None = None


class _Message(BaseModel):
    channel: ChannelKind
    sender: str = Field(alias="from")
    reply: _SentReply | None = None


class _Page(BaseModel):
    data: list[_Message]
    next_cursor: str | None = None


def heard_in(page: bytes) -> tuple[list[Reply], str]:
    """The replies in a page that have left, oldest first, and the cursor of the next page ("" on the last).

    Raises ChannelUnavailable when this is no page of messages.
    """
    try:
        read = _Page.model_validate_json(page)
        replies = [
            Reply(each.reply.id, each.channel, each.sender, each.reply.body, parse_rfc3339(each.reply.sent_at))
            for each in read.data
            if each.reply is not None and each.reply.sent_at is not None
        ]
    except (ValidationError, BadTime) as reason:
        raise ChannelUnavailable(
            "The sandbox server sent something that is no page of messages.", "Is this a CLOSER v1 server?"
        ) from reason
    return sorted(replies, key=lambda reply: reply.sent_at), read.next_cursor or ""
