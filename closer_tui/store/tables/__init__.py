"""The tables, as SQLAlchemy Core sees them. `migrations/` makes them; a test compares the two.

Two busy tables have integer keys: `conversations.n`, and `messages.seq`, which is derived from the time, so that
newest-first search is a walk down the rowid. Public ids are those numbers in other clothes (see `keys`).
Times are milliseconds since 1970 in UTC; texts named *_json hold JSON.
"""

from __future__ import annotations

from closer_tui.store.tables.api import api_tokens, idempotency, webhook_deliveries, webhook_endpoints, webhook_events
from closer_tui.store.tables.columns import metadata
from closer_tui.store.tables.conversations import (
    conversation_tags,
    conversations,
    escalations,
    follow_ups,
    handovers,
    messages,
    owner_moves,
    saved_views,
    tags,
)
from closer_tui.store.tables.drafts import decision_days, decision_times, decisions, drafts, feedback, proposals
from closer_tui.store.tables.inboxes import inboxes, sync_state, tone_profiles, tone_sync
from closer_tui.store.tables.knowledge import document_parts, documents, intent_examples, intents
from closer_tui.store.tables.people import contacts, identities
from closer_tui.store.tables.program import (
    applied_migrations,
    audit,
    changes,
    counters,
    leases,
    meta,
    presence,
    secrets,
    spending,
    undo,
)
from closer_tui.store.tables.writing import macro_runs, macros, outbox, quick_replies

__all__ = [
    "api_tokens",
    "applied_migrations",
    "audit",
    "changes",
    "contacts",
    "conversation_tags",
    "conversations",
    "counters",
    "decision_days",
    "decision_times",
    "decisions",
    "document_parts",
    "documents",
    "drafts",
    "escalations",
    "feedback",
    "follow_ups",
    "handovers",
    "idempotency",
    "identities",
    "inboxes",
    "intent_examples",
    "intents",
    "leases",
    "macro_runs",
    "macros",
    "messages",
    "meta",
    "metadata",
    "outbox",
    "owner_moves",
    "presence",
    "proposals",
    "quick_replies",
    "saved_views",
    "secrets",
    "spending",
    "sync_state",
    "tags",
    "tone_profiles",
    "tone_sync",
    "undo",
    "webhook_deliveries",
    "webhook_endpoints",
    "webhook_events",
]
