"""Who writes: one contact, with what each channel calls them."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint, text

from closer_tui.store.tables.columns import integer, key, metadata, ref, words

contacts = Table(
    "contacts",
    metadata,
    key(),
    words("name", ""),  # what everything shows: one's own name for them, else the first a channel told
    words("detail_json", "{}"),  # see domain.contact
    integer("created_at"),
    words("named_by", ""),  # who gave the name; '' for a channel
    integer("blocked_at", null=True),
    words("blocked_by", null=True),
    integer("merged_into", null=True),  # contacts.n; such a contact has neither identities nor conversations
    Index("ix_contacts_blocked", "blocked_at", sqlite_where=text("blocked_at IS NOT NULL")),
)

identities = Table(
    "identities",
    metadata,
    key(),
    ref("contact_n", "contacts.n"),
    words("env", "live"),
    words("channel"),
    words("address"),
    words("name", ""),  # what the channel says they are called
    UniqueConstraint("env", "channel", "address"),
    Index("ix_identities_contact", "contact_n"),
)
