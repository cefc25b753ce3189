"""Making the intentions of a restored backup harmless, with what the replaced database knows of how they ended."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from closer_tui.domain.clock import LATEST, format_rfc3339
from closer_tui.domain.message import Delivery
from closer_tui.store import codes

HELD_UNTIL: Final = LATEST
"""A held reply is never due: neither for sending nor for asking the channel about it."""
FEED_GAP: Final = 1_000

SYNC_FIRST_MS: Final = 5 * 60_000

OPEN: Final = "('queued', 'sending', 'unknown')"
ENDED: Final = "('sent', 'delivered', 'read', 'failed', 'cancelled')"


@dataclass(frozen=True, slots=True)
class PastSettled:
    """Replies whose end is known now, replies held for a person, drafts nobody can approve unseen."""

    settled: int
    held: int
    drafts: int


def settle(db: sqlite3.Connection, replaced: Path | None, now: int) -> PastSettled:
    """Change a restored database, in one transaction. `replaced`: the database it takes the place of, if readable."""
    if replaced is not None:
        db.execute("ATTACH DATABASE ? AS old", (f"{replaced.absolute().as_uri()}?mode=ro",))
    db.execute("BEGIN IMMEDIATE")
    try:
        settled = _take_over(db) if replaced is not None else 0
        held = _hold(db, now)
        drafts = _drafts(db, now)
        db.execute("DELETE FROM leases")
        db.execute("DELETE FROM presence")
        db.execute("UPDATE inboxes SET failures = 0, retry_at = 0")
        _move_feed(db, now, _newest_change(db) if replaced is not None else 0)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
    if replaced is not None:
        db.execute("DETACH DATABASE old")
    return PastSettled(settled, held, drafts)


def _take_over(db: sqlite3.Connection) -> int:
    """What the replaced database knows better: how replies ended, who was shut out, which keys were used."""
    ended = db.execute(
        "SELECT o.n, o.message_seq, e.state, e.external_id, e.settled_at FROM outbox o"  # noqa: S608 - constants only
        f" JOIN old.outbox e ON e.key = o.key WHERE o.state IN {OPEN} AND e.state IN {ENDED}"
    ).fetchall()
    for n, seq, state, external_id, settled_at in ended:
        db.execute(
            "UPDATE outbox SET state = ?, external_id = ?, settled_at = ?, error = NULL, hint = NULL WHERE n = ?",
            (state, external_id, settled_at, n),
        )
        db.execute("UPDATE messages SET delivery_code = ? WHERE seq = ?", (codes.DELIVERY[Delivery(state)], seq))
        if external_id:
            db.execute("UPDATE OR IGNORE messages SET external_id = ? WHERE seq = ?", (external_id, seq))
    db.execute(
        "UPDATE api_tokens SET revoked_at = (SELECT t.revoked_at FROM old.api_tokens t WHERE t.id = api_tokens.id)"
        " WHERE revoked_at IS NULL"
    )
    db.execute(
        "UPDATE conversations SET opted_out = 1 WHERE EXISTS (SELECT 1 FROM old.conversations c"
        " JOIN old.inboxes j ON j.n = c.inbox_n JOIN inboxes i ON i.id = j.id"
        " WHERE i.n = conversations.inbox_n AND c.thread = conversations.thread AND c.opted_out = 1)"
    )
    db.execute(
        "INSERT OR IGNORE INTO idempotency (token_n, method, path, key, body_hash, state, status, response, created_at)"
        " SELECT t.n, d.method, d.path, d.key, d.body_hash, d.state, d.status, d.response, d.created_at"
        " FROM old.idempotency d JOIN old.api_tokens s ON s.n = d.token_n JOIN api_tokens t ON t.id = s.id"
    )
    return len(ended)


def _hold(db: sqlite3.Connection, now: int) -> int:
    why = f"restored from a backup on {format_rfc3339(now)}; it may have left since the backup was made"
    hint = "Look at the channel, then mark it as sent, send it again, or discard it."
    waiting = f"SELECT n, message_seq, conversation_n FROM outbox WHERE state IN {OPEN}"  # noqa: S608 - constants only
    rows = db.execute(waiting).fetchall()
    for n, seq, conversation_n in rows:
        db.execute(
            "UPDATE outbox SET state = 'unknown', not_before = ?, started_at = COALESCE(started_at, created_at),"
            " error = ?, hint = ? WHERE n = ?",
            (HELD_UNTIL, why, hint, n),
        )
        db.execute(
            "UPDATE messages SET delivery_code = ?, failure = ? WHERE seq = ?",
            (codes.DELIVERY[Delivery.UNKNOWN], why, seq),
        )
        db.execute(
            "UPDATE conversations SET attention = 'outbox_unknown', last_delivery = 'unknown' WHERE n = ?",
            (conversation_n,),
        )
    return len(rows)


def _drafts(db: sqlite3.Connection, now: int) -> int:
    """Nothing is written before a sync had time to tell what came since; what was written must be looked at again."""
    db.execute(
        "UPDATE drafts SET state = 'requested', not_before = ? WHERE state IN ('requested', 'generating')",
        (now + SYNC_FIRST_MS,),
    )
    return db.execute(
        "UPDATE drafts SET state = 'stale', decision = ?, decided_at = ? WHERE state = 'pending'",
        ("restored from a backup", now),
    ).rowcount


def _newest_change(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT COALESCE(MAX(seq), 0) FROM old.sqlite_sequence WHERE name = 'changes'").fetchone()[0])


def _move_feed(db: sqlite3.Connection, now: int, newest: int) -> None:
    """Followers must never see a number twice, nor miss that everything changed."""
    present = db.execute("SELECT COALESCE(MAX(seq), 0) FROM changes").fetchone()[0]
    db.execute(
        "INSERT INTO changes (seq, at, kind, data_json) VALUES (?, ?, 'conversation.changed', '{\"restored\": true}')",
        (max(present, newest) + FEED_GAP, now),
    )
    db.execute(
        "INSERT INTO audit (at, actor, action, detail_json) VALUES (?, 'restore', 'store.restored', '{}')", (now,)
    )
