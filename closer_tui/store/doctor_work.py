"""What the doctor sees of the work: inboxes, the engine, the outbox, drafts, webhooks."""

from __future__ import annotations

from typing import Final

from closer_tui.domain.clock import HOUR, MINUTE, duration
from closer_tui.domain.halt import HINT
from closer_tui.store.findings import Finding, fail, ok, warn
from closer_tui.store.views import inboxes, outbox, status
from closer_tui.store.views.inboxes import InboxRow
from closer_tui.store.views.reader import Reader

MANY_FAILURES: Final = 10
SYNC_LATE: Final = HOUR
STUCK: Final = 15 * MINUTE

_START: Final = "Start closer-tui, or `closer-tui serve`."


def examine_work(r: Reader, now: int) -> list[Finding]:
    """Everything that should be moving. `now` in ms."""
    running = status.engine(r, now) is not None
    return [
        engine(r, now),
        *halted(r, now),
        *(inbox(row, now, running=running) for row in inboxes.all(r)),
        sending(r, now, running=running),
        drafting(r, now, running=running),
        secrets(r),
        webhooks(r),
    ]


def engine(r: Reader, now: int) -> Finding:
    """Whether some process does the background work."""
    holder = status.engine(r, now)
    if holder is not None:
        return ok("engine", f"runs ({holder})")
    left = [lease.name for lease in status.leases(r) if lease.expires_at <= now]
    detail = "none runs now" + (f"; left behind, and free to be taken: {', '.join(left[:3])}" if left else "")
    return warn("engine", detail, _START)


def halted(r: Reader, now: int) -> list[Finding]:
    """Whether the bot was stopped by hand."""
    stop = status.halt(r)
    if stop is None:
        return []
    why = f": {stop.reason}" if stop.reason else ""
    return [warn("bot", f"stopped by {stop.by} {duration(now - stop.at)} ago{why}", HINT)]


def inbox(row: InboxRow, now: int, *, running: bool) -> Finding:
    """One inbox: its connection, its last error, its last reading."""
    name = f"inbox {row.id}"
    if row.state == "disconnected":
        return fail(name, row.state_text, "Connect it again: `closer-tui connect`.")
    if row.failures:
        make = fail if row.failures >= MANY_FAILURES else warn
        return make(name, row.state_text, "Look at the error; what is approved waits meanwhile and is not lost.")
    if row.last_ok_at is None:
        return warn(name, row.state_text, "Run `closer-tui sync --once`.") if not running else ok(name, row.state_text)
    age = duration(now - row.last_ok_at)
    if running and now - row.last_ok_at > SYNC_LATE:
        return warn(name, f"not read for {age} though an engine runs", "Look into the log.")
    if row.tone is not None and (row.tone.error or row.tone.conflict_version is not None):
        hint = f"`closer-tui tone versions {row.id}` lists both; `tone revert` brings one back."
        return warn(name, f"{row.tone_text}; read {age} ago", hint)
    return ok(name, f"{row.state_text}, read {age} ago")


def sending(r: Reader, now: int, *, running: bool) -> Finding:
    """Replies that should have left, and those a person must decide on."""
    rows = outbox.open(r)
    late = [row for row in rows if row.state == "queued" and max(row.not_before, row.created_at) < now - STUCK]
    leaving = [row for row in rows if row.state == "sending" and (row.started_at or row.created_at) < now - STUCK]
    asking = [row for row in rows if row.state in {"unknown", "failed"}]
    if leaving or (late and running):
        stuck = len(leaving) + len(late)
        return fail("outbox", f"{stuck} replies should have left {duration(STUCK)} ago", "Restart the engine.")
    if asking:
        held = sum(row.held for row in asking)
        detail = f"{len(asking)} replies need a decision" + (f", {held} of them held since a restore" if held else "")
        return warn("outbox", detail, "Look at `closer-tui outbox`.")
    if late:
        return warn("outbox", f"{len(late)} replies wait for an engine", _START)
    return ok("outbox", f"{len(rows)} replies on their way" if rows else "empty")


def drafting(r: Reader, now: int, *, running: bool) -> Finding:
    """Drafts asked for that nobody writes, and drafts that fail."""
    late = r.number(
        "SELECT COUNT(*) FROM drafts WHERE state = 'requested' AND not_before < ? AND created_at < ?",
        (now - STUCK, now - STUCK),
    )
    failed = r.number("SELECT COUNT(*) FROM conversations WHERE needs_action = 1 AND attention = 'draft_failed'")
    if late and running:
        return fail("drafting", f"{late} drafts were asked for and not begun", "Look into the log; restart the engine.")
    if failed:
        return warn("drafting", f"{failed} conversations have no draft because it failed", "Look at what they say.")
    if late:
        return warn("drafting", f"{late} drafts wait for an engine", _START)
    return ok("drafting", "nothing is late")


def secrets(r: Reader) -> Finding:
    """How many secrets are kept; that each opens is proven where it is used."""
    count = r.number("SELECT COUNT(*) FROM secrets")
    return ok("secrets", f"{count} kept, sealed")


def webhooks(r: Reader) -> Finding:
    """Deliveries that were given up lately, and endpoints that were switched off."""
    dead = r.number("SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'dead'")
    off = r.number("SELECT COUNT(*) FROM webhook_endpoints WHERE disabled_at IS NOT NULL")
    if dead or off:
        detail = f"{dead} deliveries were given up, {off} endpoints are switched off"
        return warn("webhooks", detail, "Look at `closer-tui webhook deliveries`; `replay` sends them again.")
    return ok("webhooks", "no delivery was given up")
