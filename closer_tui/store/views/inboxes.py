"""Inboxes: what they are, how they stand, and the last error in plain words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_COLUMNS: Final = (
    "i.n, i.id, i.channel, i.connector, i.env, i.name, i.address, i.mode, i.state, i.tone_version, i.created_at,"
    " i.last_sync_at, i.last_ok_at, i.last_error, i.failures, i.retry_at,"
    " EXISTS (SELECT 1 FROM sync_state s WHERE s.inbox_n = i.n AND s.gap_json IS NOT NULL),"
    " t.inbox_n, t.agreed_version, t.error, t.conflict_version"
)
_FROM: Final = "FROM inboxes i LEFT JOIN tone_sync t ON t.inbox_n = i.n"


@dataclass(frozen=True, slots=True)
class ToneShared:
    """How far our tone profile and the server's agree: the version both have, why not, and the version that lost when
    both sides had changed."""

    agreed_version: int | None = None
    error: str | None = None
    conflict_version: int | None = None


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
    tone: ToneShared | None = None

    @property
    def tone_text(self) -> str:
        """What is to be said of sharing the tone profile with the server; empty when all is well."""
        if self.tone is None:
            return ""
        if self.tone.error:
            return f"tone profile not shared: {self.tone.error}"
        if self.tone.conflict_version is not None:
            return (
                f"tone profile changed here and at the server; version {self.tone.conflict_version} lost, and is kept"
            )
        if self.tone.agreed_version != self.tone_version:
            return f"tone profile version {self.tone_version} waits to reach the server"
        return ""

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
        said = "connected, filling a gap" if self.gap else "connected"
        return f"{said}; {self.tone_text}" if self.tone_text else said

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
            "tone_shared": None if self.tone is None else asdict(self.tone),
            "last_sync_at": iso(self.last_sync_at),
            "last_ok_at": iso(self.last_ok_at),
            "last_error": self.last_error,
            "failures": self.failures,
            "retry_at": iso(self.retry_at) if self.failures else None,
        }


def all(r: Reader, *, removed: bool = False) -> list[InboxRow]:
    """Every inbox, oldest first; removed ones only when asked for."""
    where = "" if removed else "WHERE i.state <> 'removed'"
    return [_row(row) for row in r.all(f"SELECT {_COLUMNS} {_FROM} {where} ORDER BY i.n")]


def one(r: Reader, n: int) -> InboxRow | None:
    """By number."""
    row = r.one(f"SELECT {_COLUMNS} {_FROM} WHERE i.n = ?", (n,))
    return None if row is None else _row(row)


def by_id(r: Reader, inbox_id: str) -> InboxRow | None:
    """By public id."""
    row = r.one(f"SELECT {_COLUMNS} {_FROM} WHERE i.id = ?", (inbox_id,))
    return None if row is None else _row(row)


def _row(row: tuple[Any, ...]) -> InboxRow:
    values: list[Any] = [*row[:-4], None if row[-4] is None else ToneShared(*row[-3:])]
    values[-2] = bool(values[-2])
    return InboxRow(*values)
