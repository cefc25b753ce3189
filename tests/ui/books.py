"""A desk that keeps books of what it was asked, and the App over it and a world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from closer_tui.config.light import LightSettings
from closer_tui.domain.channel import ChannelKind, InboxMode
from closer_tui.domain.errors import Conflict
from closer_tui.domain.escalation import EscalationCall
from closer_tui.domain.handover import HandOver
from closer_tui.domain.presence import Began
from closer_tui.domain.tone import ToneProfile
from closer_tui.store.views import Reader
from closer_tui.tui.app import CloserApp
from closer_tui.tui.desk import Desk
from tests.ui.listing_books import ListingBooks
from tests.ui.work_books import WorkBooks
from tests.ui.world import AGENT, World
from tests.ui.writing_books import WritingBooks


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
