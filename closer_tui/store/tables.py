"""The tables, as SQLAlchemy Core sees them. `migrations/` makes them; a test compares the two.

Two busy tables have integer keys: `conversations.n`, and `messages.seq`, which is derived from the time, so that
newest-first search is a walk down the rowid. Public ids are those numbers in other clothes (see `keys`).
Times are milliseconds since 1970 in UTC; texts named *_json hold JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from closer_tui.store import codes

metadata = MetaData()


def _key(name: str = "n") -> Column[Any]:
    return Column(name, Integer, primary_key=True, autoincrement=True)


def _int(name: str, default: int | None = None, *, null: bool = False) -> Column[Any]:
    server = None if default is None else text(str(default))
    return Column(name, Integer, nullable=null, server_default=server)


def _text(name: str, default: str | None = None, *, null: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=null, server_default=default)


def _ref(name: str, target: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Integer, ForeignKey(target), nullable=null)


def _spelled(name: str, words: Sequence[StrEnum]) -> Column[Any]:
    """The word behind the number beside it."""
    return Column(name, Text, Computed(codes.spelled(f"{name}_code", words), persisted=False))


meta = Table("meta", metadata, Column("key", Text, primary_key=True), _text("value"))

applied_migrations = Table(
    "migrations", metadata, Column("name", Text, primary_key=True), _int("applied_at"), _text("app_version")
)

inboxes = Table(
    "inboxes",
    metadata,
    _key(),
    _text("id"),
    _text("channel"),
    _text("connector"),  # which package of channels/ serves it: closer, sandbox
    _text("env", "live"),
    _text("name"),
    _text("address", ""),
    _text("mode", "draft"),
    _text("state", "connected"),
    _text("config_json", "{}"),  # base url, remote inbox id: never a secret
    _int("tone_version", 1),
    _int("knowledge_version", 0),
    _int("created_at"),
    _int("last_sync_at", null=True),
    _int("last_ok_at", null=True),
    _text("last_error", null=True),
    _int("failures", 0),
    _int("retry_at", 0),
    UniqueConstraint("id"),
)

sync_state = Table(
    "sync_state",
    metadata,
    Column("inbox_n", Integer, ForeignKey("inboxes.n"), primary_key=True),
    Column("stream", Text, primary_key=True),
    _text("cursor", null=True),
    _int("since_at", null=True),
    _text("gap_json", null=True),
    _int("updated_at"),
)

contacts = Table(
    "contacts",
    metadata,
    _key(),
    _text("name", ""),  # what everything shows: one's own name for them, else the first a channel told
    _text("detail_json", "{}"),  # see domain.contact
    _int("created_at"),
    _text("named_by", ""),  # who gave the name; '' for a channel
    _int("blocked_at", null=True),
    _text("blocked_by", null=True),
    _int("merged_into", null=True),  # contacts.n; such a contact has neither identities nor conversations
    Index("ix_contacts_blocked", "blocked_at", sqlite_where=text("blocked_at IS NOT NULL")),
)

identities = Table(
    "identities",
    metadata,
    _key(),
    _ref("contact_n", "contacts.n"),
    _text("env", "live"),
    _text("channel"),
    _text("address"),
    _text("name", ""),  # what the channel says they are called
    UniqueConstraint("env", "channel", "address"),
    Index("ix_identities_contact", "contact_n"),
)

conversations = Table(
    "conversations",
    metadata,
    _key(),
    _ref("inbox_n", "inboxes.n"),
    _ref("contact_n", "contacts.n"),
    _text("channel"),
    _text("env", "live"),
    _text("thread"),  # what the channel calls it; for most channels the customer's address
    _text("address"),  # where a reply goes; from the store alone, never from a model
    _text("status", "open"),
    _text("owner_kind", "bot"),
    _text("owner_name", ""),
    _int("owner_epoch", 1),
    _text("topic", ""),
    _int("unread", 0),
    _int("waiting_since", null=True),
    _int("window_closes_at", null=True),
    _int("snooze_until", null=True),
    _int("last_message_at", 0),
    _int("last_inbound", 0),  # messages.seq
    _int("last_public", 0),  # messages.seq of the last inbound or outbound message
    _text("last_delivery", ""),
    _text("snippet", ""),
    _text("tags", ""),  # ' catering vip ' : for lists; conversation_tags is the truth
    _int("pending_draft", null=True),  # drafts.n while pending or stale
    _text("attention", ""),  # outbox_failed | outbox_unknown | draft_failed | follow_up | woken
    _int("opted_out", 0),
    _int("created_at"),
    Column(
        "needs_action",
        Integer,
        Computed(
            "(status = 'open' AND (pending_draft IS NOT NULL OR attention <> '' OR owner_kind = 'queue'"
            " OR (owner_kind <> 'bot' AND waiting_since IS NOT NULL)))",
            persisted=False,
        ),
    ),
    _int("priority", 0),  # domain.priority
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

tags = Table("tags", metadata, Column("name", Text, primary_key=True), _text("colour", ""), _int("created_at"))

follow_ups = Table(
    "follow_ups",
    metadata,
    _key(),
    _ref("conversation_n", "conversations.n"),
    _int("due_at"),
    _text("note", ""),
    _int("unless_reply", 0),
    _text("state", "waiting"),  # waiting | due | done | cancelled
    _int("created_at"),
    _text("created_by"),
    _int("settled_at", null=True),
    _text("settled_why", ""),
    Index("ix_follow_ups_due", "due_at", "n", sqlite_where=text("state = 'waiting'")),
    Index("ux_follow_ups_open", "conversation_n", unique=True, sqlite_where=text("state IN ('waiting','due')")),
)

undo = Table(
    "undo",
    metadata,
    _key(),
    _text("batch"),  # what is taken back together: undo_…
    _int("at"),
    _text("actor"),
    _text("kind"),  # services.undoing knows what takes it back
    _int("conversation_n", null=True),
    _text("before_json"),
    _text("after_json"),
    _int("undone_at", null=True),
    _text("undone_by", null=True),
    Index("ix_undo_batch", "batch"),
    Index("ix_undo_open", "actor", "n", sqlite_where=text("undone_at IS NULL")),
)

messages = Table(
    "messages",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _ref("conversation_n", "conversations.n"),
    _int("inbox_n"),
    _int("direction_code"),
    _int("at"),
    _int("arrived_at"),
    _text("external_id"),  # 'local:…' until the channel has named it
    _text("author", ""),  # '' the customer, 'bot', or the agent's name
    _text("body"),
    _int("delivery_code"),
    _int("answer_code", null=True),  # inbound only
    _int("reply_seq", null=True),  # inbound: the outbound message that answered it
    _int("draft_n", null=True),
    _text("failure", null=True),
    _int("hidden_at", null=True),  # out of sight here; the channel knows nothing of it
    _int("edited_at", null=True),  # notes only
    _spelled("direction", codes.DIRECTIONS),
    _spelled("delivery", codes.DELIVERIES),
    _spelled("answer", codes.ANSWERS),
    UniqueConstraint("inbox_n", "external_id"),
    Index("ix_messages_thread", "conversation_n", "at"),  # what the channel calls them orders those of one moment
    Index("ix_messages_arrival", "arrived_at", sqlite_where=text("direction = 'inbound'")),
    Index("ix_messages_pending", "conversation_n", sqlite_where=text("answer = 'pending'")),
)

drafts = Table(
    "drafts",
    metadata,
    _key(),
    _ref("conversation_n", "conversations.n"),
    _int("revision"),
    _text("state"),
    _text("body", ""),
    _text("sent_body", null=True),  # what was approved, when a person edited it
    _text("action", ""),
    _text("language", ""),
    _text("topic", ""),
    _text("reason", ""),
    _text("sources_json", "[]"),
    _text("checks_json", "[]"),
    _text("promises_json", "[]"),
    _text("usage_json", "{}"),
    _text("model", ""),
    _text("prompt_hash", ""),
    _int("last_inbound"),
    _int("last_public"),
    _int("owner_epoch"),
    _int("tone_version"),
    _int("knowledge_version", 0),
    _text("instruction", ""),  # what the person asked of a redraft
    _int("not_before", 0),
    _int("attempts", 0),
    _int("created_at"),
    _int("finished_at", null=True),
    _int("decided_at", null=True),
    _text("decided_by", null=True),
    _text("decision", null=True),  # reject reason, or what made it stale
    UniqueConstraint("conversation_n", "revision"),
    Index("ix_drafts_due", "not_before", "n", sqlite_where=text("state = 'requested'")),
    Index("ix_drafts_generating", "n", sqlite_where=text("state = 'generating'")),
    Index("ix_drafts_pending", "n", sqlite_where=text("state IN ('pending','stale')")),
)

decisions = Table(
    "decisions",
    metadata,
    Column("draft_n", Integer, ForeignKey("drafts.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    _int("conversation_n"),
    _int("inbox_n"),
    _int("at"),
    _text("actor", ""),  # '' where nobody decided
    _text("outcome"),  # domain.decision.Outcome
    _text("reason", ""),
    _text("topic", ""),
    _text("model", ""),
    _text("prompt_hash", ""),
    _int("tone_version"),
    _int("knowledge_version", 0),
    _int("ready_at"),  # when the draft was put before a person
    _text("edit_class", ""),
    _int("similarity", null=True),  # thousandths; NULL where the words were never compared
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
    _int("count", 0),
    _int("compared", 0),
    _int("similarity", 0),  # the sum of those compared
)

decision_times = Table(
    "decision_times",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("inbox_n", Integer, primary_key=True, autoincrement=False),
    Column("took_ms", Integer, primary_key=True, autoincrement=False),  # rounded down; see the migration
    _int("count", 0),
)

feedback = Table(
    "feedback",
    metadata,
    Column("message_seq", Integer, primary_key=True, autoincrement=False),
    Column("conversation_n", Integer, ForeignKey("conversations.n", ondelete="CASCADE"), nullable=False),
    _int("inbox_n"),
    _int("draft_n", null=True),
    _int("at"),
    _text("actor"),
    _text("verdict"),  # good | bad
    _text("word", ""),
    Index("ix_feedback_at", "at"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("key", Text, primary_key=True),
    _text("state"),  # accepted | dismissed
    _int("at"),
    _text("actor"),
)

outbox = Table(
    "outbox",
    metadata,
    _key(),
    _text("key"),  # the idempotency key, made before the first byte leaves
    _ref("conversation_n", "conversations.n"),
    _int("inbox_n"),
    _int("message_seq"),
    _ref("draft_n", "drafts.n", null=True),
    _text("reply_to", ""),  # external id of the message this answers
    _text("recipient"),
    _text("body"),
    _text("digest"),
    _text("send_as", "human"),
    _text("state"),  # a Delivery: queued | sending | unknown | sent | failed | cancelled
    _int("attempts", 0),
    _int("not_before", 0),
    _int("created_at"),
    _int("started_at", null=True),
    _int("settled_at", null=True),
    _int("lookups", 0),
    _text("external_id", null=True),
    _text("error", null=True),
    _text("hint", null=True),
    _text("actor", ""),
    _int("send_at", null=True),  # the moment a person chose; NULL for what leaves at once
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

escalations = Table(
    "escalations",
    metadata,
    _key(),
    _ref("conversation_n", "conversations.n"),
    _text("topic"),
    _text("reason"),
    _text("detail", ""),
    _text("quote", ""),
    _int("message_seq", 0),
    _int("draft_n", null=True),
    _int("created_at"),
    _text("claimed_by", null=True),
    _int("claimed_at", null=True),
    _int("closed_at", null=True),
    Index("ix_escalations_open", "topic", "created_at", sqlite_where=text("closed_at IS NULL")),
    Index("ix_escalations_conversation", "conversation_n"),
)

tone_profiles = Table(
    "tone_profiles",
    metadata,
    Column("inbox_n", Integer, ForeignKey("inboxes.n"), primary_key=True),
    Column("version", Integer, primary_key=True),
    _int("formality"),
    _int("warmth"),
    _text("sentence_length"),
    _text("emoji"),
    _text("sign_off"),
    _text("topics_json"),
    _int("created_at"),
    _text("author"),
)

tone_sync = Table(
    "tone_sync",
    metadata,
    Column("inbox_n", Integer, ForeignKey("inboxes.n"), primary_key=True),
    _int("agreed_version", null=True),  # ours that the server has too
    _int("checked_at", 0),
    _int("failures", 0),
    _int("retry_at", 0),
    _text("error", null=True),
    _int("conflict_version", null=True),  # the one that lost when both sides had changed
)

quick_replies = Table(
    "quick_replies",
    metadata,
    _key(),
    _text("shortcut"),
    _text("title"),
    _text("body"),
    _text("keywords", ""),
    _text("language", ""),
    _int("updated_at"),
    UniqueConstraint("shortcut", "language"),
)

documents = Table(
    "documents",
    metadata,
    _key(),
    _text("name"),
    _text("path", ""),
    _text("kind"),
    _int("size"),
    _text("hash"),
    _text("status"),  # ready | failed | outdated
    _text("problem", ""),
    _int("parts", 0),
    _int("terms_version", 0),
    _text("added_by", ""),
    _int("added_at"),
    _int("removed_at", null=True),
    Index("ux_documents_name", "name", unique=True, sqlite_where=text("removed_at IS NULL")),
)

document_parts = Table(
    "document_parts",
    metadata,
    _key(),
    _ref("document_n", "documents.n"),
    _int("position"),
    _text("path_json"),
    _text("body"),
    _int("answers", 0),
    _text("heading_terms"),
    _text("body_terms"),
    Index("ix_document_parts_document", "document_n", "position"),
)

macros = Table(
    "macros",
    metadata,
    _key(),
    _text("name"),
    _text("title", ""),
    _text("script"),
    _int("updated_at"),
    UniqueConstraint("name"),
)

macro_runs = Table(
    "macro_runs",
    metadata,
    _key(),
    _text("macro"),
    _ref("conversation_n", "conversations.n"),
    _ref("outbox_n", "outbox.n", null=True),
    _text("actor"),
    _int("at"),
    _text("batch"),  # of what was recorded in `undo`
    _text("before_json"),
    _text("after_json"),
    _int("undone_at", null=True),
    Index("ix_macro_runs_conversation", "conversation_n"),
)

intents = Table(
    "intents",
    metadata,
    _key(),
    _text("name"),
    _int("to_person", 0),
    _int("priority", 50),
    _int("updated_at"),  # rises with every change of its examples, too
    UniqueConstraint("name"),
)

intent_examples = Table(
    "intent_examples",
    metadata,
    _key(),
    _ref("intent_n", "intents.n"),
    _text("body"),
    _text("added_by"),
    _int("at"),
    UniqueConstraint("intent_n", "body"),
)

saved_views = Table(
    "saved_views",
    metadata,
    _key(),
    _text("name"),
    _text("filter", ""),
    _text("sort", "newest"),
    _int("position"),
    _int("created_at"),
    _int("updated_at"),
    _int("removed_at", null=True),
    Index("ux_saved_views_name", "name", unique=True, sqlite_where=text("removed_at IS NULL")),
)

changes = Table(
    "changes",
    metadata,
    _key("seq"),
    _int("at"),
    _text("kind"),
    _int("conversation_n", null=True),
    _text("entity", ""),
    _text("data_json", "{}"),
    sqlite_autoincrement=True,
)

counters = Table("counters", metadata, Column("key", Text, primary_key=True), _int("value", 0))

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    _text("holder"),
    _text("token"),
    _int("acquired_at"),
    _int("expires_at"),
    _text("detail", ""),
)

owner_moves = Table(
    "owner_moves",
    metadata,
    _key(),
    _ref("conversation_n", "conversations.n"),
    _int("at"),
    _text("actor"),
    _text("event"),  # an OwnerEvent by name
    _int("epoch"),  # the owner_epoch this move made
    _text("kind"),
    _text("name", ""),
    _text("before_json", "{}"),  # what taking it back restores
    _int("undone_at", null=True),
    Index("ix_owner_moves_conversation", "conversation_n", "epoch"),
    Index("ix_owner_moves_event", "event", "at"),
)

handovers = Table(
    "handovers",
    metadata,
    _key(),
    _ref("conversation_n", "conversations.n"),
    _int("at"),
    _text("author"),
    _int("message_seq"),  # the note that shows it in the thread
    _int("epoch"),
    _text("summary_json"),
    _int("undone_at", null=True),
    Index("ix_handovers_conversation", "conversation_n", "n"),
)

presence = Table(
    "presence",
    metadata,
    Column("holder", Text, primary_key=True),  # a screen, named as in leases
    _text("agent"),
    _int("conversation_n"),
    _int("since"),
    _int("replying_since", null=True),
    _int("expires_at"),
)

audit = Table(
    "audit",
    metadata,
    _key("seq"),
    _int("at"),
    _text("actor"),
    _text("action"),
    _int("conversation_n", null=True),
    _text("entity", ""),
    _text("detail_json", "{}"),
    Index("ix_audit_conversation", "conversation_n"),
    sqlite_autoincrement=True,
)

spending = Table(
    "spending",
    metadata,
    Column("day", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    _int("drafts", 0),
    _int("input_tokens", 0),
    _int("output_tokens", 0),
    _int("cost_micros", 0),
)

secrets = Table(
    "secrets",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    _text("sealed"),
    _int("created_at"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    _key(),
    _text("id"),
    _text("prefix"),  # the visible start, for lists
    _text("hash"),  # SHA-256 of the whole token
    _text("env"),
    _text("name", ""),
    _text("channels_json"),
    _text("scopes_json"),
    _int("created_at"),
    _int("expires_at", null=True),  # set on the old one while a rotation overlaps
    _int("revoked_at", null=True),
    _int("last_used_at", null=True),
    UniqueConstraint("id"),
    UniqueConstraint("hash"),
)

idempotency = Table(
    "idempotency",
    metadata,
    _key(),
    _int("token_n"),
    _text("method"),
    _text("path"),
    _text("key"),
    _text("body_hash"),
    _text("state"),  # started | done
    _int("status", null=True),
    _text("response", null=True),
    _int("created_at"),
    UniqueConstraint("token_n", "method", "path", "key"),
    Index("ix_idempotency_age", "created_at"),
)

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    _key(),
    _text("id"),
    _text("url"),
    _text("env", "live"),
    _text("events_json"),
    _int("secret_version", 1),
    _int("old_secret_until", null=True),
    _int("created_at"),
    _int("disabled_at", null=True),
    _text("disabled_reason", null=True),
    UniqueConstraint("id"),
)

webhook_events = Table(
    "webhook_events",
    metadata,
    _key(),
    _text("id"),
    _text("event"),
    _text("env"),
    _text("body"),
    _int("created_at"),
    UniqueConstraint("id"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    _key(),
    _ref("endpoint_n", "webhook_endpoints.n"),
    _ref("event_n", "webhook_events.n"),
    _text("state"),  # due | delivered | dead | dropped
    _int("attempts", 0),
    _int("next_at"),
    _int("last_status", null=True),
    _text("last_error", null=True),
    _int("finished_at", null=True),
    UniqueConstraint("endpoint_n", "event_n"),
    Index("ix_webhook_deliveries_due", "endpoint_n", "next_at", sqlite_where=text("state = 'due'")),
    Index("ix_webhook_deliveries_dead", "finished_at", sqlite_where=text("state = 'dead'")),
    # Without it, every event forgotten would have the foreign key read all deliveries.
    Index("ix_webhook_deliveries_event", "event_n"),
)
