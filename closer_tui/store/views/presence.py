"""Who looks at what, and who writes a reply there, as far as their screens still give signs of life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_COLUMNS: Final = "conversation_n, agent, min(since), min(replying_since)"
_ORDER: Final = "GROUP BY conversation_n, agent ORDER BY min(replying_since) IS NULL, min(replying_since), min(since)"
ALL: Final = f"SELECT {_COLUMNS} FROM presence WHERE expires_at > ? AND agent <> ? {_ORDER}"
OF: Final = f"SELECT {_COLUMNS} FROM presence WHERE conversation_n = ? AND expires_at > ? {_ORDER}"


@dataclass(frozen=True, slots=True)
class PresentRow:
    """Somebody at a conversation; `replying_since` (ms) is None while they only look."""

    conversation_n: int
    agent: str
    since: int
    replying_since: int | None = None

    def json(self) -> Json:
        """As `show` prints it."""
        return {"agent": self.agent, "since": iso(self.since), "replying_since": iso(self.replying_since)}


def others(r: Reader, now: int, me: str) -> dict[int, list[PresentRow]]:
    """Everybody but me, by conversation; whoever replies comes first."""
    found: dict[int, list[PresentRow]] = {}
    for row in r.all(ALL, (now, me)):
        found.setdefault(row[0], []).append(PresentRow(*row))
    return found


def of(r: Reader, conversation_n: int, now: int) -> list[PresentRow]:
    """Everybody at one conversation."""
    return [PresentRow(*row) for row in r.all(OF, (conversation_n, now))]
