"""What became of the replies of one conversation, for its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.store.views.reader import Reader

OF: Final = (
    "SELECT n, state, created_at, settled_at, attempts, lookups, error, actor FROM outbox"
    " WHERE conversation_n = ? ORDER BY n DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One reply's way to the customer. Times in ms."""

    n: int
    state: str
    created_at: int
    settled_at: int | None
    attempts: int
    lookups: int
    error: str | None
    actor: str


def of(r: Reader, conversation_n: int, *, limit: int = 100) -> list[DeliveryRow]:
    """The newest ones, oldest first."""
    return [DeliveryRow(*row) for row in reversed(r.all(OF, (conversation_n, limit)))]
