"""What the bot knows: documents in parts, and what customers come with."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint, text

from closer_tui.store.tables.columns import integer, key, metadata, ref, words

documents = Table(
    "documents",
    metadata,
    key(),
    words("name"),
    words("path", ""),
    words("kind"),
    integer("size"),
    words("hash"),
    words("status"),  # ready | failed | outdated
    words("problem", ""),
    integer("parts", 0),
    integer("terms_version", 0),
    words("added_by", ""),
    integer("added_at"),
    integer("removed_at", null=True),
    Index("ux_documents_name", "name", unique=True, sqlite_where=text("removed_at IS NULL")),
)

document_parts = Table(
    "document_parts",
    metadata,
    key(),
    ref("document_n", "documents.n"),
    integer("position"),
    words("path_json"),
    words("body"),
    integer("answers", 0),
    words("heading_terms"),
    words("body_terms"),
    Index("ix_document_parts_document", "document_n", "position"),
)

intents = Table(
    "intents",
    metadata,
    key(),
    words("name"),
    integer("to_person", 0),
    integer("priority", 50),
    integer("updated_at"),  # rises with every change of its examples, too
    UniqueConstraint("name"),
)

intent_examples = Table(
    "intent_examples",
    metadata,
    key(),
    ref("intent_n", "intents.n"),
    words("body"),
    words("added_by"),
    integer("at"),
    UniqueConstraint("intent_n", "body"),
)
