"""A draft: a proposed reply, bound to exactly what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from closer_tui.domain.machine import Machine


class DraftState(StrEnum):
    """A draft's life."""

    REQUESTED = "requested"
    GENERATING = "generating"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    STALE = "stale"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHHELD = "withheld"
    FAILED = "failed"


class DraftEvent(StrEnum):
    """What moves a draft."""

    CLAIM = "started"
    FINISH = "finished"
    APPROVE = "approved"
    UNDO = "taken back"
    REJECT = "rejected"
    NEW_INBOUND = "outrun by a new message"
    SUPERSEDE = "superseded"
    EXPIRE = "expired"
    WITHHOLD = "withheld"
    FAIL = "failed"
    RELEASE = "released"


class DraftAction(StrEnum):
    """What the drafter proposes to do."""

    REPLY = "reply"
    CLARIFY = "clarify"
    ESCALATE = "escalate"
    NO_REPLY = "no_reply"


S, E = DraftState, DraftEvent
DRAFT = Machine(
    "draft",
    {
        (S.REQUESTED, E.CLAIM): S.GENERATING,
        (S.REQUESTED, E.SUPERSEDE): S.SUPERSEDED,
        (S.REQUESTED, E.WITHHOLD): S.WITHHELD,
        (S.GENERATING, E.FINISH): S.PENDING,
        (S.GENERATING, E.FAIL): S.FAILED,
        (S.GENERATING, E.RELEASE): S.REQUESTED,
        # Nothing was shown yet, so there is nothing to keep as stale.
        (S.GENERATING, E.NEW_INBOUND): S.SUPERSEDED,
        (S.GENERATING, E.SUPERSEDE): S.SUPERSEDED,
        (S.GENERATING, E.WITHHOLD): S.WITHHELD,
        (S.PENDING, E.APPROVE): S.APPROVED,
        (S.PENDING, E.REJECT): S.REJECTED,
        (S.PENDING, E.NEW_INBOUND): S.STALE,
        (S.PENDING, E.SUPERSEDE): S.SUPERSEDED,
        (S.PENDING, E.EXPIRE): S.EXPIRED,
        (S.PENDING, E.WITHHOLD): S.WITHHELD,
        # An approval can be taken back while its reply has not begun to leave.
        (S.APPROVED, E.UNDO): S.PENDING,
        (S.REJECTED, E.UNDO): S.PENDING,
        (S.STALE, E.SUPERSEDE): S.SUPERSEDED,
        (S.STALE, E.REJECT): S.REJECTED,
        (S.STALE, E.WITHHOLD): S.WITHHELD,
        # Sending a stale draft takes an explicit override by a person who has seen what arrived.
        (S.STALE, E.APPROVE): S.APPROVED,
        # Resolving, marking as spam and blocking withhold, and can be taken back.
        (S.WITHHELD, E.UNDO): S.PENDING,
        (S.WITHHELD, E.SUPERSEDE): S.SUPERSEDED,
        (S.FAILED, E.SUPERSEDE): S.SUPERSEDED,
    },
)

LIVE_STATES = (S.REQUESTED, S.GENERATING, S.PENDING, S.STALE)
"""States of a draft that a newer draft of the same conversation supersedes."""


@dataclass(frozen=True, slots=True)
class DraftBasis:
    """What a draft answers; approval compares it with the conversation as it is now.

    `last_inbound` and `last_public` are message sequence numbers; versions count up from 1.
    """

    last_inbound: int
    last_public: int
    owner_epoch: int
    tone_version: int
    knowledge_version: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Something the draft says it stands on: a quick reply, a past answer, a part of a document."""

    id: str
    title: str
    kind: str = "quick_reply"
    quote: str = ""


class CheckLevel(StrEnum):
    """How a check came out. HOLD keeps a draft out of bulk approval."""

    OK = "ok"
    WARN = "warn"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Check:
    """One named check of a draft in code: tone, language, promise, link, length, window, opt-out."""

    name: str
    level: CheckLevel
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and money one draft cost; `cost_micros` is millionths of a US dollar."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    cost_micros: int = 0
    first_token_ms: int = 0
    took_ms: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a drafter returns, before code checks it. `topic` and `reason` explain the action; `invented_sources` are
    ids it named and was never given."""

    action: DraftAction
    body: str
    language: str = ""
    topic: str = ""
    reason: str = ""
    sources: tuple[Source, ...] = ()
    invented_sources: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    model: str = ""
    prompt_hash: str = ""
    usage: Usage = field(default_factory=Usage)
