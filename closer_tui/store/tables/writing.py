"""What leaves, and texts kept ready for it."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint, text

from closer_tui.store.tables.columns import integer, key, metadata, ref, words

outbox = Table(
    "outbox",
    metadata,
    key(),
    words("key"),  # the idempotency key, made before the first byte leaves
    ref("conversation_n", "conversations.n"),
    integer("inbox_n"),
    integer("message_seq"),
    ref("draft_n", "drafts.n", null=True),
    words("reply_to", ""),  # external id of the message this answers
    words("recipient"),
    words("body"),
    words("digest"),
    words("send_as", "human"),
    words("state"),  # a Delivery: queued | sending | unknown | sent | failed | cancelled
    integer("attempts", 0),
    integer("not_before", 0),
    integer("created_at"),
    integer("started_at", null=True),
    integer("settled_at", null=True),
    integer("lookups", 0),
    words("external_id", null=True),
    words("error", null=True),
    words("hint", null=True),
    words("actor", ""),
    integer("send_at", null=True),  # the moment a person chose; NULL for what leaves at once
    UniqueConstraint("key"),
    Index("ux_outbox_draft", "draft_n", unique=True, sqlite_where=text("state <> 'cancelled'")),
    Index(
        "ix_outbox_open",
        "inbox_n",
        "not_before",
        "n",
        sqlite_where=text("state IN ('queued','sending','unknown')"),
    ),
    Index("ix_outbox_conversation", "conversation_n", "n"),
    Index("ix_outbox_later", "conversation_n", sqlite_where=text("state = 'queued' AND send_at IS NOT NULL")),
    Index("ix_outbox_message", "message_seq"),
)

quick_replies = Table(
    "quick_replies",
    metadata,
    key(),
    words("shortcut"),
    words("title"),
    words("body"),
    words("keywords", ""),
    words("language", ""),
    integer("updated_at"),
    UniqueConstraint("shortcut", "language"),
)

macros = Table(
    "macros",
    metadata,
    key(),
    words("name"),
    words("title", ""),
    words("script"),
    integer("updated_at"),
    UniqueConstraint("name"),
)

macro_runs = Table(
    "macro_runs",
    metadata,
    key(),
    words("macro"),
    ref("conversation_n", "conversations.n"),
    ref("outbox_n", "outbox.n", null=True),
    words("actor"),
    integer("at"),
    words("batch"),  # of what was recorded in `undo`
    words("before_json"),
    words("after_json"),
    integer("undone_at", null=True),
    Index("ix_macro_runs_conversation", "conversation_n"),
)
