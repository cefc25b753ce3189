"""What is known of a contact, as label and value: the same in the panel beside a conversation and on the card."""

from __future__ import annotations

from closer_tui.store.views.contacts import ContactRow
from closer_tui.tui.drawing import one_line, settle
from closer_tui.tui.when import When

__all__ = ["contact_facts"]

NOTES = 600
"""Characters of the notes that are shown."""


def contact_facts(row: ContactRow, when: When) -> list[tuple[str, str]]:
    """What is known, as label and value; the same in the panel and on the card."""
    told = row.told if row.named_by and row.told != row.name else ""
    return [
        ("called", f"{one_line(told)} on the channel" if told else ""),
        ("company", one_line(row.detail.company)),
        ("language", one_line(row.detail.language)),
        *((one_line(key, 40), one_line(value)) for key, value in row.detail.fields.items()),
        *((each.channel, one_line(each.address)) for each in row.identities),
        ("known", f"since {when.day(row.created_at)}" if row.created_at else ""),
        ("wrote last", when.since(row.seen_at) if row.seen_at else ""),
        ("blocked", f"by {one_line(row.blocked_by or '')}, {when.since(row.blocked_at)}" if row.blocked_at else ""),
        ("notes", settle(row.detail.notes[:NOTES]).strip()),
    ]
