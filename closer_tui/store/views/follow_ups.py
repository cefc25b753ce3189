"""Follow-ups for lists and for the head of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.store import keys
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_COLUMNS: Final = (
    "f.n, f.conversation_n, f.due_at, f.note, f.unless_reply, f.state, f.created_at, f.created_by, p.name, c.address,"
    " c.channel"
)
_FROM: Final = "FROM follow_ups f JOIN conversations c ON c.n = f.conversation_n JOIN contacts p ON p.n = c.contact_n"
OPEN_OF: Final = f"SELECT {_COLUMNS} {_FROM} WHERE f.conversation_n = ? AND f.state IN ('waiting','due')"
OPEN: Final = f"SELECT {_COLUMNS} {_FROM} WHERE f.state IN ('waiting','due') ORDER BY f.due_at, f.n LIMIT ?"


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A reminder that is open. `due_at` in ms; with `unless_reply` a message from the customer cancels it."""

    n: int
    conversation_n: int
    due_at: int
    note: str
    unless_reply: bool
    state: str
    created_at: int
    created_by: str
    name: str
    address: str
    channel: str

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("fu", self.n)

    @property
    def customer(self) -> str:
        """The customer's name, or the address while nobody knows it."""
        return self.name or self.address

    def json(self) -> Json:
        """As `follow-ups` prints it."""
        return {
            "id": self.id,
            "conversation": keys.public("conv", self.conversation_n),
            "contact": {"name": self.name, "address": self.address},
            "channel": self.channel,
            "due_at": iso(self.due_at),
            "note": self.note or None,
            "unless_reply": bool(self.unless_reply),
            "state": self.state,
            "created_at": iso(self.created_at),
            "created_by": self.created_by,
        }


def of(r: Reader, conversation_n: int) -> FollowUpRow | None:
    """The one that is open in a conversation."""
    row = r.one(OPEN_OF, (conversation_n,))
    return None if row is None else FollowUpRow(*row)


def open_ones(r: Reader, limit: int = 200) -> list[FollowUpRow]:
    """All that are open, the earliest first: what is due stands at the top."""
    return [FollowUpRow(*row) for row in r.all(OPEN, (limit,))]
