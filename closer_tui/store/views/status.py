"""How things stand, for the line at the top: last sync, what waits, who works in the background, offline or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.domain.clock import SystemClock
from closer_tui.domain.halt import META_KEY, Halt, parse_halt
from closer_tui.store.views import changes, conversations, inboxes
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

ENGINE_LEASE: Final = "engine"
"""The lease an engine holds for as long as it runs."""


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A piece of background work somebody has. Times in ms."""

    name: str
    holder: str
    acquired_at: int
    expires_at: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One moment. `last_sync_at` is the newest successful reading of any inbox; `offline`: all inboxes fail."""

    last_sync_at: int | None = None
    engine: str | None = None
    offline: bool = False
    inboxes: int = 0
    failing: tuple[str, ...] = ()
    to_approve: int = 0
    escalated: int = 0
    needs: int = 0
    unread: int = 0
    queued: int = 0
    sending: int = 0
    unknown: int = 0
    failed: int = 0
    change: int = 0
    halt: Halt | None = None

    @property
    def engine_alive(self) -> bool:
        """Whether some process does the background work now."""
        return self.engine is not None

    def json(self) -> Json:
        """For `doctor` and scripts."""
        return {
            "last_sync_at": iso(self.last_sync_at),
            "engine": self.engine,
            "offline": self.offline,
            "inboxes": self.inboxes,
            "failing": list(self.failing),
            "to_approve": self.to_approve,
            "escalated": self.escalated,
            "needs": self.needs,
            "unread": self.unread,
            "outbox": {
                "queued": self.queued,
                "sending": self.sending,
                "unknown": self.unknown,
                "failed": self.failed,
            },
            "change": self.change,
            "halted": {"at": iso(self.halt.at), "by": self.halt.by, "reason": self.halt.reason} if self.halt else None,
        }


def line(r: Reader, *, now: int | None = None) -> StatusLine:
    """The line as it is at `now` (ms; the wall clock if not given)."""
    at = SystemClock().now() if now is None else now
    kept = conversations.counters(r)
    connected = [inbox for inbox in inboxes.all(r) if inbox.state == "connected"]
    failing = tuple(inbox.name or inbox.id for inbox in connected if inbox.failures)
    return StatusLine(
        last_sync_at=max((inbox.last_ok_at for inbox in connected if inbox.last_ok_at), default=None),
        engine=engine(r, at),
        offline=bool(connected) and len(failing) == len(connected),
        inboxes=len(connected),
        failing=failing,
        to_approve=kept.get("approve", 0),
        escalated=kept.get("escalated", 0),
        needs=kept.get("needs", 0),
        unread=kept.get("unread", 0),
        queued=kept.get("outbox:queued", 0),
        sending=kept.get("outbox:sending", 0),
        unknown=kept.get("outbox:unknown", 0),
        failed=kept.get("outbox:failed", 0),
        change=changes.last(r),
        halt=halt(r),
    )


def halt(r: Reader) -> Halt | None:
    """The stop of the bot that is in force."""
    found = r.all("SELECT value FROM meta WHERE key = ?", (META_KEY,))
    return parse_halt(found[0][0]) if found else None


def engine(r: Reader, now: int) -> str | None:
    """The process that does the background work: holder of the engine's lease, else of any lease that has not run
    out."""
    held = [lease for lease in leases(r) if lease.expires_at > now]
    named = [lease for lease in held if lease.name == ENGINE_LEASE]
    return next((lease.holder for lease in (*named, *held)), None)


def leases(r: Reader) -> list[LeaseRow]:
    """Every lease, run out or not."""
    return [
        LeaseRow(*row)
        for row in r.all("SELECT name, holder, acquired_at, expires_at, detail FROM leases ORDER BY name")
    ]
