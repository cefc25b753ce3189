"""Words by which a customer stops or restarts messages: the whole body, one word, any case."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

STOP_WORDS: Final = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout", "revoke"})
START_WORDS: Final = frozenset({"start", "yes", "unstop"})


class OptSignal(StrEnum):
    """What the word asks for."""

    STOP = "stop"
    START = "start"


def opt_signal(body: str, *, opted_out: bool) -> OptSignal | None:
    """The signal in a message. A restart word counts only for somebody who had stopped ("yes" is an everyday word)."""
    word = body.strip().strip(".!").casefold()
    if word in STOP_WORDS:
        return OptSignal.STOP
    if opted_out and word in START_WORDS:
        return OptSignal.START
    return None
