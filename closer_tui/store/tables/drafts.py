"""Drafts, what became of each, and what that teaches."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from closer_tui.store.tables.columns import integer, key, metadata, ref, words

drafts = Table(
    "drafts",
    metadata,
    key(),
    ref("conversation_n", "conversations.n"),
    integer("revision"),
    words("state"),
    words("body", ""),
    words("sent_body", null=True),  # what was approved, when a person edited it
    words("action", ""),
    words("language", ""),
    words("topic", ""),
    words("reason", ""),
    words("sources_json", "[]"),
    words("checks_json", "[]"),
    words("promises_json", "[]"),
    words("usage_json", "{}"),
    words("model", ""),
    words("prompt_hash", ""),
    integer("last_inbound"),
    integer("last_public"),
    integer("owner_epoch"),
    integer("tone_version"),
    integer("knowledge_version", 0),
    words("instruction", ""),  # what the person asked of a redraft
    integer("not_before", 0),
    integer("attempts", 0),
    integer("created_at"),
    integer("finished_at", null=True),
    integer("decided_at", null=True),
    words("decided_by", null=True),
    words("decision", null=True),  # reject reason, or what made it stale
    UniqueConstraint("conversation_n", "revision"),
    Index("ix_drafts_due", "not_before", "n", sqlite_where=text("state = 'requested'")),
    Index("ix_drafts_generating", "n", sqlite_where=text("state = 'generating'")),
    Index("ix_drafts_pending", "n", sqlite_where=text("state IN ('pending','stale')")),
)

decisions = Table(
    "decisions",
    metadata,
    Column("draft_n", Integer, ForeignKey("drafts.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    integer("conversation_n"),
    integer("inbox_n"),
    integer("at"),
    words("actor", ""),  # '' where nobody decided
    words("outcome"),  # domain.decision.Outcome
    words("reason", ""),
    words("topic", ""),
    words("model", ""),
    words("prompt_hash", ""),
    integer("tone_version"),
    integer("knowledge_version", 0),
    integer("ready_at"),  # when the draft was put before a person
    words("edit_class", ""),
    integer("similarity", null=True),  # thousandths; NULL where the words were never compared
    Index("ix_decisions_outcome", "outcome", "at"),
)

decision_days = Table(
    "decision_days",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),  # days since 1970
    Column("inbox_n", Integer, primary_key=True, autoincrement=False),
    Column("topic", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("edit_class", Text, primary_key=True),
    integer("count", 0),
    integer("compared", 0),
    integer("similarity", 0),  # the sum of those compared
)

decision_times = Table(
    "decision_times",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("inbox_n", Integer, primary_key=True, autoincrement=False),
    Column("took_ms", Integer, primary_key=True, autoincrement=False),  # rounded down; see the migration
    integer("count", 0),
)

feedback = Table(
    "feedback",
    metadata,
    Column("message_seq", Integer, primary_key=True, autoincrement=False),
    Column("conversation_n", Integer, ForeignKey("conversations.n", ondelete="CASCADE"), nullable=False),
    integer("inbox_n"),
    integer("draft_n", null=True),
    integer("at"),
    words("actor"),
    words("verdict"),  # good | bad
    words("word", ""),
    Index("ix_feedback_at", "at"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("key", Text, primary_key=True),
    words("state"),  # accepted | dismissed
    integer("at"),
    words("actor"),
)
