"""What the read side returns: frozen rows, whose fields stand in the order their queries select them.

`.json()` gives the names the command line prints; times leave as RFC 3339 in UTC there, and are milliseconds here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from closer_tui.domain.clock import format_rfc3339
from closer_tui.store import keys

if TYPE_CHECKING:
    from closer_tui.domain.draft import Check, Source, Usage

Json = dict[str, Any]


def iso(at: int | None) -> str | None:
    """RFC 3339 of a moment (ms); None and 0, which stand for never, become None."""
    return format_rfc3339(at) if at else None


def _no_usage() -> Usage:
    # Lists show no drafts, and the first frame shows a list.
    from closer_tui.domain.draft import Usage

    return Usage()


class ConversationRow(NamedTuple):
    """A conversation as lists show it. `waiting_since` and the other times are ms, None for never."""

    n: int
    inbox_n: int = 0
    inbox: str = ""
    inbox_name: str = ""
    inbox_mode: str = "draft"
    channel: str = ""
    env: str = "live"
    contact_n: int = 0
    name: str = ""
    address: str = ""
    status: str = "open"
    owner_kind: str = "bot"
    owner_name: str = ""
    owner_epoch: int = 1
    topic: str = ""
    unread: int = 0
    needs_action: bool = False
    waiting_since: int | None = None
    window_closes_at: int | None = None
    snooze_until: int | None = None
    last_message_at: int = 0
    last_inbound: int = 0
    last_public: int = 0
    last_delivery: str = ""
    snippet: str = ""
    tags: tuple[str, ...] = ()
    pending_draft: int | None = None
    draft_state: str = ""
    attention: str = ""
    opted_out: bool = False
    created_at: int = 0
    priority: int = 0

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("conv", self.n)

    @property
    def title(self) -> str:
        """The customer's name, or the address while nobody knows it."""
        return self.name or self.address

    def json(self) -> Json:
        """As `list` and `show` print it."""
        from closer_tui.domain.priority import Priority

        return {
            "id": self.id,
            "inbox": self.inbox,
            "channel": self.channel,
            "env": self.env,
            "contact": {"id": keys.public("ct", self.contact_n), "name": self.name, "address": self.address},
            "status": self.status,
            "owner": self.owner_kind,
            "owner_name": self.owner_name or None,
            "topic": self.topic or (self.owner_name if self.owner_kind == "queue" else "") or None,
            "unread": self.unread,
            "needs_action": self.needs_action,
            "waiting_since": iso(self.waiting_since),
            "window_closes_at": iso(self.window_closes_at),
            "snooze_until": iso(self.snooze_until),
            "last_message_at": iso(self.last_message_at),
            "last_delivery": self.last_delivery or None,
            "snippet": self.snippet,
            "tags": list(self.tags),
            "priority": Priority(self.priority).word,
            "draft": keys.public("draft", self.pending_draft) if self.pending_draft else None,
            "draft_state": self.draft_state or None,
            "attention": self.attention or None,
            "opted_out": self.opted_out,
        }


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in its thread. `author` is empty for the customer; `answer` is set for inbound ones only."""

    seq: int
    conversation_n: int = 0
    direction: str = "inbound"
    at: int = 0
    external_id: str = ""
    author: str = ""
    body: str = ""
    delivery: str = "received"
    answer: str | None = None
    reply_seq: int | None = None
    draft_n: int | None = None
    failure: str | None = None
    arrived_at: int = 0
    hidden_at: int | None = None
    edited_at: int | None = None

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("msg", self.seq)

    @property
    def key(self) -> tuple[int, str]:
        """Where it stands in its thread, for `thread.page(before=…)`."""
        return (self.at, self.external_id)

    def json(self) -> Json:
        """As `show` and `search` print it; an id the channel has not given yet is null."""
        return {
            "id": self.id,
            "conversation": keys.public("conv", self.conversation_n),
            "direction": self.direction,
            "body": self.body,
            "at": iso(self.at),
            "delivery": self.delivery,
            "author": self.author or None,
            "external_id": None if self.external_id.startswith(keys.LOCAL) else self.external_id,
            "answer": self.answer,
            "failure": self.failure,
            "hidden": self.hidden_at is not None,
            "edited_at": iso(self.edited_at),
        }


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft, what it stands on, and whom it is for. `last_inbound` and `last_public` are message numbers."""

    n: int
    conversation_n: int = 0
    revision: int = 1
    state: str = "pending"
    body: str = ""
    action: str = "reply"
    language: str = ""
    topic: str = ""
    reason: str = ""
    sources: tuple[Source, ...] = ()
    checks: tuple[Check, ...] = ()
    promises: tuple[str, ...] = ()
    usage: Usage = field(default_factory=_no_usage)
    model: str = ""
    instruction: str = ""
    last_inbound: int = 0
    last_public: int = 0
    owner_epoch: int = 1
    tone_version: int = 1
    attempts: int = 0
    created_at: int = 0
    finished_at: int | None = None
    decided_at: int | None = None
    decided_by: str | None = None
    decision: str | None = None
    sent_body: str | None = None
    customer: str = ""
    address: str = ""
    channel: str = ""
    waiting_since: int | None = None

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("draft", self.n)

    @property
    def held(self) -> bool:
        """Whether a check keeps it out of bulk approval."""
        return any(check.level == "hold" for check in self.checks)

    def json(self) -> Json:
        """As `drafts` and `show` print it."""
        return {
            "id": self.id,
            "conversation": keys.public("conv", self.conversation_n),
            "revision": self.revision,
            "state": self.state,
            "body": self.body,
            "action": self.action or None,
            "language": self.language or None,
            "topic": self.topic or None,
            "reason": self.reason or None,
            "sources": [asdict(source) for source in self.sources],
            "checks": [asdict(check) for check in self.checks],
            "promises": list(self.promises),
            "model": self.model or None,
            "usage": asdict(self.usage),
            "created_at": iso(self.created_at),
            "finished_at": iso(self.finished_at),
            "decided_at": iso(self.decided_at),
            "decided_by": self.decided_by,
            "decision": self.decision,
            "sent_body": self.sent_body,
        }


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """A conversation in a topic's queue, with the customer's words that put it there."""

    n: int
    conversation_n: int = 0
    topic: str = ""
    reason: str = ""
    detail: str = ""
    quote: str = ""
    message_seq: int = 0
    draft_n: int | None = None
    created_at: int = 0
    claimed_by: str | None = None
    claimed_at: int | None = None
    customer: str = ""
    address: str = ""
    channel: str = ""
    waiting_since: int | None = None
    snippet: str = ""

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("esc", self.n)

    def json(self) -> Json:
        """As `escalations` prints it."""
        return {
            "id": self.id,
            "conversation": keys.public("conv", self.conversation_n),
            "contact": {"name": self.customer, "address": self.address},
            "channel": self.channel,
            "topic": self.topic,
            "reason": self.reason,
            "detail": self.detail or None,
            "quote": self.quote or None,
            "message": keys.public("msg", self.message_seq) if self.message_seq else None,
            "draft": keys.public("draft", self.draft_n) if self.draft_n else None,
            "created_at": iso(self.created_at),
            "waiting_since": iso(self.waiting_since),
            "claimed_by": self.claimed_by,
            "claimed_at": iso(self.claimed_at),
        }
