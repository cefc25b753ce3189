"""Conversations, what is said in them, who has them, and what is said of them."""

from __future__ import annotations

from sqlalchemy import Column, Computed, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from closer_tui.store import codes
from closer_tui.store.tables.columns import integer, key, metadata, ref, spelled, words

conversations = Table(
    "conversations",
    metadata,
    key(),
    ref("inbox_n", "inboxes.n"),
    ref("contact_n", "contacts.n"),
    words("channel"),
    words("env", "live"),
    words("thread"),  # what the channel calls it; for most channels the customer's address
    words("address"),  # where a reply goes; from the store alone, never from a model
    words("status", "open"),
    words("owner_kind", "bot"),
    words("owner_name", ""),
    integer("owner_epoch", 1),
    words("topic", ""),
    integer("unread", 0),
    integer("waiting_since", null=True),
    integer("window_closes_at", null=True),
    integer("snooze_until", null=True),
    integer("last_message_at", 0),
    integer("last_inbound", 0),  # messages.seq
    integer("last_public", 0),  # messages.seq of the last inbound or outbound message
    words("last_delivery", ""),
    words("snippet", ""),
    words("tags", ""),  # ' catering vip ' : for lists; conversation_tags is the truth
    integer("pending_draft", null=True),  # drafts.n while pending or stale
    words("attention", ""),  # outbox_failed | outbox_unknown | draft_failed | follow_up | woken
    integer("opted_out", 0),
    integer("created_at"),
    Column(
        "needs_action",
        Integer,
        Computed(
            "(status = 'open' AND (pending_draft IS NOT NULL OR attention <> '' OR owner_kind = 'queue'"
            " OR (owner_kind <> 'bot' AND waiting_since IS NOT NULL)))",
            persisted=False,
        ),
    ),
    integer("priority", 0),  # domain.priority
    UniqueConstraint("inbox_n", "thread"),
    Index("ix_conversations_recent", "last_message_at", "n"),
    Index("ix_conversations_status", "status", "channel", "last_message_at", "n"),
    Index("ix_conversations_needs", "last_message_at", "n", sqlite_where=text("needs_action = 1")),
    Index("ix_conversations_unread", "last_message_at", "n", sqlite_where=text("unread > 0")),
    Index("ix_conversations_waiting", "waiting_since", "n", sqlite_where=text("waiting_since IS NOT NULL")),
    Index("ix_conversations_window", "window_closes_at", "n", sqlite_where=text("window_closes_at IS NOT NULL")),
    Index(
        "ix_conversations_owner",
        "owner_kind",
        "owner_name",
        "last_message_at",
        "n",
        sqlite_where=text("owner_kind <> 'bot'"),
    ),
    Index("ix_conversations_snoozed", "snooze_until", sqlite_where=text("status = 'snoozed'")),
    Index("ix_conversations_contact", "contact_n"),
    Index("ix_conversations_priority", "priority", "last_message_at", "n", sqlite_where=text("priority <> 0")),
)

conversation_tags = Table(
    "conversation_tags",
    metadata,
    Column("tag", Text, primary_key=True),
    Column("conversation_n", Integer, ForeignKey("conversations.n"), primary_key=True),
    Index("ix_conversation_tags_conversation", "conversation_n"),
)

tags = Table("tags", metadata, Column("name", Text, primary_key=True), words("colour", ""), integer("created_at"))

messages = Table(
    "messages",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    ref("conversation_n", "conversations.n"),
    integer("inbox_n"),
    integer("direction_code"),
    integer("at"),
    integer("arrived_at"),
    words("external_id"),  # 'local:…' until the channel has named it
    words("author", ""),  # '' the customer, 'bot', or the agent's name
    words("body"),
    integer("delivery_code"),
    integer("answer_code", null=True),  # inbound only
    integer("reply_seq", null=True),  # inbound: the outbound message that answered it
    integer("draft_n", null=True),
    words("failure", null=True),
    integer("hidden_at", null=True),  # out of sight here; the channel knows nothing of it
    integer("edited_at", null=True),  # notes only
    spelled("direction", codes.DIRECTIONS),
    spelled("delivery", codes.DELIVERIES),
    spelled("answer", codes.ANSWERS),
    UniqueConstraint("inbox_n", "external_id"),
    Index("ix_messages_thread", "conversation_n", "at"),  # what the channel calls them orders those of one moment
    Index("ix_messages_arrival", "arrived_at", sqlite_where=text("direction = 'inbound'")),
    Index("ix_messages_pending", "conversation_n", sqlite_where=text("answer = 'pending'")),
)

escalations = Table(
    "escalations",
    metadata,
    key(),
    ref("conversation_n", "conversations.n"),
    words("topic"),
    words("reason"),
    words("detail", ""),
    words("quote", ""),
    integer("message_seq", 0),
    integer("draft_n", null=True),
    integer("created_at"),
    words("claimed_by", null=True),
    integer("claimed_at", null=True),
    integer("closed_at", null=True),
    Index("ix_escalations_open", "topic", "created_at", sqlite_where=text("closed_at IS NULL")),
    Index("ix_escalations_conversation", "conversation_n"),
)

owner_moves = Table(
    "owner_moves",
    metadata,
    key(),
    ref("conversation_n", "conversations.n"),
    integer("at"),
    words("actor"),
    words("event"),  # an OwnerEvent by name
    integer("epoch"),  # the owner_epoch this move made
    words("kind"),
    words("name", ""),
    words("before_json", "{}"),  # what taking it back restores
    integer("undone_at", null=True),
    Index("ix_owner_moves_conversation", "conversation_n", "epoch"),
    Index("ix_owner_moves_event", "event", "at"),
)

handovers = Table(
    "handovers",
    metadata,
    key(),
    ref("conversation_n", "conversations.n"),
    integer("at"),
    words("author"),
    integer("message_seq"),  # the note that shows it in the thread
    integer("epoch"),
    words("summary_json"),
    integer("undone_at", null=True),
    Index("ix_handovers_conversation", "conversation_n", "n"),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    key(),
    ref("conversation_n", "conversations.n"),
    integer("due_at"),
    words("note", ""),
    integer("unless_reply", 0),
    words("state", "waiting"),  # waiting | due | done | cancelled
    integer("created_at"),
    words("created_by"),
    integer("settled_at", null=True),
    words("settled_why", ""),
    Index("ix_follow_ups_due", "due_at", "n", sqlite_where=text("state = 'waiting'")),
    Index("ux_follow_ups_open", "conversation_n", unique=True, sqlite_where=text("state IN ('waiting','due')")),
)

saved_views = Table(
    "saved_views",
    metadata,
    key(),
    words("name"),
    words("filter", ""),
    words("sort", "newest"),
    integer("position"),
    integer("created_at"),
    integer("updated_at"),
    integer("removed_at", null=True),
    Index("ux_saved_views_name", "name", unique=True, sqlite_where=text("removed_at IS NULL")),
)
