"""The bodies a receiver sees."""

import json

import pytest

from closer_tui.domain import public_events as events
from closer_tui.domain.public_events import PublicEvent
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile

AT = 1_779_434_043_000  # 2026-05-22T07:14:03Z


def test_there_are_the_five_documented_events() -> None:
    assert {str(event) for event in PublicEvent} == {
        "message.received",
        "message.replied",
        "message.escalated",
        "tone_profile.updated",
        "integration.disconnected",
    }


def test_a_message_received() -> None:
    body = events.received("msg_1", "whatsapp", sender="+447700900123", body="Hallo 👋", received_at=AT)
    assert json.loads(events.encode(body)) == {
        "event": "message.received",
        "message_id": "msg_1",
        "channel": "whatsapp",
        "from": "+447700900123",
        "body": "Hallo 👋",
        "received_at": "2026-05-22T07:14:03Z",
    }


def test_a_message_replied_carries_the_reply_as_the_api_shows_it() -> None:
    body = events.replied("msg_1", "sms", reply_id="rep_1", body="Gladly!", sent_at=AT, mode="human")
    assert json.loads(events.encode(body)) == {
        "event": "message.replied",
        "message_id": "msg_1",
        "channel": "sms",
        "reply": {"id": "rep_1", "body": "Gladly!", "sent_at": "2026-05-22T07:14:03Z", "mode": "human"},
    }


def test_an_escalation_is_the_documented_one_to_the_letter() -> None:
    sent = events.encode(events.escalated("msg_1", "topic:refund", "Sorry …"))
    assert sent == ('{"event":"message.escalated","message_id":"msg_1","reason":"topic:refund","draft":"Sorry …"}')


def test_a_tone_profile_updated() -> None:
    tone = ToneProfile(2, 4, SentenceLength.SHORT, EmojiUse.SPARINGLY, "— Paul", ("refunds", "complaints"))
    assert json.loads(events.encode(events.tone_updated("inbox_1", 3, tone))) == {
        "event": "tone_profile.updated",
        "inbox_id": "inbox_1",
        "version": 3,
        "tone_profile": {
            "formality": 2,
            "warmth": 4,
            "sentence_length": "short",
            "emoji": "sparingly",
            "sign_off": "— Paul",
            "escalation_topics": ["refunds", "complaints"],
        },
    }


def test_an_integration_disconnected() -> None:
    body = events.disconnected("inbox_1", "linkedin", "The token was revoked.", AT)
    assert json.loads(events.encode(body)) == {
        "event": "integration.disconnected",
        "inbox_id": "inbox_1",
        "channel": "linkedin",
        "reason": "The token was revoked.",
        "disconnected_at": "2026-05-22T07:14:03Z",
    }


def test_half_a_character_does_not_stop_an_event() -> None:
    assert events.encode({"body": "a\ud800b"}) == '{"body":"a?b"}'


def test_a_number_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        events.encode({"body": float("nan")})
