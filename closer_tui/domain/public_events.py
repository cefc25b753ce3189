"""What the world is told: the five events of CLOSER v1 and their bodies.

Whoever causes an event makes its body here, once, and stores it in the same transaction; every attempt to
deliver it sends the same bytes.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from closer_tui.domain.clock import format_rfc3339
from closer_tui.domain.tone import ToneProfile

Body: TypeAlias = dict[str, object]


class PublicEvent(StrEnum):
    """What an endpoint may subscribe to."""

    RECEIVED = "message.received"
    REPLIED = "message.replied"
    ESCALATED = "message.escalated"
    TONE_UPDATED = "tone_profile.updated"
    DISCONNECTED = "integration.disconnected"


def received(message_id: str, channel: str, *, sender: str, body: str, received_at: int) -> Body:
    """A customer wrote. `received_at` in ms."""
    return {
        "event": PublicEvent.RECEIVED,
        "message_id": message_id,
        "channel": channel,
        "from": sender,
        "body": body,
        "received_at": format_rfc3339(received_at),
    }


def replied(message_id: str, channel: str, *, reply_id: str, body: str, sent_at: int, mode: str) -> Body:
    """The customer was answered: `message_id` is what they wrote, `mode` who answered. `sent_at` in ms."""
    return {
        "event": PublicEvent.REPLIED,
        "message_id": message_id,
        "channel": channel,
        "reply": {"id": reply_id, "body": body, "sent_at": format_rfc3339(sent_at), "mode": mode},
    }


def escalated(message_id: str, reason: str, draft: str) -> Body:
    """A person is needed: `reason` such as `topic:refund`, `draft` the bot's proposal or empty."""
    return {"event": PublicEvent.ESCALATED, "message_id": message_id, "reason": reason, "draft": draft}


def tone_updated(inbox_id: str, version: int, tone: ToneProfile) -> Body:
    """An inbox speaks differently from now on."""
    return {
        "event": PublicEvent.TONE_UPDATED,
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
        "event": PublicEvent.DISCONNECTED,
        "inbox_id": inbox_id,
        "channel": channel,
        "reason": reason,
        "disconnected_at": format_rfc3339(at),
    }


def encode(body: Mapping[str, object]) -> str:
    """The body as it is stored, signed and sent (in UTF-8): compact JSON.

    A lone surrogate, which cleaned text cannot hold, becomes a question mark: it must not stop an event.
    Raises ValueError for a number JSON does not know.
    """
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8")
