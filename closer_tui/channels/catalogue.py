"""Which connectors there are and what each can do, without opening a connection."""

from __future__ import annotations

from typing import Final

from closer_tui.domain.channel import CHANNEL_LIMITS, DAY_MS, REACTING, Capabilities, Idempotency
from closer_tui.domain.clock import HOUR, MINUTE
from closer_tui.store.inboxes import Inbox

CLOSER: Final = "closer"
SANDBOX: Final = "sandbox"
EMAIL: Final = "email"

CLOSER_KEY_MS: Final = 23 * HOUR
"""CLOSER keeps an idempotency key for 24 hours; clocks differ, and a request takes its time."""


def capabilities_of(inbox: Inbox) -> Capabilities:
    """What an inbox can do: its connector's way of sending, its channel's limits. Without a connector, nothing."""
    max_body, window_ms, opt_out = CHANNEL_LIMITS[inbox.channel]
    if inbox.connector == EMAIL:
        return Capabilities(
            idempotency=Idempotency.LOOKUP,
            lookup=True,
            settle_ms=MINUTE,
            max_body=max_body,
            window_ms=window_ms,
            opt_out=opt_out,
        )
    if inbox.connector not in {CLOSER, SANDBOX}:
        return Capabilities(reply=False, max_body=max_body, window_ms=window_ms, opt_out=opt_out)
    return Capabilities(
        reply=True,
        idempotency=Idempotency.KEY,
        key_ms=CLOSER_KEY_MS if inbox.connector == CLOSER else DAY_MS,
        lookup=True,
        settle_ms=1_000,
        react=inbox.connector in REACTING,
        tone_profiles=inbox.connector == CLOSER and bool(inbox.config.get("remote_inbox")),
        max_body=max_body,
        window_ms=window_ms,
        opt_out=opt_out,
    )
