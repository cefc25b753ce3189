"""Drafts: the one a person looks at, the one being written, and the pile that waits."""

from __future__ import annotations

import json
from typing import Any, Final

from closer_tui.domain.draft import Check, CheckLevel, Source, Usage
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import DraftRow

_COLUMNS: Final = (
    "d.n, d.conversation_n, d.revision, d.state, d.body, d.action, d.language, d.topic, d.reason, d.sources_json,"
    " d.checks_json, d.promises_json, d.usage_json, d.model, d.instruction, d.last_inbound, d.last_public,"
    " d.owner_epoch, d.tone_version, d.attempts, d.created_at, d.finished_at, d.decided_at, d.decided_by, d.decision,"
    " d.sent_body, p.name, c.address, c.channel, c.waiting_since"
)
_FROM: Final = "FROM drafts d JOIN conversations c ON c.n = d.conversation_n JOIN contacts p ON p.n = c.contact_n"
_ONE: Final = f"SELECT {_COLUMNS} {_FROM} WHERE d.n = ?"
OF: Final = f"SELECT {_COLUMNS} {_FROM} WHERE d.conversation_n = ? ORDER BY d.revision DESC LIMIT ?"

PENDING_WAITING: Final = (
    "SELECT c.pending_draft FROM conversations c INDEXED BY ix_conversations_waiting"
    " WHERE c.waiting_since IS NOT NULL AND c.pending_draft IS NOT NULL AND c.status = 'open'"
    " ORDER BY c.waiting_since, c.n LIMIT ?"
)
PENDING_REST: Final = (
    "SELECT c.pending_draft FROM conversations c INDEXED BY ix_conversations_needs"
    " WHERE c.needs_action = 1 AND c.waiting_since IS NULL AND c.pending_draft IS NOT NULL"
    " ORDER BY c.last_message_at, c.n LIMIT ?"
)
_ROWS: Final = f"SELECT {_COLUMNS} {_FROM} WHERE d.n IN (SELECT value FROM json_each(?))"

_SHOWN: Final = ("pending", "stale", "generating", "requested")
"""Which draft of a conversation stands before the person, best first; a failed or withheld one only if newest."""


def one(r: Reader, n: int) -> DraftRow | None:
    """One draft by its number."""
    row = r.one(_ONE, (n,))
    return None if row is None else _row(row)


def of(r: Reader, conversation_n: int) -> DraftRow | None:
    """The draft to show with a conversation: what waits for a decision, else what is being written, else a newest
    one that failed or was withheld."""
    found = history(r, conversation_n, limit=8)
    for state in _SHOWN:
        for draft in found:
            if draft.state == state:
                return draft
    return found[0] if found and found[0].state in {"failed", "withheld"} else None


def working(r: Reader, conversation_n: int) -> DraftRow | None:
    """The draft asked for or being written, which may come while a stale one still waits."""
    return next((d for d in history(r, conversation_n, limit=8) if d.state in {"generating", "requested"}), None)


def history(r: Reader, conversation_n: int, *, limit: int = 50) -> list[DraftRow]:
    """All drafts of a conversation, newest revision first."""
    return [_row(row) for row in r.all(OF, (conversation_n, limit))]


def pile(r: Reader, limit: int) -> list[int]:
    """The numbers of drafts that wait for a decision: the customer who has waited longest first, then those nobody
    waits for."""
    numbers = [row[0] for row in r.all(PENDING_WAITING, (limit,))]
    if len(numbers) < limit:
        numbers += [row[0] for row in r.all(PENDING_REST, (limit - len(numbers),))]
    return numbers


def pending(r: Reader, limit: int = 100) -> list[DraftRow]:
    """The drafts of the pile, whole."""
    numbers = pile(r, limit)
    found = {row[0]: _row(row) for row in r.all(_ROWS, (json.dumps(numbers),))}
    return [found[n] for n in numbers if n in found]


def _row(row: tuple[Any, ...]) -> DraftRow:
    values = list(row)
    values[9] = tuple(Source(**source) for source in json.loads(row[9]))
    values[10] = tuple(Check(c["name"], CheckLevel(c["level"]), c.get("detail", "")) for c in json.loads(row[10]))
    values[11] = tuple(json.loads(row[11]))
    values[12] = Usage(**json.loads(row[12]))
    return DraftRow(*values)
