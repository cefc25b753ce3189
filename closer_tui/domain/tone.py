"""The tone profile: how the owner writes, in six fields, versioned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from closer_tui.domain.errors import InvalidInput


class SentenceLength(StrEnum):
    """How long sentences may grow."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class EmojiUse(StrEnum):
    """How freely emoji are used."""

    NEVER = "never"
    SPARINGLY = "sparingly"
    FREELY = "freely"


FORMALITY_WORDS: Final = ("casual", "relaxed", "neutral", "polite", "formal")
WARMTH_WORDS: Final = ("matter-of-fact", "friendly", "warm", "very warm", "heartfelt")
MAX_SIGN_OFF: Final = 80
MAX_TOPIC: Final = 40
MAX_TOPICS: Final = 32


@dataclass(frozen=True, slots=True)
class ToneProfile:
    """Formality 1 casual … 5 formal, warmth 1 … 5; raises InvalidInput (with `field`) when out of range."""

    formality: int = 3
    warmth: int = 3
    sentence_length: SentenceLength = SentenceLength.MEDIUM
    emoji: EmojiUse = EmojiUse.SPARINGLY
    sign_off: str = ""
    escalation_topics: tuple[str, ...] = ("refunds", "complaints", "custom-quotes")

    def __post_init__(self) -> None:
        for name in ("formality", "warmth"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 5:
                raise InvalidInput(
                    f"{name} must be a whole number from 1 to 5",
                    f"Give {name} a value from 1 to 5.",
                    field=name,
                )
        if len(self.sign_off) > MAX_SIGN_OFF:
            raise InvalidInput(
                f"the sign-off is longer than {MAX_SIGN_OFF} characters", "Shorten it.", field="sign_off"
            )
        if len(self.escalation_topics) > MAX_TOPICS:
            raise InvalidInput(f"more than {MAX_TOPICS} topics", "Remove some.", field="escalation_topics")
        for topic in self.escalation_topics:
            if not topic or topic != normalise_topic(topic):
                raise InvalidInput(
                    f"{topic!r} is not a topic",
                    f"Use lower-case words joined by hyphens, at most {MAX_TOPIC} characters.",
                    field="escalation_topics",
                )
        if len(set(self.escalation_topics)) != len(self.escalation_topics):
            raise InvalidInput("a topic is named twice", "Remove one of them.", field="escalation_topics")

    def with_topics(self, topics: tuple[str, ...]) -> ToneProfile:
        """The same profile with other escalation topics."""
        return replace(self, escalation_topics=topics)


def normalise_topic(text: str) -> str:
    """`"Custom quotes "` → `"custom-quotes"`; empty when nothing usable is left."""
    kept = "".join(c if c.isalnum() else "-" for c in text.strip().casefold())
    return "-".join(part for part in kept.split("-") if part)[:MAX_TOPIC].strip("-")
