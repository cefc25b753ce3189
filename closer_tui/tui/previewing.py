"""Asking the engine how a draft would read with another tone: one question at a time, the newest counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from os import getpid
from typing import Any

from closer_tui.domain.tone import ToneProfile
from closer_tui.tui.messages import PreviewSaid

__all__ = ["PreviewAsker", "tone_message"]

SayToEngine = Callable[[Mapping[str, Any]], bool]
"""Says something to the engine; False when nobody listens."""


def tone_message(tone: ToneProfile) -> dict[str, Any]:
    """A profile as it travels."""
    return {
        "formality": tone.formality,
        "warmth": tone.warmth,
        "sentence_length": tone.sentence_length.value,
        "emoji": tone.emoji.value,
        "sign_off": tone.sign_off,
        "escalation_topics": list(tone.escalation_topics),
    }


class PreviewAsker:
    """Numbers the questions of one screen, and knows which answers are still of interest."""

    _screens = count(1)

    def __init__(self, say: SayToEngine) -> None:
        self._say = say
        self._asker = f"{getpid()}.{next(self._screens)}"
        self._numbers = count(1)
        self.waiting_for = ""
        """The question that has not been answered in full; empty for none."""
        self.heard_anything = False

    def ask(self, inbox_n: int, conversation_n: int, tone: ToneProfile) -> bool:
        """Ask; what was asked before counts no more. False when no engine is there to hear it."""
        self.waiting_for = f"{self._asker}:{next(self._numbers)}"
        self.heard_anything = False
        return self._say(
            {
                "t": "preview",
                "id": self.waiting_for,
                "inbox": inbox_n,
                "conversation": conversation_n,
                "tone": tone_message(tone),
            }
        )

    def forget(self) -> None:
        """No answer is of interest any more."""
        self.waiting_for = ""

    def takes(self, news: PreviewSaid) -> bool:
        """Whether this answers the newest question."""
        if not self.waiting_for or news.id != self.waiting_for:
            return False
        self.heard_anything = True
        if news.done:
            self.waiting_for = ""
        return True
