"""A little shop in a real database, a desk that keeps books, and the App over both."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from closer_tui.config.light import LightSettings
from closer_tui.config.paths import Paths
from closer_tui.domain.channel import ChannelKind, InboxMode
from closer_tui.domain.clock import DAY, HOUR, MINUTE, ManualClock
from closer_tui.domain.errors import Conflict
from closer_tui.domain.escalation import EscalationCall
from closer_tui.domain.handover import HandOver
from closer_tui.domain.knowledge import Part
from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.domain.presence import Began
from closer_tui.domain.tone import ToneProfile
from closer_tui.drafting.knowledge import indexed
from closer_tui.store import codes, keys
from closer_tui.store.views import Reader
from closer_tui.tui.app import CloserApp
from closer_tui.tui.desk import Desk
from tests.support.homes import furnish
from tests.ui.listing_books import ListingBooks
from tests.ui.work_books import WorkBooks
from tests.ui.writing_books import WritingBooks

NOW = 1_763_716_320_000
"""Friday 21 November 2025, 09:12 UTC."""
AGENT = "paul"


def _usual(direction: str) -> str:
    """The delivery of a message that had no trouble."""
    return {"inbound": "received", "note": "none"}.get(direction, "delivered")


@dataclass(frozen=True, slots=True)
class Sent:
    """What the desk says about an approval."""

    outbox_n: int
    leaves_at: int
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Bulk:
    """What the desk says about many."""

    approved: tuple[Sent, ...]
    refused: tuple[tuple[int, str], ...] = ()


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


class Books(WorkBooks, WritingBooks, ListingBooks):
    """A desk that writes down what it was asked, and does the least the screen can see of it."""

    async def approve(
        self,
        draft_n: int,
        *,
        revision: int | None = None,
        body: str | None = None,
        hold_ms: int = 0,
        accept_stale: bool = False,
        send_at: int | None = None,
        anyway: bool = False,
    ) -> Sent:
        self._contest(anyway=anyway)
        self._note("approve", draft_n, revision, body, accept_stale, *([send_at] if send_at else []))
        world = self.world
        row = world.db.execute("SELECT state, conversation_n, body FROM drafts WHERE n = ?", (draft_n,)).fetchone()
        if row[0] != "pending" and not (row[0] == "stale" and accept_stale):
            raise Conflict("this draft is " + row[0], "Look again; nothing was sent.")
        world.run("UPDATE drafts SET state = 'approved' WHERE n = ?", draft_n)
        world.run("UPDATE conversations SET pending_draft = NULL, waiting_since = NULL WHERE n = ?", row[1])
        world.message(row[1], body or row[2], direction="outbound", author=self.actor, delivery="queued")
        world.changed("draft.changed", row[1])
        return Sent(draft_n, world.clock.now() + hold_ms, bool(body and body != row[2]))

    async def undo_approval(self, outbox_n: int) -> None:
        self._note("undo_approval", outbox_n)
        world = self.world
        n = world.value("SELECT conversation_n FROM drafts WHERE n = ?", outbox_n)
        world.run("DELETE FROM messages WHERE conversation_n = ? AND delivery = 'queued'", n)
        world.run("UPDATE drafts SET state = 'pending' WHERE n = ?", outbox_n)
        world.run("UPDATE conversations SET pending_draft = ? WHERE n = ?", outbox_n, n)
        world.changed("draft.changed", int(str(n)))

    async def reject(self, draft_n: int, *, reason: str) -> None:
        self._note("reject", draft_n, reason)
        n = int(str(self.world.value("SELECT conversation_n FROM drafts WHERE n = ?", draft_n)))
        self.world.run("UPDATE drafts SET state = 'rejected' WHERE n = ?", draft_n)
        self.world.run("UPDATE conversations SET pending_draft = NULL WHERE n = ?", n)
        self.world.changed("draft.changed", n)

    async def undo_reject(self, draft_n: int) -> None:
        self._note("undo_reject", draft_n)

    async def redraft(self, conversation_n: int, *, instruction: str = "") -> None:
        self._note("redraft", conversation_n, instruction)

    async def approve_many(self, drafts: Sequence[tuple[int, int]], *, hold_ms: int = 0) -> Bulk:
        self._note("approve_many", tuple(drafts))
        return Bulk(tuple([await self.approve(n, revision=revision, hold_ms=hold_ms) for n, revision in drafts]))

    def _contest(self, *, anyway: bool) -> None:
        if self.contested is not None and not anyway:
            raise self.contested

    async def present(self, conversation_n: int | None, *, replying: bool) -> None:
        self.seen.append((conversation_n, replying))

    async def reply(
        self,
        conversation_n: int,
        body: str,
        *,
        hold_ms: int = 0,
        send_at: int | None = None,
        began: Began | None = None,
        anyway: bool = False,
    ) -> Sent:
        self.began = began
        self._contest(anyway=anyway)
        self._note("reply", conversation_n, body, *([send_at] if send_at else []))
        self.world.message(conversation_n, body, direction="outbound", author=self.actor, delivery="queued")
        self.world.changed("message.stored", conversation_n)
        return Sent(conversation_n, send_at or self.world.clock.now() + hold_ms)

    async def note(self, conversation_n: int, body: str) -> None:
        self._note("note", conversation_n, body)
        self.world.message(conversation_n, body, direction="note", author=self.actor)
        self.world.changed("message.stored", conversation_n)

    def _own(self, n: int, kind: str, name: str) -> int:
        before = self.world.db.execute("SELECT owner_kind, owner_name FROM conversations WHERE n = ?", (n,)).fetchone()
        self.moves.append((n, *before))
        self.world.run(
            "UPDATE conversations SET owner_kind = ?, owner_name = ?, owner_epoch = owner_epoch + 1 WHERE n = ?",
            kind,
            name,
            n,
        )
        self.world.changed("conversation.changed", n)
        return len(self.moves)

    async def undo_move(self, move_n: int) -> None:
        self._note("undo_move", move_n)
        self._own(*self.moves[move_n - 1])

    async def take(self, conversation_n: int) -> int:
        self._note("take", conversation_n)
        return self._own(conversation_n, "agent", self.actor)

    async def hand_back(self, conversation_n: int, *, summary: HandOver) -> int:
        self._note("hand_back", conversation_n, summary)
        return self._own(conversation_n, "bot", "")

    async def escalate(self, conversation_n: int, call: EscalationCall) -> int:
        self._note("escalate", conversation_n, call.topic)
        return self._own(conversation_n, "queue", call.topic)

    async def claim(self, conversation_n: int) -> int:
        self._note("claim", conversation_n)
        return self._own(conversation_n, "agent", self.actor)

    async def assign(self, conversation_n: int, agent: str) -> int:
        self._note("assign", conversation_n, agent)
        return self._own(conversation_n, "agent", agent)

    async def unassign(self, conversation_n: int) -> int:
        self._note("unassign", conversation_n)
        return self._own(conversation_n, "nobody", "")

    async def mark_read(self, conversation_n: int) -> None:
        self._note("mark_read", conversation_n)
        self.world.run("UPDATE conversations SET unread = 0 WHERE n = ?", conversation_n)
        self.world.changed("conversation.changed", conversation_n)

    async def mark_unread(self, conversation_n: int) -> None:
        self._note("mark_unread", conversation_n)
        self.world.run("UPDATE conversations SET unread = 1 WHERE n = ?", conversation_n)
        self.world.changed("conversation.changed", conversation_n)

    async def outbox_retry(self, outbox_n: int) -> None:
        self._note("outbox_retry", outbox_n)

    async def outbox_discard(self, outbox_n: int) -> None:
        self._note("outbox_discard", outbox_n)

    async def outbox_mark_sent(self, outbox_n: int) -> None:
        self._note("outbox_mark_sent", outbox_n)

    async def tone_set(self, inbox_n: int, tone: ToneProfile, *, expected_version: int | None = None) -> int:
        self._note("tone_set", inbox_n, tone)
        return (expected_version or 0) + 1

    async def tone_revert(self, inbox_n: int, version: int) -> int:
        self._note("tone_revert", inbox_n, version)
        return version + 1

    async def set_mode(self, inbox_n: int, mode: InboxMode) -> None:
        self._note("set_mode", inbox_n, mode)

    async def connect_email(self, address: str, imap: str, smtp: str, user: str, password: str) -> str:
        self._note("connect_email", address, imap, smtp, user, password)
        return address

    async def connect_closer(self, url: str, token: str, *, channels: Sequence[ChannelKind] = ()) -> Sequence[str]:
        self._note("connect_closer", url, token, tuple(channels))
        return [f"{kind} at the server" for kind in channels or (ChannelKind.WHATSAPP,)]

    async def disconnect(self, inbox_n: int) -> None:
        self._note("disconnect", inbox_n)
        self.world.run("UPDATE inboxes SET state = 'removed' WHERE n = ?", inbox_n)
        self.world.changed("inbox.changed")

    async def aclose(self) -> None:
        pass


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


def make_app(
    world: World, desk: Books | None = None, *, settings: LightSettings | None = None, tour: bool = False
) -> CloserApp:
    """The App over a world, at the world's own time."""
    books = desk or Books(world)

    async def open_desk() -> Desk:
        return books

    return CloserApp(
        paths=world.paths,
        settings=settings or LightSettings(decision_grace_ms=0, animations=False),
        open_reader=lambda: Reader.open(world.paths),
        open_desk=open_desk,
        agent=AGENT,
        tour=tour,
        clock=world.clock,
        zone=UTC,
    )
