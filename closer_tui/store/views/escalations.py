"""Conversations in the queues of topics, longest waiting first within each."""

from __future__ import annotations

from typing import Final

from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import EscalationRow

_COLUMNS: Final = (
    "e.n, e.conversation_n, e.topic, e.reason, e.detail, e.quote, e.message_seq, e.draft_n, e.created_at,"
    " e.claimed_by, e.claimed_at, p.name, c.address, c.channel, c.waiting_since, c.snippet"
)
_FROM: Final = "FROM escalations e JOIN conversations c ON c.n = e.conversation_n JOIN contacts p ON p.n = c.contact_n"

OPEN: Final = f"SELECT {_COLUMNS} {_FROM} WHERE e.closed_at IS NULL ORDER BY e.topic, e.created_at LIMIT ?"
OPEN_TOPIC: Final = f"SELECT {_COLUMNS} {_FROM} WHERE e.closed_at IS NULL AND e.topic = ? ORDER BY e.created_at LIMIT ?"
_OF: Final = f"SELECT {_COLUMNS} {_FROM} WHERE e.conversation_n = ? ORDER BY e.n DESC LIMIT 1"


def open(r: Reader, *, topic: str | None = None, limit: int = 500) -> list[EscalationRow]:
    """Escalations nobody has closed, by topic, the longest waiting first; claimed ones say by whom."""
    found = r.all(OPEN, (limit,)) if topic is None else r.all(OPEN_TOPIC, (topic, limit))
    return [EscalationRow(*row) for row in found]


def of(r: Reader, conversation_n: int) -> EscalationRow | None:
    """The newest escalation of a conversation, closed or not."""
    row = r.one(_OF, (conversation_n,))
    return None if row is None else EscalationRow(*row)
