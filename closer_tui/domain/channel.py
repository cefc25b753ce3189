"""Channels by name, and what one can do. A channel that cannot do a thing says so here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChannelKind(StrEnum):
    """The channels a customer writes on."""

    WHATSAPP = "whatsapp"
    INSTAGRAM = "instagram"
    LINKEDIN = "linkedin"
    EMAIL = "email"
    SMS = "sms"


class Idempotency(StrEnum):
    """How a channel lets a lost answer be resolved."""

    KEY = "key"
    LOOKUP = "lookup"
    NONE = "none"


class Environment(StrEnum):
    """Two planes that never mix: real customers, and the sandbox."""

    LIVE = "live"
    TEST = "test"


class InboxMode(StrEnum):
    """What the bot may do in an inbox."""

    OFF = "off"
    DRAFT = "draft"
    AUTONOMOUS = "autonomous"


class InboxState(StrEnum):
    """Whether an inbox can be read and written."""

    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an inbox's channel can do; services ask before they offer and again before they send.

    `max_body` is in characters, `window_ms` the time after the last inbound in which a free reply is
    allowed (None: always), `key_ms` how long the channel remembers an idempotency key, `settle_ms` the
    channel's worst delay before a sent reply can be looked up.
    """

    reply: bool = True
    idempotency: Idempotency = Idempotency.NONE
    key_ms: int = 0
    lookup: bool = False
    settle_ms: int = 0
    receipts: bool = False
    react: bool = False
    attachments: bool = False
    templates: bool = False
    tone_profiles: bool = False
    max_body: int = 10_000
    window_ms: int | None = None
    opt_out: bool = False


DAY_MS = 86_400_000

REACTING: frozenset[str] = frozenset()
"""Connectors whose channels take reactions. CLOSER v1 has no call for them, so there is none yet."""

CHANNEL_LIMITS: dict[ChannelKind, tuple[int, int | None, bool]] = {
    # kind: (longest body in characters, reply window, customers can opt out by a word)
    ChannelKind.WHATSAPP: (4_096, DAY_MS, True),
    ChannelKind.INSTAGRAM: (1_000, DAY_MS, False),
    ChannelKind.LINKEDIN: (8_000, None, False),
    ChannelKind.EMAIL: (25_000, None, True),
    ChannelKind.SMS: (1_600, None, True),
}
