"""The parts of the demo as data: conversations, quick replies, past answers, the business."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.tone import ToneProfile

__all__ = [
    "Business",
    "Cast",
    "DemoConversation",
    "DemoMessage",
    "LocalReply",
    "PastAnswer",
    "QuickReply",
    "Sender",
    "TimedLine",
]


class Sender(StrEnum):
    """Who wrote a message of the back-story."""

    CUSTOMER = "customer"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """A message of the back-story, `age_minutes` old when the demo starts."""

    sender: Sender
    body: str
    age_minutes: int


@dataclass(frozen=True, slots=True)
class TimedLine:
    """What a customer will write `delay_seconds` after something happened."""

    body: str
    delay_seconds: int


@dataclass(frozen=True, slots=True)
class DemoConversation:
    """One customer on one channel; the fields are those of the cast file."""

    id: str
    channel: ChannelKind
    address: str
    name: str
    language: str
    mood: str
    messages: tuple[DemoMessage, ...] = ()
    live: tuple[tuple[str, ...], ...] = ()
    answers: tuple[TimedLine, ...] = ()
    then_after: tuple[TimedLine, ...] = ()
    hostile: bool = False

    @property
    def waits(self) -> bool:
        """True when the customer has the last word as the demo starts."""
        return bool(self.messages) and self.messages[-1].sender is Sender.CUSTOMER


@dataclass(frozen=True, slots=True)
class LocalReply:
    """A quick reply in another language, with the words that call for it there."""

    language: str
    body: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A ready answer of the owner, without the sign-off; `body` is in English."""

    shortcut: str
    title: str
    body: str
    keywords: tuple[str, ...]
    variants: tuple[LocalReply, ...] = ()

    def in_language(self, language: str) -> str:
        """The body in `language`, or in English where there is no variant."""
        return next((variant.body for variant in self.variants if variant.language == language), self.body)


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """A question of the past and the answer the owner approved."""

    language: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Business:
    """Whose inbox this is."""

    name: str
    owner: str
    town: str
    about: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything the demo knows at its start."""

    business: Business
    tone: ToneProfile
    conversations: tuple[DemoConversation, ...]
    quick_replies: tuple[QuickReply, ...]
    past_answers: tuple[PastAnswer, ...]
