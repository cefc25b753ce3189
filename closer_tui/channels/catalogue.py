"""Which connectors there are and what each can do, without opening a connection."""

from __future__ import annotations

from typing import Final

from closer_tui.domain.channel import CHANNEL_LIMITS, DAY_MS, Capabilities, Idempotency
from closer_tui.store.inboxes import Inbox

CLOSER: Final = "closer"
SANDBOX: Final = "sandbox"


def capabilities_of(inbox: Inbox) -> Capabilities:
    """What an inbox can do: its connector's way of sending, its channel's limits."""
    max_body, window_ms, opt_out = CHANNEL_LIMITS[inbox.channel]
    return Capabilities(
        reply=True,
        idempotency=Idempotency.KEY,
        key_ms=DAY_MS,
        lookup=True,
        settle_ms=1_000,
        tone_profiles=True,
        max_body=max_body,
        window_ms=window_ms,
        opt_out=opt_out,
    )
