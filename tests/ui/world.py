"""A little shop in a real database, a desk that keeps books, and the App over both."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from closer_tui.config.paths import Paths
from closer_tui.domain.clock import DAY, HOUR, MINUTE, ManualClock
from closer_tui.domain.knowledge import Part
from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.drafting.knowledge import indexed
from closer_tui.store import codes, keys
from tests.support.homes import furnish

NOW = 1_763_716_320_000
"""Friday 21 November 2025, 09:12 UTC."""
AGENT = "paul"


def _usual(direction: str) -> str:
    """The delivery of a message that had no trouble."""
    return {"inbound": "received", "note": "none"}.get(direction, "delivered")


class World:
    """The database of one home, written by plain SQL."""

    def __init__(self, home: Path) -> None:
        self.paths = Paths(home, home, home)
        self.clock = ManualClock(NOW)
        furnish(self.paths)
        self.db = sqlite3.connect(self.paths.database, isolation_level=None)
        self.db.execute("PRAGMA synchronous = 0")  # nothing here judges what a power cut leaves
        self.run(
            "INSERT INTO inboxes (n, id, channel, connector, name, created_at, last_sync_at, last_ok_at)"
            " VALUES (1, 'inbox_1', 'whatsapp', 'sandbox', 'Harbour Bakery', ?, ?, ?)",
            NOW - DAY,
            NOW - 4_000,
            NOW - 4_000,
        )
        self.run(
            "INSERT INTO tone_profiles VALUES (1, 1, 3, 4, 'medium', 'sparingly', 'Paul', ?, ?, 'paul')",
            json.dumps(["refunds", "complaints"]),
            NOW,
        )
        self.run(
            "INSERT INTO leases (name, holder, token, acquired_at, expires_at) VALUES ('engine', 'e', 't', ?, ?)",
            NOW,
            NOW + 40_000 * DAY,
        )
        self._numbers = 0

    def run(self, sql: str, *params: object) -> int:
        """One statement; the number of the new row."""
        return int(self.db.execute(sql, params).lastrowid or 0)

    def value(self, sql: str, *params: object) -> object:
        """One value."""
        row = self.db.execute(sql, params).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        """Let go."""
        self.db.close()

    def changed(self, kind: str, conversation_n: int | None = None) -> None:
        """A row in the feed."""
        self.run(
            "INSERT INTO changes (at, kind, conversation_n) VALUES (?, ?, ?)", self.clock.now(), kind, conversation_n
        )

    def conversation(
        self,
        name: str,
        *said: str,
        channel: str = "whatsapp",
        address: str = "",
        ago: int = 2 * MINUTE,
        **values: object,
    ) -> int:
        """A customer who said these things, the last so long ago; other columns by name."""
        contact = self.run("INSERT INTO contacts (name, created_at) VALUES (?, ?)", name, NOW - 30 * DAY)
        address = address or f"+49 170 555 {contact:04}"
        columns = {"status": "open", "waiting_since": NOW - ago if said else None, "unread": len(said), **values}
        n = self.run(
            "INSERT INTO conversations (inbox_n, contact_n, channel, thread, address, created_at, last_message_at)"
            " VALUES (1, ?, ?, ?, ?, ?, ?)",
            contact,
            channel,
            f"{address} {contact}",
            address,
            NOW - 30 * DAY,
            NOW - ago,
        )
        for index, body in enumerate(said):
            self.message(n, body, at=NOW - ago - (len(said) - 1 - index) * MINUTE)
        for column, value in columns.items():
            self.run(f"UPDATE conversations SET {column} = ? WHERE n = ?", value, n)
        return n

    def document(self, name: str, heading: str, body: str, *, status: str = "ready", problem: str = "") -> int:
        """A document with one part."""
        n = self.run(
            "INSERT INTO documents (name, path, kind, size, hash, status, problem, parts, added_at)"
            " VALUES (?, ?, 'markdown', 100, 'h', ?, ?, 1, ?)",
            *(name, f"/docs/{name}", status, problem, NOW - DAY),
        )
        part = indexed(name, Part((heading,), body))
        row = self.run(
            "INSERT INTO document_parts (document_n, position, path_json, body, heading_terms, body_terms)"
            " VALUES (?, 0, ?, ?, ?, ?)",
            *(n, json.dumps([heading]), body, part.heading_terms, part.body_terms),
        )
        self.run(
            "INSERT INTO parts_fts (rowid, heading_terms, body_terms) VALUES (?, ?, ?)",
            row,
            part.heading_terms,
            part.body_terms,
        )
        return n

    def message(
        self,
        n: int,
        body: str,
        *,
        at: int | None = None,
        direction: str = "inbound",
        author: str = "",
        delivery: str = "",
        failure: str | None = None,
    ) -> int:
        """A message at the end of a conversation."""
        self._numbers += 1
        at = self.clock.now() if at is None else at
        external = f"ext-{self._numbers:06}"
        seq = keys.message_seq(at, 1, external)
        inbound = direction == "inbound"
        self.run(
            "INSERT INTO messages (seq, conversation_n, inbox_n, direction_code, at, arrived_at, external_id, author,"
            " body, delivery_code, answer_code, failure) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            seq,
            n,
            codes.DIRECTION[Direction(direction)],
            at,
            at,
            external,
            author,
            body,
            codes.DELIVERY[Delivery(delivery or _usual(direction))],
            codes.ANSWER[AnswerState.PENDING] if inbound else None,
            failure,
        )
        self.run("INSERT INTO messages_fts (rowid, body) VALUES (?, ?)", seq, body)
        if direction != "note":
            self.run(
                "UPDATE conversations SET last_public = ?, snippet = ?, last_message_at = ?, last_delivery = ?"
                " WHERE n = ?",
                seq,
                body[:120],
                at,
                "" if inbound else delivery or "delivered",
                n,
            )
        if inbound:
            self.run("UPDATE conversations SET last_inbound = ? WHERE n = ?", seq, n)
        return seq

    def draft(
        self,
        n: int,
        body: str,
        *,
        state: str = "pending",
        checks: Sequence[tuple[str, str, str]] = (),
        **values: object,
    ) -> int:
        """A draft that answers what stands there now."""
        revision = int(str(self.value("SELECT COALESCE(MAX(revision), 0) + 1 FROM drafts WHERE conversation_n = ?", n)))
        last_inbound, last_public = self.db.execute(
            "SELECT last_inbound, last_public FROM conversations WHERE n = ?", (n,)
        ).fetchone()
        number = self.run(
            "INSERT INTO drafts (conversation_n, revision, state, body, action, last_inbound, last_public, owner_epoch,"
            " tone_version, created_at, finished_at, checks_json) VALUES (?, ?, ?, ?, 'reply', ?, ?, 1, 1, ?, ?, ?)",
            n,
            revision,
            state,
            body,
            last_inbound,
            last_public,
            self.clock.now() - MINUTE,
            self.clock.now() - MINUTE,
            json.dumps([{"name": name, "level": level, "detail": detail} for name, level, detail in checks]),
        )
        for column, value in values.items():
            self.run(f"UPDATE drafts SET {column} = ? WHERE n = ?", value, number)
        if state in {"pending", "stale"}:
            self.run("UPDATE conversations SET pending_draft = ? WHERE n = ?", number, n)
        return number

    def writes_again(self, n: int, body: str) -> int:
        """The customer writes while a draft waits: it becomes stale, as the store does it."""
        self.clock.advance(1_000)
        seq = self.message(n, body)
        self.run("UPDATE drafts SET state = 'stale' WHERE conversation_n = ? AND state = 'pending'", n)
        self.run("UPDATE conversations SET unread = unread + 1 WHERE n = ?", n)
        self.changed("message.stored", n)
        return seq


def bakery(world: World) -> World:
    """The conversations most tests look at."""
    maria = world.conversation(
        "Maria Keller", "Good morning! Is the walnut loaf back on Saturday?", "And do you open at 8?", ago=2 * MINUTE
    )
    world.draft(
        maria,
        "Good morning, Maria. Yes, the walnut loaf is back on Saturday, from 8 when we open. "
        "Shall I put one aside for you?\n\nPaul",
        topic="opening hours",
        reason="A quick reply answers both questions.",
        sources_json=json.dumps([{"id": "qr_1", "title": "Opening hours", "kind": "quick_reply", "quote": ""}]),
        checks=(("tone", "ok", ""), ("language", "ok", ""), ("length", "ok", "")),
        model="claude-sonnet-5-5",
        usage_json=json.dumps({"cost_micros": 4_200, "took_ms": 2_400}),
    )
    world.conversation(
        "",
        "Where is my order TR-2041?",
        channel="sms",
        address="+44 7700 900 123",
        ago=5 * MINUTE,
        owner_kind="queue",
        owner_name="refunds",
    )
    yusuf = world.conversation(
        "Yusuf Demir", "Re: Catering for the 14th", channel="email", ago=HOUR, owner_kind="agent", owner_name=AGENT
    )
    world.message(
        yusuf, "We can do forty plates.", direction="outbound", author=AGENT, delivery="read", at=NOW - 2 * HOUR
    )
    lin = world.conversation(
        "林さん", "予約は変更できますか。土曜日の午後に三人でお願いします。", channel="instagram", ago=2 * HOUR
    )
    world.draft(
        lin, "はい、変更できます。土曜日の15時でいかがでしょうか。", checks=(("promise", "hold", "offers a time"),)
    )
    jo = world.conversation("Jo", "thanks!", channel="linkedin", ago=3 * HOUR, unread=0, waiting_since=None)
    world.message(jo, "You are welcome.", direction="outbound", author="bot", delivery="delivered", at=NOW - 2 * HOUR)
    world.conversation("Lars", "See you next week", ago=DAY, status="snoozed", snooze_until=NOW + DAY, unread=0)
    return world
