"""The API and its webhooks: tokens, answers kept for peers that repeat themselves, endpoints, events."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint, text

from closer_tui.store.tables.columns import integer, key, metadata, ref, words

api_tokens = Table(
    "api_tokens",
    metadata,
    key(),
    words("id"),
    words("prefix"),  # the visible start, for lists
    words("hash"),  # SHA-256 of the whole token
    words("env"),
    words("name", ""),
    words("channels_json"),
    words("scopes_json"),
    integer("created_at"),
    integer("expires_at", null=True),  # set on the old one while a rotation overlaps
    integer("revoked_at", null=True),
    integer("last_used_at", null=True),
    UniqueConstraint("id"),
    UniqueConstraint("hash"),
)

idempotency = Table(
    "idempotency",
    metadata,
    key(),
    integer("token_n"),
    words("method"),
    words("path"),
    words("key"),
    words("body_hash"),
    words("state"),  # started | done
    integer("status", null=True),
    words("response", null=True),
    integer("created_at"),
    UniqueConstraint("token_n", "method", "path", "key"),
    Index("ix_idempotency_age", "created_at"),
)

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    key(),
    words("id"),
    words("url"),
    words("env", "live"),
    words("events_json"),
    integer("secret_version", 1),
    integer("old_secret_until", null=True),
    integer("created_at"),
    integer("disabled_at", null=True),
    words("disabled_reason", null=True),
    UniqueConstraint("id"),
)

webhook_events = Table(
    "webhook_events",
    metadata,
    key(),
    words("id"),
    words("event"),
    words("env"),
    words("body"),
    integer("created_at"),
    UniqueConstraint("id"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    key(),
    ref("endpoint_n", "webhook_endpoints.n"),
    ref("event_n", "webhook_events.n"),
    words("state"),  # due | delivered | dead | dropped
    integer("attempts", 0),
    integer("next_at"),
    integer("last_status", null=True),
    words("last_error", null=True),
    integer("finished_at", null=True),
    UniqueConstraint("endpoint_n", "event_n"),
    Index("ix_webhook_deliveries_due", "endpoint_n", "next_at", sqlite_where=text("state = 'due'")),
    Index("ix_webhook_deliveries_dead", "finished_at", sqlite_where=text("state = 'dead'")),
    # Without it, every event forgotten would have the foreign key read all deliveries.
    Index("ix_webhook_deliveries_event", "event_n"),
)
