"""The seam to whoever writes drafts: what goes in, what comes out, and every way it can fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from closer_tui.domain.draft import Proposal, Usage
from closer_tui.domain.errors import CloserError
from closer_tui.domain.escalation import EscalationCall
from closer_tui.drafting.brief import DraftBrief

OFFLINE: Final = "offline"
"""The name under which the offline drafter signs."""


class FailKind(StrEnum):
    """Why there is no draft."""

    REFUSED = "refused"
    CUT = "cut"
    TOO_LONG = "too_long"
    OVERLOADED = "overloaded"
    RATE_LIMITED = "rate_limited"
    UNAUTHORIZED = "unauthorized"
    INVALID_ANSWER = "invalid_answer"
    INVALID_REQUEST = "invalid_request"
    DEADLINE = "deadline"
    BUDGET = "budget"
    NETWORK = "network"
    CONTEXT_FULL = "context_full"


PASSING: Final = frozenset(
    {FailKind.CUT, FailKind.OVERLOADED, FailKind.RATE_LIMITED, FailKind.DEADLINE, FailKind.NETWORK}
)
"""Failures that another try, later, may not meet."""


class DraftFailed(CloserError):
    """There is no draft. `retry_after_ms` is what the model's server asked for; `usage` what was paid all the same."""

    def __init__(
        self,
        kind: FailKind,
        message: str,
        hint: str = "",
        *,
        retry_after_ms: int | None = None,
        usage: Usage | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.kind = kind
        self.retry_after_ms = retry_after_ms
        self.usage = usage or Usage()

    @property
    def again(self) -> bool:
        """Whether the same request may succeed later."""
        return self.kind in PASSING


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model returns: a proposal, and with the action `escalate` why, in a category of ours.

    It has no recipient, no channel and no attachments: those come from the store alone.
    """

    proposal: Proposal
    escalation: EscalationCall | None = None


class DraftModel(Protocol):
    """Writes one draft for one conversation."""

    @property
    def name(self) -> str:
        """Who signs, for example `claude-sonnet-5-5` or `offline`."""

    async def draft(self, brief: DraftBrief, *, on_text: Callable[[str], None]) -> Answer:
        """The answer, its text handed to `on_text` piece by piece as it grows. Raises DraftFailed.

        Cancelling the task ends the request.
        """

    async def aclose(self) -> None:
        """Give back what is held open."""
