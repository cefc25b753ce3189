"""Tone profiles in the shape of the API, both ways. A profile from outside is cleaned and checked like any text."""

from __future__ import annotations

import json
from typing import Any

from closer_tui.channels.closer.tolerant_json import parse
from closer_tui.domain.errors import ChannelUnavailable, InvalidInput
from closer_tui.domain.text import clean
from closer_tui.domain.tone import MAX_SIGN_OFF, MAX_TOPICS, EmojiUse, SentenceLength, ToneProfile, normalise_topic


def tone_from(raw: bytes) -> ToneProfile:
    """Raises ChannelUnavailable when it is no tone profile."""
    document = parse(raw)
    try:
        if not isinstance(document, dict):
            raise TypeError("no object")
        return ToneProfile(
            formality=document["formality"],
            warmth=document["warmth"],
            sentence_length=SentenceLength(document["sentence_length"]),
            emoji=EmojiUse(document["emoji"]),
            sign_off=clean(_text(document["sign_off"]), limit=MAX_SIGN_OFF, multiline=False),
            escalation_topics=_topics(document["escalation_topics"]),
        )
    except (KeyError, ValueError, TypeError, InvalidInput) as error:
        raise ChannelUnavailable("the server's tone profile cannot be read", "Ours stays as it is.") from error


def tone_bytes(tone: ToneProfile) -> bytes:
    """The body of an update."""
    return json.dumps(
        {
            "formality": tone.formality,
            "warmth": tone.warmth,
            "sentence_length": tone.sentence_length.value,
            "emoji": tone.emoji.value,
            "sign_off": tone.sign_off,
            "escalation_topics": list(tone.escalation_topics),
        },
        ensure_ascii=False,
    ).encode()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _topics(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("no list")
    topics = (normalise_topic(clean(_text(topic), limit=200, multiline=False)) for topic in value[: 4 * MAX_TOPICS])
    return tuple(dict.fromkeys(topic for topic in topics if topic))[:MAX_TOPICS]
