"""Accounts on channels, how far they are read, and the tone of each."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from closer_tui.store.tables.columns import integer, key, metadata, words

inboxes = Table(
    "inboxes",
    metadata,
    key(),
    words("id"),
    words("channel"),
    words("connector"),  # which package of channels/ serves it: closer, sandbox
    words("env", "live"),
    words("name"),
    words("address", ""),
    words("mode", "draft"),
    words("state", "connected"),
    words("config_json", "{}"),  # base url, remote inbox id: never a secret
    integer("tone_version", 1),
    integer("knowledge_version", 0),
    integer("created_at"),
    integer("last_sync_at", null=True),
    integer("last_ok_at", null=True),
    words("last_error", null=True),
    integer("failures", 0),
    integer("retry_at", 0),
    UniqueConstraint("id"),
)

sync_state = Table(
    "sync_state",
    metadata,
    Column("inbox_n", Integer, ForeignKey("inboxes.n"), primary_key=True),
    Column("stream", Text, primary_key=True),
    words("cursor", null=True),
    integer("since_at", null=True),
    words("gap_json", null=True),
    integer("updated_at"),
)

tone_profiles = Table(
    "tone_profiles",
    metadata,
    Column("inbox_n", Integer, ForeignKey("inboxes.n"), primary_key=True),
    Column("version", Integer, primary_key=True),
    integer("formality"),
    integer("warmth"),
    words("sentence_length"),
    words("emoji"),
    words("sign_off"),
    words("topics_json"),
    integer("created_at"),
    words("author"),
)

tone_sync = Table(
    "tone_sync",
    metadata,
    Column("inbox_n", Integer, ForeignKey("inboxes.n"), primary_key=True),
    integer("agreed_version", null=True),  # ours that the server has too
    integer("checked_at", 0),
    integer("failures", 0),
    integer("retry_at", 0),
    words("error", null=True),
    integer("conflict_version", null=True),  # the one that lost when both sides had changed
)
