"""The brief: everything a drafter may know about one conversation, and nothing about any other.

Quick replies are the owner's own words. Past answers were approved in other conversations; only the offline drafter,
which keeps them on this machine, is given them, and only those that name nobody (see `past`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from closer_tui.domain.channel import Capabilities, ChannelKind, InboxState
from closer_tui.domain.handover import HandOver
from closer_tui.domain.intent import Guess
from closer_tui.domain.tone import ToneProfile


class Speaker(StrEnum):
    """Who said a line."""

    CUSTOMER = "customer"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the conversation. `at` in ms."""

    speaker: Speaker
    body: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A ready answer of the owner. `language` is empty where the owner named none."""

    id: str
    title: str
    body: str
    keywords: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """What was asked once, and the answer a person approved."""

    id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of one of the owner's documents that fits what is asked. `title` names document and headings;
    `question` is the heading where the text answers it, else empty."""

    id: str
    title: str
    body: str
    question: str = ""


@dataclass(frozen=True)
class DraftBrief:
    """One conversation as a drafter sees it: the last lines, oldest first, and the owner's knowledge. `excerpts` are
    what of the documents fits what is asked, the best first.

    `handover` is what the person who handed the conversation back wrote; `instruction` what was asked of a redraft;
    `complaint` what code found wrong with a first try, in our own words; `address` the customer's own, which checks
    compare with and no model is told; `intent` what the owner taught such questions are, which go `to_person` where the
    owner says so.
    """

    lines: tuple[Line, ...]
    contact_name: str = ""
    address: str = ""
    channel: ChannelKind = ChannelKind.EMAIL
    business: str = ""
    tone: ToneProfile = field(default_factory=ToneProfile)
    quick_replies: tuple[QuickReply, ...] = ()
    past_answers: tuple[PastAnswer, ...] = ()
    intent: Guess | None = None
    to_person: bool = False
    excerpts: tuple[Excerpt, ...] = ()
    instruction: str = ""
    complaint: str = ""
    handover: HandOver | None = None
    capabilities: Capabilities = field(default_factory=Capabilities)
    window_closes_at: int | None = None
    opted_out: bool = False
    inbox_state: InboxState = InboxState.CONNECTED
    now: int = 0

    @cached_property
    def waiting(self) -> tuple[Line, ...]:
        """The customer's lines that nobody has answered; the last one when all are answered (a redraft)."""
        start = max((i + 1 for i, line in enumerate(self.lines) if line.speaker is Speaker.BUSINESS), default=0)
        open_lines = self.lines[start:]
        if open_lines:
            return open_lines
        return tuple(line for line in self.lines if line.speaker is Speaker.CUSTOMER)[-1:]

    @cached_property
    def asked(self) -> str:
        """What waits for an answer, as one text."""
        return "\n".join(line.body for line in self.waiting)

    @cached_property
    def said_by_customer(self) -> str:
        """Every line of the customer that is shown, as one text."""
        return "\n".join(line.body for line in self.lines if line.speaker is Speaker.CUSTOMER)

    @cached_property
    def owner_words(self) -> str:
        """What the business itself has written: its answers here, quick replies, past answers, documents,
        sign-off, and what it handed over as agreed. What is not to be said is no word of its own."""
        told = self.handover or HandOver()
        return "\n".join(
            [
                *(line.body for line in self.lines if line.speaker is Speaker.BUSINESS),
                *(reply.body for reply in self.quick_replies),
                *(past.answer for past in self.past_answers),
                *(f"{excerpt.question}\n{excerpt.body}" for excerpt in self.excerpts),
                self.tone.sign_off,
                *told.facts,
                *(promise.text for promise in told.promises),
                *told.dos,
                self.instruction,
            ]
        )
