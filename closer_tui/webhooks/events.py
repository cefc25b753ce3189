"""What the world is told: the five events of CLOSER v1, their bodies and their headers.

A body is made once, when the event happens, and stored; every attempt sends the same bytes under the same
event id, so a receiver that got them twice can tell. Only the signature is new each time.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from closer_tui.domain.clock import format_rfc3339
from closer_tui.domain.ids import new_id
from closer_tui.domain.tone import ToneProfile

USER_AGENT = "closer-tui-webhooks/1"

Body: TypeAlias = dict[str, object]


class Event(StrEnum):
    """What an endpoint may subscribe to."""

    RECEIVED = "message.received"
    REPLIED = "message.replied"
    ESCALATED = "message.escalated"
    TONE_UPDATED = "tone_profile.updated"
    DISCONNECTED = "integration.disconnected"


def new_event_id(at: int) -> str:
    """An id for an event that happened at `at` (ms); constant over all attempts and replays."""
    return new_id("evt", at)


def received(message_id: str, channel: str, *, sender: str, body: str, received_at: int) -> Body:
    """A customer wrote. `received_at` in ms."""
    return {
        "event": Event.RECEIVED,
        "message_id": message_id,
        "channel": channel,
        "from": sender,
        "body": body,
        "received_at": format_rfc3339(received_at),
    }


def replied(message_id: str, channel: str, *, reply_id: str, body: str, sent_at: int, mode: str) -> Body:
    """The customer was answered: `message_id` is what they wrote, `mode` who answered. `sent_at` in ms."""
    return {
        "event": Event.REPLIED,
        "message_id": message_id,
        "channel": channel,
        "reply": {"id": reply_id, "body": body, "sent_at": format_rfc3339(sent_at), "mode": mode},
    }


def escalated(message_id: str, reason: str, draft: str) -> Body:
    """A person is needed: `reason` such as `topic:refund`, `draft` the bot's proposal or empty."""
    return {"event": Event.ESCALATED, "message_id": message_id, "reason": reason, "draft": draft}


def tone_updated(inbox_id: str, version: int, tone: ToneProfile) -> Body:
    """An inbox speaks differently from now on."""
    return {
        "event": Event.TONE_UPDATED,
        "inbox_id": inbox_id,
        "version": version,
        "tone_profile": {
            "formality": tone.formality,
            "warmth": tone.warmth,
            "sentence_length": tone.sentence_length,
            "emoji": tone.emoji,
            "sign_off": tone.sign_off,
            "escalation_topics": list(tone.escalation_topics),
        },
    }


def disconnected(inbox_id: str, channel: str, reason: str, at: int) -> Body:
    """A channel no longer lets us in, or was disconnected by its owner. `at` in ms."""
    return {
        "event": Event.DISCONNECTED,
        "inbox_id": inbox_id,
        "channel": channel,
        "reason": reason,
        "disconnected_at": format_rfc3339(at),
    }


def encode(body: Mapping[str, object]) -> bytes:
    """The body's bytes, as they are stored, signed and sent: compact JSON in UTF-8.

    A lone surrogate, which cleaned text cannot hold, becomes a question mark: it must not stop an event.
    """
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace")


def headers(event: str, event_id: str, signature: str) -> dict[str, str]:
    """What goes above the body; `X-Closer-Delivery` is what a receiver remembers to drop repetitions."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": USER_AGENT,
        "X-Closer-Event": event,
        "X-Closer-Delivery": event_id,
        "X-Closer-Signature": signature,
    }
