"""Why a conversation goes to a person, in the categories used everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EscalationReason(StrEnum):
    """Reason categories; `topic:<name>` is formed from TOPIC and the topic."""

    TOPIC = "topic"
    CUSTOMER_REQUEST = "customer_request"
    MISSING_KNOWLEDGE = "missing_knowledge"
    UNSUPPORTED_REQUEST = "unsupported_request"
    POLICY_RESTRICTION = "policy_restriction"
    TOOL_FAILURE = "tool_failure"
    PENDING_CLARIFICATION = "pending_clarification"
    USAGE_LIMIT = "usage_limit"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class EscalationCall:
    """A decision to escalate: the queue (`topic`), why, and the customer's own words that triggered it."""

    topic: str
    reason: EscalationReason
    quote: str = ""
    detail: str = ""

    @property
    def code(self) -> str:
        """The reason as peers see it, for example `topic:refunds`."""
        return f"topic:{self.topic}" if self.reason is EscalationReason.TOPIC else self.reason.value
