"""Inboxes: what they are, how they stand, and the last error in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_COLUMNS: Final = (
    "i.n, i.id, i.channel, i.connector, i.env, i.name, i.address, i.mode, i.state, i.tone_version, i.created_at,"
    " i.last_sync_at, i.last_ok_at, i.last_error, i.failures, i.retry_at,"
    " EXISTS (SELECT 1 FROM sync_state s WHERE s.inbox_n = i.n AND s.gap_json IS NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An inbox. `failures` counts failed rounds in a row; `gap` says that messages are still missing between pages."""

    n: int
    id: str = ""
    channel: str = ""
    connector: str = ""
    env: str = "live"
    name: str = ""
    address: str = ""
    mode: str = "draft"
    state: str = "connected"
    tone_version: int = 1
    created_at: int = 0
    last_sync_at: int | None = None
    last_ok_at: int | None = None
    last_error: str | None = None
    failures: int = 0
    retry_at: int = 0
    gap: bool = False

    @property
    def state_text(self) -> str:
        """How it stands, in words."""
        if self.state != "connected":
            return f"{self.state}: {self.last_error}" if self.last_error else self.state
        if self.failures:
            times = "once" if self.failures == 1 else f"{self.failures} times"
            return f"failed {times}: {self.last_error or 'no reason known'}; trying again"
        if self.last_ok_at is None:
            return "connected, not read yet"
        return "connected, filling a gap" if self.gap else "connected"

    def json(self) -> Json:
        """As `inboxes` prints it."""
        return {
            "id": self.id,
            "channel": self.channel,
            "connector": self.connector,
            "env": self.env,
            "name": self.name,
            "address": self.address,
            "mode": self.mode,
            "state": self.state,
            "state_text": self.state_text,
            "tone_version": self.tone_version,
            "last_sync_at": iso(self.last_sync_at),
            "last_ok_at": iso(self.last_ok_at),
            "last_error": self.last_error,
            "failures": self.failures,
            "retry_at": iso(self.retry_at) if self.failures else None,
        }


def all(r: Reader, *, removed: bool = False) -> list[InboxRow]:
    """Every inbox, oldest first; removed ones only when asked for."""
    where = "" if removed else "WHERE i.state <> 'removed'"
    return [_row(row) for row in r.all(f"SELECT {_COLUMNS} FROM inboxes i {where} ORDER BY i.n")]


def one(r: Reader, n: int) -> InboxRow | None:
    """By number."""
    row = r.one(f"SELECT {_COLUMNS} FROM inboxes i WHERE i.n = ?", (n,))
    return None if row is None else _row(row)


def by_id(r: Reader, inbox_id: str) -> InboxRow | None:
    """By public id."""
    row = r.one(f"SELECT {_COLUMNS} FROM inboxes i WHERE i.id = ?", (inbox_id,))
    return None if row is None else _row(row)


def _row(row: tuple[Any, ...]) -> InboxRow:
    values = list(row)
    values[-1] = bool(values[-1])
    return InboxRow(*values)
