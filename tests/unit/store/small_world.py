"""A small database made by the real migrations, filled row by row with plain sqlite3."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from closer_tui.config.paths import Paths, resolve_paths
from closer_tui.domain.outbox import Binding
from closer_tui.store import keys
from tests.support.coded import coded
from tests.support.homes import furnish

NOON = 1_779_451_200_000
"""2026-05-22T12:00:00Z, the present of these worlds."""
MINUTE = 60_000


class SmallWorld:
    """A home with a database; each method adds a row with sensible values and returns its number."""

    def __init__(self, home: Path) -> None:
        self.paths: Paths = resolve_paths(home)
        furnish(self.paths)
        self.db = sqlite3.connect(self.paths.database, isolation_level=None)
        self.db.execute("PRAGMA foreign_keys = 1")
        self.db.execute("PRAGMA synchronous = 0")  # nothing here judges what a power cut leaves
        self._threads = 0

    def close(self) -> None:
        """Close the writing connection."""
        self.db.close()

    def add(self, table: str, **values: Any) -> int:
        """One row; returns its rowid."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        done = self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
        return int(done.lastrowid or 0)

    def change(self, table: str, n: int, **values: Any) -> None:
        """Set columns of a row with a number `n`."""
        names = ", ".join(f"{name} = ?" for name in values)
        self.db.execute(f"UPDATE {table} SET {names} WHERE n = ?", (*values.values(), n))

    def inbox(self, channel: str = "whatsapp", **values: Any) -> int:
        """An inbox that is connected."""
        n = int(self.db.execute("SELECT COUNT(*) FROM inboxes").fetchone()[0]) + 1
        row = {"id": f"inbox_{n}", "channel": channel, "connector": "sandbox", "name": f"Inbox {n}", "created_at": NOON}
        return self.add("inboxes", **(row | values))

    def conversation(self, inbox_n: int = 1, name: str = "Maria", tags: tuple[str, ...] = (), **values: Any) -> int:
        """A conversation with its contact."""
        self._threads += 1
        channel = self.db.execute("SELECT channel FROM inboxes WHERE n = ?", (inbox_n,)).fetchone()[0]
        contact = self.add("contacts", name=name, created_at=NOON)
        row: dict[str, Any] = {
            "inbox_n": inbox_n,
            "contact_n": contact,
            "channel": channel,
            "thread": f"thread-{self._threads}",
            "address": f"+49170{self._threads:07}",
            "last_message_at": NOON - self._threads * MINUTE,
            "created_at": NOON,
            "tags": f" {' '.join(tags)} " if tags else "",
        }
        n = self.add("conversations", **(row | values))
        for tag in tags:
            self.add("conversation_tags", tag=tag, conversation_n=n)
        return n

    def message(self, conversation_n: int, body: str, *, at: int = NOON, **values: Any) -> int:
        """A message and its place in the index; returns its number."""
        inbox_n = self.db.execute("SELECT inbox_n FROM conversations WHERE n = ?", (conversation_n,)).fetchone()[0]
        external_id = values.pop("external_id", f"ext-{self.db.execute('SELECT COUNT(*) FROM messages').fetchone()[0]}")
        inbound = values.get("direction", "inbound") == "inbound"
        row: dict[str, Any] = {
            "seq": self._free_seq(at, inbox_n, external_id),
            "conversation_n": conversation_n,
            "inbox_n": inbox_n,
            "direction": "inbound",
            "at": at,
            "arrived_at": at,
            "external_id": external_id,
            "body": body,
            "delivery": "received" if inbound else "sent",
            "answer": "pending" if inbound else None,
        }
        seq = self.add("messages", **coded(row | values))
        self.db.execute("INSERT INTO messages_fts (rowid, body) VALUES (?, ?)", (seq, body))
        return seq

    def _free_seq(self, at: int, inbox_n: int, external_id: str) -> int:
        tries = (keys.message_seq(at, inbox_n, external_id, attempt) for attempt in range(1_000))
        return next(n for n in tries if not self.db.execute("SELECT 1 FROM messages WHERE seq = ?", (n,)).fetchone())

    def draft(self, conversation_n: int, body: str = "Yes, gladly.", **values: Any) -> int:
        """A draft; one that waits is pointed at by its conversation."""
        count = "SELECT COUNT(*) FROM drafts WHERE conversation_n = ?"
        row: dict[str, Any] = {
            "conversation_n": conversation_n,
            "revision": self.db.execute(count, (conversation_n,)).fetchone()[0] + 1,
            "state": "pending",
            "body": body,
            "action": "reply",
            "last_inbound": 0,
            "last_public": 0,
            "owner_epoch": 1,
            "tone_version": 1,
            "created_at": NOON,
        } | values
        n = self.add("drafts", **row)
        if row["state"] in {"pending", "stale"}:
            self.change("conversations", conversation_n, pending_draft=n)
        return n

    def outbox(self, conversation_n: int, body: str = "Yes, gladly.", **values: Any) -> int:
        """An approved reply with its message."""
        count = self.db.execute("SELECT COUNT(*) FROM outbox").fetchone()[0]
        state = values.get("state", "queued")
        seq = self.message(
            conversation_n, body, direction="outbound", external_id=f"local:{count}", delivery=state, author="Paul"
        )
        inbox_n, address = self.db.execute(
            "SELECT inbox_n, address FROM conversations WHERE n = ?", (conversation_n,)
        ).fetchone()
        row: dict[str, Any] = {
            "key": f"key-{count}",
            "conversation_n": conversation_n,
            "inbox_n": inbox_n,
            "message_seq": seq,
            "recipient": address,
            "body": body,
            "digest": Binding(f"inbox_{inbox_n}", conversation_n, address, body).digest(),
            "state": "queued",
            "created_at": NOON,
            "actor": "Paul",
        }
        return self.add("outbox", **(row | values))

    def escalation(self, conversation_n: int, topic: str = "refunds", **values: Any) -> int:
        """A conversation in a topic's queue."""
        self.change("conversations", conversation_n, owner_kind="queue", owner_name=topic, topic=topic)
        row = {
            "conversation_n": conversation_n,
            "topic": topic,
            "reason": f"topic:{topic}",
            "quote": "I want my money back",
            "created_at": NOON,
        }
        return self.add("escalations", **(row | values))

    def event(self, action: str, conversation_n: int | None = None, **detail: Any) -> int:
        """A line of the audit log."""
        return self.add(
            "audit", at=NOON, actor="Paul", action=action, conversation_n=conversation_n, detail_json=json.dumps(detail)
        )
