"""What happened, from the audit log: to one conversation, or to everything."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from closer_tui.store import keys
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_COLUMNS: Final = "a.seq, a.at, a.actor, a.action, a.conversation_n, a.entity, a.detail_json"
OF: Final = f"SELECT {_COLUMNS} FROM audit a WHERE a.conversation_n = ? ORDER BY a.seq DESC LIMIT ?"
NEWEST: Final = f"SELECT {_COLUMNS} FROM audit a WHERE a.seq < ? ORDER BY a.seq DESC LIMIT ?"
_PAST_ALL: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the audit log: who did what to which, with details that hold no bodies and no secrets."""

    seq: int
    at: int
    actor: str
    action: str
    conversation_n: int | None = None
    entity: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    def json(self) -> Json:
        """As `audit` and `show` print it."""
        return {
            "seq": self.seq,
            "at": iso(self.at),
            "actor": self.actor,
            "action": self.action,
            "conversation": keys.public("conv", self.conversation_n) if self.conversation_n else None,
            "entity": self.entity or None,
            "detail": self.detail,
        }


def of(r: Reader, conversation_n: int, *, limit: int = 200) -> list[EventRow]:
    """The newest events of a conversation, oldest first."""
    return [_row(row) for row in reversed(r.all(OF, (conversation_n, limit)))]


def newest(r: Reader, *, before: int | None = None, limit: int = 100) -> list[EventRow]:
    """The newest events of all, newest first; `before` a number continues further back."""
    return [_row(row) for row in r.all(NEWEST, (_PAST_ALL if before is None else before, limit))]


def _row(row: tuple[Any, ...]) -> EventRow:
    values = list(row)
    values[6] = json.loads(row[6])
    return EventRow(*values)
