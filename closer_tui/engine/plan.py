"""The numbers of the settings file in the shapes and units the jobs take."""

from __future__ import annotations

from dataclasses import dataclass

from closer_tui.config.settings import Settings
from closer_tui.engine.outgoing import SendTiming
from closer_tui.engine.syncing import SyncTiming
from closer_tui.store.draft_requests import DraftTiming


@dataclass(frozen=True, slots=True)
class Plan:
    """When and how often. Times in ms except where a name says seconds."""

    sync: SyncTiming
    send: SendTiming
    drafts: DraftTiming
    sync_seconds: float
    draft_ttl_ms: int
    idempotency_ms: int


def plan_of(settings: Settings) -> Plan:
    """Read off the settings."""
    sync, box, drafting = settings.sync, settings.outbox, settings.drafting
    base_ms, cap_ms = int(sync.backoff_initial_seconds * 1000), int(sync.backoff_max_seconds * 1000)
    return Plan(
        sync=SyncTiming(sync.pages_per_round, base_ms, cap_ms),
        send=SendTiming(
            int(box.settle_seconds * 1000), box.max_attempts, base_ms, cap_ms, int(box.give_up_hours * 3_600_000)
        ),
        drafts=DraftTiming(int(drafting.debounce_seconds * 1000), int(drafting.debounce_max_seconds * 1000)),
        sync_seconds=sync.interval_seconds,
        draft_ttl_ms=int(drafting.draft_ttl_hours * 3_600_000),
        idempotency_ms=int(settings.server.idempotency_hours * 3_600_000),
    )
