"""The program's own notes: what it is, what it counts, who works, what happened, what may be taken back."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text, text

from closer_tui.store.tables.columns import integer, key, metadata, words

meta = Table("meta", metadata, Column("key", Text, primary_key=True), words("value"))

applied_migrations = Table(
    "migrations", metadata, Column("name", Text, primary_key=True), integer("applied_at"), words("app_version")
)

counters = Table("counters", metadata, Column("key", Text, primary_key=True), integer("value", 0))

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    words("holder"),
    words("token"),
    integer("acquired_at"),
    integer("expires_at"),
    words("detail", ""),
)

changes = Table(
    "changes",
    metadata,
    key("seq"),
    integer("at"),
    words("kind"),
    integer("conversation_n", null=True),
    words("entity", ""),
    words("data_json", "{}"),
    sqlite_autoincrement=True,
)

presence = Table(
    "presence",
    metadata,
    Column("holder", Text, primary_key=True),  # a screen, named as in leases
    words("agent"),
    integer("conversation_n"),
    integer("since"),
    integer("replying_since", null=True),
    integer("expires_at"),
)

audit = Table(
    "audit",
    metadata,
    key("seq"),
    integer("at"),
    words("actor"),
    words("action"),
    integer("conversation_n", null=True),
    words("entity", ""),
    words("detail_json", "{}"),
    Index("ix_audit_conversation", "conversation_n"),
    sqlite_autoincrement=True,
)

undo = Table(
    "undo",
    metadata,
    key(),
    words("batch"),  # what is taken back together: undo_…
    integer("at"),
    words("actor"),
    words("kind"),  # services.undoing knows what takes it back
    integer("conversation_n", null=True),
    words("before_json"),
    words("after_json"),
    integer("undone_at", null=True),
    words("undone_by", null=True),
    Index("ix_undo_batch", "batch"),
    Index("ix_undo_open", "actor", "n", sqlite_where=text("undone_at IS NULL")),
)

spending = Table(
    "spending",
    metadata,
    Column("day", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    integer("drafts", 0),
    integer("input_tokens", 0),
    integer("output_tokens", 0),
    integer("cost_micros", 0),
)

secrets = Table(
    "secrets",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    words("sealed"),
    integer("created_at"),
)
