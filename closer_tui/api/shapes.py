"""Rows as CLOSER v1 documents."""

from __future__ import annotations

from closer_tui.domain.clock import format_rfc3339
from closer_tui.domain.tone import ToneProfile
from closer_tui.store import keys
from closer_tui.store.inbound_list import InboundMessage


def message(row: InboundMessage) -> dict[str, object]:
    """An inbound message, with its reply when there is one."""
    document: dict[str, object] = {
        "id": keys.public("msg", row.seq),
        "channel": row.channel.value,
        "from": row.address,
        "body": row.body,
        "received_at": format_rfc3339(row.at),
        "status": row.answer.value,
    }
    if row.reply is not None:
        document["reply"] = {
            "id": keys.public("rep", row.reply.seq),
            "body": row.reply.body,
            "sent_at": format_rfc3339(row.reply.sent_at),
            "mode": row.reply.mode,
        }
    return document


def tone(profile: ToneProfile) -> dict[str, object]:
    """The six fields of a tone profile."""
    return {
        "formality": profile.formality,
        "warmth": profile.warmth,
        "sentence_length": profile.sentence_length.value,
        "emoji": profile.emoji.value,
        "sign_off": profile.sign_off,
        "escalation_topics": list(profile.escalation_topics),
    }
